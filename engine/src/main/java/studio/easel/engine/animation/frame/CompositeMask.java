package studio.easel.engine.animation.frame;

import java.util.Optional;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * What is done to a mask before a video's frame is laid over a picture with it.
 *
 * @param inverted black and white change places, first of all
 * @param equalisedBefore each level takes up as much as any other, before the contrast
 * @param contrast how far levels lie from their mean, 1 for as they are
 * @param stretch what becomes black and white; empty for as it is
 * @param equalisedAfter each level takes up as much as any other, last of all
 */
public record CompositeMask(
        boolean inverted,
        boolean equalisedBefore,
        double contrast,
        Optional<Stretch> stretch,
        boolean equalisedAfter) {
    private static final int LEVELS = 256;

    /**
     * @param low percentile that becomes black
     * @param high percentile that becomes white
     */
    public record Stretch(double low, double high) {
        /**
         * @throws EaselException when they are not percentiles
         */
        public Stretch {
            Motion.requireBetween("The mask's low auto contrast cutoff", low, 0, 100);
            Motion.requireBetween("The mask's high auto contrast cutoff", high, 0, 100);
        }
    }

    /**
     * @throws EaselException when the contrast is not a number
     */
    public CompositeMask {
        Motion.requireNumber("The mask's contrast", contrast);
    }

    /**
     * A picture with a video's frame over it: as Pillow's {@code Image.composite}.
     *
     * @param mask before it is changed; white keeps the picture
     * @throws IllegalArgumentException when the three differ in size
     */
    public RgbImage lay(RgbImage video, RgbImage picture, Mask mask) {
        byte[] kept = picture.rgb();
        byte[] shown = video.rgb();
        byte[] levels = of(mask).grey();
        if (shown.length != kept.length || kept.length != 3 * levels.length) {
            throw new IllegalArgumentException(
                    "%s over %s with %s, expected three of one size"
                            .formatted(video, picture, mask));
        }
        for (int i = 0; i < kept.length; i++) {
            int white = levels[i / 3] & 0xFF;
            int sum = (kept[i] & 0xFF) * white + (shown[i] & 0xFF) * (255 - white) + 0x80;
            kept[i] = (byte) (sum + (sum >> 8) >> 8);
        }
        return new RgbImage(picture.width(), picture.height(), kept);
    }

    Mask of(Mask mask) {
        byte[] levels = mask.grey();
        if (inverted) {
            for (int i = 0; i < levels.length; i++) {
                levels[i] = (byte) (255 - (levels[i] & 0xFF));
            }
        }
        if (equalisedBefore) {
            equalise(levels);
        }
        contrast(levels);
        stretch.ifPresent(percentiles -> stretch(levels, percentiles));
        if (equalisedAfter) {
            equalise(levels);
        }
        return new Mask(mask.width(), mask.height(), levels);
    }

    /** As Pillow's {@code ImageEnhance.Contrast}. */
    private void contrast(byte[] levels) {
        long sum = 0;
        for (byte level : levels) {
            sum += level & 0xFF;
        }
        int mean = (int) ((double) sum / levels.length + 0.5);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = level(mean + contrast * ((levels[i] & 0xFF) - mean));
        }
    }

    private static void stretch(byte[] levels, Stretch percentiles) {
        int[] counts = counts(levels);
        double black = percentile(counts, levels.length, percentiles.low());
        double white = percentile(counts, levels.length, percentiles.high());
        if (white > black) {
            for (int i = 0; i < levels.length; i++) {
                levels[i] = level(((levels[i] & 0xFF) - black) * 255 / (white - black));
            }
        }
    }

    /** The level that so many percent lie below, between two of them if need be. */
    private static double percentile(int[] counts, int all, double percent) {
        double place = percent / 100 * (all - 1);
        long first = (long) place;
        double lower = at(counts, first);
        double upper = at(counts, Math.min(all - 1, first + 1));
        return lower + (place - first) * (upper - lower);
    }

    /** The level of the {@code n}th pixel if they ascended. */
    private static int at(int[] counts, long n) {
        int level = 0;
        for (long below = counts[0]; below <= n; below += counts[level]) {
            level++;
        }
        return level;
    }

    /** As Pillow's {@code ImageOps.equalize}. */
    private static void equalise(byte[] levels) {
        int[] counts = counts(levels);
        int last = LEVELS - 1;
        while (last > 0 && counts[last] == 0) {
            last--;
        }
        int step = (levels.length - counts[last]) / (LEVELS - 1);
        if (step == 0) {
            return;
        }
        byte[] to = new byte[LEVELS];
        long below = step / 2;
        for (int i = 0; i < LEVELS; i++) {
            to[i] = (byte) Math.min(255, below / step);
            below += counts[i];
        }
        for (int i = 0; i < levels.length; i++) {
            levels[i] = to[levels[i] & 0xFF];
        }
    }

    private static int[] counts(byte[] levels) {
        int[] counts = new int[LEVELS];
        for (byte level : levels) {
            counts[level & 0xFF]++;
        }
        return counts;
    }

    private static byte level(double value) {
        return (byte) (int) Math.max(0, Math.min(255, value));
    }
}
