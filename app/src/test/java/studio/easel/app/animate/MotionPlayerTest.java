package studio.easel.app.animate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;

class MotionPlayerTest {
    private static final int FRAME_BYTES = 64 * 64 * 4;

    private final Deque<Runnable> work = new ArrayDeque<>();
    private long nanos;

    @Test
    void framesAreMadeFromThePlayheadOnAndThenFromTheLoopsBeginning() {
        MotionPlayer player = player(1000);
        player.show(animation("0: (1.01)", 12));
        player.want(9, 4, 11);
        go();
        for (int frame = 4; frame < 12; frame++) {
            assertThat(player.has(frame)).as("frame %d", frame).isTrue();
        }
        assertThat(player.rate().get()).isPositive();
    }

    @Test
    void noMoreFramesAreKeptThanMemoryTakes() {
        MotionPlayer player = player(8);
        player.show(animation("0: (1.01)", 40));
        player.want(0, 0, 39);
        go();
        assertThat(player.has(7)).isTrue();
        assertThat(player.has(8)).isFalse();
        player.want(20, 0, 39);
        go();
        assertThat(player.has(20)).isTrue();
        assertThat(player.has(27)).isTrue();
        assertThat(player.has(0)).isFalse();
        assertThat(player.upTo(28).orElseThrow()).isEqualTo(player.upTo(27).orElseThrow());
    }

    @Test
    void onlyFramesFromTheFirstDifferenceOnAreMadeAgainAndComeOutTheSame() {
        MotionPlayer player = player(1000);
        player.show(animation("0: (1.01)", 30));
        player.want(0, 0, 29);
        go();
        int[] tenth = player.upTo(10).orElseThrow();
        int[] last = player.upTo(29).orElseThrow();
        player.show(animation("0: (1.01), 20: (1.01), 29: (1.2)", 30));
        assertThat(player.has(20)).isTrue();
        assertThat(player.has(21)).isFalse();
        go();
        assertThat(player.upTo(10).orElseThrow()).isSameAs(tenth);
        assertThat(player.upTo(29).orElseThrow()).isNotEqualTo(last);
        player.show(animation("0: (1.01)", 30));
        go();
        assertThat(player.upTo(29).orElseThrow()).isEqualTo(last);
    }

    @Test
    void aModeWithoutMotionSaysSo() {
        MotionPlayer player = player(100);
        DeforumSettings settings =
                DeforumSettings.defaults()
                        .with("animation_mode", "Interpolation")
                        .with("prompts", Map.of("0", "a cat"));
        player.show(
                Animation.of(settings, 1, Dialect.EASEL, OptionalInt.empty(), Optional.empty()));
        go();
        assertThat(player.problem().get()).startsWith("Nothing moves in this mode");
        assertThat(player.upTo(0)).isEmpty();
    }

    private MotionPlayer player(int frames) {
        return new MotionPlayer(
                work::add, Runnable::run, () -> nanos += 1_000_000, (long) frames * FRAME_BYTES);
    }

    private void go() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    private static Animation animation(String zoom, int frames) {
        DeforumSettings settings =
                DeforumSettings.defaults()
                        .with("W", 64)
                        .with("H", 64)
                        .with("max_frames", frames)
                        .with("zoom", zoom)
                        .with("prompts", Map.of("0", "a cat"));
        return Animation.of(settings, 1, Dialect.EASEL, OptionalInt.empty(), Optional.empty());
    }
}
