package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

/**
 * Somebody puts a VAE by itself into the models folder and has a model's pictures decoded by it.
 */
class SeparateVaeTest {
    private static final long WIDTH = 32;
    private static final int LEVELS = 4;

    @TempDir Path home;
    private Folders folders;
    private Path vae;

    @BeforeEach
    void aVaeByItself() throws IOException {
        folders = Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
        vae = folders.models().resolve("other-vae.safetensors");
        Files.createDirectories(folders.models());
        write(vae, 1);
    }

    @Test
    void aPictureRemembersItsVaeAndIsMadeAgain() throws IOException {
        Path own = home.resolve("own.png");
        Path other = home.resolve("other.png");
        Path again = home.resolve("again.png");
        made("a red heart", "--seed", "7", "--out", own.toString());
        made("a red heart", "--seed", "7", "--vae", "other-vae", "--out", other.toString());
        assertThat(PngFile.read(other).image()).isNotEqualTo(PngFile.read(own).image());
        assertThat(PngFile.settings(other).parameters())
                .containsPattern("VAE hash: [0-9a-f]{10}, VAE: other-vae.safetensors");
        assertThat(Terminal.easel("show", other.toString()).out())
                .contains("VAE         other-vae");

        Terminal same = made("--from", other.toString(), "--out", again.toString());
        assertThat(again).hasSameBinaryContentAs(other);
        assertThat(same.err()).doesNotContain("VAE");
        made("--from", other.toString(), "--vae", "none", "--out", again.toString());
        assertThat(PngFile.read(again).image()).isEqualTo(PngFile.read(own).image());

        write(vae, 2);
        Terminal changed = made("--from", other.toString(), "--out", again.toString());
        assertThat(changed.err()).contains("other-vae (", "is not the one", "pixels will differ");
        Files.delete(vae);
        Terminal missing = made("--from", other.toString(), "--out", again.toString());
        assertThat(missing.err())
                .contains("decoded by the VAE \"other-vae\", which cannot be used here");
        assertThat(PngFile.read(again).image()).isEqualTo(PngFile.read(own).image());
    }

    @Test
    void aVaeIsListedAndMakesNoPicturesByItself() {
        assertThat(Terminal.easel(folders, "models", "list").out())
                .contains(
                        "other-vae.safetensors  (other-vae)  vae: VAE (4 channels, decodes only)");
        Terminal alone = generated("a heart", "--model", "other-vae");
        assertThat(alone.exitCode()).isNotZero();
        assertThat(alone.err()).contains("other-vae is a VAE", "expected a model that makes");
        Terminal unknown = generated("a heart", "--vae", "othr-vae");
        assertThat(unknown.exitCode()).isNotZero();
        assertThat(unknown.err()).contains("othr-vae", "other-vae.safetensors");
    }

    private Terminal made(String... words) {
        Terminal answer = generated(words);
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        return answer;
    }

    private Terminal generated(String... words) {
        String[] line = new String[words.length + 5];
        System.arraycopy(
                new String[] {"generate", "--device", "cpu", "--steps", "2"}, 0, line, 0, 5);
        System.arraycopy(words, 0, line, 5, words.length);
        return Terminal.easel(folders, line);
    }

    /** The smallest decoder for the starter's latents, under diffusers' names. */
    private static void write(Path file, long seed) throws IOException {
        Map<String, long[]> tensors = new LinkedHashMap<>();
        conv(tensors, "decoder.conv_in", WIDTH, 4);
        resnet(tensors, "decoder.mid_block.resnets.0");
        norm(tensors, "decoder.mid_block.attentions.0.group_norm");
        for (String part : new String[] {"to_q", "to_k", "to_v", "to_out.0"}) {
            tensors.put(
                    "decoder.mid_block.attentions.0." + part + ".weight",
                    new long[] {WIDTH, WIDTH});
            tensors.put("decoder.mid_block.attentions.0." + part + ".bias", new long[] {WIDTH});
        }
        resnet(tensors, "decoder.mid_block.resnets.1");
        for (int level = 0; level < LEVELS; level++) {
            resnet(tensors, "decoder.up_blocks." + level + ".resnets.0");
            if (level < LEVELS - 1) {
                conv(tensors, "decoder.up_blocks." + level + ".upsamplers.0.conv", WIDTH, WIDTH);
            }
        }
        norm(tensors, "decoder.conv_norm_out");
        conv(tensors, "decoder.conv_out", 3, WIDTH);
        write(file, seed, tensors);
    }

    private static void resnet(Map<String, long[]> tensors, String name) {
        norm(tensors, name + ".norm1");
        conv(tensors, name + ".conv1", WIDTH, WIDTH);
        norm(tensors, name + ".norm2");
        conv(tensors, name + ".conv2", WIDTH, WIDTH);
    }

    private static void norm(Map<String, long[]> tensors, String name) {
        tensors.put(name + ".weight", new long[] {WIDTH});
        tensors.put(name + ".bias", new long[] {WIDTH});
    }

    private static void conv(Map<String, long[]> tensors, String name, long out, long in) {
        tensors.put(name + ".weight", new long[] {out, in, 3, 3});
        tensors.put(name + ".bias", new long[] {out});
    }

    private static void write(Path file, long seed, Map<String, long[]> tensors)
            throws IOException {
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
        byte[] head = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer all =
                ByteBuffer.allocate(8 + head.length + Math.toIntExact(at))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(head.length)
                        .put(head);
        Random random = new Random(seed);
        while (all.hasRemaining()) {
            all.putFloat((float) (0.2 * random.nextGaussian()));
        }
        Files.write(file, all.array());
    }
}
