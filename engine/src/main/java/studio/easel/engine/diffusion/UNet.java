package studio.easel.engine.diffusion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.GraphEdit;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.onnx.RunTimes;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning;

/** The U-Net as a graph; {@link #under} makes it a network that heeds words. */
public final class UNet implements AutoCloseable {
    /** Latent, timestep and words. */
    private static final int INPUTS = 3;

    private final UNetSpec spec;
    private final OnnxModel graph;
    private Optional<Inputs> inputs = Optional.empty();

    /**
     * What the graph's inputs are called and insist on: asked once, not at every step.
     *
     * @param fixedBatch how many pictures it takes at once, -1 for any number
     * @param mostTokens how many tokens, -1 for any number
     */
    private record Inputs(
            String latent, String timestep, String words, int fixedBatch, int mostTokens) {
        static Inputs of(OnnxModel graph) {
            String latent = graph.input("sample", 4, INPUTS);
            String words = graph.input("encoder_hidden_states", 3, INPUTS);
            return new Inputs(
                    latent,
                    graph.input("timestep", 1, INPUTS),
                    words,
                    graph.inputSize(latent, 0),
                    graph.inputSize(words, 1));
        }
    }

    public UNet(UNetSpec spec, OnnxModel graph) {
        this.spec = spec;
        this.graph = graph;
    }

    /** How many tokens the graph takes, -1 for any number. */
    public int mostTokens() {
        return inputs().mostTokens();
    }

    /** The network for one walk: heeds the words in the order of its calls. */
    public Network under(Conditioning words, Steering steering) {
        return new GuidedUNet(this, words, steering);
    }

    UNetSpec spec() {
        return spec;
    }

    /** How many pictures the graph was exported for at once, -1 for any number. */
    int fixedBatch() {
        return inputs().fixedBatch();
    }

    /** Whether one zero does for a residual of zeros, as in graphs that leave its channels open. */
    boolean spreadsResidual(Residual residual) {
        return graph.inputSize(residual.input(), 1) < 0;
    }

    Tensor predict(UNetInput input) {
        Inputs names = inputs();
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put(names.latent(), input.sample());
        values.put(names.timestep(), Tensor.scalar(input.timestep()));
        values.put(names.words(), input.told().words());
        input.told().pooled().ifPresent(pooled -> values.put("text_embeds", pooled));
        input.told().sizes().ifPresent(sizes -> values.put("time_ids", sizes));
        input.told().guidance().ifPresent(guidance -> values.put("timestep_cond", guidance));
        for (int i = 0; i < spec.residuals().size(); i++) {
            values.put(spec.residuals().get(i).input(), input.residuals().get(i));
        }
        return graph.runFirst(values);
    }

    private Inputs inputs() {
        Inputs known = inputs.orElseGet(() -> Inputs.of(graph));
        inputs = Optional.of(known);
        return known;
    }

    /** What the graph's runs have taken so far. */
    public RunTimes times() {
        return graph.times();
    }

    /**
     * Opens the graph with other weights from the next call on.
     *
     * @param weights empty for its own
     */
    public void adapt(Optional<GraphEdit> weights) {
        graph.change(weights);
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
