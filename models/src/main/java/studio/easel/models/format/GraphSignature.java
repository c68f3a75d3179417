package studio.easel.models.format;

import java.io.IOException;
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
record GraphSignature(Map<String, List<Integer>> inputs, Map<String, List<Integer>> outputs) {
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
    static GraphSignature read(Path graph) {
        Map<String, List<Integer>> inputs = new LinkedHashMap<>();
        Map<String, List<Integer>> outputs = new LinkedHashMap<>();
        Set<String> weights = new HashSet<>();
        try (ProtobufFile file = new ProtobufFile(graph)) {
            file.each(Field.MODEL_GRAPH, model -> graph(model, inputs, outputs, weights));
        } catch (IOException e) {
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
    int length(String input, int axis) {
        List<Integer> axes = inputs.getOrDefault(input, List.of());
        return axis < axes.size() ? Math.max(0, axes.get(axis)) : 0;
    }

    private static void graph(
            ProtobufFile file,
            Map<String, List<Integer>> inputs,
            Map<String, List<Integer>> outputs,
            Set<String> weights)
            throws IOException {
        file.fields(
                field -> {
                    switch (field) {
                        case Field.GRAPH_INPUT -> value(file, inputs);
                        case Field.GRAPH_OUTPUT -> value(file, outputs);
                        case Field.GRAPH_INITIALIZER ->
                                file.each(Field.TENSOR_NAME, name -> weights.add(name.text()));
                        default -> {}
                    }
                });
    }

    private static void value(ProtobufFile file, Map<String, List<Integer>> values)
            throws IOException {
        StringBuilder name = new StringBuilder();
        Axes axes = new Axes();
        file.fields(
                field -> {
                    if (field == Field.VALUE_NAME) {
                        name.append(file.text());
                    } else if (field == Field.VALUE_TYPE) {
                        file.each(
                                Field.TYPE_TENSOR,
                                tensor ->
                                        tensor.each(
                                                Field.TENSOR_SHAPE,
                                                shape -> shape.each(Field.SHAPE_AXIS, axes::add)));
                    }
                });
        values.put(name.toString(), List.copyOf(axes.lengths));
    }

    private static final class Axes {
        /** No tensor of ours has more than four. */
        private static final int MOST = 64;

        private final List<Integer> lengths = new ArrayList<>();

        void add(ProtobufFile axis) throws IOException {
            int[] length = {OPEN};
            axis.numbers(
                    Field.AXIS_LENGTH,
                    number -> length[0] = number > 0 && number < 1 << 30 ? (int) number : OPEN);
            if (lengths.size() >= MOST) {
                throw axis.broken("a tensor has more than %d axes".formatted(MOST));
            }
            lengths.add(length[0]);
        }
    }
}
