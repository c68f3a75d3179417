package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.easel.engine.onnx.GraphEdit;
import studio.easel.engine.onnx.GraphNode;
import studio.easel.engine.onnx.GraphValue;
import studio.easel.engine.onnx.OnnxGraph;

/**
 * Has a text encoder tell what its earlier layers make of the words, which exporters leave out: one
 * output for each number of last layers to leave out, 0 to all of them. What the graph told before
 * may change in its last bits, for ONNX Runtime then merges other operators than it would have.
 *
 * <p>The layers are found by what they do. CLIP's transformer (Radford et al. 2021,
 * arXiv:2103.00020) normalises before each part of a layer and adds the part's result to what went
 * in: x + attention(norm(x)), then x + mlp(norm(x)). So of the two summands the one that is also
 * normalised is the way back.
 */
final class TextLayers implements GraphEdit {
    /** The hidden states as they are, which is what SDXL attends to. */
    static final TextLayers PLAIN = new TextLayers("easel.hidden.", false);

    /** Under the norm that follows the last layer, as SD 1 and 2 take them. */
    static final TextLayers NORMED = new TextLayers("easel.normed.", true);

    static final String LAST_HIDDEN_STATE = "last_hidden_state";

    /** Hugging Face's names where an export has all of them: 0 are the words before any layer. */
    static final String HIDDEN_STATES = "hidden_states.";

    /** Text encoders have 12 to 32; each is told under a norm of its own. */
    private static final int MOST_LAYERS = 100;

    /** A norm of opsets before 17 takes nine operators. */
    private static final int MOST_OF_A_NORM = 16;

    private static final Set<String> PARTS_OF_A_NORM =
            Set.of(
                    "Add",
                    "Sub",
                    "Mul",
                    "Div",
                    "Pow",
                    "Sqrt",
                    "Reciprocal",
                    "ReduceMean",
                    "Cast",
                    "Identity",
                    "LayerNormalization");

    private final String output;
    private final boolean normed;

    private TextLayers(String output, boolean normed) {
        this.output = output;
        this.normed = normed;
    }

    /** The name of the output for a layer. */
    String output(int skipped) {
        return output + skipped;
    }

    /** How many layers a text encoder has. */
    static int count(OnnxGraph graph) {
        return statesBackwards(graph, lastNorm(graph, words(graph).name())).size() - 1;
    }

    @Override
    public void apply(OnnxGraph graph) {
        GraphValue words = words(graph);
        Optional<Norm> norm = lastNorm(graph, words.name());
        if (normed && norm.isEmpty()) {
            throw graph.unfit(
                    "the norm behind its last layer was not found where it gives \"%s\""
                            .formatted(words.name()));
        }
        List<String> states = statesBackwards(graph, norm);
        for (int skipped = 0; skipped < states.size(); skipped++) {
            String value =
                    normed
                            ? norm.orElseThrow().of(graph, states.get(skipped))
                            : states.get(skipped);
            graph.add(GraphNode.of("Identity", List.of(value), List.of(output(skipped))));
            graph.addOutput(GraphValue.of(output(skipped)));
        }
    }

    private static GraphValue words(OnnxGraph graph) {
        return graph.output(LAST_HIDDEN_STATE)
                .or(() -> graph.outputs().stream().findFirst())
                .orElseThrow(() -> graph.unfit("it gives nothing"));
    }

    /** The last layer's first, down to the words before any layer. */
    private static List<String> statesBackwards(OnnxGraph graph, Optional<Norm> norm) {
        List<String> states = exported(graph);
        if (states.isEmpty()) {
            states =
                    found(
                            graph,
                            norm.orElseThrow(
                                            () ->
                                                    graph.unfit(
                                                            "it neither gives hidden states nor is the norm behind its last layer found"))
                                    .input());
        }
        if (states.size() - 1 > MOST_LAYERS) {
            throw graph.unfit(
                    "it has %d layers, expected at most %d"
                            .formatted(states.size() - 1, MOST_LAYERS));
        }
        return states;
    }

    private static List<String> exported(OnnxGraph graph) {
        List<String> states = new ArrayList<>();
        for (int i = 0; graph.output(HIDDEN_STATES + i).isPresent(); i++) {
            states.add(0, HIDDEN_STATES + i);
        }
        return states;
    }

    /** Two sums a layer, each one summand of which is normalised for the other. */
    private static List<String> found(OnnxGraph graph, String lastState) {
        Set<String> normalised = normalised(graph);
        List<String> sums = new ArrayList<>(List.of(lastState));
        Set<String> seen = new HashSet<>(sums);
        while (true) {
            Optional<String> before = summand(graph, sums.get(sums.size() - 1), normalised);
            if (before.isEmpty()) {
                break;
            }
            if (!seen.add(before.get())) {
                throw graph.unfit("its layers go round in a circle");
            }
            sums.add(before.get());
        }
        if (sums.size() < 3 || sums.size() % 2 == 0) {
            throw graph.unfit(
                    "%d sums were found on the way back through its layers, expected two a layer"
                            .formatted(sums.size() - 1));
        }
        List<String> states = new ArrayList<>();
        for (int i = 0; i < sums.size(); i += 2) {
            states.add(sums.get(i));
        }
        return states;
    }

    private static Optional<String> summand(OnnxGraph graph, String sum, Set<String> normalised) {
        List<String> summands =
                graph
                        .producer(sum)
                        .filter(node -> node.is("Add"))
                        .map(GraphNode::inputs)
                        .orElse(List.of())
                        .stream()
                        .map(value -> origin(graph, value))
                        .filter(normalised::contains)
                        .toList();
        return summands.size() == 1 ? Optional.of(summands.get(0)) : Optional.empty();
    }

    /** Every value that goes into a norm. */
    private static Set<String> normalised(OnnxGraph graph) {
        Set<String> values = new HashSet<>();
        for (GraphNode node : graph.nodes()) {
            normInput(graph, node).ifPresent(value -> values.add(origin(graph, value)));
        }
        return values;
    }

    /** What a node normalises, if it is a norm or begins one: x - mean(x). */
    private static Optional<String> normInput(OnnxGraph graph, GraphNode node) {
        if (node.inputs().isEmpty()) {
            return Optional.empty();
        }
        String x = node.inputs().get(0);
        if (node.is("LayerNormalization")) {
            return Optional.of(x);
        }
        if (!node.is("Sub") || node.inputs().size() != 2) {
            return Optional.empty();
        }
        return graph.producer(origin(graph, node.inputs().get(1)))
                .filter(mean -> mean.is("ReduceMean"))
                .filter(mean -> origin(graph, mean.inputs().get(0)).equals(origin(graph, x)))
                .map(mean -> x);
    }

    /** The value behind one that is only passed on, perhaps in another type. */
    private static String origin(OnnxGraph graph, String value) {
        String origin = value;
        for (int i = 0; i < MOST_OF_A_NORM; i++) {
            Optional<GraphNode> node =
                    graph.producer(origin)
                            .filter(known -> known.is("Identity") || known.is("Cast"))
                            .filter(known -> !known.inputs().isEmpty());
            if (node.isEmpty()) {
                break;
            }
            origin = node.get().inputs().get(0);
        }
        return origin;
    }

    /**
     * A norm, in one operator or taken apart.
     *
     * @param input what is normalised
     * @param output the result
     * @param nodes from input to output, in order
     */
    private record Norm(String input, String output, List<GraphNode> nodes) {
        /** The same norm, with the same weights, of another value; returns its result. */
        String of(OnnxGraph graph, String value) {
            Map<String, String> names = new HashMap<>(Map.of(input, value));
            for (GraphNode node : nodes) {
                for (String given : node.outputs()) {
                    if (!given.isEmpty()) {
                        names.put(given, graph.freshName("easel." + given));
                    }
                }
                graph.add(
                        node.between(
                                taken -> names.getOrDefault(taken, taken),
                                given -> names.getOrDefault(given, given)));
            }
            return names.getOrDefault(output, output);
        }
    }

    /** Goes back from the words until something is normalised; all in between is the norm. */
    private static Optional<Norm> lastNorm(OnnxGraph graph, String words) {
        Set<GraphNode> met = new LinkedHashSet<>();
        List<String> ahead = new ArrayList<>(List.of(words));
        for (int i = 0; i < ahead.size() && met.size() <= MOST_OF_A_NORM; i++) {
            Optional<GraphNode> node =
                    graph.producer(ahead.get(i))
                            .filter(known -> PARTS_OF_A_NORM.contains(known.operator()));
            if (node.isEmpty() || !met.add(node.get())) {
                continue;
            }
            Optional<String> input = normInput(graph, node.get());
            if (input.isPresent()) {
                return between(graph, origin(graph, input.get()), words);
            }
            ahead.addAll(node.get().inputs());
        }
        return Optional.empty();
    }

    private static Optional<Norm> between(OnnxGraph graph, String input, String words) {
        List<GraphNode> nodes = new ArrayList<>();
        Map<String, Boolean> known = new HashMap<>(Map.of(input, true));
        boolean sound = collect(graph, words, known, nodes, MOST_OF_A_NORM);
        return sound && nodes.size() <= MOST_OF_A_NORM
                ? Optional.of(new Norm(input, words, nodes))
                : Optional.empty();
    }

    /**
     * Gathers, in order, the nodes between what {@code known} begins with and a value.
     *
     * @return whether the value depends on it
     */
    private static boolean collect(
            OnnxGraph graph,
            String value,
            Map<String, Boolean> known,
            List<GraphNode> nodes,
            int depth) {
        Boolean before = known.get(value);
        if (before != null) {
            return before;
        }
        known.put(value, false);
        Optional<GraphNode> node =
                graph.producer(value).filter(n -> PARTS_OF_A_NORM.contains(n.operator()));
        if (node.isEmpty() || depth == 0) {
            return false;
        }
        boolean depends = false;
        for (String input : node.get().inputs()) {
            depends |= collect(graph, input, known, nodes, depth - 1);
        }
        if (depends) {
            nodes.add(node.get());
        }
        known.put(value, depends);
        return depends;
    }
}
