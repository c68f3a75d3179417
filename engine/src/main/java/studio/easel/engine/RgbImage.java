package studio.easel.engine;

import java.util.Arrays;

/**
 * A picture: 8-bit sRGB, three bytes a pixel (red, green, blue), rows from the top. Immutable: what
 * goes in and out of it is copied.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] rgb;

    /**
     * @param rgb {@code width * height * 3} bytes
     */
    public RgbImage(int width, int height, byte[] rgb) {
        if (rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
            throw new IllegalArgumentException(
                    "%d bytes given for a %dx%d picture, expected %d"
                            .formatted(rgb.length, width, height, width * height * 3));
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb.clone();
    }

    /** The opaque part of packed {@code 0xAARRGGBB} pixels. */
    public static RgbImage ofArgb(int width, int height, int[] argb) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) {
            rgb[3 * i] = (byte) (argb[i] >> 16);
            rgb[3 * i + 1] = (byte) (argb[i] >> 8);
            rgb[3 * i + 2] = (byte) argb[i];
        }
        return new RgbImage(width, height, rgb);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /**
     * Packed opaque {@code 0xFFRRGGBB} pixels, row by row, as windows and image writers take them.
     */
    public int[] argb() {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] =
                    0xFF000000
                            | (rgb[3 * i] & 0xFF) << 16
                            | (rgb[3 * i + 1] & 0xFF) << 8
                            | (rgb[3 * i + 2] & 0xFF);
        }
        return argb;
    }

    /** {@code width * height * 3} bytes: red, green, blue of each pixel. */
    public byte[] rgb() {
        return rgb.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image
                && width == image.width
                && height == image.height
                && Arrays.equals(rgb, image.rgb);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "RgbImage " + width + "x" + height;
    }
}
