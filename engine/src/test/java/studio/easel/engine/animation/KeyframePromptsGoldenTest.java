package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prompts by frame as Deforum reads them, letter by letter. */
class KeyframePromptsGoldenTest {
    static Stream<Named<JsonNode>> prepare() throws IOException {
        return DeforumGoldens.section("prompts/prepare");
    }

    static Stream<Named<JsonNode>> interpolation() throws IOException {
        return DeforumGoldens.section("prompts/interpolation_mode");
    }

    static Stream<Named<JsonNode>> keyed() throws IOException {
        return DeforumGoldens.section("prompts/keyed_2d3d");
    }

    static Stream<Named<JsonNode>> joined() throws IOException {
        return DeforumGoldens.section("prompts/join_global");
    }

    @ParameterizedTest
    @MethodSource("prepare")
    void formulasBetweenBackticksAreEvaluated(JsonNode golden) {
        String prompt = golden.get("prompt").asText();
        Variables variables = Variables.of(golden.get("max_frames").asInt(), 0);
        for (JsonNode frame : golden.get("frames")) {
            if (DeforumGoldens.fails(golden)) {
                assertThatThrownBy(() -> evaluated(prompt, frame.asInt(), variables))
                        .isInstanceOf(ScheduleException.class);
            }
        }
        for (JsonNode frame : golden.path("per_frame")) {
            String evaluated = evaluated(prompt, frame.get("frame").asInt(), variables);
            assertThat(FramePrompt.prepared(evaluated)).isEqualTo(frame.get("prepared").asText());
            assertThat(FramePrompt.of(evaluated))
                    .isEqualTo(
                            new FramePrompt(
                                    frame.get("positive").asText(),
                                    frame.get("negative").asText().strip()));
        }
    }

    private static String evaluated(String prompt, int frame, Variables variables) {
        return KeyframePrompts.evaluated(prompt, frame, variables, Dialect.DEFORUM);
    }

    @ParameterizedTest
    @MethodSource("interpolation")
    void promptsBlendIntoEachOther(JsonNode golden) {
        int frames = golden.get("max_frames").asInt();
        Variables variables = Variables.of(frames, -1);
        Map<String, String> prompts = DeforumGoldens.map(golden.get("prompts"));
        KeyframePrompts keys = KeyframePrompts.parse(prompts, variables, true, Dialect.DEFORUM);
        if (DeforumGoldens.fails(golden)) {
            assertThatThrownBy(() -> IntStream.range(0, frames).forEach(keys::blendedAt))
                    .hasMessageContaining("no --neg");
        } else {
            assertThat(IntStream.range(0, frames).mapToObj(keys::blendedAt))
                    .containsExactlyElementsOf(DeforumGoldens.texts(golden.get("values")));
        }
    }

    @ParameterizedTest
    @MethodSource("keyed")
    void promptsAreHeldUntilTheNextKey(JsonNode golden) {
        int frames = golden.get("max_frames").asInt();
        Variables variables = Variables.of(frames, 1);
        Map<String, String> prompts = DeforumGoldens.map(golden.get("prompts"));
        if (DeforumGoldens.fails(golden)) {
            assertThatThrownBy(
                            () -> KeyframePrompts.parse(prompts, variables, false, Dialect.DEFORUM))
                    .hasMessageContaining("knows no max_f");
        } else {
            KeyframePrompts keys =
                    KeyframePrompts.parse(prompts, variables, false, Dialect.DEFORUM);
            assertThat(IntStream.range(0, frames).mapToObj(keys::heldAt))
                    .containsExactlyElementsOf(DeforumGoldens.texts(golden.get("values")));
        }
    }

    @ParameterizedTest
    @MethodSource("joined")
    void everyPromptHasTheWordsAroundIt(JsonNode golden) {
        KeyframePrompts prompts =
                KeyframePrompts.parse(
                                DeforumGoldens.map(golden.get("prompts")),
                                Variables.of(100, 1),
                                false,
                                Dialect.DEFORUM)
                        .joined(golden.get("positive").asText(), golden.get("negative").asText());
        DeforumGoldens.map(golden.get("joined"))
                .forEach(
                        (frame, joined) ->
                                assertThat(prompts.heldAt(Integer.parseInt(frame)))
                                        .isEqualTo(joined));
    }
}
