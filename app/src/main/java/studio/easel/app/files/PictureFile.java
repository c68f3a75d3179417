package studio.easel.app.files;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/** A picture to work on, of any kind Java reads: PNG, JPEG, GIF, BMP. */
public final class PictureFile {
    private static final long MOST_PIXELS = 64_000_000;

    private PictureFile() {}

    /**
     * Its pixels; what is see-through is seen on white. Slow.
     *
     * @throws EaselException when it is no picture, damaged or too large
     */
    public static RgbImage read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".png")
                ? PngFile.read(file).image()
                : inMemory(file, () -> other(file));
    }

    /** Too little memory for one picture is a sentence: whoever asked goes on without it. */
    static <T> T inMemory(Path file, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (OutOfMemoryError e) {
            throw new EaselException(
                    "%s takes more memory than Easel has left. Choose a smaller picture."
                            .formatted(file),
                    e);
        }
    }

    private static RgbImage other(Path file) {
        if (!Files.isRegularFile(file)) {
            throw refused(file, Files.exists(file) ? "is no file" : "is missing");
        }
        try (@Nullable ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers =
                    in == null
                            ? java.util.Collections.emptyIterator()
                            : ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw refused(file, "is no picture that can be read");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) { // said before they are unpacked
                    throw refused(
                            file,
                            "has %d million pixels, which is too many"
                                    .formatted(pixels / 1_000_000));
                }
                return onWhite(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (EaselException refused) {
            throw refused;
        } catch (IOException | RuntimeException damaged) { // Java's readers throw of every kind.
            throw new EaselException(
                    "%s cannot be read (%s), expected a PNG, JPEG, GIF or BMP picture. Choose another, or save it anew."
                            .formatted(file.getFileName(), damaged.getMessage()),
                    damaged);
        }
    }

    private static EaselException refused(Path file, String why) {
        return new EaselException(
                "%s %s, expected a PNG, JPEG, GIF or BMP picture of at most %d million pixels. Choose another."
                        .formatted(file.getFileName(), why, MOST_PIXELS / 1_000_000));
    }

    private static RgbImage onWhite(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] argb = image.getRGB(0, 0, width, height, null, 0, width);
        for (int i = 0; i < argb.length; i++) {
            int alpha = argb[i] >>> 24;
            argb[i] =
                    mixed(argb[i] >> 16 & 0xFF, alpha) << 16
                            | mixed(argb[i] >> 8 & 0xFF, alpha) << 8
                            | mixed(argb[i] & 0xFF, alpha);
        }
        return RgbImage.ofArgb(width, height, argb);
    }

    private static int mixed(int level, int alpha) {
        return (level * alpha + 255 * (255 - alpha) + 127) / 255;
    }
}
