package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * A Gaussian blur, near enough: three extended box blurs along the rows and three along the columns
 * (Gwosdek, Grewenig, Bruhn, Weickert 2011, "Theoretical Foundations of Gaussian Convolution by
 * Extended Box Filtering"), in the integers of Pillow's {@code ImageFilter.GaussianBlur}. Beyond
 * the edges a picture goes on with its last pixels.
 *
 * @param radius the Gaussian's standard deviation in pixels, 0 (no blur) to {@value #MOST}
 */
public record GaussianBlur(double radius) {
    public static final int MOST = 4096;

    private static final int PASSES = 3;

    public GaussianBlur {
        if (!(radius >= 0 && radius <= MOST)) {
            throw new IllegalArgumentException(
                    "Blur radius is %s, expected 0 to %d pixels".formatted(radius, MOST));
        }
    }

    public RgbImage of(RgbImage picture) {
        return Plane.each(picture, this::of);
    }

    public Mask of(Mask mask) {
        return of(Plane.of(mask)).mask();
    }

    Plane of(Plane plane) {
        float reach = boxReach((float) radius);
        if (reach == 0 || plane.levels().length == 0) {
            return plane;
        }
        Box box = new Box(reach);
        return box.alongRows(box.alongRows(plane).transposed()).transposed();
    }

    /**
     * How far the box whose variance is a third of the Gaussian's reaches to each side, with its
     * fraction; equations 7, 11 and 14 of the paper. Floats, as the reference has them: they decide
     * the last bit of the weights.
     */
    private static float boxReach(float deviation) {
        float variance = deviation * deviation / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1);
        float whole = (float) Math.floor((length - 1.0) / 2);
        float fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        fraction /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + fraction;
    }

    /**
     * The mean of the pixels at most {@code reach} away, and of a fraction of the two beyond.
     * Weights have 24 bits behind the point; sums are unsigned.
     */
    private static final class Box {
        private static final int BITS = 24;

        private final int reach;
        private final int weight;
        private final int edgeWeight;

        Box(float reach) {
            this.reach = (int) reach;
            this.weight = (int) ((1 << BITS) / (reach * 2 + 1));
            this.edgeWeight = (1 << BITS) - (this.reach * 2 + 1) * weight >>> 1;
        }

        Plane alongRows(Plane plane) {
            int width = plane.width();
            byte[] levels = plane.levels().clone();
            int[] padded = new int[width + 2 * (reach + 1)];
            for (int row = 0; row < levels.length; row += width) {
                for (int pass = 0; pass < PASSES; pass++) {
                    pad(levels, row, width, padded);
                    blur(padded, levels, row, width);
                }
            }
            return new Plane(width, plane.height(), levels);
        }

        private void pad(byte[] levels, int row, int width, int[] padded) {
            for (int i = 0; i < padded.length; i++) {
                int x = Math.max(0, Math.min(width - 1, i - reach - 1));
                padded[i] = levels[row + x] & 0xFF;
            }
        }

        private void blur(int[] padded, byte[] levels, int row, int width) {
            int sum = 0;
            for (int i = 0; i <= 2 * reach; i++) {
                sum += padded[i];
            }
            for (int x = 0; x < width; x++) {
                int right = x + 2 * reach + 1;
                sum += padded[right] - padded[x];
                int mean = sum * weight + (padded[x] + padded[right + 1]) * edgeWeight;
                levels[row + x] = (byte) (mean + (1 << BITS - 1) >>> BITS);
            }
        }
    }
}
