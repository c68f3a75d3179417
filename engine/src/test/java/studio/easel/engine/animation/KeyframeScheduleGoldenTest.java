package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules as Deforum reads them, 1e-9. */
class KeyframeScheduleGoldenTest {
    /** Where Easel's own dialect says something else, and what: the table in the documentation. */
    private static final Map<String, double[]> EASEL =
            Map.of("mod_neg_c_semantics", new double[] {1, 2, 0, 1, 2, 0, 1, 2, 0, 1});

    private static final Map<String, List<String>> EASEL_WORDS =
            Map.of(
                    "string_parens_stripped",
                    List.of("model (v1).ckpt", "model (v1).ckpt", "model (v1).ckpt"),
                    "string_missing_zero",
                    List.of("DDIM", "DDIM", "DDIM", "DDIM"));

    /** What fails in Deforum and has a meaning here, beside the cases with an intended one. */
    private static final Map<String, double[]> FORGIVEN =
            Map.of(
                    "bare_int", new double[] {5, 5, 5, 5},
                    "int_pow_neg", new double[] {Double.POSITIVE_INFINITY, 1, 0.5, 1 / 3.0},
                    "unknown_name", new double[] {0, Math.PI, 2 * Math.PI, 3 * Math.PI});

    static Stream<Named<JsonNode>> schedules() throws IOException {
        return DeforumGoldens.section("schedules");
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void deforumsDialectHasDeforumsFrames(JsonNode golden) {
        if (DeforumGoldens.fails(golden)) {
            assertThatThrownBy(() -> read(golden, Dialect.DEFORUM))
                    .isInstanceOf(ScheduleException.class)
                    .hasMessageStartingWith("Character ");
        } else {
            compare(golden, Dialect.DEFORUM, golden.get("values"));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void easelsDialectHasThemTooAndReadsMore(JsonNode golden) {
        String id = golden.get("id").asText();
        if (EASEL.containsKey(id) || FORGIVEN.containsKey(id)) {
            double[] expected = EASEL.getOrDefault(id, FORGIVEN.get(id));
            close(numbers(golden, Dialect.EASEL), expected);
        } else if (EASEL_WORDS.containsKey(id)) {
            assertThat(words(golden, Dialect.EASEL)).isEqualTo(EASEL_WORDS.get(id));
        } else if (!DeforumGoldens.fails(golden)) {
            compare(golden, Dialect.EASEL, golden.get("values"));
        } else if (golden.has("intended")) {
            compare(golden, Dialect.EASEL, golden.get("intended"));
        } else {
            assertThatThrownBy(() -> read(golden, Dialect.EASEL))
                    .isInstanceOf(ScheduleException.class)
                    .hasMessageStartingWith("Character ");
        }
    }

    private static void compare(JsonNode golden, Dialect dialect, JsonNode values) {
        if (golden.path("string").asBoolean()) {
            assertThat(words(golden, dialect)).isEqualTo(DeforumGoldens.texts(values));
        } else {
            close(numbers(golden, dialect), DeforumGoldens.numbers(values));
        }
    }

    private static void close(double[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int t = 0; t < expected.length; t++) {
            assertThat(DeforumGoldens.error(found[t], expected[t]))
                    .as("frame %d: %s for %s", t, found[t], expected[t])
                    .isLessThan(1e-9);
        }
    }

    private static Object read(JsonNode golden, Dialect dialect) {
        return golden.path("string").asBoolean()
                ? words(golden, dialect)
                : numbers(golden, dialect);
    }

    private static double[] numbers(JsonNode golden, Dialect dialect) {
        Variables variables = variables(golden);
        KeyframeSchedule schedule =
                KeyframeSchedule.parse(golden.get("schedule").asText(), variables, dialect);
        return IntStream.range(0, variables.frames()).mapToDouble(schedule::at).toArray();
    }

    private static List<String> words(JsonNode golden, Dialect dialect) {
        Variables variables = variables(golden);
        TextSchedule schedule =
                TextSchedule.parse(golden.get("schedule").asText(), variables, dialect);
        return IntStream.range(0, variables.frames()).mapToObj(schedule::at).toList();
    }

    private static Variables variables(JsonNode golden) {
        return Variables.of(golden.get("max_frames").asInt(), golden.get("seed").asLong());
    }
}
