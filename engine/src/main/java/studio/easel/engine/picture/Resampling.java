package studio.easel.engine.picture;

/** How a resized picture's pixel is weighed together from those it lies over. */
public enum Resampling {
    /** The pixel under its centre. */
    NEAREST(0) {
        @Override
        double weight(double x) {
            throw new AssertionError("the nearest pixel is not weighed");
        }
    },
    /** A triangle over two pixels. */
    BILINEAR(1) {
        @Override
        double weight(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Cubic convolution with a = −1/2 over four pixels (Keys 1981). */
    BICUBIC(2) {
        @Override
        double weight(double x) {
            double d = Math.abs(x);
            if (d < 1) {
                return ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1;
            }
            return d < 2 ? (((d - 5) * d + 8) * d - 4) * CUBIC : 0;
        }
    },
    /** A sinc under the main lobe of a three times wider one, over six pixels (Duchon 1979). */
    LANCZOS(3) {
        @Override
        double weight(double x) {
            return -3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0;
        }
    };

    private static final double CUBIC = -0.5;

    private final double reach;

    Resampling(double reach) {
        this.reach = reach;
    }

    /** From here on the weight is 0; in pixels, of the larger picture's when it shrinks. */
    double reach() {
        return reach;
    }

    /** The weight, not yet normalised, of a pixel {@code x} away from the centre. */
    abstract double weight(double x);

    private static double sinc(double x) {
        double angle = x * Math.PI;
        return x == 0 ? 1 : StrictMath.sin(angle) / angle;
    }
}
