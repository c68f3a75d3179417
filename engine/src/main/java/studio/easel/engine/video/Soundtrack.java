package studio.easel.engine.video;

import java.nio.file.Path;
import studio.easel.engine.EaselException;

/**
 * The sound that goes with a video: of a sound file, or of another video.
 *
 * @param file what has the sound
 * @param start seconds into it at which the video's first frame is shown
 */
public record Soundtrack(Path file, double start) {
    public Soundtrack {
        if (!(start >= 0 && start < 1e6)) {
            throw new EaselException(
                    "The soundtrack starts at %s seconds, expected 0 or more.".formatted(start));
        }
    }

    public static Soundtrack of(Path file) {
        return new Soundtrack(file, 0);
    }
}
