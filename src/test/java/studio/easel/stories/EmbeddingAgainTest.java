package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Folders;
import studio.easel.app.files.PngFile;

/** A picture was made with a word of somebody's own, and is made again. */
class EmbeddingAgainTest {
    @TempDir Path home;
    private Folders folders;
    private Path embedding;
    private Path first;

    @BeforeEach
    void aPictureWithAnEmbedding() throws IOException {
        folders = Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
        embedding = folders.embeddings().resolve("oddstyle.safetensors");
        Files.createDirectories(folders.embeddings());
        write(1);
        first = home.resolve("first.png");
        Terminal made = made("a red heart, oddstyle", "--seed", "7", "--out", first.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
    }

    @Test
    void withTheSameFileToTheSameBytes() {
        Path second = home.resolve("second.png");
        Terminal again = made("--from", first.toString(), "--out", second.toString());
        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(again.err()).doesNotContain("oddstyle");
        assertThat(Terminal.easel("show", first.toString()).out()).contains("Embeddings  oddstyle");
        assertThat(PngFile.settings(first).parameters()).contains("TI hashes: \"oddstyle: ");
    }

    @Test
    void withAnotherFileOrNoneItIsSaidAndThePixelsDiffer() throws IOException {
        write(2);
        assertThat(again()).contains("oddstyle", "is not the one", "pixels will differ");
        Files.delete(embedding);
        assertThat(again()).contains("oddstyle", "is not installed", "pixels will differ");
    }

    private String again() {
        Path other = home.resolve("other.png");
        Terminal answer = made("--from", first.toString(), "--out", other.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(PngFile.read(other).image()).isNotEqualTo(PngFile.read(first).image());
        return answer.err();
    }

    private Terminal made(String... words) {
        String[] line = new String[words.length + 5];
        System.arraycopy(
                new String[] {"generate", "--device", "cpu", "--steps", "3"}, 0, line, 0, 5);
        System.arraycopy(words, 0, line, 5, words.length);
        return Terminal.easel(folders, line);
    }

    /** One vector of the starter's width, from a seed. */
    private void write(long seed) throws IOException {
        int width = Starter.spec().unet().wordsWidth();
        byte[] header =
                "{\"emb_params\":{\"dtype\":\"F32\",\"shape\":[1,%d],\"data_offsets\":[0,%d]}}"
                        .formatted(width, 4 * width)
                        .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(8 + header.length + 4 * width)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header);
        Random random = new Random(seed);
        for (int i = 0; i < width; i++) {
            file.putFloat((float) random.nextGaussian());
        }
        Files.write(embedding, file.array());
    }
}
