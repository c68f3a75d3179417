package studio.easel.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphValue.Axis;
import studio.easel.engine.tensor.Tensor;

class LayerWeightsTest {
    @TempDir Path folder;

    /**
     * Four linear layers of [3, 2], each as some exporter leaves it, x with 1 and 10: stored as it
     * is, turned over and named by its bias, by halves behind a Cast, in 16 bits.
     */
    private Path graph(String location) throws IOException {
        OnnxGraph graph = OnnxGraph.empty("layers", 20);
        graph.addInput(GraphValue.of("x", ElementType.FLOAT, List.of(Axis.of(1), Axis.of(2))));
        Files.write(folder.resolve("beside.bin"), floats(7, 1, 2, 3, 4, 5, 6));
        graph.add(GraphTensor.in(location, 4, "kept.weight", ElementType.FLOAT, List.of(3L, 2L)));
        gemm(graph, "kept.weight", "kept");
        graph.add(tensor("onnx::MatMul_7", List.of(2L, 3L), 1, 3, 5, 2, 4, 6));
        graph.add(tensor("block.0.turned.bias", List.of(3L), 0, 0, 0));
        graph.add(GraphNode.of("MatMul", List.of("x", "onnx::MatMul_7"), List.of("product")));
        graph.add(
                GraphNode.of("Add", List.of("block.0.turned.bias", "product"), List.of("turned")));
        graph.addOutput(GraphValue.of("turned"));
        graph.add(tensor("halves.weight[2:3]", List.of(1L, 2L), 5, 6));
        graph.add(tensor("halves.weight[0:2]", List.of(2L, 2L), 1, 2, 3, 4));
        gemm(graph, "halves.weight[2:3]", "second");
        gemm(graph, "halves.weight[0:2]", "first");
        graph.add(
                GraphTensor.of(
                        "half.weight[3, 2]",
                        ElementType.FLOAT16,
                        List.of(3L, 2L),
                        halves(0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600)));
        graph.add(
                GraphNode.of(
                        "Cast",
                        List.of("half.weight[3, 2]"),
                        List.of("wide"),
                        GraphAttribute.integer("to", ElementType.FLOAT.code())));
        gemm(graph, "wide", "half");
        Path file = folder.resolve("layers.onnx");
        Files.write(file, graph.bytes());
        return file;
    }

    private static void gemm(OnnxGraph graph, String weight, String output) {
        graph.add(
                GraphNode.of(
                        "Gemm",
                        List.of("x", weight),
                        List.of(output),
                        GraphAttribute.integer("transB", 1)));
        graph.addOutput(GraphValue.of(output));
    }

    @Test
    void layersAreKnownByTheNamesAndInTheShapesTheyWereTrainedWith() throws IOException {
        OnnxGraph graph = OnnxGraph.read(graph("beside.bin"));
        Map<String, LayerWeights> layers = LayerWeights.in(graph);
        assertThat(layers.keySet())
                .containsExactlyInAnyOrder(
                        "kept.weight",
                        "block.0.turned.weight",
                        "block.0.turned.bias",
                        "halves.weight",
                        "half.weight");
        for (String name :
                List.of("kept.weight", "block.0.turned.weight", "halves.weight", "half.weight")) {
            LayerWeights layer = layers.get(name);
            assertThat(layer.shape()).as(name).containsExactly(3L, 2L);
            assertThat(layer.numbers(graph)).as(name).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void otherNumbersTakeEffectAndLeaveTheFileAsItIs() throws IOException {
        Path file = graph("beside.bin");
        byte[] before = Files.readAllBytes(file);
        GraphEdit doubled =
                graph ->
                        LayerWeights.in(graph)
                                .values()
                                .forEach(layer -> layer.setNumbers(graph, twice(layer, graph)));
        Map<String, Tensor> x = Map.of("x", Tensor.of(new float[] {1, 10}, 1, 2));
        try (OnnxModel model = OnnxModel.at(file, Device.cpu())) {
            assertThat(outputs(model, x))
                    .containsExactly(21, 43, 65, 21, 43, 65, 21, 43, 65, 21, 43, 65);
            model.change(Optional.of(doubled));
            assertThat(outputs(model, x))
                    .containsExactly(42, 86, 130, 42, 86, 130, 42, 86, 130, 42, 86, 130);
            model.change(Optional.empty());
            assertThat(model.run(x).get("kept").values()).containsExactly(21, 43, 65);
        }
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void nothingOutsideTheGraphsFolderIsRead() throws IOException {
        OnnxGraph graph = OnnxGraph.read(graph("../../secret.bin"));
        LayerWeights kept = LayerWeights.in(graph).get("kept.weight");
        assertThatThrownBy(() -> kept.numbers(graph))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("lie outside its folder");
    }

    @Test
    void aProductIsThatOfItsMatrices() {
        assertThat(MatrixProduct.of(new float[] {1, 2, 3, 4}, new float[] {5, 6, 7, 8}, 2, 2, 2))
                .containsExactly(19, 22, 43, 50);
    }

    @Test
    void aProductOfMoreNumbersThanAnArrayHoldsIsRefusedBeforeItIsMade() {
        float[] side = new float[1 << 16];
        assertThatThrownBy(() -> MatrixProduct.of(side, side, 1 << 16, 1, 1 << 16))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("65,536 times 65,536");
    }

    private static float[] twice(LayerWeights layer, OnnxGraph graph) {
        float[] numbers = layer.numbers(graph);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= 2;
        }
        return numbers;
    }

    private static float[] outputs(OnnxModel model, Map<String, Tensor> x) {
        Map<String, Tensor> given = model.run(x);
        float[] all = new float[12];
        int at = 0;
        for (String name : List.of("kept", "turned", "first", "second", "half")) {
            float[] values = given.get(name).values();
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return all;
    }

    private static GraphTensor tensor(String name, List<Long> shape, float... values) {
        return GraphTensor.of(name, ElementType.FLOAT, shape, floats(values));
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] halves(int... bits) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.of(bits).forEach(half -> bytes.putShort((short) half));
        return bytes.array();
    }

    /** As large as some of Stable Diffusion's: what ONNX Runtime leaves in our memory. */
    @Test
    void largeWeightsStayReadableAsLongAsTheSessionLives() throws IOException {
        int width = 512;
        OnnxGraph written = OnnxGraph.empty("large", 17);
        written.addInput(
                GraphValue.of("x", ElementType.FLOAT, List.of(Axis.of(1), Axis.of(width))));
        Files.write(folder.resolve("large.bin"), new byte[4 * width * width]);
        written.add(
                GraphTensor.in(
                        "large.bin",
                        0,
                        "w.weight",
                        ElementType.FLOAT,
                        List.of((long) width, (long) width)));
        gemm(written, "w.weight", "y");
        Path file = folder.resolve("large.onnx");
        Files.write(file, written.bytes());
        float[] ones = new float[width * width];
        Arrays.fill(ones, 1);
        float[] x = new float[width];
        Arrays.fill(x, 2);
        try (OnnxModel model =
                OnnxModel.at(
                        file,
                        Device.cpu(),
                        graph -> LayerWeights.in(graph).get("w.weight").setNumbers(graph, ones))) {
            model.load();
            System.gc();
            assertThat(model.runFirst(Map.of("x", Tensor.of(x, 1, width))).values())
                    .containsOnly(2f * width);
        }
    }
}
