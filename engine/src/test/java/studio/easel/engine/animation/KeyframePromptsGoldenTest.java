package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prompts by frame as Deforum reads them: letter by letter, numbers to 14 digits. */
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
            FramePrompt prompts = FramePrompt.of(evaluated);
            same(FramePrompt.prepared(evaluated), frame.get("prepared").asText());
            same(prompts.positive(), frame.get("positive").asText());
            same(prompts.negative(), frame.get("negative").asText().strip());
        }
    }

    /** NumPy's cosine differs from the correct one in the last of 53 bits: 14 digits count. */
    private static void same(String found, String expected) {
        assertThat(rounded(found)).isEqualTo(rounded(expected));
    }

    private static String rounded(String text) {
        return Pattern.compile("[0-9]+[.][0-9]{12,}")
                .matcher(text)
                .replaceAll(it -> "%.14f".formatted(Double.parseDouble(it.group())));
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
