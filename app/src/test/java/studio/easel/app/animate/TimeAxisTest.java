package studio.easel.app.animate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeAxisTest {
    private final TimeAxis axis = new TimeAxis();

    @BeforeEach
    void size() {
        axis.width().set(620);
        axis.frames(101);
    }

    @Test
    void allFramesFitAtFirst() {
        assertThat(axis.x(0)).isEqualTo(10);
        assertThat(axis.x(100)).isEqualTo(610);
        assertThat(axis.frame(312)).isEqualTo(50);
        assertThat(axis.frame(-50)).isZero();
        assertThat(axis.frame(9000)).isEqualTo(100);
    }

    @Test
    void zoomingHoldsTheFrameUnderThePointer() {
        axis.zoom(2, 310);
        assertThat(axis.frame(310)).isEqualTo(50);
        assertThat(axis.perFrame()).isEqualTo(12);
        axis.zoom(0.01, 310);
        assertThat(axis.x(0)).isCloseTo(10, within(1e-9)); // Never smaller than all.
    }

    @Test
    void nothingIsScrolledBeyondTheEnds() {
        axis.zoom(4, 10);
        axis.scroll(-5000);
        assertThat(axis.x(0)).isEqualTo(10);
        axis.scroll(50_000);
        assertThat(axis.x(100)).isCloseTo(610, within(1e-9));
    }

    @Test
    void aFrameOutOfSightIsRevealed() {
        axis.zoom(4, 10);
        axis.reveal(90);
        assertThat(axis.x(90)).isBetween(10.0, 610.1);
    }

    @Test
    void oneFrameAloneStandsAtTheLeft() {
        axis.frames(1);
        assertThat(axis.frame(400)).isZero();
        assertThat(axis.x(0)).isEqualTo(10);
    }

    @Test
    void numbersOfTheRulerDoNotTouch() {
        assertThat(axis.betweenMarks(48)).isEqualTo(10);
        axis.frames(100_001);
        assertThat(axis.betweenMarks(48)).isEqualTo(10_000);
    }
}
