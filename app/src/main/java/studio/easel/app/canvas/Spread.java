package studio.easel.app.canvas;

import java.util.Arrays;

/**
 * A mask's edge moved by an exact distance: Felzenszwalb, Huttenlocher 2012, Distance Transforms of
 * Sampled Functions, in time proportional to the pixels.
 */
final class Spread {
    private static final int MIDDLE = 128;
    private static final float FAR = 1e12f;

    private Spread() {}

    /**
     * @param grey {@code width * height} levels; covered is from the middle up
     * @param pixels outwards, or inwards below 0; grey that is stronger than the moved edge stays
     */
    static byte[] grown(int width, int height, byte[] grey, double pixels) {
        boolean outwards = pixels >= 0;
        float[] squared = new float[width * height];
        for (int i = 0; i < squared.length; i++) {
            squared[i] = (grey[i] & 0xFF) >= MIDDLE == outwards ? 0 : FAR;
        }
        transform(width, height, squared);
        byte[] grown = new byte[grey.length];
        for (int i = 0; i < grown.length; i++) {
            double distance = Math.sqrt(squared[i]);
            int reached =
                    (int)
                            Math.round(
                                    255
                                            * Math.max(
                                                    0,
                                                    Math.min(1, Math.abs(pixels) + 1 - distance)));
            int old = grey[i] & 0xFF;
            grown[i] = (byte) (outwards ? Math.max(old, reached) : Math.min(old, 255 - reached));
        }
        return grown;
    }

    /** Each pixel's squared distance to the nearest zero. */
    private static void transform(int width, int height, float[] f) {
        Parabolas along = new Parabolas(Math.max(width, height));
        float[] line = new float[Math.max(width, height)];
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                line[y] = f[y * width + x];
            }
            along.transform(line, height);
            for (int y = 0; y < height; y++) {
                f[y * width + x] = line[y];
            }
        }
        for (int y = 0; y < height; y++) {
            System.arraycopy(f, y * width, line, 0, width);
            along.transform(line, width);
            System.arraycopy(line, 0, f, y * width, width);
        }
    }

    /** The lower envelope of the parabolas over a line's pixels, the paper's algorithm 1. */
    private static final class Parabolas {
        private final int[] v;
        private final double[] z;
        private final float[] f;

        Parabolas(int length) {
            v = new int[length];
            z = new double[length + 1];
            f = new float[length];
        }

        void transform(float[] line, int n) {
            System.arraycopy(line, 0, f, 0, n);
            int k = 0;
            v[0] = 0;
            Arrays.fill(z, Double.POSITIVE_INFINITY);
            z[0] = Double.NEGATIVE_INFINITY;
            for (int q = 1; q < n; q++) {
                double s = meeting(q, v[k]);
                while (s <= z[k]) {
                    k--;
                    s = meeting(q, v[k]);
                }
                k++;
                v[k] = q;
                z[k] = s;
                z[k + 1] = Double.POSITIVE_INFINITY;
            }
            k = 0;
            for (int q = 0; q < n; q++) {
                while (z[k + 1] < q) {
                    k++;
                }
                int away = q - v[k];
                line[q] = (float) away * away + f[v[k]];
            }
        }

        private double meeting(int q, int p) {
            return ((double) f[q] + (double) q * q - (f[p] + (double) p * p)) / (2.0 * (q - p));
        }
    }
}
