package studio.easel.engine.text;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.GraphEdit;
import studio.easel.engine.onnx.GraphNode;
import studio.easel.engine.onnx.GraphTensor;
import studio.easel.engine.onnx.GraphValue;
import studio.easel.engine.onnx.GraphValue.Axis;
import studio.easel.engine.onnx.OnnxGraph;

/**
 * Has a text encoder take vectors in place of those its table holds for some of the tokens: textual
 * inversion (Gal et al. 2022, arXiv:2208.01618) without a change to the table. Where nothing is put
 * in place, the encoder gives the very numbers it gave before.
 */
final class TokenVectors implements GraphEdit {
    static final TokenVectors EDIT = new TokenVectors();

    /** Input: vectors, {@code [1, tokens, width]}. */
    static final String INJECTED = "injected";

    /** Input: whether they count, a token: {@code [1, tokens, 1]}. */
    static final String INJECTED_AT = "injected_at";

    private static final int FURTHEST = 16;

    private static final int WIDEST = 1 << 16;

    private TokenVectors() {}

    /** How long the vectors of the table are; empty where it is not found. */
    static OptionalInt width(OnnxGraph graph) {
        List<GraphNode> lookups = lookups(graph);
        return lookups.size() == 1
                ? OptionalInt.of(Math.toIntExact(width(graph, lookups.get(0))))
                : OptionalInt.empty();
    }

    private static long width(OnnxGraph graph, GraphNode lookup) {
        return table(graph, lookup.inputs().get(0)).orElseThrow().shape().get(1);
    }

    private static List<GraphNode> lookups(OnnxGraph graph) {
        return graph.nodes().stream().filter(node -> looksUpTokens(graph, node)).toList();
    }

    @Override
    public void apply(OnnxGraph graph) {
        List<GraphNode> lookups = lookups(graph);
        if (lookups.size() != 1) {
            throw graph.unfit(
                    "%d look-ups of its token ids in a table of vectors were found, expected one"
                            .formatted(lookups.size()));
        }
        GraphNode lookup = lookups.get(0);
        List<Axis> ids = tokenIds(graph, lookup).orElseThrow().shape();
        ElementType type = gathered(graph, lookup.inputs().get(0));
        String vectors = lookup.outputs().get(0);
        String before = graph.freshName("easel." + vectors);
        graph.addInput(
                GraphValue.of(
                        INJECTED,
                        type,
                        List.of(ids.get(0), ids.get(1), Axis.of(width(graph, lookup)))));
        graph.addInput(
                GraphValue.of(
                        INJECTED_AT,
                        ElementType.BOOL,
                        List.of(ids.get(0), ids.get(1), Axis.of(1))));
        graph.replace(
                lookup,
                lookup.between(taken -> taken, given -> given.equals(vectors) ? before : given),
                GraphNode.of("Where", List.of(INJECTED_AT, INJECTED, before), List.of(vectors)));
    }

    /** Gather, from a table of weights, along its rows, by the graph's own input. */
    private static boolean looksUpTokens(OnnxGraph graph, GraphNode node) {
        return node.is("Gather")
                && node.inputs().size() == 2
                && node.outputs().size() == 1
                && node.integer("axis").orElse(0) == 0
                && table(graph, node.inputs().get(0)).isPresent()
                && tokenIds(graph, node).isPresent();
    }

    private static Optional<GraphTensor> table(OnnxGraph graph, String value) {
        return graph.weights(back(graph, value, List.of("Cast", "Identity")))
                .filter(
                        weights ->
                                weights.shape().size() == 2
                                        && weights.shape().get(1) > 0
                                        && weights.shape().get(1) <= WIDEST);
    }

    private static Optional<GraphValue> tokenIds(OnnxGraph graph, GraphNode lookup) {
        return graph.input(
                        back(graph, lookup.inputs().get(1), List.of("Reshape", "Cast", "Identity")))
                .filter(ids -> ids.shape().size() == 2);
    }

    /** The type of the vectors: the table's, or what it is cast to. */
    private static ElementType gathered(OnnxGraph graph, String value) {
        String at = value;
        for (int i = 0; i < FURTHEST; i++) {
            Optional<GraphNode> node = graph.producer(at);
            if (node.isEmpty()) {
                break;
            }
            if (node.get().is("Cast")) {
                return ElementType.of(node.get().integer("to").orElse(0));
            }
            at = node.get().inputs().get(0);
        }
        return table(graph, value).orElseThrow().type();
    }

    private static String back(OnnxGraph graph, String value, List<String> through) {
        String origin = value;
        for (int i = 0; i < FURTHEST; i++) {
            Optional<GraphNode> node =
                    graph.producer(origin)
                            .filter(known -> through.stream().anyMatch(known::is))
                            .filter(known -> !known.inputs().isEmpty());
            if (node.isEmpty()) {
                break;
            }
            origin = node.get().inputs().get(0);
        }
        return origin;
    }
}
