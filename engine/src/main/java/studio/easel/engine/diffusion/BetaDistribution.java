package studio.easel.engine.diffusion;

/** Quantiles of the symmetric beta distribution, as the spacing "Beta" needs them. */
final class BetaDistribution {
    private static final int MOST_ITERATIONS = 50;
    private static final int QUADRATURE_POINTS = 100;

    private BetaDistribution() {}

    /**
     * The value below which a share {@code p} of Beta(shape, shape) lies.
     *
     * <p>With {@code x = sin²(a)} the density becomes proportional to {@code (sin a cos a)^(2 shape
     * - 1)}, and with {@code u = a^(2 shape)} its singularity at the end goes away too: a smooth
     * integrand that Simpson's rule takes to 1e-12. Newton's method then inverts the mass.
     */
    static double quantile(double p, double shape) {
        if (p <= 0 || p >= 1) {
            return p <= 0 ? 0 : 1;
        }
        if (p > 0.5) {
            return 1 - quantile(1 - p, shape);
        }
        double middle = Math.pow(Math.PI / 4, 2 * shape);
        double wanted = 2 * p * mass(middle, shape);
        double u = 2 * p * middle;
        for (int i = 0; i < MOST_ITERATIONS; i++) {
            double step = (mass(u, shape) - wanted) / integrand(u, shape);
            u = Math.max(0, Math.min(middle, u - step));
            if (Math.abs(step) < 1e-15) {
                break;
            }
        }
        double sine = Math.sin(Math.pow(u, 1 / (2 * shape)));
        return sine * sine;
    }

    /** Unnormalised mass from 0 to {@code end}. */
    private static double mass(double end, double shape) {
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
