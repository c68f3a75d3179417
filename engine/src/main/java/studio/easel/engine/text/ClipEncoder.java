package studio.easel.engine.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.ModelException;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/** One CLIP text encoder (Radford et al. 2021, arXiv:2103.00020) and its tokenizer. */
final class ClipEncoder implements AutoCloseable {
    private final TextEncoderSpec spec;
    private final OnnxModel graph;
    private Optional<ClipTokenizer> tokenizer = Optional.empty();

    ClipEncoder(TextEncoderSpec spec, OnnxModel graph) {
        this.spec = spec;
        this.graph = graph;
    }

    /** Ids in a window, start and end included. */
    int windowLength() {
        return spec.tokenizer().windowLength();
    }

    /** How this encoder's texts are cut into windows. */
    Chunks chunks() {
        ClipTokenizer words = tokenizer.orElseGet(() -> new ClipTokenizer(spec.tokenizer()));
        tokenizer = Optional.of(words);
        return new Chunks(words::ids, ChunkRules.of(spec.tokenizer(), words::ids), Map.of());
    }

    /**
     * One window in vectors.
     *
     * @param skipped how many layers earlier than usual the vectors are taken, from 0
     * @throws ModelException when the graph does not give that layer
     */
    Words encode(Chunk window, int skipped) {
        Map<String, Tensor> outputs = graph.run(inputs(window));
        return new Words(hidden(outputs, skipped), pooled(outputs));
    }

    private Map<String, Tensor> inputs(Chunk window) {
        float[] ids = new float[window.ids().size()];
        float[] attended = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = window.ids().get(i); // exact: vocabularies are far below 2^24
            attended[i] = 1;
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(graph.input("input_ids", 2, 1), Tensor.of(ids, 1, ids.length));
        if (graph.takes("attention_mask")) {
            inputs.put("attention_mask", Tensor.of(attended, 1, ids.length));
        }
        return inputs;
    }

    private Tensor hidden(Map<String, Tensor> outputs, int skipped) {
        if (spec.layer() == TextEncoderSpec.Layer.LAST && skipped == 0) {
            Tensor last = outputs.get("last_hidden_state");
            return last != null ? last : outputs.values().iterator().next();
        }
        int layers = (int) outputs.keySet().stream().filter(ClipEncoder::isLayer).count() - 1;
        Tensor hidden = outputs.get("hidden_states." + (layers - 1 - skipped));
        if (hidden == null) {
            throw new ModelException(
                    "The text encoder gives %d hidden states, expected the one %d before the last. Lower the clip skip, or export the model again with its hidden states."
                            .formatted(layers + 1, 1 + skipped));
        }
        return hidden;
    }

    private static boolean isLayer(String output) {
        return output.startsWith("hidden_states.");
    }

    private static Optional<Tensor> pooled(Map<String, Tensor> outputs) {
        Tensor projected = outputs.get("text_embeds");
        return Optional.ofNullable(projected);
    }

    void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
        tokenizer.ifPresent(ClipTokenizer::close);
    }
}
