package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.Lora.Difference;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelException;

class LoraFileTest {
    private static final String LAYER = "mid_block.attentions.0.proj_in";

    @TempDir Path folder;

    private record Part(String name, List<Long> shape, float... values) {}

    /** Rank 2, so that alpha 1 halves what up and down give: [[1, 2], [2, 4]]. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                                                     | 1
                    {"unet.lora_alpha": 1, "unet.r": 2}                                    | 0.5
                    {"unet.lora_alpha": 1, "unet.alpha_pattern": {"0.proj_in": 4}}         | 2
                    {"text_encoder.lora_alpha": 1}                                         | 1
                    {"unet.lora_alpha": 2, "unet.use_rslora": true}                        | 1.4142135
                    nonsense                                                               | 1
                    """)
    void peftsAlphaStandsInTheNotes(String notes, float factor) throws IOException {
        Difference difference =
                only(
                        notes,
                        LAYER + ".weight",
                        new Part("unet." + LAYER + ".lora_A.weight", List.of(2L, 2L), 1, 2, 0, 0),
                        new Part("unet." + LAYER + ".lora_B.weight", List.of(2L, 2L), 1, 9, 2, 9));
        float[] weight = {10, 10, 10, 10};
        difference.add(weight, List.of(2L, 2L), 2);
        assertThat(weight)
                .containsExactly(
                        10 + 2 * factor, 10 + 4 * factor, 10 + 4 * factor, 10 + 8 * factor);
    }

    @Test
    void numbersAreNotReadFromAFileThatHasChanged() throws IOException {
        Path file =
                write(
                        "{}",
                        new Part("unet." + LAYER + ".lora_A.weight", List.of(2L, 2L), 1, 2, 0, 0),
                        new Part("unet." + LAYER + ".lora_B.weight", List.of(2L, 2L), 1, 9, 2, 9));
        String tensor = LAYER + ".weight";
        Difference difference = LoraFile.read(file).of(Network.UNET, Set.of(tensor)).get(tensor);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
        assertThatThrownBy(() -> difference.add(new float[4], List.of(2L, 2L), 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has changed");
    }

    /** diffusers lists every module it trained. */
    @Test
    void longNotesKeepTheirAlpha() throws IOException {
        String modules = "\"mid_block.attentions.0.proj_in\",".repeat(1000);
        Difference difference =
                only(
                        "{\"unet.lora_alpha\": 1, \"unet.target_modules\": [" + modules + "\"x\"]}",
                        LAYER + ".weight",
                        new Part("unet." + LAYER + ".lora_A.weight", List.of(2L, 2L), 1, 2, 0, 0),
                        new Part("unet." + LAYER + ".lora_B.weight", List.of(2L, 2L), 1, 9, 2, 9));
        float[] weight = new float[4];
        difference.add(weight, List.of(2L, 2L), 1);
        assertThat(weight).containsExactly(0.5f, 1, 1, 2);
        Path endless =
                write(
                        "x".repeat((1 << 20) + 1),
                        new Part("unet." + LAYER + ".lora_A.weight", List.of(1L, 1L), 1));
        assertThatThrownBy(() -> LoraFile.read(endless))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("notes on how strongly its layers count");
    }

    /** torch.tensor(8) holds whole numbers of 64 bits. */
    @ParameterizedTest
    @CsvSource({"I64", "F64", "I32"})
    void alphaMayBeOfAnyUsualType(String type) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case "I64" -> one.putLong(1);
            case "F64" -> one.putDouble(1);
            default -> one.limit(4).putInt(1);
        }
        Path file =
                typed(
                        type,
                        one.flip(),
                        new Part(kohya("lora_down.weight"), List.of(2L, 2L), 1, 2, 0, 0),
                        new Part(kohya("lora_up.weight"), List.of(2L, 2L), 1, 9, 2, 9));
        float[] weight = new float[4];
        LoraFile.read(file)
                .of(Network.UNET, Set.of(LAYER + ".weight"))
                .values()
                .forEach(difference -> difference.add(weight, List.of(2L, 2L), 1));
        assertThat(weight).containsExactly(0.5f, 1, 1, 2);
    }

    @ParameterizedTest
    @CsvSource({"F8_E4M3, 2", "I64, 16", "F4, 1"})
    void layersOfOtherTypesAreRefusedBeforeAnythingIsApplied(String type, int bytes)
            throws IOException {
        Path file =
                typed(
                        type,
                        ByteBuffer.allocate(bytes),
                        new Part(kohya("lora_down.weight"), List.of(1L, 2L), 1, 2));
        assertThatThrownBy(() -> LoraFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(" as " + type)
                .hasMessageNotContaining("Fetch the file again");
    }

    /** With a last tensor, alpha's, of another type. */
    private Path typed(String type, ByteBuffer content, Part... parts) throws IOException {
        int bytes = content.remaining();
        List<Part> all = new ArrayList<>(List.of(parts));
        all.add(new Part(kohya("alpha"), List.of(), new float[(bytes + 3) / 4]));
        byte[] written = Files.readAllBytes(write("{}", all.toArray(Part[]::new)));
        String header = new String(written, StandardCharsets.ISO_8859_1);
        int floats = 4 * ((bytes + 3) / 4);
        int each = type.equals("F8_E4M3") || type.equals("F4") ? 1 : type.equals("I32") ? 4 : 8;
        String shape = bytes == each ? "[]" : "[" + bytes / each + "]";
        int at = header.lastIndexOf("\"dtype\":\"F32\",\"shape\":[]");
        int begins = 4 * List.of(parts).stream().mapToInt(part -> part.values().length).sum();
        String changed =
                header.substring(8, at)
                        + "\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}}"
                                .formatted(type, shape, begins, begins + bytes);
        byte[] text = changed.getBytes(StandardCharsets.ISO_8859_1);
        int data = written.length - floats - begins;
        ByteBuffer file =
                ByteBuffer.allocate(8 + text.length + begins + bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .put(written, data, begins)
                        .put(content);
        return Files.write(folder.resolve("typed.safetensors"), file.array());
    }

    @ParameterizedTest
    @CsvSource({"diff, weight", "diff_b, bias", "w_norm, weight", "b_norm, bias"})
    void wholeDifferencesAreAddedAsTheyAre(String part, String tensor) throws IOException {
        Difference difference =
                only(
                        "{}",
                        LAYER + "." + tensor,
                        new Part(kohya("hada_w1_a"), List.of(1L), 0), // says that it is a LoRA
                        new Part(kohya(part), List.of(2L), 3, -1));
        float[] weight = {1, 1};
        difference.add(weight, List.of(2L), -0.5);
        assertThat(weight).containsExactly(-0.5f, 1.5f);
    }

    @Test
    void lengthsThatAreTooManyAreRefused() throws IOException {
        Difference difference =
                only(
                        "{}",
                        LAYER + ".weight",
                        new Part(kohya("lora_down.weight"), List.of(1L, 2L), 1, 2),
                        new Part(kohya("lora_up.weight"), List.of(2L, 1L), 1, 2),
                        new Part(kohya("dora_scale"), List.of(3L, 1L), 1, 1, 1));
        assertThatThrownBy(() -> difference.add(new float[4], List.of(2L, 2L), 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "lora.safetensors has 3 lengths for a weight of shape [2, 2]");
    }

    @Test
    void rowsWithoutLengthStayZeroUnderDora() throws IOException {
        Difference difference =
                only(
                        "{}",
                        LAYER + ".weight",
                        new Part(kohya("lora_down.weight"), List.of(1L, 2L), 3, 4),
                        new Part(kohya("lora_up.weight"), List.of(2L, 1L), 1, 0),
                        new Part(kohya("dora_scale"), List.of(2L, 1L), 10, 10));
        float[] weight = new float[4];
        difference.add(weight, List.of(2L, 2L), 1);
        assertThat(weight).containsExactly(6, 8, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3, 1", "0, 2, 2, 0"}) // up's second axis is not down's first; no numbers
    void productsThatCannotBeAreLeftOut(long downRows, long in, long out, long upColumns)
            throws IOException {
        LoraFile file =
                LoraFile.read(
                        write(
                                "{}",
                                part("lora_down.weight", downRows, in),
                                part("lora_up.weight", out, upColumns + downRows)));
        assertThat(file.of(Network.UNET, Set.of(LAYER + ".weight"))).isEmpty();
        assertThat(file.count()).isPositive();
    }

    private static Part part(String name, long rows, long columns) {
        return new Part(
                kohya(name), List.of(rows, columns), new float[Math.toIntExact(rows * columns)]);
    }

    private static String kohya(String part) {
        return "lora_unet_" + LAYER.replace('.', '_') + "." + part;
    }

    private Difference only(String notes, String tensor, Part... parts) throws IOException {
        Map<String, Difference> found =
                LoraFile.read(write(notes, parts)).of(Network.UNET, Set.of(tensor));
        assertThat(found).containsOnlyKeys(tensor);
        return found.values().iterator().next();
    }

    private Path write(String notes, Part... parts) throws IOException {
        List<String> header = new ArrayList<>();
        header.add(
                "\"__metadata__\":{\"lora_adapter_metadata\":\"%s\"}"
                        .formatted(notes.replace("\"", "\\\"")));
        int at = 0;
        for (Part part : parts) {
            int bytes = 4 * part.values().length;
            header.add(
                    "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(part.name(), part.shape(), at, at + bytes));
            at += bytes;
        }
        byte[] text = ("{" + String.join(",", header) + "}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(8 + text.length + at)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text);
        for (Part part : parts) {
            for (float value : part.values()) {
                file.putFloat(value);
            }
        }
        return Files.write(folder.resolve("lora.safetensors"), file.array());
    }
}
