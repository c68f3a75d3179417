package studio.easel.engine;

import java.util.function.Supplier;

/**
 * Hears how a run goes on, on the thread that generates; so a listener that shows something hands
 * it over and returns at once.
 */
@FunctionalInterface
public interface Progress {
    /**
     * One denoising step is done.
     *
     * @param image which picture of the run, from 0
     * @param step steps done, from 1
     * @param preview a rough picture of the current estimate, an eighth of the size, made only when
     *     asked and only on the thread that reports
     */
    record Step(int image, int images, int step, int steps, Supplier<RgbImage> preview) {}

    void step(Step step);

    /** What is going on before and after the steps, in a few words: "Loading the U-Net". */
    default void stage(String stage) {}

    /**
     * Something the artist should read: a device that could not be had, a prompt read otherwise
     * than meant. One or more sentences.
     */
    default void notice(String sentence) {
        stage(sentence);
    }

    /** A picture is finished; called before the next one starts. */
    default void finished(GeneratedImage image) {}

    /** Hears nothing. */
    static Progress silent() {
        return step -> {};
    }
}
