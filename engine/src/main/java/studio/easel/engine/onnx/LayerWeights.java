package studio.easel.engine.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of a layer under the name and in the shape they had where the network was trained:
 * {@code mid_block.attentions.0.proj_in.weight}, {@code [out, in]} or {@code [out, in, height,
 * width]}. Graphs keep them in other ways: exporters of PyTorch turn the matrices of linear layers
 * over and call them {@code onnx::MatMul_123}, Easel itself takes some by halves.
 *
 * @param name with {@code .weight} or {@code .bias} at its end
 * @param shape as in PyTorch
 * @param parts one below the other; one for most
 * @param turned whether the graph has the matrix {@code [in, out]}
 */
public record LayerWeights(String name, List<Long> shape, List<GraphTensor> parts, boolean turned) {
    /**
     * {@code conv_in.weight}, of Easel's also {@code to_q.weight[320, 320]} and {@code [0:1280]}.
     */
    private static final Pattern NAMED =
            Pattern.compile("(.+\\.(?:weight|bias))(?:\\[(?:(\\d+):\\d+|[\\d, ]+)\\])?");

    private static final Set<ElementType> FLOATS = Set.of(ElementType.FLOAT, ElementType.FLOAT16);

    /** Others only where a Cast stands behind them, as in graphs that Easel writes. */
    private static final Set<ElementType> WIDENED =
            Set.of(
                    ElementType.BFLOAT16,
                    ElementType.DOUBLE,
                    ElementType.FLOAT8E4M3FN,
                    ElementType.FLOAT8E5M2);

    public LayerWeights {
        shape = List.copyOf(shape);
        parts = List.copyOf(parts);
    }

    /** Those of a graph whose layer is known, by name. */
    public static Map<String, LayerWeights> in(OnnxGraph graph) {
        return new Search(graph).found();
    }

    /** The numbers, row-major. */
    public float[] numbers(OnnxGraph graph) {
        float[] all = new float[Math.toIntExact(count(shape))];
        int at = 0;
        for (GraphTensor part : parts) {
            float[] values = graph.numbers(part);
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return turned ? turn(all, shape.get(1), shape.get(0)) : all;
    }

    /** Gives the graph other numbers, which stay in memory. */
    public void setNumbers(OnnxGraph graph, float[] values) {
        float[] kept = turned ? turn(values, shape.get(0), shape.get(1)) : values;
        int at = 0;
        for (GraphTensor part : parts) {
            float[] own = new float[Math.toIntExact(count(part.shape()))];
            System.arraycopy(kept, at, own, 0, own.length);
            graph.setNumbers(part, own);
            at += own.length;
        }
    }

    /** From {@code [rows, columns]} to {@code [columns, rows]}. */
    private static float[] turn(float[] matrix, long rows, long columns) {
        float[] turned = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * (int) rows + row] = matrix[row * (int) columns + column];
            }
        }
        return turned;
    }

    private static long count(List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    private static final class Search {
        private final OnnxGraph graph;
        private final Map<String, List<GraphNode>> users = new HashMap<>();
        private final Map<String, List<Part>> parts = new LinkedHashMap<>();

        /** {@code from}: the row of the layer it begins with. */
        private record Part(GraphTensor tensor, long from, boolean turned) {}

        Search(OnnxGraph graph) {
            this.graph = graph;
            for (GraphNode node : graph.nodes()) {
                node.inputs()
                        .forEach(
                                input ->
                                        users.computeIfAbsent(input, name -> new ArrayList<>())
                                                .add(node));
            }
        }

        Map<String, LayerWeights> found() {
            graph.weights().forEach(this::look);
            Map<String, LayerWeights> found = new LinkedHashMap<>();
            parts.forEach(
                    (name, pieces) ->
                            layer(name, pieces).ifPresent(layer -> found.put(name, layer)));
            return Collections.unmodifiableMap(found);
        }

        private void look(GraphTensor tensor) {
            List<GraphNode> direct = users.getOrDefault(tensor.name(), List.of());
            boolean cast = !direct.isEmpty() && direct.stream().allMatch(node -> node.is("Cast"));
            if (!FLOATS.contains(tensor.type()) && !(cast && WIDENED.contains(tensor.type()))) {
                return;
            }
            Optional<GraphNode> product = product(tensor, direct, cast);
            boolean turned = product.filter(Search::turns).isPresent();
            Matcher named = NAMED.matcher(tensor.name());
            if (named.matches()) {
                long from = named.group(2) == null ? 0 : Long.parseLong(named.group(2));
                add(named.group(1), new Part(tensor, from, turned));
            } else if (tensor.shape().size() == 2) {
                product.flatMap(this::layerOf)
                        .ifPresent(name -> add(name + ".weight", new Part(tensor, 0, turned)));
            }
        }

        private void add(String name, Part part) {
            parts.computeIfAbsent(name, key -> new ArrayList<>()).add(part);
        }

        /** The linear layer whose matrix this is. */
        private Optional<GraphNode> product(
                GraphTensor tensor, List<GraphNode> direct, boolean cast) {
            String value = cast ? direct.get(0).outputs().get(0) : tensor.name();
            return users.getOrDefault(value, List.of()).stream()
                    .filter(node -> node.is("MatMul") || node.is("Gemm"))
                    .filter(node -> node.inputs().get(1).equals(value))
                    .findFirst();
        }

        private static boolean turns(GraphNode product) {
            return product.is("MatMul") || product.integer("transB").orElse(0) == 0;
        }

        /** {@code /mid_block/attentions.0/proj_in/MatMul}, or by the bias that is added next. */
        private Optional<String> layerOf(GraphNode product) {
            String path = product.name();
            int last = path.lastIndexOf('/');
            if (path.startsWith("/") && last > 0) {
                return Optional.of(path.substring(1, last).replace('/', '.'));
            }
            return users.getOrDefault(product.outputs().get(0), List.of()).stream()
                    .filter(node -> node.is("Add"))
                    .flatMap(node -> node.inputs().stream())
                    .filter(input -> input.endsWith(".bias"))
                    .map(input -> input.substring(0, input.length() - ".bias".length()))
                    .findFirst();
        }

        private static Optional<LayerWeights> layer(String name, List<Part> pieces) {
            List<Part> sorted =
                    pieces.stream().sorted(Comparator.comparingLong(Part::from)).toList();
            List<Long> shape = new ArrayList<>(sorted.get(0).tensor().shape());
            boolean turned = sorted.get(0).turned();
            long rows = 0;
            for (Part part : sorted) {
                boolean follows = part.from() == rows && (rows == 0 || !turned);
                if (!follows || shape.isEmpty()) {
                    return Optional.empty(); // the same weights in two places
                }
                rows += part.tensor().shape().get(0);
            }
            shape.set(0, rows);
            if (turned) {
                Collections.reverse(shape);
            }
            return Optional.of(
                    new LayerWeights(
                            name, shape, sorted.stream().map(Part::tensor).toList(), turned));
        }
    }
}
