package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * Puts the old pixels back over a made picture: a VAE changes every pixel a little, also where
 * nothing was repainted. As diffusers' {@code VaeImageProcessor.apply_overlay}.
 */
public final class Composite {
    private Composite() {}

    /**
     * @return the original, bit for bit, where the mask is black; what was made where it is white;
     *     between them a mixture
     * @throws IllegalArgumentException when the three differ in size
     */
    public static RgbImage of(RgbImage original, Mask mask, RgbImage made) {
        if (made.width() != original.width() || made.height() != original.height()) {
            throw new IllegalArgumentException(
                    "The made picture is %dx%d, expected %dx%d like the original"
                            .formatted(
                                    made.width(),
                                    made.height(),
                                    original.width(),
                                    original.height()));
        }
        return Layer.outside(mask, original).straight().over(Layer.of(made)).picture();
    }
}
