package studio.easel.engine.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.EaselException;

class SpanTest {
    @ParameterizedTest
    @CsvSource({"256, 32", "48, 19", "64, 0", "5, 2", "1, 0"})
    void spansCoverEachPixelOnceWithTheOverlapAroundIt(int tile, int overlap) {
        Tiling tiling = new Tiling(tile, overlap);
        for (int picture = 1; picture < 5 * tile; picture++) {
            List<Span> spans = Span.over(picture, tiling);
            int covered = 0;
            for (Span span : spans) {
                assertThat(span.from()).isEqualTo(covered);
                assertThat(span.to()).isGreaterThan(span.from());
                assertThat(span.length())
                        .isEqualTo(spans.get(0).length())
                        .isLessThanOrEqualTo(tile);
                int end = span.start() + span.length();
                assertThat(span.start()).isNotNegative();
                assertThat(end).isLessThanOrEqualTo(picture);
                assertThat(span.start() == 0 || span.from() - span.start() >= overlap).isTrue();
                assertThat(end == picture || end - span.to() >= overlap).isTrue();
                covered = span.to();
            }
            assertThat(covered).isEqualTo(picture);
        }
    }

    @Test
    void tilesAreNoLargerThanTheirNumberNeeds() {
        // Three tiles of 256 would do 768 pixels for 512.
        assertThat(Span.over(512, new Tiling(256, 32)))
                .containsExactly(
                        new Span(0, 216, 0, 184),
                        new Span(152, 216, 184, 336),
                        new Span(296, 216, 336, 512));
    }

    @ParameterizedTest
    @CsvSource({"64, 32", "64, 40", "64, -1", "0, 0", "-8, -8"})
    void anOverlapThatLeavesNothingOfATileIsRefused(int tile, int overlap) {
        assertThatThrownBy(() -> new Tiling(tile, overlap))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("Tiles of " + tile + " pixels overlap by " + overlap);
    }
}
