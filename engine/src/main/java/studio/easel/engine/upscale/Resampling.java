package studio.easel.engine.upscale;

import java.util.function.DoubleUnaryOperator;
import studio.easel.engine.LatentResampling;

/**
 * One axis at another length: which old cells each new one is mixed of, and with what weights.
 * Positions and cubic weights are float32 as torch's are: a position on the border between two
 * cells falls to the same side then, and the weights' rounding, near 1e-6, is the same.
 */
final class Resampling {
    /** Slope of cubic convolution at distance 1; torch takes another with antialiasing. */
    private static final float KEYS = -0.75f;

    private static final float KEYS_ANTIALIASED = -0.5f; // as Pillow

    private final int[][] cells;
    private final double[][] weights;

    private Resampling(int[][] cells, double[][] weights) {
        this.cells = cells;
        this.weights = weights;
    }

    static Resampling of(LatentResampling mode, int from, int to) {
        int[][] cells = new int[to][];
        double[][] weights = new double[to][];
        Resampling resampling = new Resampling(cells, weights);
        float scale = (float) from / to;
        for (int i = 0; i < to; i++) {
            switch (mode) {
                case NEAREST -> resampling.nearest(i, i * scale, from);
                case NEAREST_EXACT -> resampling.nearest(i, (i + 0.5f) * scale, from);
                case BILINEAR -> resampling.bilinear(i, Math.fma(i + 0.5f, scale, -0.5f), from);
                case BICUBIC -> resampling.bicubic(i, Math.fma(i + 0.5f, scale, -0.5f), from);
                case BILINEAR_ANTIALIASED ->
                        resampling.antialiased(i, scale, from, 1, x -> Math.max(0, 1 - x));
                case BICUBIC_ANTIALIASED ->
                        resampling.antialiased(
                                i, scale, from, 2, x -> cubic((float) x, KEYS_ANTIALIASED));
            }
        }
        return resampling;
    }

    int length() {
        return cells.length;
    }

    /** New cell {@code i} of the column of {@code old} that begins at offset. */
    double sample(int i, double[] old, int offset, int stride) {
        double sum = 0;
        for (int k = 0; k < cells[i].length; k++) {
            sum += weights[i][k] * old[offset + cells[i][k] * stride];
        }
        return sum;
    }

    private void nearest(int i, float position, int from) {
        cells[i] = new int[] {Math.min((int) position, from - 1)};
        weights[i] = new double[] {1};
    }

    private void bilinear(int i, float position, int from) {
        float inside = Math.max(0, position);
        int first = Math.min((int) inside, from - 1);
        double share = inside - first;
        cells[i] = new int[] {first, Math.min(first + 1, from - 1)};
        weights[i] = new double[] {1 - share, share};
    }

    /** The cells beyond the border are those at the border. */
    private void bicubic(int i, float position, int from) {
        int first = (int) Math.floor(position) - 1;
        cells[i] = new int[4];
        weights[i] = new double[4];
        for (int k = 0; k < 4; k++) {
            cells[i][k] = Math.max(0, Math.min(from - 1, first + k));
            weights[i][k] = cubic(Math.abs(position - (first + k)), KEYS);
        }
    }

    /**
     * When shrinking, the kernel is stretched over all cells that become one; there are none beyond
     * the border, the others share their weight.
     */
    private void antialiased(int i, float scale, int from, int radius, DoubleUnaryOperator kernel) {
        double stretch = Math.max(1, scale);
        double centre = scale * (i + 0.5);
        int first = Math.max(0, (int) (centre - radius * stretch + 0.5));
        int end = Math.min(from, (int) (centre + radius * stretch + 0.5));
        cells[i] = new int[end - first];
        weights[i] = new double[end - first];
        double total = 0;
        for (int k = 0; k < cells[i].length; k++) {
            cells[i][k] = first + k;
            weights[i][k] = kernel.applyAsDouble(Math.abs((first + k - centre + 0.5) / stretch));
            total += weights[i][k];
        }
        for (int k = 0; k < cells[i].length; k++) {
            weights[i][k] /= total;
        }
    }

    /** Cubic convolution at distance {@code x} (Keys 1981; his {@code a} is −1/2). */
    private static float cubic(float x, float a) {
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }
}
