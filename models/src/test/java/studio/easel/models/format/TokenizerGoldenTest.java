package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.Goldens;
import studio.easel.engine.TokenizerSpec;

/** The tokenizer built from vocabulary and merges gives the ids other programs give. */
class TokenizerGoldenTest {
    @BeforeAll
    static void stayOffline() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("DJL_CACHE_DIR", Path.of("target", "djl").toAbsolutePath().toString());
    }

    /**
     * CLIP's own vocabulary, 32 strings from transformers' CLIPTokenizer. Two may differ: that one
     * repairs HTML entities before it tokenises (ftfy), and lower-cases a Greek final sigma by
     * Python's rule (at the end of a word) where the tokenizers library always takes the plain one.
     */
    @Test
    void clipsVocabularyGivesTheReferenceIds(@TempDir Path folder) throws IOException {
        JsonNode cases =
                new ObjectMapper()
                        .readTree(Goldens.path("tokenizer/clip-token-goldens.json").toFile());
        Path clip = Goldens.path("tokenizer/clip/vocab.json").resolveSibling(".").normalize();
        Path tokenizer = Files.createDirectories(folder.resolve("tokenizer"));
        Files.copy(clip.resolve("vocab.json"), tokenizer.resolve("vocab.json"));
        Files.copy(clip.resolve("merges.txt"), tokenizer.resolve("merges.txt"));

        List<String> different = differences(read(folder), cases);
        assertThat(cases).hasSize(32);
        assertThat(different)
                .allMatch(text -> text.contains("&amp;") || text.contains("ΣΊΣΥΦΟΣ"))
                .hasSizeLessThanOrEqualTo(2);
    }

    /** The starter's captions; the recipe is beside the numbers. */
    @Test
    void theStartersVocabularyGivesTheIdsItWasTrainedOn() throws IOException {
        JsonNode cases;
        try (InputStream in = resource("/golden/starter-captions/ids.json")) {
            cases = new ObjectMapper().readTree(in);
        }
        Path starter = Path.of("src/main/resources/studio/easel/models/starter-v1");
        assertThat(differences(read(starter), cases)).isEmpty();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(12);
    }

    private static TokenizerSpec read(Path model) {
        return new TokenizerFolder(model.resolve("tokenizer"))
                .read(JsonFile.readIfThere(model.resolve("text_encoder/config.json")));
    }

    private static List<String> differences(TokenizerSpec spec, JsonNode cases) throws IOException {
        Map<String, String> options =
                Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
        byte[] json = spec.json().getBytes(StandardCharsets.UTF_8);
        List<String> different = new ArrayList<>();
        try (HuggingFaceTokenizer tokenizer =
                HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options)) {
            for (JsonNode one : cases) {
                List<Long> ids = new ArrayList<>(List.of((long) spec.startId()));
                Arrays.stream(tokenizer.encode(one.get("text").asText()).getIds())
                        .forEach(ids::add);
                ids.add((long) spec.endId());
                List<Long> expected = new ArrayList<>();
                one.get("ids").forEach(id -> expected.add(id.asLong()));
                if (!ids.equals(expected)) {
                    different.add(one.get("text").asText());
                }
            }
        }
        return different;
    }

    private static InputStream resource(String name) {
        return TokenizerGoldenTest.class.getResourceAsStream(name);
    }
}
