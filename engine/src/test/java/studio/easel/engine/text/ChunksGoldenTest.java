package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.easel.engine.text.PromptGoldens.list;
import static studio.easel.engine.text.PromptGoldens.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.text.Chunk.Placement;

/**
 * Windows of tokens as AUTOMATIC1111 fills them, with CLIP's vocabulary, which is not committed:
 * run with {@code -Deasel.goldens=FOLDER} where FOLDER has tokenizer/clip. {@link ChunksTest} tells
 * the same rules with a toy vocabulary.
 */
class ChunksGoldenTest {
    private static TokenizerSpec spec;
    private static ClipTokenizer tokenizer;

    @AfterAll
    static void closeVocabulary() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    static Stream<Named<JsonNode>> chunks() throws IOException {
        return list("chunks");
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void windowsHoldTheOriginalsTokensAndMultipliers(JsonNode golden) throws IOException {
        Map<String, Integer> embeddings = new HashMap<>();
        golden.path("embeddings")
                .properties()
                .forEach(entry -> embeddings.put(entry.getKey(), entry.getValue().asInt()));
        Emphasis emphasis = Emphasis.parse(golden.get("emphasis").asText());
        Chunks chunks = chunks(golden.get("comma_backtrack").asInt(), embeddings);
        Chunks.Chunked found = chunks.of(emphasis.spans(golden.get("text").asText()));
        assertThat(found.tokenCount()).isEqualTo(golden.get("token_count").asInt());
        assertThat(found.chunks()).isEqualTo(expected(golden.get("chunks")));
    }

    static Stream<Named<JsonNode>> pipeline() throws IOException {
        return list("pipeline");
    }

    @ParameterizedTest
    @MethodSource("pipeline")
    void everyVersionOfEveryPartHasTheOriginalsWindows(JsonNode golden) throws IOException {
        ParsedPrompt prompt =
                PromptSyntax.positive(golden.get("text").asText(), PromptGoldens.timeline(golden));
        Chunks chunks = chunks(ChunkRules.COMMA_BACKTRACK, Map.of());
        for (int part = 0; part < prompt.parts().size(); part++) {
            JsonNode schedule = golden.get("subprompts").get(part).get("schedule");
            for (int i = 0; i < schedule.size(); i++) {
                List<WeightedText> spans = prompt.parts().get(part).schedule().get(i).spans();
                assertThat(chunks.of(spans).chunks())
                        .isEqualTo(expected(schedule.get(i).get("chunks")));
            }
        }
    }

    private static Chunks chunks(int commaBacktrack, Map<String, Integer> embeddings)
            throws IOException {
        openVocabulary();
        ChunkRules usual = ChunkRules.of(spec, tokenizer::ids);
        ChunkRules rules =
                new ChunkRules(
                        usual.windowLength(),
                        usual.startId(),
                        usual.endId(),
                        usual.padId(),
                        usual.commaId(),
                        commaBacktrack);
        return new Chunks(tokenizer::ids, rules, embeddings);
    }

    /** Once; skips the case that asks where there is none. */
    private static void openVocabulary() throws IOException {
        if (tokenizer == null) {
            spec = ClipVocabulary.spec();
            tokenizer = new ClipTokenizer(spec);
        }
    }

    private static List<Chunk> expected(JsonNode chunks) {
        return stream(chunks)
                .map(
                        chunk ->
                                new Chunk(
                                        stream(chunk.get("ids")).map(JsonNode::asLong).toList(),
                                        stream(chunk.get("mult")).map(JsonNode::asDouble).toList(),
                                        stream(chunk.path("fixes"))
                                                .map(ChunksGoldenTest::placement)
                                                .toList()))
                .toList();
    }

    private static Placement placement(JsonNode fix) {
        return new Placement(fix.get(0).asInt(), fix.get(1).asText());
    }
}
