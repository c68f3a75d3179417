package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphSignature;

class GraphSignatureTest {
    @TempDir Path folder;

    @Test
    void inputsAndOutputsAreReadInOrderAndWeightsAreNotAmongThem() {
        GraphSignature unet =
                GraphSignature.read(Goldens.path("pipelines/controlnet/model/unet/model.onnx"));
        assertThat(unet.inputs().keySet())
                .containsExactly(
                        "sample",
                        "timestep",
                        "encoder_hidden_states",
                        "down_block_0",
                        "down_block_1",
                        "down_block_2",
                        "down_block_3",
                        "down_block_4",
                        "down_block_5",
                        "mid_block");
        assertThat(unet.length("encoder_hidden_states", 2)).isEqualTo(32);
        assertThat(unet.outputs()).hasSize(1);
    }

    @Test
    void openAxesAndStatedOnesAreToldApart() {
        ModelTree.in(folder).graph("it.onnx", List.of("a 2 ? 300", "b"), List.of("c 1"));
        GraphSignature it = GraphSignature.read(folder.resolve("it.onnx"));
        assertThat(it.inputs().get("a")).containsExactly(2, -1, 300);
        assertThat(it.inputs().get("b")).isEmpty();
        assertThat(it.outputs()).containsOnlyKeys("c");
        assertThat(it.length("a", 1)).isZero();
        assertThat(it.length("a", 7)).isZero();
        assertThat(it.length("nothing", 0)).isZero();
    }

    /** In formats before version 4 each weight is listed among the inputs, too. */
    @Test
    void aWeightListedAsAnInputIsNone() {
        byte[] weight = {0x2A, 3, 0x42, 1, 'w'}; // initializer { name: "w" }
        byte[] inputs = {0x5A, 3, 0x0A, 1, 'w', 0x5A, 3, 0x0A, 1, 'x'};
        ModelTree.in(folder)
                .bytes("it.onnx", join(new byte[] {8, 3, 0x3A, 15}, join(weight, inputs)));
        assertThat(GraphSignature.read(folder.resolve("it.onnx")).inputs()).containsOnlyKeys("x");
    }

    /** Three gigabytes of weights, none of which is on disk: reading them would take seconds. */
    @Test
    void weightsAreLeaptOver() throws IOException {
        long gigabytes = 3L << 30;
        byte[] input = {0x5A, 3, 0x0A, 1, 'x'};
        byte[] rawData = join(new byte[] {0x4A}, varint(gigabytes));
        byte[] weight = join(new byte[] {0x2A}, varint(gigabytes + rawData.length));
        long length = gigabytes + rawData.length + weight.length + input.length;
        Path graph = folder.resolve("large.onnx");
        try (RandomAccessFile file = new RandomAccessFile(graph.toFile(), "rw")) {
            file.write(join(new byte[] {8, 8, 0x3A}, varint(length)));
            file.write(join(weight, rawData));
            file.seek(file.getFilePointer() + gigabytes);
            file.write(input);
        }
        Assertions.assertTimeout(
                Duration.ofSeconds(1),
                () -> assertThat(GraphSignature.read(graph).inputs()).containsOnlyKeys("x"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.3, 0.5, 0.9, 0.9999})
    void aGraphCutOffAnywhereIsSaid(double kept) throws IOException {
        byte[] whole = Files.readAllBytes(Goldens.path("pipelines/sd1/model/unet/model.onnx"));
        ModelTree.in(folder).bytes("it.onnx", Arrays.copyOf(whole, (int) (whole.length * kept)));
        assertThatThrownBy(() -> GraphSignature.read(folder.resolve("it.onnx")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("it.onnx could not be opened")
                .hasMessageContaining("fetch the file again");
    }

    /** Whatever the bytes are, the answer is a signature or a sentence. */
    @Test
    void damagedBytesEndInASentence() throws IOException {
        byte[] whole =
                Files.readAllBytes(Goldens.path("pipelines/controlnet/model/unet/model.onnx"));
        Random random = new Random(7);
        int sentences = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            for (int hit = 0; hit < 20; hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            ModelTree.in(folder).bytes("it.onnx", damaged);
            try {
                GraphSignature.read(folder.resolve("it.onnx"));
            } catch (ModelException e) {
                sentences++;
            }
        }
        assertThat(sentences).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08 08 3A FF FF FF FF FF FF FF FF FF 01", // longer than anything
                "08 08 3A FF FF FF FF FF FF FF FF FF FF FF 01", // a length without end
                "08 08 3B", // no such type
                "08 08 02 00", // no such field
                "08 08 3A 05 5A 7F 0A 01", // a part longer than the whole
                "08 08 3A"
            })
    void whatIsNoMessageIsSaid(String hex) {
        ModelTree.in(folder).bytes("it.onnx", bytes(hex));
        assertThatThrownBy(() -> GraphSignature.read(folder.resolve("it.onnx")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected an ONNX graph");
    }

    private static byte[] bytes(String hex) {
        String[] words = hex.split(" ");
        byte[] bytes = new byte[words.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(words[i], 16);
        }
        return bytes;
    }

    private static byte[] varint(long value) {
        return value < 0x80
                ? new byte[] {(byte) value}
                : join(new byte[] {(byte) (value & 0x7F | 0x80)}, varint(value >>> 7));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
