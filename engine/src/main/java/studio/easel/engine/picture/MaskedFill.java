package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * Fills what a mask covers with the colours around it, so that a walk need not begin from what it
 * is to replace: AUTOMATIC1111's masked content "fill". What is outside the mask is blurred ever
 * less and laid over itself; only the widest blurs reach far into the mask, and the last layer, not
 * blurred at all, is the picture outside it.
 */
public final class MaskedFill {
    private record Round(int radius, int times) {}

    private static final Round[] ROUNDS = {
        new Round(256, 1),
        new Round(64, 1),
        new Round(16, 2),
        new Round(4, 4),
        new Round(2, 2),
        new Round(0, 1)
    };

    private MaskedFill() {}

    /**
     * @return the picture, bit for bit, where the mask is black
     * @throws IllegalArgumentException when mask and picture differ in size
     */
    public static RgbImage of(RgbImage picture, Mask mask) {
        Layer outside = Layer.outside(mask, picture);
        Layer filled = Layer.empty(picture.width(), picture.height());
        for (Round round : ROUNDS) {
            Layer blurred = outside.blurred(round.radius()).straight();
            for (int i = 0; i < round.times(); i++) {
                filled = blurred.over(filled);
            }
        }
        return filled.picture();
    }
}
