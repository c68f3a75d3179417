package studio.easel.app.queue;

import studio.easel.engine.GeneratedImage;
import studio.easel.engine.Progress;

/** Makes pictures, one at a time. */
@FunctionalInterface
public interface Engine {
    /**
     * Makes the one picture of {@code order}.
     *
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     * @throws Exception with a sentence, where it is one of ours
     */
    GeneratedImage make(Order order, Progress progress) throws Exception;
}
