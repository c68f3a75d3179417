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
import java.util.function.Consumer;
import java.util.function.Supplier;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.video.FrameRange;
import studio.easel.engine.video.FrameSource;
import studio.easel.engine.video.VideoFrames;

/** The frames of an input video, in turn; going back opens it anew. */
public final class InputVideo implements AutoCloseable {
    private final Optional<Path> file;
    private final Supplier<FrameSource> opener;
    private final Consumer<String> say;
    private Optional<FrameSource> source = Optional.empty();
    private Optional<RgbImage> last = Optional.empty();
    private int next;
    private boolean ended;
    private boolean told;
    private OptionalInt count = OptionalInt.empty();

    InputVideo(Optional<Path> file, Supplier<FrameSource> opener, Consumer<String> say) {
        this.file = file;
        this.opener = opener;
        this.say = say;
    }

    /** No video. */
    public static InputVideo none() {
        return new InputVideo(
                Optional.empty(),
                () -> {
                    throw new IllegalStateException("there is no video");
                },
                sentence -> {});
    }

    /**
     * A file, and of it the frames the settings take.
     *
     * @param say hears when it has fewer frames than it says
     */
    public static InputVideo of(Path file, DeforumSettings settings, Consumer<String> say) {
        int to = (int) settings.whole("extract_to_frame");
        FrameRange range =
                new FrameRange(
                        (int) Math.max(0, settings.whole("extract_from_frame")),
                        to < 0 ? Integer.MAX_VALUE : to,
                        (int) Math.max(1, settings.whole("extract_nth_frame")));
        return new InputVideo(Optional.of(file), () -> VideoFrames.open(file, range), say);
    }

    /** Whether there is one. */
    public boolean isThere() {
        return file.isPresent();
    }

    /** How many frames it says it has; of some files the last ones do not come. */
    public int count() {
        if (count.isEmpty()) {
            try (FrameSource counted = opener.get()) {
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

    private RgbImage frame(int index) {
        if (index + 1 < next || source.isEmpty()) {
            close();
            source = Optional.of(opener.get());
        }
        while (next <= index) {
            Optional<RgbImage> frame = ended ? Optional.empty() : source.orElseThrow().next();
            if (frame.isEmpty()) {
                ended = true;
                return behindTheEnd();
            }
            last = frame;
            next++;
        }
        return last.orElseThrow();
    }

    private RgbImage behindTheEnd() {
        String name = String.valueOf(file.map(Path::getFileName).orElse(null));
        RgbImage held =
                last.orElseThrow(
                        () ->
                                new EaselException(
                                        "%s has no frame that can be shown. Convert it to MP4."
                                                .formatted(name)));
        if (!told) {
            told = true;
            say.accept(
                    "Of the %d frames %s says it has %d come; the last one stays."
                            .formatted(count(), name, next));
        }
        return held;
    }

    @Override
    public void close() {
        source.ifPresent(FrameSource::close);
        source = Optional.empty();
        last = Optional.empty();
        ended = false;
        next = 0;
    }
}
