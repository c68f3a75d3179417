package studio.easel.app.generate;

import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
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

    /** A finished picture: from memory where it still is, otherwise from its file; slow. */
    static Image of(MadePicture picture) {
        return picture.pixels()
                .get()
                .map(ScreenImage::of)
                .orElseGet(() -> new Image(picture.file().orElseThrow().toUri().toString()));
    }
}
