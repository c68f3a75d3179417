package studio.easel.engine.diffusion;

import studio.easel.engine.SigmaSpacing;

/**
 * Which trained timesteps a walk visits, noisiest first: Table 2 of Lin et al. 2023
 * (arXiv:2305.08891) with the reference's rounding, which is half to even.
 */
final class Timesteps {
    private Timesteps() {}

    /** Whole timesteps. */
    static double[] whole(SigmaSpacing spacing, int trained, int steps, int offset) {
        double[] timesteps = fractional(spacing, trained, steps, offset);
        for (int i = 0; i < steps; i++) {
            timesteps[i] = Math.rint(timesteps[i]);
        }
        return timesteps;
    }

    /** As {@link #whole}, but LINSPACE and SGM_UNIFORM keep their fractions, in float32. */
    static double[] fractional(SigmaSpacing spacing, int trained, int steps, int offset) {
        int stride = trained / steps;
        double[] timesteps = new double[steps];
        for (int i = 0; i < steps; i++) {
            int fromEnd = steps - 1 - i;
            timesteps[i] =
                    switch (spacing) {
                        case LEADING -> Math.min(trained - 1, fromEnd * stride + offset);
                        case LINSPACE ->
                                steps == 1
                                        ? 0
                                        : (float) (fromEnd * ((trained - 1.0) / (steps - 1)));
                        case TRAILING -> Math.rint(trained - i * ((double) trained / steps)) - 1;
                        case SGM_UNIFORM -> sgmUniform(trained, steps, i);
                        default -> throw new IllegalArgumentException(spacing + " is a curve");
                    };
        }
        return timesteps;
    }

    /**
     * As multistep solvers count: one point more than there are steps, of which the cleanest is
     * left out. {@code last} is how many timesteps from the clean end are used at all.
     */
    static double[] multistep(SigmaSpacing spacing, int trained, int last, int steps, int offset) {
        int stride = last / (steps + 1);
        double[] timesteps = new double[steps];
        for (int i = 0; i < steps; i++) {
            int fromEnd = steps - i;
            timesteps[i] =
                    switch (spacing) {
                        case LEADING -> Math.min(trained - 1, fromEnd * stride + offset);
                        case LINSPACE -> Math.rint(fromEnd * ((last - 1.0) / steps));
                        case TRAILING ->
                                Math.max(0, Math.rint(last - i * ((double) trained / steps)) - 1);
                        case SGM_UNIFORM -> sgmUniform(last, steps, i);
                        default -> throw new IllegalArgumentException(spacing + " is a curve");
                    };
        }
        return timesteps;
    }

    /** Evenly from the last timestep down to 0 with one point too many, the last left out. */
    private static float sgmUniform(int last, int steps, int i) {
        return (float) ((steps - i) * ((last - 1.0) / steps));
    }

    /** Evenly by index over every {@code trained / taught}-th timestep; see TimestepLadders. */
    static double[] distilled(int trained, int taught, double strength, int steps) {
        int stride = trained / taught;
        int usable = (int) (taught * strength);
        double[] timesteps = new double[steps];
        for (int i = 0; i < steps; i++) {
            int fromNoisy = (int) Math.floor(i * ((double) usable / steps));
            timesteps[i] = (usable - fromNoisy) * stride - 1;
        }
        return timesteps;
    }
}
