package studio.easel.app.canvas;

import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import studio.easel.engine.RgbImage;

/**
 * Pictures as JavaFX draws them. Made on any thread; a large one takes too long for the window's.
 */
public final class ScreenImage {
    private ScreenImage() {}

    public static Image of(RgbImage image) {
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
    public static Image bordered(RgbImage image) {
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

    /** What another program left on the clipboard; what is see-through is seen on white. */
    public static RgbImage pixelsOf(Image image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        int[] argb = new int[width * height];
        image.getPixelReader()
                .getPixels(
                        0, 0, width, height, PixelFormat.getIntArgbPreInstance(), argb, 0, width);
        for (int i = 0; i < argb.length; i++) {
            int white = 255 - (argb[i] >>> 24);
            argb[i] += white << 16 | white << 8 | white; // premultiplied: nothing overflows
        }
        return RgbImage.ofArgb(width, height, argb);
    }
}
