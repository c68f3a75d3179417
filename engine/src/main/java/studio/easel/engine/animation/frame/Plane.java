package studio.easel.engine.animation.frame;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * Numbers over a picture, one or more a pixel side by side, rows from the top. Read between pixels
 * linearly; beyond the edges the outermost ones go on.
 */
final class Plane {
    private final int width;
    private final int height;
    private final int depth;
    private final float[] values;

    private Plane(int width, int height, int depth, float[] values) {
        this.width = width;
        this.height = height;
        this.depth = depth;
        this.values = values;
    }

    /**
     * All 0.
     *
     * @param depth numbers a pixel
     */
    static Plane of(int width, int height, int depth) {
        return new Plane(width, height, depth, new float[width * height * depth]);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The numbers themselves; they may be changed. */
    float[] values() {
        return values;
    }

    /** How bright a picture is, 0 to 255. */
    static Plane luma(RgbImage picture) {
        byte[] grey = Mask.of(picture).grey();
        float[] values = new float[grey.length];
        for (int i = 0; i < grey.length; i++) {
            values[i] = grey[i] & 0xFF;
        }
        return new Plane(picture.width(), picture.height(), 1, values);
    }

    /** Stretched to another size; every number times {@code factor}. */
    Plane resized(int toWidth, int toHeight, float factor) {
        Plane to = of(toWidth, toHeight, depth);
        int[] columns = new int[2 * toWidth];
        float[] right = places(width, toWidth, columns);
        int[] rows = new int[2 * toHeight];
        float[] below = places(height, toHeight, rows);
        for (int y = 0; y < toHeight; y++) {
            int upper = rows[2 * y] * width;
            int lower = rows[2 * y + 1] * width;
            for (int x = 0; x < toWidth; x++) {
                int left = columns[2 * x];
                int next = columns[2 * x + 1];
                for (int c = 0; c < depth; c++) {
                    float top =
                            between(
                                    values[(upper + left) * depth + c],
                                    values[(upper + next) * depth + c],
                                    right[x]);
                    float bottom =
                            between(
                                    values[(lower + left) * depth + c],
                                    values[(lower + next) * depth + c],
                                    right[x]);
                    to.values[(y * toWidth + x) * depth + c] =
                            factor * between(top, bottom, below[y]);
                }
            }
        }
        return to;
    }

    /**
     * Where each of {@code to} pixels lies among {@code from}: the two it lies between, and how far
     * it is from the first of them to the second.
     */
    private static float[] places(int from, int to, int[] pixels) {
        float[] parts = new float[to];
        double step = (double) from / to;
        for (int i = 0; i < to; i++) {
            double place = Math.max(0, Math.min(from - 1.0, (i + 0.5) * step - 0.5));
            int first = (int) place;
            pixels[2 * i] = first;
            pixels[2 * i + 1] = Math.min(from - 1, first + 1);
            parts[i] = (float) (place - first);
        }
        return parts;
    }

    private static float between(float a, float b, float part) {
        return a + part * (b - a);
    }

    /**
     * Each number the mean of those about it, weighed by a bell; beyond the edges the picture is
     * mirrored. For one number a pixel.
     *
     * @param kernel of odd length, symmetric
     */
    Plane blurred(float[] kernel) {
        int reach = kernel.length / 2;
        Plane down = of(width, height, 1);
        for (int y = 0; y < height; y++) {
            for (int k = -reach; k <= reach; k++) {
                int from = Warp2d.Edge.REFLECT.index(y + k, height) * width;
                float weight = kernel[k + reach];
                for (int x = 0, at = y * width; x < width; x++, at++) {
                    down.values[at] += weight * values[from + x];
                }
            }
        }
        Plane both = of(width, height, 1);
        float[] row = new float[width + 2 * reach];
        for (int y = 0; y < height; y++) {
            for (int x = -reach; x < width + reach; x++) {
                int column = Warp2d.Edge.REFLECT.index(x, width);
                row[x + reach] = down.values[y * width + column];
            }
            for (int k = 0; k < kernel.length; k++) {
                float weight = kernel[k];
                for (int x = 0, at = y * width; x < width; x++, at++) {
                    both.values[at] += weight * row[x + k];
                }
            }
        }
        return both;
    }

    /** Weights of a bell that sum to 1. */
    static float[] bell(int length, double sigma) {
        double[] weights = new double[length];
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double x = i - (length - 1) / 2.0;
            weights[i] = Math.exp(-x * x / (2 * sigma * sigma));
            sum += weights[i];
        }
        float[] bell = new float[length];
        for (int i = 0; i < length; i++) {
            bell[i] = (float) (weights[i] / sum);
        }
        return bell;
    }
}
