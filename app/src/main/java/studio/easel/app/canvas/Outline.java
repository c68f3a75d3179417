package studio.easel.app.canvas;

import java.util.Arrays;

/** A closed line of straight pieces; inside is what an odd number of them encloses. */
final class Outline {
    /** Lines a pixel's row is cut into: its rim has that many steps of its own upright. */
    private static final int LINES = 4;

    private final double[] xs;
    private final double[] ys;

    /**
     * @param xs corners in pixels, and {@code ys} with them
     */
    Outline(double[] xs, double[] ys) {
        this.xs = xs.clone();
        this.ys = ys.clone();
    }

    /** Hears how much of a pixel lies inside. */
    interface Pixel {
        /**
         * @param covered above 0 to 255
         */
        void covered(int x, int y, int covered);
    }

    void cover(int width, int height, Pixel pixel) {
        int top = (int) Math.floor(Math.max(0, Arrays.stream(ys).min().orElse(0)));
        int bottom = (int) Math.ceil(Math.min(height, Arrays.stream(ys).max().orElse(0)));
        double[] row = new double[width];
        for (int y = top; y < bottom; y++) {
            Arrays.fill(row, 0);
            for (int line = 0; line < LINES; line++) {
                addLine(y + (line + 0.5) / LINES, row);
            }
            for (int x = 0; x < width; x++) {
                int covered = (int) Math.round(255 * row[x] / LINES);
                if (covered > 0) {
                    pixel.covered(x, y, covered);
                }
            }
        }
    }

    private void addLine(double y, double[] row) {
        double[] crossings = new double[xs.length];
        int count = 0;
        for (int i = 0; i < xs.length; i++) {
            int next = (i + 1) % xs.length;
            if (ys[i] <= y != ys[next] <= y) {
                crossings[count++] = xs[i] + (y - ys[i]) / (ys[next] - ys[i]) * (xs[next] - xs[i]);
            }
        }
        Arrays.sort(crossings, 0, count);
        for (int i = 0; i + 1 < count; i += 2) {
            add(Math.max(0, crossings[i]), Math.min(row.length, crossings[i + 1]), row);
        }
    }

    private static void add(double from, double to, double[] row) {
        for (int x = (int) from; x < to; x++) {
            row[x] += Math.min(to, x + 1) - Math.max(from, x);
        }
    }
}
