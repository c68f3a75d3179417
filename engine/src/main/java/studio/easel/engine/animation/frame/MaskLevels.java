package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;

/**
 * Makes a mask lighter, then its differences stronger, as Pillow's ImageEnhance does.
 *
 * @param brightness every level is multiplied by; 1 for none
 * @param contrast every level's distance from the mean is multiplied by; 1 for none
 */
public record MaskLevels(double brightness, double contrast) {
    /**
     * @throws EaselException when one is no number from 0
     */
    public MaskLevels {
        requireFactor("The mask's brightness", brightness);
        requireFactor("The mask's contrast", contrast);
    }

    /** As the settings are; Deforum takes either for the other. */
    public static MaskLevels of(double brightness, double contrast, Fidelity fidelity) {
        return fidelity == Fidelity.STRICT
                ? new MaskLevels(contrast, brightness)
                : new MaskLevels(brightness, contrast);
    }

    private static void requireFactor(String name, double factor) {
        Motion.requireNumber(name, factor);
        if (factor < 0) {
            throw new EaselException(
                    "%s is %s, expected a factor from 0; 1 changes nothing."
                            .formatted(name, factor));
        }
    }

    public Mask of(Mask mask) {
        byte[] grey = mask.grey();
        stretch(grey, 0, brightness);
        long sum = 0;
        for (byte level : grey) {
            sum += level & 0xFF;
        }
        stretch(grey, (int) ((double) sum / grey.length + 0.5), contrast);
        return new Mask(mask.width(), mask.height(), grey);
    }

    private static void stretch(byte[] grey, int about, double factor) {
        for (int i = 0; i < grey.length; i++) {
            double level = about + factor * ((grey[i] & 0xFF) - about);
            grey[i] = (byte) Math.max(0, Math.min(255, level));
        }
    }
}
