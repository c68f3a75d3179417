package studio.easel.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphValue.Axis;
import studio.easel.engine.tensor.Tensor;

class OnnxGraphTest {
    @TempDir Path folder;

    private Path encoder() throws IOException {
        Path golden = Goldens.path("pipelines/sd1/model/text_encoder/model.onnx");
        return Files.copy(golden, folder.resolve("model.onnx"));
    }

    @Test
    void aGraphIsReadWithoutItsWeightsAndRunsAsBefore() throws IOException {
        Path file = encoder();
        OnnxGraph graph = OnnxGraph.read(file);
        assertThat(graph.inputs()).extracting(GraphValue::name).containsExactly("input_ids");
        assertThat(graph.inputs().get(0).type()).isEqualTo(ElementType.INT64);
        assertThat(graph.inputs().get(0).shape())
                .containsExactly(new Axis(-1, "batch_size"), new Axis(-1, "sequence_length"));
        assertThat(graph.output("last_hidden_state").orElseThrow().shape().get(2))
                .isEqualTo(Axis.of(32));
        GraphTensor table =
                graph.weights("text_model.embeddings.token_embedding.weight.fp16").orElseThrow();
        assertThat(table.type()).isEqualTo(ElementType.FLOAT16);
        assertThat(table.shape()).containsExactly(610L, 32L);
        // 86 kB of the file are weights; they are referred to, not copied.
        assertThat(graph.bytes().length).isLessThan((int) Files.size(file) - 70_000);

        Map<String, Tensor> inputs =
                Map.of("input_ids", Tensor.of(new float[] {608, 5, 609}, 1, 3));
        try (OnnxModel plain = OnnxModel.at(file, Device.cpu());
                OnnxModel passedOn = OnnxModel.at(file, Device.cpu(), edited -> {})) {
            Map<String, Tensor> expected = plain.run(inputs);
            Map<String, Tensor> found = passedOn.run(inputs);
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            expected.forEach(
                    (name, tensor) ->
                            assertThat(found.get(name).values()).isEqualTo(tensor.values()));
        }
    }

    @Test
    void whatIsNotUnderstoodIsPassedOnByteForByte() throws IOException {
        byte[] node = new WireWriter().text(1, "x").text(2, "y").text(4, "Neg").toByteArray();
        byte[] unknown = new WireWriter().text(900, "from the future").toByteArray();
        WireWriter graph =
                new WireWriter()
                        .message(1, new WireWriter().verbatim(node).verbatim(unknown))
                        .text(10, "a doc string")
                        .verbatim(unknown);
        byte[] model =
                new WireWriter().number(1, 8).text(2, "someone").message(7, graph).toByteArray();
        assertThat(OnnxGraph.read(write(model)).bytes()).isEqualTo(model);
    }

    /** Weights inside another file, at an odd place, as in a safetensors file. */
    @Test
    void aGraphIsBuiltWithWeightsFromAnotherFile() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(3 + 6 * 4).order(ByteOrder.LITTLE_ENDIAN);
        values.position(3);
        for (int i = 0; i < 6; i++) {
            values.putFloat(i + 1);
        }
        Files.write(folder.resolve("weights.bin"), values.array());
        OnnxGraph graph = OnnxGraph.empty("built", 17);
        graph.add(GraphTensor.in("weights.bin", 3, "w", ElementType.FLOAT, List.of(2L, 3L)));
        graph.add(GraphTensor.of("one", ElementType.FLOAT, List.of(3L), floats(1, 1, 1)));
        graph.add(GraphTensor.of("none", ElementType.FLOAT, List.of(3L), floats(0, 0, 0)));
        graph.addInput(GraphValue.of("x", ElementType.FLOAT, List.of(Axis.of(1), Axis.of(2))));
        graph.add(GraphNode.of("MatMul", List.of("x", "w"), List.of("xw")));
        graph.add(
                GraphNode.of(
                        "LayerNormalization",
                        List.of("xw", "one", "none"),
                        List.of("normed"),
                        GraphAttribute.integer("axis", -1),
                        GraphAttribute.number("epsilon", 0.25f)));
        graph.add(
                GraphNode.of(
                        "Transpose",
                        List.of("normed"),
                        List.of("y"),
                        GraphAttribute.integers("perm", 1, 0)));
        graph.addOutput(GraphValue.of("xw"));
        graph.addOutput(
                GraphValue.of("y", ElementType.FLOAT, List.of(new Axis(-1, "n"), Axis.of(1))));
        try (OnnxModel model = OnnxModel.at(write(graph.bytes()), Device.cpu())) {
            Map<String, Tensor> found =
                    model.run(Map.of("x", Tensor.of(new float[] {1, 10}, 1, 2)));
            assertThat(found.get("xw").values()).containsExactly(41, 52, 63);
            assertThat(found.get("y").shape()).containsExactly(3, 1);
            // (x - mean) / sqrt(variance + epsilon): variance of 41, 52, 63 is 242 / 3.
            float edge = (float) (11 / Math.sqrt(242.0 / 3 + 0.25));
            assertThat(found.get("y").values())
                    .containsExactly(new float[] {-edge, 0, edge}, offset(1e-6f));
        }
    }

    /** A foreign graph could otherwise have any file read as weights. */
    @Test
    void onlyAGraphThatEaselWroteSaysWhereItsWeightsLie() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        ByteBuffer values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(elsewhere.resolve("weights.bin"), values.putFloat(3).putFloat(4).array());
        OnnxGraph graph = OnnxGraph.empty("built", 20);
        graph.setWeightsFolder(elsewhere);
        graph.add(GraphTensor.in("weights.bin", 0, "w", ElementType.FLOAT, List.of(2L)));
        graph.add(GraphNode.of("Neg", List.of("w"), List.of("y")));
        graph.addOutput(GraphValue.of("y", ElementType.FLOAT, List.of(Axis.of(2))));
        Path ours = Files.write(folder.resolve("ours" + OnnxGraph.WRITTEN), graph.bytes());
        Path foreign = Files.write(folder.resolve("foreign.onnx"), graph.bytes());
        assertThat(OnnxGraph.read(ours).weightsFolder()).contains(elsewhere);
        assertThat(OnnxGraph.read(foreign).weightsFolder()).isEmpty();
        try (OnnxModel model = OnnxModel.at(ours, Device.cpu())) {
            assertThat(model.run(Map.of()).get("y").values()).containsExactly(-3, -4);
        }
        try (OnnxModel model = OnnxModel.at(foreign, Device.cpu())) {
            assertThatThrownBy(model::load)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("which is missing");
        }
        Files.delete(elsewhere.resolve("weights.bin"));
        try (OnnxModel model = OnnxModel.at(ours, Device.cpu())) {
            assertThatThrownBy(model::load).isInstanceOf(ModelException.class);
        }
    }

    /** An archive may bring links; whoever follows one must not take its end for Easel's own. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aForeignGraphThatIsALinkToAWrittenOneIsForeignStill() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.write(secrets.resolve("weights.bin"), floats(3, 4));
        Files.write(folder.resolve("weights.bin"), floats(1, 2));
        OnnxGraph graph = OnnxGraph.empty("built", 20);
        graph.setWeightsFolder(secrets);
        graph.add(GraphTensor.in("weights.bin", 0, "w", ElementType.FLOAT, List.of(2L)));
        graph.add(GraphNode.of("Neg", List.of("w"), List.of("y")));
        graph.addOutput(GraphValue.of("y", ElementType.FLOAT, List.of(Axis.of(2))));
        Files.write(folder.resolve("x" + OnnxGraph.WRITTEN), graph.bytes());
        Files.createFile(folder.resolve("x.half" + OnnxGraph.WRITTEN));
        Path foreign =
                Files.createSymbolicLink(
                        folder.resolve("model.onnx"), Path.of("x" + OnnxGraph.WRITTEN));

        OnnxGraph read = OnnxGraph.read(foreign);
        assertThat(read.weightsFolder()).isEmpty();
        assertThat(read.numbers(read.weights("w").orElseThrow())).containsExactly(1, 2);
        assertThat(OnnxSession.suited(foreign, Device.cuda(0))).isEqualTo(foreign);
        try (OnnxModel plain = OnnxModel.at(foreign, Device.cpu());
                OnnxModel edited = OnnxModel.at(foreign, Device.cpu(), unchanged -> {})) {
            assertThat(plain.run(Map.of()).get("y").values()).containsExactly(-1, -2);
            assertThat(edited.run(Map.of()).get("y").values()).containsExactly(-1, -2);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void noWeightsAreReadThroughALinkOutOfTheFolder() throws IOException {
        Path secret = Files.write(folder.resolve("secret.bin"), floats(3, 4));
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.createSymbolicLink(model.resolve("weights.bin"), secret);
        OnnxGraph graph = OnnxGraph.empty("built", 20);
        graph.add(GraphTensor.in("weights.bin", 0, "w", ElementType.FLOAT, List.of(2L)));
        OnnxGraph read = OnnxGraph.read(Files.write(model.resolve("m.onnx"), graph.bytes()));
        assertThatThrownBy(() -> read.numbers(read.weights("w").orElseThrow()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("lie outside its folder");
    }

    /** Minutes lie between a model's recognition and its opening, and between two openings. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the number of names is not told there")
    void aGraphIsInspectedWheneverItIsOpened() throws IOException {
        Path secret = Files.write(folder.resolve("secret.bin"), floats(3, 4));
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.createLink(model.resolve("weights.bin"), secret);
        OnnxGraph graph = OnnxGraph.empty("built", 20);
        graph.add(GraphTensor.in("weights.bin", 0, "w", ElementType.FLOAT, List.of(2L)));
        graph.add(GraphNode.of("Neg", List.of("w"), List.of("y")));
        graph.addOutput(GraphValue.of("y", ElementType.FLOAT, List.of(Axis.of(2))));
        Path file = Files.write(model.resolve("model.onnx"), graph.bytes());
        for (OnnxModel opened :
                List.of(
                        OnnxModel.at(file, Device.cpu()),
                        OnnxModel.at(file, Device.cpu(), unchanged -> {}))) {
            try (opened) {
                assertThatThrownBy(opened::load)
                        .isInstanceOf(ModelException.class)
                        .hasMessageContaining("it is a hard link");
            }
        }
    }

    /** Where the four letters stand here, ONNX Runtime's own format has its name. */
    @Test
    void aGraphIsReadAsOnnxWhateverItsBytesOrItsNameSay() throws IOException {
        OnnxGraph graph = OnnxGraph.empty("built", 20);
        graph.addInput(GraphValue.of("x", ElementType.FLOAT, List.of(Axis.of(1))));
        graph.add(GraphNode.of("Neg", List.of("x"), List.of("y")));
        graph.addOutput(GraphValue.of("y", ElementType.FLOAT, List.of(Axis.of(1))));
        byte[] bytes =
                new WireWriter().number(1, 9).text(2, "ORTM").verbatim(graph.bytes()).toByteArray();
        Path named = Files.write(folder.resolve("model.ort"), bytes);
        assertThat(bytes[4]).isEqualTo((byte) 'O');
        for (OnnxModel model :
                List.of(
                        OnnxModel.at(named, Device.cpu()),
                        OnnxModel.at(named, Device.cpu(), unchanged -> {}))) {
            try (model) {
                assertThat(model.runFirst(Map.of("x", Tensor.scalar(2))).values())
                        .containsExactly(-2);
            }
        }
    }

    @Test
    void cudaTakesTheGraphOfHalfTheBitsWhereEaselWroteOne() throws IOException {
        Path ours = Files.createFile(folder.resolve("unet" + OnnxGraph.WRITTEN));
        assertThat(OnnxSession.suited(ours, Device.cuda(0))).isEqualTo(ours);
        Path half = Files.createFile(OnnxGraph.halfOf(ours));
        assertThat(half).isNotEqualTo(ours);
        assertThat(OnnxSession.suited(ours, Device.cuda(0))).isEqualTo(half);
        assertThat(OnnxSession.suited(ours, Device.cpu())).isEqualTo(ours);
    }

    /** Operators of ONNX Runtime's own, and settings that are words. */
    @Test
    void operatorsOfOtherSetsAreImported() throws IOException {
        OnnxGraph graph = OnnxGraph.empty("built", 20);
        graph.imports("com.microsoft", 1);
        graph.addInput(GraphValue.of("x", ElementType.FLOAT, List.of(Axis.of(1), Axis.of(2))));
        graph.add(
                GraphNode.in(
                        "com.microsoft",
                        "QuickGelu",
                        List.of("x"),
                        List.of("g"),
                        GraphAttribute.number("alpha", 1)));
        graph.add(
                GraphNode.of(
                        "Gelu",
                        List.of("g"),
                        List.of("y"),
                        GraphAttribute.text("approximate", "tanh")));
        graph.addOutput(GraphValue.of("g"));
        graph.addOutput(GraphValue.of("y", ElementType.FLOAT, List.of(Axis.of(1), Axis.of(2))));
        try (OnnxModel model = OnnxModel.at(write(graph.bytes()), Device.cpu())) {
            Map<String, Tensor> found =
                    model.run(Map.of("x", Tensor.of(new float[] {1, 0}, 1, 2)), Set.of("y"));
            // silu(1) = 0.731059; its gelu by the tanh formula
            assertThat(found.get("y").values())
                    .containsExactly(new float[] {0.561118f, 0}, offset(1e-5f));
        }
    }

    /** Edited twice: the second graph's weights lie beside it already. */
    @Test
    void weightsBesideTheGraphAreStillFoundAfterAnEdit() throws IOException {
        Path file = encoder();
        Path beside = Files.write(folder.resolve("beside.onnx"), OnnxGraph.read(file).bytes());
        Map<String, Tensor> inputs = Map.of("input_ids", Tensor.of(new float[] {608, 609}, 1, 2));
        try (OnnxModel plain = OnnxModel.at(file, Device.cpu());
                OnnxModel edited =
                        OnnxModel.at(
                                beside,
                                Device.cpu(),
                                graph -> {
                                    graph.add(
                                            GraphNode.of(
                                                    "Neg",
                                                    List.of("last_hidden_state"),
                                                    List.of("negated")));
                                    graph.addOutput(GraphValue.of("negated"));
                                })) {
            float[] expected = plain.run(inputs).get("last_hidden_state").values();
            assertThat(edited.gives("negated")).isTrue();
            assertThat(plain.gives("negated")).isFalse();
            float[] negated = edited.run(inputs, Set.of("negated")).get("negated").values();
            for (int i = 0; i < expected.length; i++) {
                assertThat(negated[i]).isEqualTo(-expected[i]);
            }
        }
    }

    @Test
    void anEditKnowsTheFirstGraphsNames() throws IOException {
        OnnxGraph graph = OnnxGraph.read(encoder());
        assertThat(graph.freshName("v36")).isEqualTo("v36.1");
        assertThat(graph.freshName("unheard")).isEqualTo("unheard");
        assertThat(graph.producer("hidden_states.0").orElseThrow().operator()).isEqualTo("Add");
        assertThat(graph.producer("input_ids")).isEmpty();
        assertThatThrownBy(() -> graph.addInput(GraphValue.of("v36", ElementType.BOOL, List.of())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("already has a value named \"v36\"");
        assertThatThrownBy(() -> graph.addOutput(GraphValue.of("last_hidden_state")))
                .isInstanceOf(ModelException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # bytes in hex            | what is said
                    ''                        | it holds no graph
                    08 08                     | it holds no graph
                    3a 00 3a 00               | it holds two graphs
                    3a 7f 0a                  | reaches beyond its end
                    3a ff ff ff ff 0f         | reaches beyond its end
                    3a 02 0a 7f               | reaches beyond its end
                    3a 05 0a 03 0a 7f 61      | reaches beyond its end
                    3a 04 0a 02 08 01         | expected 2
                    3a 05 0a 03 0a 01 ff      | not UTF-8
                    0b 0c                     | unknown kind 3
                    00                        | has the number 0
                    08 80 80 80 80 80 80 80 80 80 80 01 | has no end
                    08 80                     | ends inside a field
                    3a 0d 2a 0b 08 ff ff ff ff ff ff ff ff ff 01 | have the shape [-1]
                    3a 0a 2a 08 4a 02 00 00 4a 02 00 00 | are there twice
                    """)
    void hostileBytesGetASentence(String hex, String said) throws IOException {
        byte[] bytes = new byte[hex.isEmpty() ? 0 : (hex.length() + 1) / 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(3 * i, 3 * i + 2), 16);
        }
        Path file = write(bytes);
        assertThatThrownBy(() -> OnnxGraph.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("written.onnx")
                .hasMessageContaining(said)
                .hasMessageContaining("again");
    }

    @Test
    void aGraphCutShortOrDamagedIsRefusedOrReadButNothingElse() throws IOException {
        byte[] sound = Files.readAllBytes(encoder());
        Random random = new Random(16);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = sound.clone();
            for (int flips = 0; flips < 20; flips++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            refused += refused(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            refused += refused(bytes);
        }
        assertThat(refused).isBetween(300, 599); // what is cut short always is
    }

    private int refused(byte[] bytes) throws IOException {
        try {
            OnnxGraph.read(write(bytes)).bytes();
            return 0;
        } catch (ModelException e) {
            return 1;
        }
    }

    @Test
    void sizesAreLimited() throws IOException {
        Path large = folder.resolve("large.onnx");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(3L << 30); // sparse: takes no room
        }
        assertThatThrownBy(() -> OnnxGraph.read(large))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("3,221,225,472 bytes")
                .hasMessageContaining("a file of their own");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(300 << 20);
            file.write(0x12); // the producer's name, 290 MiB of it
            file.write(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x91, 1});
        }
        assertThatThrownBy(() -> OnnxGraph.read(large))
                .hasMessageContaining("bytes beside its weights");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i <= 1 << 20; i++) {
            many.write(0x0a); // an operator without anything
            many.write(0);
        }
        Path file = write(new WireWriter().bytes(7, many.toByteArray()).toByteArray());
        assertThatThrownBy(() -> OnnxGraph.read(file)).hasMessageContaining("1,048,576 fields");
    }

    private Path write(byte[] model) throws IOException {
        return Files.write(folder.resolve("written.onnx"), model);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
