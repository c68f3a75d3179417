package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SeedSequenceGoldenTest {
    static Stream<Named<JsonNode>> seeds() throws IOException {
        return DeforumGoldens.section("seeds");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void seedsAreDeforums(JsonNode golden) {
        SeedSequence sequence =
                SeedSequence.of(
                        SeedBehavior.parse(golden.get("seed_behavior").asText()),
                        golden.get("seed").asLong(),
                        golden.get("seed_iter_N").asInt());
        List<Long> expected =
                DeforumGoldens.stream(golden.get("seeds")).map(JsonNode::asLong).toList();
        assertThat(IntStream.range(0, expected.size()).mapToObj(n -> sequence.at(n, 2 * n)))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void randomSeedsBeginWithTheFirstAreTheSameInEveryRunAndHave32Bits() {
        long[] once = random(7).toArray();
        assertThat(once).isEqualTo(random(7).toArray()).isNotEqualTo(random(8).toArray());
        assertThat(once[0]).isEqualTo(7);
        assertThat(LongStream.of(once).distinct().count()).isEqualTo(1000);
        assertThat(LongStream.of(once)).allMatch(seed -> seed >= 0 && seed < 1L << 32);
        assertThat(LongStream.of(once)).anyMatch(seed -> seed >= 1L << 31);
    }

    private static LongStream random(long start) {
        SeedSequence sequence = SeedSequence.of(SeedBehavior.RANDOM, start, 1);
        return IntStream.range(0, 1000).mapToLong(n -> sequence.at(n, n));
    }

    @Test
    void scheduledSeedsGoByTheFrameAndMinusOneIsAnyAndStaysTheSame() {
        KeyframeSchedule schedule =
                KeyframeSchedule.parse(
                        "0:(s), 1:(-1), \"max_f-2\":(-1), \"max_f-1\":(s)",
                        Variables.of(12, 4294967295L),
                        Dialect.DEFORUM);
        SeedSequence sequence = SeedSequence.scheduled(4294967295L, schedule);
        assertThat(sequence.at(0, 0)).isEqualTo(4294967295L);
        assertThat(sequence.at(5, 10)).isEqualTo(4294967295L);
        assertThat(sequence.at(2, 4)).isNotNegative().isEqualTo(sequence.at(3, 4));
        assertThat(sequence.at(2, 4)).isNotEqualTo(sequence.at(2, 5));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> SeedBehavior.parse("laddr")).hasMessageContaining("mean ladder?");
        assertThatThrownBy(() -> SeedSequence.of(SeedBehavior.ITER, 1, 0))
                .hasMessageContaining("expected 1 or more");
        assertThatThrownBy(() -> SeedSequence.of(SeedBehavior.SCHEDULE, 1, 1))
                .hasMessageContaining("need a seed schedule");
    }

    @ParameterizedTest
    @CsvSource({
        // strength, steps, with k-diffusion, without
        "0.65, 25, 9, 8",
        "1, 25, 1, 0",
        "0, 25, 25, 24",
        "1.5, 25, 1, 0",
        "-3, 20, 20, 19",
        "0.5, 20, 11, 10"
    })
    void strengthIsWhatIsLeftOutOfTheSteps(double strength, int steps, int k, int ddim) {
        assertThat(new Strength(strength).steps(steps, true)).isEqualTo(k);
        assertThat(new Strength(strength).steps(steps, false)).isEqualTo(ddim);
    }

    @Test
    void strengthIsANumber() {
        assertThatThrownBy(() -> new Strength(Double.NaN)).isInstanceOf(ScheduleException.class);
    }
}
