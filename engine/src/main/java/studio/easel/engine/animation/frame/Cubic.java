package studio.easel.engine.animation.frame;

/**
 * Cubic convolution with a = −3/4 over four pixels (Keys 1981), as OpenCV and torch have it. A
 * smaller picture is not smoothed first.
 */
final class Cubic {
    private static final float A = -0.75f;

    private final int width;
    private final int height;
    private final int newWidth;
    private final int newHeight;

    Cubic(int width, int height, int newWidth, int newHeight) {
        this.width = width;
        this.height = height;
        this.newWidth = newWidth;
        this.newHeight = newHeight;
    }

    /** The weight of a pixel {@code d} away, at most 1. */
    static float near(float d) {
        return ((A + 2) * d - (A + 3)) * d * d + 1;
    }

    /** The weight of a pixel {@code d} away, 1 to 2. */
    static float far(float d) {
        return ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
    }

    /** A plane of the new size; beyond the edges its outermost pixels go on. */
    float[] of(float[] plane) {
        float[] wide = new float[newWidth * height];
        for (int x = 0; x < newWidth; x++) {
            Taps taps = new Taps(x, width, newWidth);
            for (int y = 0; y < height; y++) {
                wide[y * newWidth + x] = taps.of(plane, y * width, 1);
            }
        }
        float[] resized = new float[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            Taps taps = new Taps(y, height, newHeight);
            for (int x = 0; x < newWidth; x++) {
                resized[y * newWidth + x] = taps.of(wide, x, newWidth);
            }
        }
        return resized;
    }

    /** The four pixels a new one is made of. */
    private static final class Taps {
        private final int[] index = new int[4];
        private final float[] weight;

        Taps(int i, int length, int newLength) {
            double at = (i + 0.5) * length / newLength - 0.5;
            int first = (int) Math.floor(at);
            float t = (float) (at - first);
            weight = new float[] {far(1 + t), near(t), near(1 - t), far(2 - t)};
            for (int k = 0; k < 4; k++) {
                index[k] = Math.max(0, Math.min(length - 1, first - 1 + k));
            }
        }

        float of(float[] plane, int start, int step) {
            return weight[0] * plane[start + step * index[0]]
                    + weight[1] * plane[start + step * index[1]]
                    + weight[2] * plane[start + step * index[2]]
                    + weight[3] * plane[start + step * index[3]];
        }
    }
}
