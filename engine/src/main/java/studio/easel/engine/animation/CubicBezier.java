package studio.easel.engine.animation;

/**
 * The curve from (0, 0) to (1, 1) that two handles pull, as CSS's {@code cubic-bezier} has it (CSS
 * Easing Functions Level 1).
 */
final class CubicBezier {
    /** Ease in and out alike: what {@code ease} does without handles. */
    static final double EASE_IN_X = 0.42;

    static final double EASE_OUT_X = 0.58;

    private static final int HALVINGS = 53;

    private CubicBezier() {}

    /**
     * The height of the curve at {@code x}, held at its ends outside 0 to 1.
     *
     * @param x1 of the first handle, put into 0 to 1 so that there is one height at each x
     * @param x2 of the second handle, likewise
     */
    static double at(double x, double x1, double y1, double x2, double y2) {
        if (!(x > 0)) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        double left = Math.max(0, Math.min(1, x1));
        double right = Math.max(0, Math.min(1, x2));
        double low = 0;
        double high = 1;
        // Halving is slower than Newton's method and never goes astray.
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (coordinate(middle, left, right) < x) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return coordinate((low + high) / 2, y1, y2);
    }

    private static double coordinate(double u, double first, double second) {
        double rest = 1 - u;
        return 3 * u * rest * rest * first + 3 * u * u * rest * second + u * u * u;
    }
}
