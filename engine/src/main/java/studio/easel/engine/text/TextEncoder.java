package studio.easel.engine.text;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.GraphEdit;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/**
 * A text encoder as a graph: token ids in, a vector a token out, from whichever layer, with vectors
 * of textual inversions in place of words. A graph that was exported without an answer to the
 * latter two is changed in memory when first asked; until then it runs as it is. Used by one
 * thread.
 */
public final class TextEncoder implements AutoCloseable {
    private static final List<String> POOLED = List.of("text_embeds", "pooler_output");

    /**
     * What to take.
     *
     * @param skipped how many of the last layers to leave out; 0 for none. A1111's "clip skip" is
     *     one more.
     * @param normed whether the norm behind the last layer is applied, as SD 1 and 2 want it; SDXL
     *     does not
     */
    public record Layer(int skipped, boolean normed) {
        /** The graph's own last hidden state. */
        public static final Layer LAST = new Layer(0, true);

        public Layer {
            if (skipped < 0) {
                throw new IllegalArgumentException(skipped + " layers skipped");
            }
        }
    }

    /**
     * Vectors in place of words.
     *
     * @param position of the first in the window, the start token counted
     * @param vectors as wide as {@link #width}; those beyond the window's end are left out, as
     *     A1111 has it
     */
    public record Injection(int position, List<List<Float>> vectors) {
        public Injection {
            vectors = List.copyOf(vectors);
        }
    }

    /**
     * What the encoder makes of a window.
     *
     * @param hidden a vector a token, {@code [1, tokens, width]}
     * @param pooled one vector for all, {@code [1, width]}, always of the last layer; some graphs
     *     give none
     */
    public record Encoded(Tensor hidden, Optional<Tensor> pooled) {}

    private final Path graph;
    private final Device device;
    private volatile OnnxModel model; // unloaded by any thread
    private Optional<TextLayers> told =
            Optional.empty(); // what the opened graph is changed to tell
    private Optional<GraphEdit> adapted = Optional.empty(); // other weights
    private boolean injects; // whether it takes vectors; stays so, for that changes nothing else

    private TextEncoder(Path graph, Device device) {
        this.graph = graph;
        this.device = device;
        this.model = OnnxModel.at(graph, device);
    }

    /**
     * @param graph the {@code .onnx} file; not opened before it is needed
     * @param device CPU or CUDA
     */
    public static TextEncoder at(Path graph, Device device) {
        return new TextEncoder(graph, device);
    }

    /**
     * Encodes one window.
     *
     * @param ids of its tokens, start, end and filling included
     * @param injections where two overlap, the later counts
     * @throws RequestException when it has not as many layers
     * @throws ModelException when the graph cannot be opened, or is not built so that it can be
     *     changed as this needs
     */
    public Encoded encode(List<Long> ids, Layer layer, List<Injection> injections) {
        boolean injecting = injects || !injections.isEmpty();
        change(needed(layer), injecting);
        Optional<String> hidden = outputFor(layer);
        Map<String, Tensor> outputs = model.run(inputs(ids, injections), wanted(hidden));
        Tensor words = hidden.map(outputs::get).orElseGet(() -> outputs.values().iterator().next());
        return new Encoded(
                words, POOLED.stream().filter(outputs::containsKey).map(outputs::get).findFirst());
    }

    /**
     * How long the vectors in its table of words are: 768 for SD 1, 1024 for SD 2. Empty where the
     * table is not found: nothing can be injected there.
     */
    public OptionalInt width() {
        return TokenVectors.width(OnnxGraph.read(graph));
    }

    /**
     * How many layers it has, all of which but one can be skipped.
     *
     * @throws ModelException where they are not found: none can be skipped there
     */
    public int layers() {
        return TextLayers.count(OnnxGraph.read(graph));
    }

    /**
     * What the graph must be changed to tell. Graphs for SDXL often tell hidden states by
     * themselves.
     */
    private Optional<TextLayers> needed(Layer layer) {
        if (layer.equals(Layer.LAST)) {
            return Optional.empty();
        }
        if (layer.normed()) {
            return Optional.of(TextLayers.NORMED);
        }
        boolean tells = model.gives(TextLayers.HIDDEN_STATES + 0);
        return tells ? Optional.empty() : Optional.of(TextLayers.PLAIN);
    }

    /** The output that tells a layer; empty for a graph's first, whatever it is called. */
    private Optional<String> outputFor(Layer layer) {
        if (layer.equals(Layer.LAST)) {
            return Optional.of(TextLayers.LAST_HIDDEN_STATE).filter(model::gives);
        }
        String output =
                told.isPresent()
                        ? told.get().output(layer.skipped())
                        : TextLayers.HIDDEN_STATES + (exportedLayers() - layer.skipped());
        if (!model.gives(output)) {
            int layers = layers();
            throw new RequestException(
                    Field.CLIP_SKIP,
                    "Clip skip is %d, expected at most %d: the text encoder of this model has only %d layers. 1 or 2 is usual."
                            .formatted(
                                    layer.normed() ? layer.skipped() + 1 : layer.skipped(),
                                    layer.normed() ? layers : layers - 1,
                                    layers));
        }
        return Optional.of(output);
    }

    private int exportedLayers() {
        int layers = 0;
        while (model.gives(TextLayers.HIDDEN_STATES + (layers + 1))) {
            layers++;
        }
        return layers;
    }

    private Set<String> wanted(Optional<String> hidden) {
        if (hidden.isEmpty()) {
            return Set.of();
        }
        return POOLED.stream()
                .filter(model::gives)
                .findFirst()
                .map(pooled -> Set.of(hidden.get(), pooled))
                .orElseGet(() -> Set.of(hidden.get()));
    }

    private Map<String, Tensor> inputs(List<Long> ids, List<Injection> injections) {
        boolean masks = model.takes("attention_mask");
        float[] tokens = new float[ids.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = ids.get(i); // exact: vocabularies are far below 2^24
        }
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put(
                model.input("input_ids", 2, injects ? 3 : 1), Tensor.of(tokens, 1, tokens.length));
        if (masks) {
            float[] attended = new float[tokens.length];
            Arrays.fill(attended, 1);
            inputs.put("attention_mask", Tensor.of(attended, 1, attended.length));
        }
        if (injects) {
            inject(inputs, tokens.length, injections);
        }
        return inputs;
    }

    private void inject(Map<String, Tensor> inputs, int tokens, List<Injection> injections) {
        int width = model.inputSize(TokenVectors.INJECTED, 2);
        float[] vectors = new float[Math.multiplyExact(tokens, width)];
        float[] at = new float[tokens];
        for (Injection injection : injections) {
            for (int i = 0; i < injection.vectors().size(); i++) {
                int token = injection.position() + i;
                if (token >= 0 && token < tokens) {
                    write(injection.vectors().get(i), vectors, token * width, width);
                    at[token] = 1;
                }
            }
        }
        inputs.put(TokenVectors.INJECTED, Tensor.of(vectors, 1, tokens, width));
        inputs.put(TokenVectors.INJECTED_AT, Tensor.of(at, 1, tokens, 1));
    }

    private static void write(List<Float> vector, float[] vectors, int start, int width) {
        if (vector.size() != width) {
            throw new ModelException(
                    "An embedding's vectors have %d numbers, but this model's words have %d: it was made for another kind of model. Use one made for this kind."
                            .formatted(vector.size(), width));
        }
        for (int i = 0; i < width; i++) {
            vectors[start + i] = vector.get(i);
        }
    }

    /**
     * Opens the graph anew where it is to tell or take something else; if that fails, it stays as
     * it was. What an answer is depends on the question only, never on what was asked before.
     */
    private void change(Optional<TextLayers> layers, boolean injecting) {
        if (layers.equals(told) && injecting == injects) {
            return;
        }
        OnnxModel changed = OnnxModel.at(graph, device);
        changed.change(edit(layers, injecting));
        model.unload();
        try {
            changed.load();
        } catch (RuntimeException e) {
            changed.close();
            throw e;
        }
        model.close();
        model = changed;
        told = layers;
        injects = injecting;
    }

    /** All changes in one; empty where there are none. */
    private Optional<GraphEdit> edit(Optional<TextLayers> layers, boolean injecting) {
        List<GraphEdit> edits =
                Stream.of(
                                adapted.stream(),
                                layers.stream(),
                                Stream.of(TokenVectors.EDIT).filter(edit -> injecting))
                        .<GraphEdit>flatMap(each -> each)
                        .toList();
        return edits.isEmpty()
                ? Optional.empty()
                : Optional.of(opened -> edits.forEach(edit -> edit.apply(opened)));
    }

    /**
     * Opens the graph with other weights from the next window on.
     *
     * @param weights empty for its own
     */
    public void adapt(Optional<GraphEdit> weights) {
        adapted = weights;
        model.change(edit(told, injects));
    }

    /** Gives memory back; the next window opens the graph again. */
    public void unload() {
        model.unload();
    }

    @Override
    public void close() {
        model.close();
    }
}
