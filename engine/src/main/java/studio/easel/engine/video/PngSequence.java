package studio.easel.engine.video;

import java.nio.file.Path;
import java.util.Locale;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * Frames as numbered pictures in a folder: {@code PREFIX000000000.png} and so on. Each is whole as
 * soon as it is there, so giving up leaves those already written.
 */
public final class PngSequence implements FrameSink {
    /** Writes one picture, whole or not at all. */
    @FunctionalInterface
    public interface PictureWriter {
        void write(Path file, RgbImage picture);
    }

    private final Path folder;
    private final String prefix;
    private final PictureWriter writer;
    private final int first;
    private int next;

    /**
     * @param first number of the first frame: 0, or where an interrupted sequence goes on
     */
    public PngSequence(Path folder, String prefix, int first, PictureWriter writer) {
        this.folder = folder;
        this.prefix = prefix;
        this.writer = writer;
        this.first = first;
        this.next = first;
    }

    /** Where frame {@code number} of a sequence lies. */
    public static Path file(Path folder, String prefix, int number) {
        return folder.resolve(String.format(Locale.ROOT, "%s%09d.png", prefix, number));
    }

    @Override
    public void write(RgbImage frame) {
        writer.write(file(folder, prefix, next), frame);
        next++;
    }

    @Override
    public void finish() {
        if (next == first) {
            throw new EaselException(
                    "There is no frame to write to %s, expected at least one.".formatted(folder));
        }
    }

    @Override
    public void abort() {
        // Every picture that is there is whole.
    }
}
