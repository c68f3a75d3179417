package studio.easel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.RequestException;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.TextualInversion;

class PromptFoldersTest {
    @TempDir Path folder;
    private Path wildcards;
    private Path embeddings;
    private PromptFolders folders;

    @BeforeEach
    void writeFolders() throws IOException {
        wildcards = Files.createDirectories(folder.resolve("wildcards"));
        embeddings = Files.createDirectories(folder.resolve("embeddings/styles"));
        Files.writeString(wildcards.resolve("colour.txt"), "red\nblue\ngreen\nHeartStyle gold\n");
        Files.write(embeddings.resolve("HeartStyle.safetensors"), embedding(1, 2, 3, 4));
        folders =
                new PromptFolders(wildcards, folder.resolve("embeddings"), folder.resolve("loras"));
    }

    @Test
    void eachPicturesSeedDrawsItsOwnWords() {
        GenerationRequest run = request("a __colour__ heart", "");
        List<String> prompts =
                java.util.stream.IntStream.range(0, 30)
                        .mapToObj(i -> folders.spoken(run.only(i)).prompt())
                        .toList();
        assertThat(prompts)
                .contains("a red heart", "a blue heart", "a green heart", "a HeartStyle gold heart")
                .allMatch(prompt -> !prompt.contains("__"));
        assertThat(folders.spoken(run.only(7)).prompt()).isEqualTo(prompts.get(7));
    }

    @Test
    void anEmbeddingIsReadWhereAPromptNamesItInAnyCase() {
        assertThat(folders.spoken(request("a heart, heartstyle", "")).embeddings())
                .extracting(TextualInversion::name, TextualInversion::vectorsByWidth)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "HeartStyle",
                                Map.of(2, List.of(List.of(1f, 2f), List.of(3f, 4f)))));
        assertThat(folders.spoken(request("a heart", "heartstyle")).embeddings()).hasSize(1);
        assertThat(folders.spoken(request("a heart", "")).embeddings()).isEmpty();
    }

    /** As rsync -t leaves it. */
    @Test
    void anEmbeddingOfAnotherLengthIsReadAnewThoughItsTimeIsTheSame() throws IOException {
        GenerationRequest request = request("heartstyle", "");
        String before = folders.spoken(request).embeddings().get(0).hash();
        Path file = embeddings.resolve("HeartStyle.safetensors");
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, embedding(" ", 5, 6, 7, 8));
        Files.setLastModifiedTime(file, time);
        assertThat(folders.spoken(request).embeddings().get(0).hash()).isNotEqualTo(before);
    }

    @Test
    void anEmbeddingAWildcardBroughtInCounts() {
        GenerationRequest run = request("a __colour__ heart", "");
        for (int i = 0; i < 30; i++) {
            GenerationRequest picture = folders.spoken(run.only(i));
            assertThat(picture.embeddings())
                    .hasSize(picture.prompt().contains("HeartStyle") ? 1 : 0);
        }
    }

    @Test
    void anUnknownWildcardSuggestsOneThatIsThere() {
        assertThatThrownBy(() -> folders.spoken(request("a __color__ heart", "")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("__color__")
                .hasMessageContaining("colour");
    }

    @Test
    void aPickleIsRefusedOnlyWhereItIsNamed() throws IOException {
        Files.write(embeddings.resolve("old.pt"), new byte[] {(byte) 0x80, 2, 'c'});
        assertThat(folders.spoken(request("a heart", "")).embeddings()).isEmpty();
        assertThatThrownBy(() -> folders.spoken(request("a heart, old", "")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("old.pt");
    }

    @Test
    void aNameWithinALongerWordIsNoName() throws IOException {
        Files.write(embeddings.resolve("art.pt"), new byte[] {(byte) 0x80, 2, 'c'});
        assertThat(folders.spoken(request("a party, an artist", "")).embeddings()).isEmpty();
        for (String prompt : List.of("art", "a party (art:1.2)", "art2")) {
            assertThatThrownBy(() -> folders.spoken(request(prompt, "")))
                    .as(prompt)
                    .isInstanceOf(ModelException.class);
        }
    }

    @Test
    void foldersThatAreNotThereHoldNothing() {
        PromptFolders none =
                new PromptFolders(
                        folder.resolve("no"), folder.resolve("none"), folder.resolve("nil"));
        GenerationRequest request = request("a heart", "");
        assertThat(none.spoken(request)).isEqualTo(request);
    }

    private static GenerationRequest request(String prompt, String negative) {
        return new GenerationRequest(
                prompt,
                negative,
                new ImageSize(64, 64),
                4,
                5,
                SamplerName.DDIM,
                SigmaSpacing.AUTOMATIC,
                0,
                1,
                30);
    }

    /** A .safetensors file of two vectors of two numbers. */
    private static byte[] embedding(float... values) {
        return embedding("", values);
    }

    private static byte[] embedding(String filling, float... values) {
        byte[] header =
                ("{\"emb_params\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}"
                                + filling)
                        .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(8 + header.length + 4 * values.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header);
        for (float value : values) {
            file.putFloat(value);
        }
        return file.array();
    }
}
