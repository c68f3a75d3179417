package studio.easel.engine;

import java.util.Arrays;

/**
 * Which part of a picture is repainted: 8-bit grey, rows from the top; white is repainted, black
 * stays. Immutable: what goes in and out of it is copied.
 */
public final class Mask {
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

    /** Whether nothing is repainted. */
    public boolean isBlack() {
        return isAll(0);
    }

    /** Whether everything is repainted. */
    public boolean isWhite() {
        return isAll(255);
    }

    private boolean isAll(int level) {
        for (byte value : grey) {
            if ((value & 0xFF) != level) {
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
