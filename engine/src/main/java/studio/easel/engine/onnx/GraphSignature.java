package studio.easel.engine.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import studio.easel.engine.ModelException;

/**
 * What an ONNX graph takes and gives, read without its weights: those are leapt over, however large
 * they are.
 *
 * @param inputs by name, in the graph's order; of each its axes, -1 where one is left open, none
 *     where no shape is stated
 * @param outputs likewise
 */
public record GraphSignature(
        Map<String, List<Integer>> inputs, Map<String, List<Integer>> outputs) {
    /** Field numbers of onnx.proto, version 1.17. */
    private static final class Field {
        static final int MODEL_GRAPH = 7;
        static final int GRAPH_INITIALIZER = 5;
        static final int GRAPH_INPUT = 11;
        static final int GRAPH_OUTPUT = 12;
        static final int TENSOR_NAME = 8;
        static final int VALUE_NAME = 1;
        static final int VALUE_TYPE = 2;
        static final int TYPE_TENSOR = 1;
        static final int TENSOR_SHAPE = 2;
        static final int SHAPE_AXIS = 1;
        static final int AXIS_LENGTH = 1;
    }

    private static final int OPEN = -1;

    /**
     * @throws ModelException when the file is cut off or is no protobuf message
     */
    public static GraphSignature read(Path graph) {
        Map<String, List<Integer>> inputs = new LinkedHashMap<>();
        Map<String, List<Integer>> outputs = new LinkedHashMap<>();
        Set<String> weights = new HashSet<>();
        try (RandomAccessFile bytes = new RandomAccessFile(graph.toFile(), "r")) {
            WireReader file = WireReader.of(graph.toString(), bytes);
            while (file.next()) {
                if (file.field() == Field.MODEL_GRAPH) {
                    graph(file, inputs, outputs, weights);
                } else {
                    file.skip();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(graph, e),
                    e);
        }
        // Before version 4 of the format, weights were inputs, too.
        inputs.keySet().removeAll(weights);
        return new GraphSignature(inputs, outputs);
    }

    /**
     * The length of an input's axis; 0 where there is no such input, or the graph leaves it open.
     */
    public int length(String input, int axis) {
        List<Integer> axes = inputs.getOrDefault(input, List.of());
        return axis < axes.size() ? Math.max(0, axes.get(axis)) : 0;
    }

    private static void graph(
            WireReader file,
            Map<String, List<Integer>> inputs,
            Map<String, List<Integer>> outputs,
            Set<String> weights) {
        file.message(
                field -> {
                    switch (field) {
                        case Field.GRAPH_INPUT -> value(file, inputs);
                        case Field.GRAPH_OUTPUT -> value(file, outputs);
                        case Field.GRAPH_INITIALIZER ->
                                only(file, Field.TENSOR_NAME, () -> weights.add(file.text()));
                        default -> file.skip();
                    }
                });
    }

    private static void value(WireReader file, Map<String, List<Integer>> values) {
        StringBuilder name = new StringBuilder();
        Axes axes = new Axes();
        Runnable shape = () -> only(file, Field.SHAPE_AXIS, () -> axes.add(file));
        Runnable tensor = () -> only(file, Field.TENSOR_SHAPE, shape);
        file.message(
                field -> {
                    switch (field) {
                        case Field.VALUE_NAME -> name.append(file.text());
                        case Field.VALUE_TYPE -> only(file, Field.TYPE_TENSOR, tensor);
                        default -> file.skip();
                    }
                });
        values.put(name.toString(), List.copyOf(axes.lengths));
    }

    /** Of a message each field {@code wanted}, whose value {@code read} takes. */
    private static void only(WireReader file, int wanted, Runnable read) {
        file.message(
                field -> {
                    if (field == wanted) {
                        read.run();
                    } else {
                        file.skip();
                    }
                });
    }

    private static final class Axes {
        /** No tensor of ours has more than four. */
        private static final int MOST = 64;

        private final List<Integer> lengths = new ArrayList<>();

        void add(WireReader axis) {
            int[] length = {OPEN};
            only(axis, Field.AXIS_LENGTH, () -> length[0] = stated(axis.number()));
            if (lengths.size() >= MOST) {
                throw axis.broken("a tensor has more than %d axes".formatted(MOST));
            }
            lengths.add(length[0]);
        }

        private static int stated(long number) {
            return number > 0 && number < 1 << 30 ? (int) number : OPEN;
        }
    }
}
