package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.tensor.Tensor;

/**
 * What the DPM-Solvers share: Lu et al. 2022, DPM-Solver (arXiv:2206.00927) and DPM-Solver++
 * (arXiv:2211.01095). From level s to level t all of their formulas have one shape,
 *
 * <pre>x' = keep x + w0 d0 + w1 d1 + w2 d2 + fresh noise</pre>
 *
 * where alpha and sigma are a level's signal and noise, {@code lambda = log(alpha / sigma)}, {@code
 * h} the step in lambda, and {@code d0, d1, d2} the integrand and its differences over h.
 *
 * @param integrand what the exponential integrator treats as slowly changing
 * @param eta 0 for the ODE, 1 for the SDE with its fresh noise each step, anything else for
 *     k-diffusion's way between the two, of x0 alone
 * @param correction how the second-order term is formed
 */
record DpmSolver(Integrand integrand, double eta, Correction correction) {
    /** What the exponential integrator treats as slowly changing. */
    enum Integrand {
        /** x0: DPM-Solver++. */
        DATA,
        /** epsilon: DPM-Solver. */
        NOISE
    }

    /** How the second-order term is formed. */
    enum Correction {
        MIDPOINT,
        HEUN,
        /** The integral's own factors at every order, as k-diffusion's 3M SDE has them. */
        EXACT
    }

    /** DPM-Solver++ as everybody uses it. */
    static final DpmSolver PLUS_PLUS = new DpmSolver(Integrand.DATA, 0, Correction.MIDPOINT);

    /** Its stochastic form. */
    static final DpmSolver PLUS_PLUS_SDE = new DpmSolver(Integrand.DATA, 1, Correction.MIDPOINT);

    /** Its stochastic form with Heun's second-order term. */
    static final DpmSolver PLUS_PLUS_SDE_HEUN = new DpmSolver(Integrand.DATA, 1, Correction.HEUN);

    /** Its stochastic form with exact factors. */
    static final DpmSolver PLUS_PLUS_SDE_EXACT = new DpmSolver(Integrand.DATA, 1, Correction.EXACT);

    /** The same with another share of fresh noise. */
    DpmSolver with(double otherEta) {
        return new DpmSolver(integrand, otherEta, correction);
    }

    /** Whether there is fresh noise each step. */
    boolean stochastic() {
        return eta > 0;
    }

    static double lambda(NoiseLevel level) {
        return Math.log(level.signal()) - Math.log(level.noise());
    }

    /** The integrand's value where the network was asked. */
    Tensor value(Tensor x, Tensor denoised, NoiseLevel level) {
        return integrand == Integrand.DATA
                ? denoised
                : sum(term(1 / level.noise(), x), term(-level.signal() / level.noise(), denoised));
    }

    /** The factor of x: the exact solution of the linear part. */
    double keep(NoiseLevel s, NoiseLevel t, double h) {
        if (integrand == Integrand.NOISE) {
            return t.signal() / s.signal();
        }
        return t.noise() / s.noise() * (stochastic() ? Math.exp(-eta * h) : 1);
    }

    /** The factor of fresh noise; 0 at a clean level. */
    double freshNoise(NoiseLevel t, double h) {
        return integrand == Integrand.DATA
                ? t.noise() * Math.sqrt(1 - Math.exp(-2 * eta * h))
                : t.noise() * Math.sqrt(Math.exp(2 * h) - 1);
    }

    /**
     * Factors of d0, d1, d2: the exponential integrator's phi functions of the signed step z, which
     * is h or −(1 + eta)h.
     */
    double[] weights(NoiseLevel t, double h, int order) {
        boolean data = integrand == Integrand.DATA;
        double scale = data ? t.signal() : t.noise();
        double z = data ? -(1 + eta) * h : h;
        double factor = !data && stochastic() ? 2 * scale : scale;
        double w0 = -factor * Math.expm1(z);
        if (order == 1) {
            return new double[] {w0};
        }
        boolean midpoint = order == 2 && correction == Correction.MIDPOINT;
        double w1 = midpoint ? w0 / 2 : -factor * (Math.expm1(z) / z - 1);
        // The reference's stochastic third order adds one half where the integral has minus one
        // half, and so ends with a tenth to a fifth too much variance.
        double half = data && stochastic() && correction != Correction.EXACT ? 0.5 : -0.5;
        double w2 = -factor * ((Math.expm1(z) - z) / (z * z) + half);
        return new double[] {w0, w1, w2};
    }
}
