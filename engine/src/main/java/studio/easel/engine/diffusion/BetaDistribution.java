package studio.easel.engine.diffusion;

/** Quantiles of the symmetric beta distribution, as the spacing "Beta" needs them. */
final class BetaDistribution {
    private static final int BISECTIONS = 100;
    private static final int QUADRATURE_POINTS = 200;

    private BetaDistribution() {}

    /**
     * The value below which a share {@code p} of Beta(shape, shape) lies.
     *
     * <p>With {@code x = sin²(a)} the density becomes proportional to {@code (sin a cos a)^(2 shape
     * - 1)}, and with {@code u = a^(2 shape)} its singularity at the end goes away too: a smooth
     * integrand that Simpson's rule takes to 1e-12. Bisection then inverts it.
     */
    static double quantile(double p, double shape) {
        if (p <= 0 || p >= 1) {
            return p <= 0 ? 0 : 1;
        }
        if (p > 0.5) {
            return 1 - quantile(1 - p, shape);
        }
        double half = mass(Math.PI / 4, shape);
        double low = 0;
        double high = Math.PI / 4;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (mass(middle, shape) / half < 2 * p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double sine = Math.sin(low);
        return sine * sine;
    }

    /** Unnormalised mass from 0 to {@code sin²(angle)}. */
    private static double mass(double angle, double shape) {
        double end = Math.pow(angle, 2 * shape);
        double width = end / QUADRATURE_POINTS;
        double sum = integrand(0, shape) + integrand(end, shape);
        for (int i = 1; i < QUADRATURE_POINTS; i++) {
            sum += integrand(i * width, shape) * (i % 2 == 0 ? 2 : 4);
        }
        return sum * width / 3;
    }

    private static double integrand(double u, double shape) {
        double angle = Math.pow(u, 1 / (2 * shape));
        double sineOverAngle = angle == 0 ? 1 : Math.sin(angle) / angle;
        return Math.pow(sineOverAngle * Math.cos(angle), 2 * shape - 1);
    }
}
