package studio.easel.engine.diffusion;

/** Sigmas between two ends, noisiest first: pure functions of the ends and how many. */
final class SigmaCurve {
    private static final double KARRAS_RHO = 7;
    private static final double BETA_SHAPE = 0.6;

    private SigmaCurve() {}

    static double[] of(LadderPlan.Curve curve, double max, double min, int count) {
        double[] sigmas = new double[count];
        for (int i = 0; i < count; i++) {
            double ramp = count == 1 ? 0 : (double) i / (count - 1);
            sigmas[i] =
                    switch (curve) {
                        case KARRAS -> karras(max, min, ramp);
                        case EXPONENTIAL, LOG_LINEAR, LU -> exponential(max, min, ramp);
                        case BETA ->
                                min + BetaDistribution.quantile(1 - ramp, BETA_SHAPE) * (max - min);
                        case TRAINED ->
                                throw new IllegalArgumentException("trained sigmas have no curve");
                    };
        }
        return sigmas;
    }

    /** Karras et al. 2022 (arXiv:2206.00364), eq. 5. */
    private static double karras(double max, double min, double ramp) {
        double maxRoot = Math.pow(max, 1 / KARRAS_RHO);
        double minRoot = Math.pow(min, 1 / KARRAS_RHO);
        return Math.pow(maxRoot + ramp * (minRoot - maxRoot), KARRAS_RHO);
    }

    private static double exponential(double max, double min, double ramp) {
        return Math.exp(Math.log(max) + ramp * (Math.log(min) - Math.log(max)));
    }
}
