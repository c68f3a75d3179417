package studio.easel.engine.animation.frame;

import java.util.Arrays;
import studio.easel.engine.Mask;

/**
 * How far away each pixel of a picture is, as a {@link Warp3d} takes it: in world units, in which
 * the picture is 2 wide and 2 high and a flat one is 1 away.
 */
public final class DepthMap {
    /** What the numbers of a depth network mean. */
    public enum Scale {
        /** Inverse depth: the larger, the nearer. MiDaS, Depth Anything. */
        NEARNESS,
        /** The larger, the farther. ZoeDepth, AdaBins, LeReS. */
        DISTANCE
    }

    private static final int BINS = 1024;

    private final int width;
    private final int height;
    private final float[] z;

    private DepthMap(int width, int height, float[] z) {
        this.width = width;
        this.height = height;
        this.z = z;
    }

    /** Everything is 1 away. */
    public static DepthMap flat(int width, int height) {
        float[] z = new float[Math.multiplyExact(width, height)];
        Arrays.fill(z, 1);
        return new DepthMap(width, height, z);
    }

    /**
     * Of what a network said, stretched so that each depth takes up as much of the picture as any
     * other (histogram equalisation), from 1 (near) to 2 (far). What is not a number anywhere or
     * the same everywhere is {@link #flat}.
     *
     * @param raw rows from the top; not kept
     */
    public static DepthMap equalised(int width, int height, float[] raw, Scale scale) {
        if (raw.length != Math.multiplyExact(width, height)) {
            throw new IllegalArgumentException(
                    "%d depths given for a %dx%d picture, expected %d"
                            .formatted(raw.length, width, height, width * height));
        }
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        boolean finite = true;
        for (float depth : raw) {
            least = Math.min(least, depth);
            most = Math.max(most, depth);
            finite &= Float.isFinite(depth);
        }
        if (!finite || !(most > least)) {
            return flat(width, height);
        }
        float[] z = new float[raw.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = (raw[i] - least) / (most - least);
        }
        equalise(z);
        for (int i = 0; i < z.length; i++) {
            z[i] = scale == Scale.NEARNESS ? 2 - z[i] : 1 + z[i];
        }
        return new DepthMap(width, height, z);
    }

    /** Each of the numbers, 0 to 1, becomes the part of them that is about as small. */
    private static void equalise(float[] values) {
        int[] count = new int[BINS];
        for (float value : values) {
            count[bin(value)]++;
        }
        double[] share = new double[BINS + 1];
        long sum = 0;
        for (int i = 0; i < BINS; i++) {
            sum += count[i];
            share[i] = (double) sum / values.length;
        }
        share[BINS] = 1; // from the last bin on nothing is left to rise
        for (int i = 0; i < values.length; i++) {
            int bin = bin(values[i]);
            double within = (double) values[i] * BINS - bin;
            values[i] = (float) (share[bin] + within * (share[bin + 1] - share[bin]));
        }
    }

    private static int bin(float value) {
        return Math.min(BINS - 1, (int) (value * BINS));
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** White where it is nearest, 1 away, to black, 2 away and farther. */
    public Mask nearness() {
        byte[] grey = new byte[z.length];
        for (int i = 0; i < z.length; i++) {
            grey[i] = (byte) (int) (255 * Math.max(0, Math.min(1, 2 - z[i])));
        }
        return new Mask(width, height, grey);
    }

    /** How far away pixel {@code i} is. */
    float z(int i) {
        return z[i];
    }
}
