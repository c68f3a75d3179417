package studio.easel.engine;

import java.util.Arrays;

/**
 * Where a picture may change: 8-bit grey, a byte a pixel, rows from the top; white is repainted,
 * black stays, grey is a mixture. Immutable: what goes in and out of it is copied.
 */
public final class Mask {
    private static final byte BLACK = 0;
    private static final byte WHITE = (byte) 255;

    private final int width;
    private final int height;
    private final byte[] grey;

    /**
     * @param grey {@code width * height} bytes
     */
    public Mask(int width, int height, byte[] grey) {
        if (grey.length != Math.multiplyExact(width, height)) {
            throw new IllegalArgumentException(
                    "%d bytes given for a %dx%d mask, expected %d"
                            .formatted(grey.length, width, height, width * height));
        }
        this.width = width;
        this.height = height;
        this.grey = grey.clone();
    }

    /**
     * How bright a picture is: luma after ITU-R BT.601, in the fixed point of Pillow's {@code
     * convert("L")}.
     */
    public static Mask of(RgbImage picture) {
        byte[] rgb = picture.rgb();
        byte[] grey = new byte[rgb.length / 3];
        for (int i = 0; i < grey.length; i++) {
            int red = rgb[3 * i] & 0xFF;
            int green = rgb[3 * i + 1] & 0xFF;
            int blue = rgb[3 * i + 2] & 0xFF;
            grey[i] = (byte) (red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16);
        }
        return new Mask(picture.width(), picture.height(), grey);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** {@code width * height} bytes. */
    public byte[] grey() {
        return grey.clone();
    }

    /** Nothing is repainted. */
    public boolean isBlack() {
        return isAll(BLACK);
    }

    /** Everything is repainted. */
    public boolean isWhite() {
        return isAll(WHITE);
    }

    private boolean isAll(byte level) {
        for (byte found : grey) {
            if (found != level) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask
                && width == mask.width
                && height == mask.height
                && Arrays.equals(grey, mask.grey);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(grey);
    }

    @Override
    public String toString() {
        return "Mask " + width + "x" + height;
    }
}
