package studio.easel.stories;

import studio.easel.engine.RgbImage;

/**
 * The average colour of a part of a picture, 0 to 255 each.
 *
 * @param spread mean deviation of single values from that average: 0 for an even surface
 */
record Colour(int red, int green, int blue, int spread) {
    /** Of the pixels from (left, top) up to but without (right, bottom). */
    static Colour of(RgbImage image, int left, int top, int right, int bottom) {
        long[] sums = new long[3];
        int count = (right - left) * (bottom - top);
        int[] argb = image.argb();
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int pixel = argb[y * image.width() + x];
                sums[0] += pixel >> 16 & 0xFF;
                sums[1] += pixel >> 8 & 0xFF;
                sums[2] += pixel & 0xFF;
            }
        }
        long deviation = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int pixel = argb[y * image.width() + x];
                deviation += Math.abs((pixel >> 8 & 0xFF) - sums[1] / count);
            }
        }
        return new Colour(
                (int) (sums[0] / count),
                (int) (sums[1] / count),
                (int) (sums[2] / count),
                (int) (deviation / count));
    }

    /** Reads {@code #e0c020}. */
    static Colour parse(String text) {
        int value = Integer.parseInt(text.substring(1), 16);
        return new Colour(value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF, 0);
    }

    int sum() {
        return red + green + blue;
    }

    /** The straight way between two colours; black to white is 441. */
    double distance(Colour other) {
        return Math.sqrt(
                Math.pow(red - other.red, 2)
                        + Math.pow(green - other.green, 2)
                        + Math.pow(blue - other.blue, 2));
    }
}
