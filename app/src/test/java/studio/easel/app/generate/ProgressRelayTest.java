package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import studio.easel.app.Pace;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;

class ProgressRelayTest {
    private final List<Integer> shown = new ArrayList<>();
    private long nanos;
    private int previews;

    @Test
    void stepsFasterThanThirtyASecondAreThinnedOutButTheLastIsTold() {
        ProgressRelay relay = relay(Runnable::run);
        for (int step = 1; step <= 100; step++) {
            nanos += 10_000_000;
            relay.step(step(step, 100));
        }
        assertThat(shown).hasSizeBetween(25, 31).startsWith(1, 5).endsWith(100);
    }

    @Test
    void noPreviewIsComputedWhileTheLastOneWaitsToBeShown() {
        List<Runnable> later = new ArrayList<>();
        ProgressRelay relay = relay(later::add);
        for (int step = 1; step <= 5; step++) {
            nanos += 100_000_000;
            relay.step(step(step, 10));
        }
        assertThat(previews).isEqualTo(1);
        later.remove(0).run();
        nanos += 100_000_000;
        relay.step(step(6, 10));
        assertThat(previews).isEqualTo(2);
    }

    @Test
    void timeLeftIsTheMeanStepTimesTheStepsLeftWithoutLoading() {
        Pace pace = new Pace();
        pace.stepsDone(1, 11, 90_000_000_000L); // A minute and a half of loading came before.
        assertThat(pace.secondsLeft()).isEmpty();
        pace.stepsDone(2, 11, 92_000_000_000L);
        pace.stepsDone(3, 11, 96_000_000_000L);
        assertThat(pace.secondsPerStep()).hasValue(3);
        assertThat(pace.secondsLeft()).hasValue(24);
    }

    @Test
    void timeReadsAsPeopleSayIt() {
        assertThat(Pace.words(0.2)).isEqualTo("under 1 s");
        assertThat(Pace.words(12.4)).isEqualTo("12 s");
        assertThat(Pace.words(100)).isEqualTo("1 min 40 s");
        assertThat(Pace.words(7500)).isEqualTo("2 h 5 min");
    }

    private ProgressRelay relay(Executor window) {
        return new ProgressRelay(
                window,
                () -> nanos,
                new ProgressRelay.Receiver(
                        report -> shown.add(report.step()),
                        stage -> {},
                        sentence -> {},
                        image -> {}));
    }

    private Progress.Step step(int step, int steps) {
        return new Progress.Step(0, 1, step, steps, this::preview);
    }

    private RgbImage preview() {
        previews++;
        return new RgbImage(1, 1, new byte[3]);
    }
}
