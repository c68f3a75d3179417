package studio.easel.engine.noise;

import studio.easel.engine.tensor.Tensor;

/**
 * Spherical interpolation of noise (Shoemake 1985) as A1111 computes it: each line along one axis
 * is turned by its own angle, which for a latent is its columns, not the latent as a whole.
 */
final class Slerp {
    /** Mean cosine from which A1111 mixes linearly. */
    private static final double PARALLEL = 0.9995;

    private static final double NO_ANGLE = 1e-12;

    private Slerp() {}

    /**
     * @param strength 0 gives {@code a}, 1 gives {@code b}
     * @param axis along which lines run
     */
    static Tensor between(Tensor a, Tensor b, double strength, int axis) {
        int length = a.size(axis);
        int stride = 1;
        for (int i = axis + 1; i < a.shape().length; i++) {
            stride *= a.size(i);
        }
        int lines = a.length() / length;
        int[] starts = new int[lines];
        double[] cosines = new double[lines];
        double mean = 0;
        for (int line = 0; line < lines; line++) {
            starts[line] = line / stride * stride * length + line % stride;
            cosines[line] = cosine(a, b, starts[line], stride, length);
            mean += cosines[line] / lines;
        }
        if (mean > PARALLEL) {
            // A1111 has the weights the other way round here; so do we.
            return Tensor.sum(Tensor.term(strength, a), Tensor.term(1 - strength, b));
        }
        float[] values = new float[a.length()];
        for (int line = 0; line < lines; line++) {
            double angle = Math.acos(Math.max(-1, Math.min(1, cosines[line])));
            double sine = Math.sin(angle);
            // A line of one number has no angle to turn by.
            double own = sine < NO_ANGLE ? 1 - strength : Math.sin((1 - strength) * angle) / sine;
            double other = sine < NO_ANGLE ? strength : Math.sin(strength * angle) / sine;
            for (int i = 0; i < length; i++) {
                int at = starts[line] + i * stride;
                values[at] = (float) (own * a.get(at) + other * b.get(at));
            }
        }
        return Tensor.of(values, a.shape());
    }

    private static double cosine(Tensor a, Tensor b, int start, int stride, int length) {
        double dot = 0;
        double squaredA = 0;
        double squaredB = 0;
        for (int i = 0; i < length; i++) {
            double x = a.get(start + i * stride);
            double y = b.get(start + i * stride);
            dot += x * y;
            squaredA += x * x;
            squaredB += y * y;
        }
        return dot / Math.sqrt(squaredA * squaredB);
    }
}
