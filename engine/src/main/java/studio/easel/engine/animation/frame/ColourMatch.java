package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * Gives a picture the colours of another: channel by channel, a level becomes the one below which
 * there is as much of the reference as there was of the picture (histogram matching; Gonzalez,
 * Woods 2018, "Digital Image Processing", section 3.3), cut off to a whole one. As scikit-image's
 * {@code match_histograms}.
 */
public final class ColourMatch {
    private static final int LEVELS = 256;
    private static final int CHANNELS = 3;

    private final ColourSpace space;
    private final Fidelity fidelity;
    private final Quantiles[] reference;

    /**
     * @param reference whose colours a picture is to get; may be of another size
     * @param fidelity Deforum takes blue for red and red for blue on the way to {@code space} and
     *     back, which gives other colours in all but RGB
     * @throws IllegalArgumentException when the reference has no pixels
     */
    public ColourMatch(RgbImage reference, ColourSpace space, Fidelity fidelity) {
        if (reference.width() == 0 || reference.height() == 0) {
            throw new IllegalArgumentException("The reference has no pixels, expected one");
        }
        this.space = space;
        this.fidelity = fidelity;
        this.reference = Quantiles.of(channels(reference));
    }

    public RgbImage of(RgbImage picture) {
        byte[] channels = channels(picture);
        Quantiles[] own = Quantiles.of(channels);
        byte[][] tables = new byte[CHANNELS][];
        for (int c = 0; c < CHANNELS; c++) {
            tables[c] = own[c].matched(reference[c]);
        }
        for (int i = 0; i < channels.length; i += CHANNELS) {
            channels[i] = tables[0][channels[i] & 0xFF];
            channels[i + 1] = tables[1][channels[i + 1] & 0xFF];
            channels[i + 2] = tables[2][channels[i + 2] & 0xFF];
        }
        space.to(channels);
        swap(channels);
        return new RgbImage(picture.width(), picture.height(), channels);
    }

    private byte[] channels(RgbImage picture) {
        byte[] rgb = picture.rgb();
        swap(rgb);
        space.from(rgb);
        return rgb;
    }

    private void swap(byte[] rgb) {
        if (fidelity == Fidelity.STRICT && space != ColourSpace.RGB) {
            for (int i = 0; i < rgb.length; i += CHANNELS) {
                byte red = rgb[i];
                rgb[i] = rgb[i + 2];
                rgb[i + 2] = red;
            }
        }
    }

    /** What part of a channel is at most as bright as each level. */
    private static final class Quantiles {
        private final int[] count;
        private final double[] upTo;

        private Quantiles(int[] count, double[] upTo) {
            this.count = count;
            this.upTo = upTo;
        }

        static Quantiles[] of(byte[] channels) {
            int[] red = new int[LEVELS];
            int[] green = new int[LEVELS];
            int[] blue = new int[LEVELS];
            for (int i = 0; i < channels.length; i += CHANNELS) {
                red[channels[i] & 0xFF]++;
                green[channels[i + 1] & 0xFF]++;
                blue[channels[i + 2] & 0xFF]++;
            }
            return new Quantiles[] {of(red), of(green), of(blue)};
        }

        private static Quantiles of(int[] count) {
            long all = 0;
            for (int pixels : count) {
                all += pixels;
            }
            double[] upTo = new double[LEVELS];
            long sum = 0;
            for (int level = 0; level < LEVELS; level++) {
                sum += count[level];
                upTo[level] = (double) sum / all;
            }
            return new Quantiles(count, upTo);
        }

        /** What each level becomes. */
        byte[] matched(Quantiles other) {
            byte[] table = new byte[LEVELS];
            for (int level = 0; level < LEVELS; level++) {
                if (count[level] > 0) {
                    table[level] = (byte) (int) other.level(upTo[level]);
                }
            }
            return table;
        }

        /** The level of a quantile, in a straight line between two that there are. */
        private double level(double quantile) {
            int below = -1;
            int above = next(0);
            while (above >= 0 && upTo[above] <= quantile) {
                below = above;
                above = next(above + 1);
            }
            if (below < 0 || above < 0) {
                return below < 0 ? above : below;
            }
            double slope = (above - below) / (upTo[above] - upTo[below]);
            return slope * (quantile - upTo[below]) + below;
        }

        private int next(int level) {
            for (int i = level; i < LEVELS; i++) {
                if (count[i] > 0) {
                    return i;
                }
            }
            return -1;
        }
    }
}
