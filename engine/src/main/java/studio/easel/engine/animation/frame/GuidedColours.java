package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * Gives a guided frame the colours of what it was to become, and leaves it its own light: A1111's
 * colour correction. Light and colour are parted as in W3C's blend mode "luminosity" (Compositing
 * and Blending Level 1, section 10.3).
 *
 * @param target whose colours
 */
public record GuidedColours(RgbImage target) {
    private static final int COLOURS = 3;

    public RgbImage of(RgbImage picture) {
        RgbImage matched = new ColourMatch(target, ColourSpace.LAB, Fidelity.MENDED).of(picture);
        byte[] own = picture.rgb();
        byte[] rgb = matched.rgb();
        for (int at = 0; at < rgb.length; at += COLOURS) {
            light(rgb, at, light(own, at));
        }
        return new RgbImage(picture.width(), picture.height(), rgb);
    }

    private static double light(byte[] rgb, int at) {
        return 0.3 * (rgb[at] & 0xFF) + 0.59 * (rgb[at + 1] & 0xFF) + 0.11 * (rgb[at + 2] & 0xFF);
    }

    /** Brings a colour to a lightness; what does not fit into 0 to 255 loses colour, not light. */
    private static void light(byte[] rgb, int at, double light) {
        double difference = light - light(rgb, at);
        double least = 255;
        double most = 0;
        for (int c = 0; c < COLOURS; c++) {
            double level = (rgb[at + c] & 0xFF) + difference;
            least = Math.min(least, level);
            most = Math.max(most, level);
        }
        double fits = 1;
        if (least < 0) {
            fits = light / (light - least);
        }
        if (most > 255) {
            fits = Math.min(fits, (255 - light) / (most - light));
        }
        for (int c = 0; c < COLOURS; c++) {
            double level = (rgb[at + c] & 0xFF) + difference;
            rgb[at + c] =
                    (byte) Math.rint(Math.max(0, Math.min(255, light + fits * (level - light))));
        }
    }
}
