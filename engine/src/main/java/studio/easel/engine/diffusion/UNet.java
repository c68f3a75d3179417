package studio.easel.engine.diffusion;

import java.util.Map;
import java.util.Optional;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning;

/** The U-Net as a graph; {@link #under} makes it a network that heeds words. */
public final class UNet implements AutoCloseable {
    private final OnnxModel graph;

    public UNet(OnnxModel graph) {
        this.graph = graph;
    }

    /** How many tokens the graph takes, -1 for any number. */
    public int mostTokens() {
        return graph.inputSize("encoder_hidden_states", 1);
    }

    /**
     * The network under classifier-free guidance (Ho, Salimans 2022, arXiv:2207.12598, eq. 6): away
     * from the negative words by guidanceScale times the way to the prompt. Their w is our
     * guidanceScale − 1, so 1 is the plain conditional estimate and needs no negative run; the
     * conditioning then has none.
     */
    public Network under(Conditioning words, double guidanceScale) {
        Optional<Tensor> negative = words.negative();
        if (negative.isEmpty()) {
            return (input, timestep) -> predict(input, timestep, words.words());
        }
        return oneAtATime()
                ? (input, timestep) ->
                        guided(
                                predict(input, timestep, negative.get()),
                                predict(input, timestep, words.words()),
                                guidanceScale)
                : inOneBatch(Tensor.stack(negative.get(), words.words()), guidanceScale);
    }

    private Network inOneBatch(Tensor bothWords, double guidanceScale) {
        return (input, timestep) -> {
            Tensor both = predict(Tensor.stack(input, input), timestep, bothWords);
            return guided(both.row(0), both.row(1), guidanceScale);
        };
    }

    private static Tensor guided(Tensor negative, Tensor positive, double guidanceScale) {
        return Tensor.sum(
                Tensor.term(1 - guidanceScale, negative), Tensor.term(guidanceScale, positive));
    }

    /** Whether the graph was exported for a single picture. */
    private boolean oneAtATime() {
        return graph.inputSize("sample", 0) == 1;
    }

    private Tensor predict(Tensor input, double timestep, Tensor words) {
        return graph.runFirst(
                Map.of(
                        "sample", input,
                        "timestep", Tensor.scalar(timestep),
                        "encoder_hidden_states", words));
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
