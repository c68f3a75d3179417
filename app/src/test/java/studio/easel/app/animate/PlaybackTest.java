package studio.easel.app.animate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaybackTest {
    private static final long SECOND = 1_000_000_000L;

    private final Playback playback = new Playback();

    @BeforeEach
    void fit() {
        playback.fit(20, 10);
    }

    @Test
    void framesAreLeftOutRatherThanShownLate() {
        playback.playing().set(true);
        playback.tick(0);
        assertThat(playback.frame().get()).isZero();
        playback.tick(SECOND / 2);
        assertThat(playback.frame().get()).isEqualTo(5);
        playback.tick(3 * SECOND);
        assertThat(playback.frame().get()).isEqualTo(10); // Once around.
    }

    @Test
    void onlyWhatIsRepeatedIsPlayed() {
        playback.seek(4);
        playback.repeatFromHere();
        playback.seek(6);
        playback.repeatToHere();
        playback.playing().set(true);
        for (int i = 0; i < 40; i++) {
            playback.tick(i * SECOND / 10);
            assertThat(playback.frame().get()).isBetween(4, 6);
        }
    }

    @Test
    void whoMovesThePlayheadWhileItPlaysGoesOnFromThere() {
        playback.playing().set(true);
        playback.tick(0);
        playback.tick(SECOND / 2);
        playback.seek(15);
        playback.tick(SECOND);
        assertThat(playback.frame().get()).isEqualTo(15);
        playback.tick(SECOND + SECOND / 5);
        assertThat(playback.frame().get()).isEqualTo(17);
    }

    @Test
    void aShorterAnimationHoldsThePlayheadAndWhatIsRepeated() {
        playback.seek(18);
        playback.fit(6, 10);
        assertThat(playback.frame().get()).isEqualTo(5);
        assertThat(playback.to().get()).isEqualTo(5);
        playback.fit(20, 10);
        assertThat(playback.to().get()).isEqualTo(19);
    }
}
