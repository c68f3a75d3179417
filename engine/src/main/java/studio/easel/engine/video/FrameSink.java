package studio.easel.engine.video;

import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * Where an animation's frames go, in the order they are shown.
 *
 * <pre>{@code
 * try (FrameSink sink = VideoFile.create(file, settings)) {
 *     for (...) sink.write(frame);
 *     sink.finish();
 * }
 * }</pre>
 */
public interface FrameSink extends AutoCloseable {
    /**
     * Takes the next frame. All are of one size.
     *
     * @throws EaselException when the size differs from the first frame's, or nothing can be
     *     written any more
     */
    void write(RgbImage frame);

    /**
     * Makes whole what was written so far; also what is wanted of an animation stopped half-way.
     *
     * @throws EaselException when there was no frame, or nothing can be written any more
     */
    void finish();

    /** Gives up what is not whole. Does nothing after {@link #finish}. */
    void abort();

    /** {@link #abort}, unless finished. */
    @Override
    default void close() {
        abort();
    }
}
