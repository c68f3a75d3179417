package studio.easel.engine.video;

import java.util.Optional;
import studio.easel.engine.EaselException;

/**
 * How a video is to be written.
 *
 * @param quality 1 (small) to 100 (large); {@value #DEFAULT_QUALITY} looks like the frames. GIF and
 *     the lossless format know no such choice.
 * @param soundtrack cut to the video's length; shorter ones end before it
 * @param comment text that stays with the file, such as the settings it was made with; may be empty
 */
public record VideoSettings(
        VideoFormat format,
        FrameRate rate,
        int quality,
        Optional<Soundtrack> soundtrack,
        String comment) {
    public static final int DEFAULT_QUALITY = 85;

    // Browsers show GIF frames of under two hundredths of a second ten times slower.
    private static final int FASTEST_GIF = 50;

    public VideoSettings {
        if (quality < 1 || quality > 100) {
            throw new EaselException(
                    "The video's quality is %d, expected 1 to 100. Try %d."
                            .formatted(quality, DEFAULT_QUALITY));
        }
        if (!format.hasSound() && soundtrack.isPresent()) {
            throw new EaselException(
                    "A %s has no sound, but a soundtrack was given. Choose MP4, or leave the soundtrack out."
                            .formatted(format));
        }
        if (format == VideoFormat.GIF && rate.framesPerSecond() > FASTEST_GIF) {
            throw new EaselException(
                    "The frame rate is %s frames a second, expected at most %d: players show faster GIFs slowly. Choose MP4, or a lower rate."
                            .formatted(rate, FASTEST_GIF));
        }
    }

    /** Without sound and comment, at the default quality. */
    public static VideoSettings of(VideoFormat format, FrameRate rate) {
        return new VideoSettings(format, rate, DEFAULT_QUALITY, Optional.empty(), "");
    }

    public VideoSettings withSoundtrack(Soundtrack sound) {
        return new VideoSettings(format, rate, quality, Optional.of(sound), comment);
    }

    public VideoSettings withComment(String text) {
        return new VideoSettings(format, rate, quality, soundtrack, text);
    }

    public VideoSettings withQuality(int percent) {
        return new VideoSettings(format, rate, percent, soundtrack, comment);
    }
}
