package studio.easel.engine.diffusion;

import java.util.Map;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning;

/** The U-Net as a graph; {@link #under} makes it a network that heeds words. */
public final class UNet implements AutoCloseable {
    /** Latent, timestep and words. */
    private static final int INPUTS = 3;

    private final OnnxModel graph;

    public UNet(OnnxModel graph) {
        this.graph = graph;
    }

    /** How many tokens the graph takes, -1 for any number. */
    public int mostTokens() {
        return graph.inputSize(wordsInput(), 1);
    }

    /** The network for one walk: heeds the words in the order of its calls. */
    public Network under(Conditioning words, double guidanceScale) {
        return new GuidedUNet(this, words, guidanceScale);
    }

    /** Whether the graph was exported for a fixed number of pictures at once, -1 if not. */
    int fixedBatch() {
        return graph.inputSize(latentInput(), 0);
    }

    Tensor predict(Tensor input, double timestep, Tensor words) {
        return graph.runFirst(
                Map.of(
                        latentInput(), input,
                        graph.input("timestep", 1, INPUTS), Tensor.scalar(timestep),
                        wordsInput(), words));
    }

    private String latentInput() {
        return graph.input("sample", 4, INPUTS);
    }

    private String wordsInput() {
        return graph.input("encoder_hidden_states", 3, INPUTS);
    }

    public void load() {
        graph.load();
    }

    public void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
    }
}
