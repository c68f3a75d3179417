package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphInspection;
import studio.easel.engine.onnx.GraphSignature;

/**
 * Headers and graphs, each a sound one with something wrong in it: whoever reads them finds a
 * model, or says in a sentence why not; never anything else, and never for long. The seed is fixed,
 * so that what fails once fails again. {@code -Deasel.mutations=100000} makes as many of them, in a
 * minute or two.
 */
@Timeout(600)
class MutationTest {
    private static final int EACH = Integer.getInteger("easel.mutations", 8_000) / 2;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What breaks readers: brackets, ends of numbers, other types, signs and lengths. */
    private static final List<String> WORDS =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    ",",
                    ":",
                    "null",
                    "-1",
                    "9223372036854775807",
                    "1e9",
                    "18446744073709551615",
                    "F8_E4M3",
                    "F64",
                    "I64",
                    "__metadata__",
                    "\\u0000",
                    "[[[[[[[[[[",
                    "{\"a\":{\"a\":{\"a\":{\"a\":",
                    "data_offsets",
                    "\u00e9",
                    "NaN");

    @TempDir Path folder;

    @Test
    void noHeaderMakesTheReaderDoAnythingButReadOrRefuse() throws IOException {
        Path sound =
                new Header()
                        .note("modelspec.title", "A title")
                        .layer("model.diffusion_model.input_blocks.0.0", 4, 4, 3, 3)
                        .layer("lora_unet_attn2_to_k.lora_down", 2, 4)
                        .tensor("emb_params", 2, 8)
                        .tensor("alpha")
                        .write(folder.resolve("sound.safetensors"));
        long size = Files.size(sound);
        byte[] bytes = Files.readAllBytes(sound);
        assertThat(WeightsFile.read(sound).tensors().entries()).hasSize(6);
        Random random = new Random(20261121);
        Path file = folder.resolve("a.safetensors");
        int read = 0;
        for (int i = 0; i < EACH; i++) {
            Files.write(file, mutated(bytes, 300, random));
            read += quickly(i, file, MutationTest::readWeights) ? 1 : 0;
        }
        // Both happen often; otherwise these mutations would test nothing.
        assertThat(read).isBetween(EACH / 100, EACH - EACH / 10);
        assertThat(size).isLessThan(2000);
    }

    @Test
    void noGraphMakesTheReaderDoAnythingButReadOrRefuse() throws IOException {
        Files.writeString(folder.resolve("w.bin"), "0123456789abcdef");
        byte[] bytes = graph();
        Random random = new Random(20261122);
        Path file = folder.resolve("a.onnx");
        Files.write(file, bytes);
        assertThat(GraphInspection.of(file).files()).containsExactly("w.bin");
        int read = 0;
        for (int i = 0; i < EACH; i++) {
            Files.write(file, mutated(bytes, bytes.length, random));
            read += quickly(i, file, MutationTest::readGraph) ? 1 : 0;
        }
        assertThat(read).isBetween(EACH / 100, EACH - EACH / 10);
    }

    private static void readWeights(Path file) {
        WeightsFile found = WeightsFile.read(file);
        long end = file.toFile().length();
        assertThat(found.tensors().entries().values())
                .allMatch(entry -> entry.start() >= 8 && entry.start() + entry.length() <= end);
        found.noPictures(file);
    }

    private static void readGraph(Path file) {
        assertThat(GraphInspection.of(file).files())
                .allMatch(name -> name.equals("w.bin"), "nothing but what lies there");
        GraphSignature.read(file);
    }

    /** Whether it was read; a machine that was busy with something else may try once more. */
    private static boolean quickly(int mutation, Path file, Consumer<Path> reader) {
        long began = System.nanoTime();
        boolean read = reads(mutation, file, reader);
        if (System.nanoTime() - began > SECOND) {
            began = System.nanoTime();
            reads(mutation, file, reader);
            assertThat(System.nanoTime() - began).as("mutation %d", mutation).isLessThan(SECOND);
        }
        return read;
    }

    private static boolean reads(int mutation, Path file, Consumer<Path> reader) {
        try {
            reader.accept(file);
            return true;
        } catch (ModelException refusal) {
            assertSentence(refusal, mutation);
            return false;
        }
    }

    /** Found, expected, what to do: at least two sentences, one line, nothing a terminal obeys. */
    private static void assertSentence(ModelException refusal, int i) {
        String said = String.valueOf(refusal.getMessage());
        boolean sentence =
                said.length() > 40
                        && said.endsWith(".")
                        && said.chars().noneMatch(Character::isISOControl)
                        && !said.contains("Exception");
        if (!sentence) {
            fail("mutation %d: %s", i, said);
        }
    }

    private static byte[] mutated(byte[] sound, int where, Random random) {
        byte[] bytes = sound.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(Math.min(where, bytes.length));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> bytes = spliced(bytes, at, 0, word(random));
                case 4 -> bytes = spliced(bytes, at, 1 + random.nextInt(8), new byte[0]);
                default -> {
                    int from = random.nextInt(bytes.length);
                    int to = Math.min(bytes.length, from + random.nextInt(40));
                    bytes = spliced(bytes, at, 0, Arrays.copyOfRange(bytes, from, to));
                }
            }
        }
        return random.nextBoolean() ? relengthened(bytes, sound) : bytes;
    }

    private static byte[] word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
    }

    /** A header that grew is still found where the first eight bytes count it. */
    private static byte[] relengthened(byte[] bytes, byte[] sound) {
        if (sound[8] == '{' && bytes.length > 10) {
            int header = (sound[0] & 0xFF | (sound[1] & 0xFF) << 8) + bytes.length - sound.length;
            bytes[0] = (byte) header;
            bytes[1] = (byte) (header >> 8);
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int without, byte[] with) {
        byte[] end = Arrays.copyOfRange(bytes, Math.min(bytes.length, at + without), bytes.length);
        byte[] start = Arrays.copyOf(bytes, Math.min(at, bytes.length));
        return GraphInspectionTest.join(GraphInspectionTest.join(start, with), end);
    }

    private static byte[] graph() {
        byte[] place =
                GraphInspectionTest.join(
                        GraphInspectionTest.field(1, "location".getBytes(StandardCharsets.UTF_8)),
                        GraphInspectionTest.field(2, "w.bin".getBytes(StandardCharsets.UTF_8)));
        byte[] tensor =
                GraphInspectionTest.join(
                        GraphInspectionTest.join(
                                GraphInspectionTest.number(1, 4), GraphInspectionTest.number(2, 1)),
                        GraphInspectionTest.field(13, place));
        byte[] inner = GraphInspectionTest.field(5, tensor);
        byte[] node =
                GraphInspectionTest.join(
                        GraphInspectionTest.field(4, "If".getBytes(StandardCharsets.UTF_8)),
                        GraphInspectionTest.field(5, GraphInspectionTest.field(6, inner)));
        byte[] graph =
                GraphInspectionTest.join(
                        GraphInspectionTest.field(1, node),
                        GraphInspectionTest.field(15, GraphInspectionTest.field(1, tensor)));
        return GraphInspectionTest.join(
                GraphInspectionTest.number(1, 8), GraphInspectionTest.field(7, graph));
    }
}
