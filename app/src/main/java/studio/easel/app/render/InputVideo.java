package studio.easel.app.render;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.video.FrameRange;
import studio.easel.engine.video.FrameSource;
import studio.easel.engine.video.VideoFrames;

/** The frames of an input video, in turn; going back opens it anew. */
public final class InputVideo implements AutoCloseable {
    private final Optional<Path> file;
    private final FrameRange range;
    private Optional<FrameSource> source = Optional.empty();
    private int next;
    private OptionalInt count = OptionalInt.empty();

    private InputVideo(Optional<Path> file, FrameRange range) {
        this.file = file;
        this.range = range;
    }

    /** No video. */
    public static InputVideo none() {
        return new InputVideo(Optional.empty(), FrameRange.ALL);
    }

    /** A file, and of it the frames the settings take. */
    public static InputVideo of(Path file, DeforumSettings settings) {
        int to = (int) settings.whole("extract_to_frame");
        return new InputVideo(
                Optional.of(file),
                new FrameRange(
                        (int) Math.max(0, settings.whole("extract_from_frame")),
                        to < 0 ? Integer.MAX_VALUE : to,
                        (int) Math.max(1, settings.whole("extract_nth_frame"))));
    }

    /** Whether there is one. */
    public boolean isThere() {
        return file.isPresent();
    }

    /** How many frames it has. */
    public int count() {
        if (count.isEmpty()) {
            try (FrameSource counted = open()) {
                count = OptionalInt.of(counted.count());
            }
        }
        return count.getAsInt();
    }

    /** A frame, the last one from there on. */
    RgbImage held(int index) {
        return frame(Math.max(0, Math.min(index, count() - 1)));
    }

    /** Of the file's bytes. */
    Optional<String> sha256() {
        return file.map(InputVideo::sha256);
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be read (%s). Check its permissions.".formatted(file, e), e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }

    RgbImage frame(int index) {
        if (index < next || source.isEmpty()) {
            close();
            source = Optional.of(open());
            next = 0;
        }
        Optional<RgbImage> frame = Optional.empty();
        while (next <= index) {
            frame = source.orElseThrow().next();
            next++;
        }
        return frame.orElseThrow(
                () ->
                        new EaselException(
                                "The input video ends before frame %d. Use a longer one, or fewer frames."
                                        .formatted(index)));
    }

    private FrameSource open() {
        return VideoFrames.open(file.orElseThrow(), range);
    }

    @Override
    public void close() {
        source.ifPresent(FrameSource::close);
        source = Optional.empty();
        next = 0;
    }
}
