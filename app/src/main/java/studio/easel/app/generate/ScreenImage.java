package studio.easel.app.generate;

import java.nio.file.Path;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * Pictures as JavaFX draws them. Made on any thread; a large one takes too long for the window's.
 */
final class ScreenImage {
    private ScreenImage() {}

    static Image of(RgbImage image) {
        WritableImage screen = new WritableImage(image.width(), image.height());
        screen.getPixelWriter()
                .setPixels(
                        0,
                        0,
                        image.width(),
                        image.height(),
                        PixelFormat.getByteRgbInstance(),
                        image.rgb(),
                        0,
                        image.width() * 3);
        return screen;
    }

    /**
     * With its outermost pixels once more around it: where JavaFX draws without a graphics card, a
     * smoothly enlarged picture shows its opposite edge unless it finds a neighbour there.
     */
    static Image bordered(RgbImage image) {
        int width = image.width() + 2;
        byte[] from = image.rgb();
        byte[] to = new byte[width * (image.height() + 2) * 3];
        for (int y = 0; y < image.height() + 2; y++) {
            int row = Math.max(0, Math.min(image.height() - 1, y - 1)) * image.width();
            int start = y * width * 3;
            System.arraycopy(from, row * 3, to, start + 3, image.width() * 3);
            System.arraycopy(from, row * 3, to, start, 3);
            System.arraycopy(from, (row + image.width() - 1) * 3, to, start + (width - 1) * 3, 3);
        }
        return of(new RgbImage(width, image.height() + 2, to));
    }

    /** A finished picture's pixels: from memory where they still are, otherwise its file; slow. */
    static RgbImage pixels(MadePicture picture) {
        return picture.pixels().get().orElseGet(() -> read(picture.file().orElseThrow()));
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
}
