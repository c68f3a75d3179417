package studio.easel.app.generate;

import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;

/**
 * A picture made since launch. Once it is on disk its pixels may leave memory, and those it started
 * from; its thumbnail stays.
 *
 * @param request without the pictures it started from, once it is saved
 * @param whole the request as it was, as long as somebody keeps it
 * @param file where it was saved; absent where that failed, and then its pixels stay
 * @param pixels the picture, as long as memory lasts
 */
public record MadePicture(
        GenerationRequest request,
        Supplier<Optional<GenerationRequest>> whole,
        Provenance provenance,
        Optional<Path> file,
        RgbImage thumbnail,
        Supplier<Optional<RgbImage>> pixels) {

    /** Longer side of a thumbnail in pixels: twice what the strip shows, for dense screens. */
    static final int THUMBNAIL = 224;

    static MadePicture saved(GeneratedImage made, Path file) {
        GenerationRequest request = made.request();
        WeakReference<GenerationRequest> whole = new WeakReference<>(request);
        SoftReference<RgbImage> pixels = new SoftReference<>(made.image());
        return new MadePicture(
                request.start() instanceof Start.FromNoise
                        ? request
                        : request.but().start(new Start.FromNoise()).request(),
                () -> Optional.ofNullable(whole.get()),
                made.provenance(),
                Optional.of(file),
                thumbnail(made.image()),
                () -> Optional.ofNullable(pixels.get()));
    }

    static MadePicture unsaved(GeneratedImage made) {
        return new MadePicture(
                made.request(),
                () -> Optional.of(made.request()),
                made.provenance(),
                Optional.empty(),
                thumbnail(made.image()),
                () -> Optional.of(made.image()));
    }

    /**
     * Its pixels: from memory where they still are, otherwise its file; slow.
     *
     * @throws EaselException when the file is gone
     */
    RgbImage image() {
        return pixels.get().orElseGet(() -> read(file.orElseThrow()));
    }

    private static RgbImage read(Path file) {
        try {
            return PngFile.read(file).image();
        } catch (EaselException gone) {
            throw new EaselException(
                    "%s cannot be shown: it was moved, deleted or damaged since it was made."
                            .formatted(file),
                    gone);
        }
    }

    /** The picture with its request again, where both are in memory. */
    Optional<GeneratedImage> generated() {
        return pixels.get()
                .flatMap(image -> whole.get().map(it -> new GeneratedImage(image, it, provenance)));
    }

    /** The mean of whole blocks of pixels; a picture that is small already stays as it is. */
    static RgbImage thumbnail(RgbImage image) {
        int block = (Math.max(image.width(), image.height()) + THUMBNAIL - 1) / THUMBNAIL;
        if (block == 1) {
            return image;
        }
        int width = Math.max(1, image.width() / block);
        int height = Math.max(1, image.height() / block);
        byte[] from = image.rgb();
        byte[] to = new byte[width * height * 3];
        for (int i = 0; i < to.length; i++) {
            int pixel = i / 3;
            int corner = (pixel / width * block * image.width() + pixel % width * block) * 3;
            to[i] = mean(from, corner + i % 3, image.width() * 3, block);
        }
        return new RgbImage(width, height, to);
    }

    private static byte mean(byte[] rgb, int corner, int row, int block) {
        int sum = 0;
        for (int y = 0; y < block; y++) {
            for (int x = 0; x < block; x++) {
                sum += rgb[Math.min(rgb.length - 1, corner + y * row + 3 * x)] & 0xFF;
            }
        }
        return (byte) ((sum + block * block / 2) / (block * block));
    }
}
