package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * Two pictures mixed: the pictures between two diffused ones under cadence, and a start on the way
 * to a guiding image.
 *
 * @param weight of the second picture, 0 to 1
 */
public record Blend(double weight) {
    /**
     * @throws EaselException when the weight is not from 0 to 1
     */
    public Blend {
        Motion.requireBetween("The weight of a blend", weight, 0, 1);
    }

    /**
     * @return {@code a * (1 - weight) + b * weight}
     * @throws IllegalArgumentException when they differ in size
     */
    public RgbImage of(RgbImage a, RgbImage b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException(
                    "The second picture is %dx%d, expected %dx%d like the first"
                            .formatted(b.width(), b.height(), a.width(), a.height()));
        }
        byte[] mixed = a.rgb();
        byte[] other = b.rgb();
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] =
                    (byte) Math.rint((mixed[i] & 0xFF) * (1 - weight) + (other[i] & 0xFF) * weight);
        }
        return new RgbImage(a.width(), a.height(), mixed);
    }
}
