package studio.easel.engine.diffusion;

/** Quantiles of the symmetric beta distribution, as the spacing "Beta" needs them. */
final class BetaDistribution {
    private static final int NEWTON_STEPS = 8;
    private static final int QUADRATURE_POINTS = 200;

    private BetaDistribution() {}

    /**
     * The value below which a share {@code p} of Beta(shape, shape) lies.
     *
     * <p>With {@code x = sin²(a)} the density becomes proportional to {@code (sin a cos a)^(2 shape
     * - 1)}, and with {@code u = a^(2 shape)} its singularity at the end goes away too: a smooth
     * integrand that Simpson's rule takes to 1e-12. It falls from 1, so Newton's method, begun at
     * the mass itself, comes up to the solution from below and doubles its digits each step.
     *
     * @param p 0 to 1
     * @param shape 0.5 to 1
     */
    static double quantile(double p, double shape) {
        if (p <= 0 || p >= 1) {
            return p <= 0 ? 0 : 1;
        }
        if (p > 0.5) {
            return 1 - quantile(1 - p, shape);
        }
        double wanted = 2 * p * mass(Math.pow(Math.PI / 4, 2 * shape), shape);
        double u = wanted;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            u += (wanted - mass(u, shape)) / integrand(u, shape);
        }
        double sine = Math.sin(Math.pow(u, 1 / (2 * shape)));
        return sine * sine;
    }

    /** Unnormalised mass up to {@code u}. */
    private static double mass(double u, double shape) {
        double width = u / QUADRATURE_POINTS;
        double sum = integrand(0, shape) + integrand(u, shape);
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
