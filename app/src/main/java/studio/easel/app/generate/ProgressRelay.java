package studio.easel.app.generate;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import studio.easel.app.Pace;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;

/**
 * Carries progress from the thread that generates to the window, at most some thirty times a second
 * and never faster than the window takes it: while the last report waits to be shown, steps pass by
 * unreported, and their previews are not asked for here.
 */
final class ProgressRelay implements Progress {
    private static final long INTERVAL_NANOS = 33_000_000;

    /**
     * What the window shows of a step.
     *
     * @param preview absent where it was not worth computing
     * @param secondsLeft of the whole run
     */
    record Report(
            int image,
            int step,
            int steps,
            Optional<RgbImage> preview,
            OptionalDouble secondsLeft,
            OptionalDouble secondsPerStep) {}

    /** Where reports go; on the window's thread, but {@code finished} on the caller's. */
    record Receiver(
            Consumer<Report> report,
            Consumer<String> stage,
            Consumer<String> notice,
            Consumer<GeneratedImage> finished) {}

    private final Pace pace = new Pace();
    private final Executor window;
    private final LongSupplier nanoTime;
    private final Receiver receiver;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private boolean reported;
    private long lastNanos;

    ProgressRelay(Executor window, LongSupplier nanoTime, Receiver receiver) {
        this.window = window;
        this.nanoTime = nanoTime;
        this.receiver = receiver;
    }

    @Override
    public void step(Step step) {
        long now = nanoTime.getAsLong();
        pace.stepsDone(
                step.image() * step.steps() + step.step(), step.images() * step.steps(), now);
        boolean due = !reported || now - lastNanos >= INTERVAL_NANOS;
        if (due && waiting.compareAndSet(false, true)) {
            reported = true;
            lastNanos = now;
            show(report(step, Optional.of(step.preview().get())));
        } else if (step.step() == step.steps()) {
            show(report(step, Optional.empty())); // Decoding follows; "19 of 20" would mislead.
        }
    }

    @Override
    public void stage(String stage) {
        window.execute(() -> receiver.stage().accept(stage));
    }

    @Override
    public void notice(String sentence) {
        window.execute(() -> receiver.notice().accept(sentence));
    }

    @Override
    public void finished(GeneratedImage image) {
        receiver.finished().accept(image);
    }

    private Report report(Step step, Optional<RgbImage> preview) {
        return new Report(
                step.image(),
                step.step(),
                step.steps(),
                preview,
                pace.secondsLeft(),
                pace.secondsPerStep());
    }

    private void show(Report report) {
        window.execute(
                () -> {
                    receiver.report().accept(report);
                    waiting.set(false);
                });
    }
}
