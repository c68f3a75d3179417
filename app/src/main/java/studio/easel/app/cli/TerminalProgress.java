package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.Progress;

/** One line that keeps changing on a terminal; into a file or a pipe only what is worth keeping. */
final class TerminalProgress {
    /** System property the launchers set when standard error is a terminal. */
    private static final String TERMINAL = "easel.terminal";

    private static final int WIDTH = 76;

    private final PrintWriter err;
    private final boolean live;
    private final long start = System.nanoTime();
    private long firstStep;

    TerminalProgress(PrintWriter err, boolean quiet) {
        this.err = err;
        this.live = !quiet && Boolean.getBoolean(TERMINAL);
    }

    /** What is going on; full sentences stay on the terminal, since they want to be read. */
    void stage(String stage) {
        if (stage.endsWith(".")) {
            clear();
            err.println(stage);
        } else {
            show(stage + "…");
        }
    }

    Progress saving(Consumer<GeneratedImage> save) {
        return new Progress() {
            @Override
            public void step(Step step) {
                TerminalProgress.this.step(step);
            }

            @Override
            public void stage(String stage) {
                TerminalProgress.this.stage(stage);
            }

            @Override
            public void finished(GeneratedImage image) {
                save.accept(image);
            }
        };
    }

    private void step(Progress.Step step) {
        long now = System.nanoTime();
        if (firstStep == 0) {
            firstStep = now;
        }
        int done = step.image() * step.steps() + step.step();
        int left = step.images() * step.steps() - done;
        double secondsLeft = done > 1 ? (now - firstStep) / 1e9 / (done - 1) * left : 0;
        String which =
                step.images() > 1
                        ? "Picture %d of %d, ".formatted(step.image() + 1, step.images())
                        : "";
        show(
                "%sstep %d of %d, %.0f s left"
                        .formatted(which, step.step(), step.steps(), Math.ceil(secondsLeft)));
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    void end() {
        clear();
    }

    private void show(String line) {
        if (live) {
            err.printf("\r%-" + WIDTH + "s", line);
            err.flush();
        }
    }

    private void clear() {
        if (live) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
        }
    }
}
