package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * Multiplies every level.
 *
 * @param factor 1 for none
 * @param fidelity Deforum forgets that white is white: a level of 256 becomes 0, 257 becomes 1
 */
public record Contrast(double factor, Fidelity fidelity) {
    /**
     * @throws EaselException when the factor is not a number
     */
    public Contrast {
        Motion.requireNumber("Contrast", factor);
    }

    public RgbImage of(RgbImage picture) {
        byte[] table = new byte[256];
        for (int level = 0; level < table.length; level++) {
            double scaled = Math.rint(level * factor);
            table[level] =
                    fidelity == Fidelity.STRICT
                            ? (byte) (long) scaled
                            : (byte) Math.max(0, Math.min(255, scaled));
        }
        byte[] rgb = picture.rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = table[rgb[i] & 0xFF];
        }
        return new RgbImage(picture.width(), picture.height(), rgb);
    }
}
