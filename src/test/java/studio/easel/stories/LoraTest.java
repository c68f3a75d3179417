package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Folders;
import studio.easel.app.files.PngFile;
import studio.easel.engine.onnx.LayerWeights;
import studio.easel.engine.onnx.OnnxGraph;

/** Somebody puts a LoRA into its folder and asks for it in a prompt, with a model in ONNX. */
class LoraTest {
    @TempDir Path home;
    private Folders folders;
    private Path plain;

    @BeforeEach
    void aLoraOfTheStartersAttention() throws IOException {
        folders = Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
        Files.createDirectories(folders.loras().resolve("styles"));
        write(folders.loras().resolve("styles/ink.safetensors"), 1, "to_q.weight", "conv1.weight");
        plain = home.resolve("plain.png");
        made(plain, "a red heart");
    }

    @Test
    void atStrengthZeroThePixelsAreTheModelsOwnAndOtherwiseNot() {
        assertThat(image("a red heart<lora:ink:0>")).isEqualTo(PngFile.read(plain).image());
        assertThat(image("a red heart<lora:ink:1:0>")).isEqualTo(PngFile.read(plain).image());
        Object strong = image("a red heart<lora:ink:1>");
        assertThat(strong).isNotEqualTo(PngFile.read(plain).image());
        assertThat(image("a red heart<lora:ink:1>")).isEqualTo(strong);
        assertThat(image("a red heart<lora:ink:0:1>")).isEqualTo(strong); // it has no words
        assertThat(image("a red heart<lora:ink:-1>")).isNotEqualTo(strong);
    }

    @Test
    void aPictureRemembersItsLorasAndIsMadeAgain() throws IOException {
        Path first = home.resolve("first.png");
        made(first, "a red heart <lora:INK:0.7>");
        assertThat(PngFile.settings(first).parameters()).contains("Lora hashes: \"ink: ");
        assertThat(Terminal.easel("show", first.toString()).out()).contains("LoRAs       ink (");
        Path again = home.resolve("again.png");
        Terminal same = generated("--from", first.toString(), "--out", again.toString());
        assertThat(again).hasSameBinaryContentAs(first);
        assertThat(same.err()).doesNotContain("ink");

        Path file = folders.loras().resolve("styles/ink.safetensors");
        Files.delete(file);
        Terminal missing = generated("--from", first.toString(), "--out", again.toString());
        assertThat(missing.exitCode()).isNotZero();
        assertThat(missing.err())
                .contains("LoRA INK is not installed, expected INK.safetensors in")
                .contains(folders.loras().toString());
        write(file, 2, "to_q.weight", "conv1.weight");
        Terminal other = generated("--from", first.toString(), "--out", again.toString());
        assertThat(other.err()).contains("ink", "is not the one", "pixels will differ");
    }

    @Test
    void theFoldersLorasAreListed() {
        assertThat(Terminal.easel(folders, "models", "list").out())
                .contains("ink.safetensors  a LoRA");
    }

    @Test
    void whatIsNotInTheModelIsSaid() throws IOException {
        Path file = folders.loras().resolve("more.safetensors");
        write(file, 1, "to_q.weight", "conv1.weight", "elsewhere");
        Terminal some = generated("a heart <lora:more>", "--out", home.resolve("a.png").toString());
        assertThat(some.exitCode()).as(some.err()).isZero();
        assertThat(some.err())
                .containsPattern("1 of the \\d+ differences in the LoRA more belong to nothing");

        write(folders.loras().resolve("none.safetensors"), 1, "elsewhere");
        Terminal none = generated("a heart <lora:none>", "--out", home.resolve("b.png").toString());
        assertThat(none.exitCode()).isNotZero();
        assertThat(none.err())
                .contains("The LoRA none has 1 differences, none of which belongs to anything");
    }

    private Object image(String prompt) {
        Path file = home.resolve("picture" + Math.abs(prompt.hashCode()) + ".png");
        made(file, prompt);
        Object image = PngFile.read(file).image();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image;
    }

    private void made(Path file, String prompt) {
        Terminal answer = generated(prompt, "--seed", "7", "--out", file.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
    }

    private Terminal generated(String... words) {
        String[] line = new String[words.length + 5];
        System.arraycopy(
                new String[] {"generate", "--device", "cpu", "--steps", "2"}, 0, line, 0, 5);
        System.arraycopy(words, 0, line, 5, words.length);
        return Terminal.easel(folders, line);
    }

    /** Kohya's names for the starter's layers that end so, of rank 1, with numbers from a seed. */
    private static void write(Path file, long seed, String... layers) throws IOException {
        Map<String, long[]> tensors = new LinkedHashMap<>();
        for (String layer : layers) {
            if (layer.equals("elsewhere")) {
                tensors.put("lora_unet_elsewhere.lora_down.weight", new long[] {1, 2});
                tensors.put("lora_unet_elsewhere.lora_up.weight", new long[] {2, 1});
            }
        }
        OnnxGraph unet = OnnxGraph.read(Starter.spec().unet().graph());
        LayerWeights.in(unet)
                .forEach(
                        (name, weights) -> {
                            for (String layer : layers) {
                                if (name.endsWith(layer)) {
                                    put(name, weights, tensors);
                                }
                            }
                        });
        StringBuilder header = new StringBuilder("{");
        long at = 0;
        for (Map.Entry<String, long[]> tensor : tensors.entrySet()) {
            long bytes = 4;
            StringBuilder shape = new StringBuilder();
            for (long size : tensor.getValue()) {
                bytes *= size;
                shape.append(shape.isEmpty() ? "" : ",").append(size);
            }
            header.append(header.length() > 1 ? "," : "")
                    .append(
                            "\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                                    .formatted(tensor.getKey(), shape, at, at + bytes));
            at += bytes;
        }
        byte[] text = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + text.length + (int) at)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text);
        Random random = new Random(seed);
        while (bytes.hasRemaining()) {
            bytes.putFloat(0.2f * (float) random.nextGaussian());
        }
        Files.write(file, bytes.array());
    }

    private static void put(String name, LayerWeights weights, Map<String, long[]> tensors) {
        String plain = name.replaceFirst("^m\\.", "").replaceFirst("\\.weight$", "");
        String stem = "lora_unet_" + plain.replace('.', '_');
        long[] down = weights.shape().stream().mapToLong(Long::longValue).toArray();
        long[] up = down.clone();
        down[0] = 1;
        for (int axis = 1; axis < up.length; axis++) {
            up[axis] = 1;
        }
        tensors.put(stem + ".lora_down.weight", down);
        tensors.put(stem + ".lora_up.weight", up);
    }
}
