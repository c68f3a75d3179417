package studio.easel.engine.picture;

import java.util.Arrays;

/**
 * What each pixel of a resized row takes from which pixels of the row it comes from. Weights are in
 * fixed point with {@value #BITS} bits behind the point, so that 255 times them, negative lobes
 * included, fits an int.
 */
final class Weights {
    static final int BITS = 32 - 8 - 2;

    private static final int HALF = 1 << BITS - 1;

    private final int[] first;
    private final int[][] weights;

    /**
     * @param length pixels the row has
     * @param from where the stretch of it that is resized begins
     * @param to where it ends; may equal {@code from}, then all of the result lies on that line
     * @param target pixels it shall have
     */
    Weights(int length, int from, int to, int target, Resampling by) {
        first = new int[target];
        weights = new int[target][];
        double scale = (double) (to - from) / target;
        // When a picture shrinks, the curve is widened so that no pixel goes unseen.
        double stretch = Math.max(1, scale);
        double reach = by.reach() * stretch;
        for (int i = 0; i < target; i++) {
            double centre = from + (i + 0.5) * scale;
            int begin = Math.max(0, (int) (centre - reach + 0.5));
            int end = Math.min(length, (int) (centre + reach + 0.5));
            first[i] = begin;
            weights[i] = fixed(curve(begin, end, centre, 1 / stretch, by));
        }
    }

    private static double[] curve(int begin, int end, double centre, double shrink, Resampling by) {
        double[] curve = new double[end - begin];
        double sum = 0;
        for (int i = 0; i < curve.length; i++) {
            curve[i] = by.weight((i + begin - centre + 0.5) * shrink);
            sum += curve[i];
        }
        for (int i = 0; i < curve.length && sum != 0; i++) {
            curve[i] /= sum;
        }
        return curve;
    }

    private static int[] fixed(double[] curve) {
        int[] fixed = new int[curve.length];
        for (int i = 0; i < curve.length; i++) {
            double scaled = curve[i] * (1 << BITS);
            fixed[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5); // halves away from 0
        }
        return fixed;
    }

    /** A plane of the new width. */
    Plane across(Plane plane) {
        int width = first.length;
        byte[] from = plane.levels();
        byte[] levels = new byte[width * plane.height()];
        for (int y = 0; y < plane.height(); y++) {
            int row = y * plane.width();
            for (int x = 0; x < width; x++) {
                int[] weight = weights[x];
                int begin = row + first[x];
                int sum = HALF;
                for (int i = 0; i < weight.length; i++) {
                    sum += (from[begin + i] & 0xFF) * weight[i];
                }
                levels[y * width + x] = level(sum);
            }
        }
        return new Plane(width, plane.height(), levels);
    }

    /** A plane of the new height. */
    Plane down(Plane plane) {
        int width = plane.width();
        byte[] from = plane.levels();
        byte[] levels = new byte[width * first.length];
        int[] sums = new int[width];
        for (int y = 0; y < first.length; y++) {
            Arrays.fill(sums, HALF);
            for (int i = 0; i < weights[y].length; i++) {
                int weight = weights[y][i];
                int row = (first[y] + i) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += (from[row + x] & 0xFF) * weight;
                }
            }
            for (int x = 0; x < width; x++) {
                levels[y * width + x] = level(sums[x]);
            }
        }
        return new Plane(width, first.length, levels);
    }

    private static byte level(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> BITS));
    }
}
