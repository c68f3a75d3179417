package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.easel.engine.SamplerName;

/** Somebody who wants to know what Easel costs on their machine. */
class BenchTest {
    private static final List<String> SMALL =
            List.of("bench", "--device", "cpu", "--size", "64x64", "--steps", "2");

    private static Terminal bench(String... more) {
        List<String> line = new ArrayList<>(SMALL);
        line.addAll(List.of(more));
        return Terminal.easel(line.toArray(String[]::new));
    }

    private static JsonNode figures(String... more) throws JsonProcessingException {
        List<String> line = new ArrayList<>(List.of(more));
        line.add("--json");
        Terminal typed = bench(line.toArray(String[]::new));
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        return new ObjectMapper().readTree(typed.out());
    }

    @Test
    void theStepsPartsAreNamedForEverySampler() throws JsonProcessingException {
        JsonNode rows = figures("--all-samplers").get("where_a_step_goes_medians");

        assertThat(rows).hasSize(1 + SamplerName.values().length);
        for (JsonNode row : rows) {
            double step = row.get("step_ms").asDouble();
            assertThat(row.get("runtime_ms").asDouble()).as("%s", row).isBetween(0.1, step);
            assertThat(row.get("own_ms").asDouble()).as("%s", row).isBetween(0.001, step);
            assertThat(row.get("own_and_copying_percent").asDouble())
                    .as("%s", row)
                    .isGreaterThan(row.get("own_percent").asDouble())
                    .isLessThan(100);
        }
        assertThat(rows.get(rows.size() - 1).get("sampler").asText()).isEqualTo("TCD");
    }

    @Test
    void theCurveOfManyPicturesEndsAtTheLastOfThem() throws JsonProcessingException {
        JsonNode figures = figures("--images", "22");

        JsonNode curve = figures.get("memory_mb_after_collecting");
        assertThat(curve.size()).isBetween(15, 20);
        assertThat(curve.get(0).get("pictures").asInt()).isEqualTo(1);
        assertThat(curve.get(curve.size() - 1).get("pictures").asInt()).isBetween(22, 23);
        for (JsonNode point : curve) {
            assertThat(point.get("heap").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(point.get("committed_heap").asDouble());
            assertThat(point.get("direct").asDouble()).isPositive();
        }
        JsonNode growth = figures.get("growth_kb_per_picture").get(0);
        assertThat(growth.get("over_pictures").asText()).endsWith("to 22");
        assertThat(growth.get("heap").isNumber()).isTrue();
    }

    @Test
    void figuresArePrintedForReadingToo() {
        Terminal typed = bench();

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out())
                .containsPattern("seconds_per_step +\\d+\\.\\d+")
                .containsPattern("sampler +step_ms +runtime_ms +copying_ms")
                .containsPattern("\\RDDIM +\\d");
    }

    @Test
    void tooFewPicturesForACurveAreRefused() {
        Terminal typed = bench("--images", "5");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("Images is 5", "at least 20");
        assertThat(typed.out()).isEmpty();
    }

    @Test
    void oneQuestionAtATime() {
        Terminal typed = bench("--images", "50", "--all-samplers");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("--all-samplers", "--images", "only one");
    }
}
