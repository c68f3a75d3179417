package studio.easel.engine.animation.frame;

/**
 * Hue, saturation, value in OpenCV's 8 bits: hue 0 to 179, the others 0 to 255. On the way back
 * OpenCV cuts levels off where it works on many pixels at once and rounds the rest of a row; here
 * all are rounded.
 */
final class Hsv {
    private static final int BITS = 12;
    private static final int HALF_TURN = 180;
    private static final int[] SATURATION = new int[256];
    private static final int[] HUE = new int[256];

    static {
        for (int i = 1; i < 256; i++) {
            SATURATION[i] = (int) Math.rint((255 << BITS) / (double) i);
            HUE[i] = (int) Math.rint((HALF_TURN << BITS) / (6.0 * i));
        }
    }

    private Hsv() {}

    static void from(byte[] pixels) {
        for (int i = 0; i < pixels.length; i += 3) {
            int r = pixels[i] & 0xFF;
            int g = pixels[i + 1] & 0xFF;
            int b = pixels[i + 2] & 0xFF;
            int value = Math.max(r, Math.max(g, b));
            int span = value - Math.min(r, Math.min(g, b));
            int turn = value == r ? g - b : value == g ? b - r + 2 * span : r - g + 4 * span;
            int hue = turn * HUE[span] + (1 << BITS - 1) >> BITS;
            pixels[i] = (byte) (hue < 0 ? hue + HALF_TURN : hue);
            pixels[i + 1] = (byte) (span * SATURATION[value] + (1 << BITS - 1) >> BITS);
            pixels[i + 2] = (byte) value;
        }
    }

    static void to(byte[] pixels) {
        for (int i = 0; i < pixels.length; i += 3) {
            float sixth = (pixels[i] & 0xFF) * (6f / HALF_TURN);
            float saturation = (pixels[i + 1] & 0xFF) / 255f;
            float value = pixels[i + 2] & 0xFF;
            int sector = (int) sixth;
            float within = sixth - sector;
            byte high = (byte) Math.rint(value);
            byte low = (byte) Math.rint(value * (1 - saturation));
            byte falling = (byte) Math.rint(value * (1 - saturation * within));
            byte rising = (byte) Math.rint(value * (1 - saturation * (1 - within)));
            sector %= 6;
            pixels[i] = pick(sector, high, falling, low, low, rising, high);
            pixels[i + 1] = pick(sector, rising, high, high, falling, low, low);
            pixels[i + 2] = pick(sector, low, low, rising, high, high, falling);
        }
    }

    private static byte pick(int sector, byte a, byte b, byte c, byte d, byte e, byte f) {
        return sector < 3
                ? sector == 0 ? a : sector == 1 ? b : c
                : sector == 3 ? d : sector == 4 ? e : f;
    }
}
