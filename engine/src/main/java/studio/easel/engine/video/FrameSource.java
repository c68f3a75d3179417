package studio.easel.engine.video;

import java.util.Optional;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/** Frames of a video or of a sequence of pictures, one after the other. */
public interface FrameSource extends AutoCloseable {
    /** How many frames there are to take. */
    int count();

    /** At which these frames take as long as they did in their video. */
    FrameRate rate();

    /**
     * The next frame, or empty after the last.
     *
     * @throws EaselException when it is damaged
     */
    Optional<RgbImage> next();

    @Override
    void close();
}
