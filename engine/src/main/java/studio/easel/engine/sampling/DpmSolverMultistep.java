package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * The multistep DPM-Solvers: Lu et al. 2022, DPM-Solver (arXiv:2206.00927) and DPM-Solver++
 * (arXiv:2211.01095), orders one to three, deterministic and stochastic. A1111's DPM++ 2M is DATA
 * of order 2, its "2M SDE" the stochastic one, its "3M SDE" that of order 3.
 *
 * <p>Notation: alpha and sigma are a level's signal and noise, {@code lambda = log(alpha / sigma)},
 * {@code h} the step in lambda; {@code r0, r1} are earlier steps over h; {@code d0, d1, d2} are the
 * model's value and its differences. The solver integrates either x0 (DATA) or epsilon (NOISE); all
 * of its formulas have one shape,
 *
 * <pre>x' = keep x + w0 d0 + w1 d1 + w2 d2 + fresh noise</pre>
 *
 * and {@link #weights} holds what differs.
 */
record DpmSolverMultistep(Settings settings) implements Sampler {
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
        HEUN
    }

    /**
     * @param order 1 to 3
     * @param stochastic whether to solve the SDE, with fresh noise each step
     * @param lowerOrderFinal whether short walks (under 15 steps) end with lower orders
     * @param firstOrderFinal whether the last step is of first order in any case
     */
    record Settings(
            int order,
            Integrand integrand,
            boolean stochastic,
            Correction correction,
            boolean lowerOrderFinal,
            boolean firstOrderFinal,
            SampleLimit limit) {}

    static DpmSolverMultistep plusPlus2M() {
        return new DpmSolverMultistep(
                new Settings(
                        2,
                        Integrand.DATA,
                        false,
                        Correction.MIDPOINT,
                        true,
                        false,
                        SampleLimit.none()));
    }

    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        List<Tensor> history = new ArrayList<>();
        for (int i = first; i < ladder.steps(); i++) {
            Tensor denoised = settings.limit.apply(denoiser.denoise(x, ladder.from(i)));
            history.add(0, integrand(x, denoised, ladder.from(i)));
            x = step(x, history, ladder, i, orderAt(i, i - first, ladder), noise);
            x = listener.stepped(i, x, denoised);
            if (history.size() == settings.order) {
                history.remove(settings.order - 1);
            }
        }
        return x;
    }

    private Tensor integrand(Tensor x, Tensor denoised, NoiseLevel level) {
        return settings.integrand == Integrand.DATA
                ? denoised
                : sum(term(1 / level.noise(), x), term(-level.signal() / level.noise(), denoised));
    }

    private int orderAt(int i, int done, NoiseLadder ladder) {
        int left = ladder.steps() - i;
        boolean shortWalk = settings.lowerOrderFinal && ladder.steps() < 15;
        boolean toClean = ladder.to(i).noise() == 0;
        if (left == 1 && (settings.firstOrderFinal || shortWalk || toClean)) {
            return 1;
        }
        int reachable = Math.min(settings.order, done + 1);
        return left == 2 && shortWalk ? Math.min(2, reachable) : reachable;
    }

    private Tensor step(
            Tensor x,
            List<Tensor> history,
            NoiseLadder ladder,
            int i,
            int order,
            NoiseSource noise) {
        NoiseLevel s = ladder.from(i);
        NoiseLevel t = ladder.to(i);
        double h = lambda(t) - lambda(s);
        double[] w =
                weights(h, order, settings.integrand == Integrand.DATA ? t.signal() : t.noise());
        Tensor stepped = sum(term(keep(s, t, h), x), term(w[0], history.get(0)));
        if (order > 1) {
            double r0 = (lambda(s) - lambda(ladder.from(i - 1))) / h;
            Tensor d10 = difference(history, 0, r0);
            if (order == 2) {
                stepped = sum(term(1, stepped), term(w[1], d10));
            } else {
                double r1 = (lambda(ladder.from(i - 1)) - lambda(ladder.from(i - 2))) / h;
                Tensor d11 = difference(history, 1, r1);
                // d1 = d10 + r0/(r0+r1) (d10 - d11), d2 = (d10 - d11)/(r0+r1)
                double slope = (w[1] * r0 + w[2]) / (r0 + r1);
                stepped = sum(term(1, stepped), term(w[1] + slope, d10), term(-slope, d11));
            }
        }
        return settings.stochastic
                ? sum(term(1, stepped), term(freshNoise(t, h), noise.next(x.shape())))
                : stepped;
    }

    private static Tensor difference(List<Tensor> history, int index, double r) {
        return sum(term(1 / r, history.get(index)), term(-1 / r, history.get(index + 1)));
    }

    private static double lambda(NoiseLevel level) {
        return Math.log(level.signal()) - Math.log(level.noise());
    }

    /** The factor of x: the exact solution of the linear part. */
    private double keep(NoiseLevel s, NoiseLevel t, double h) {
        if (settings.integrand == Integrand.NOISE) {
            return t.signal() / s.signal();
        }
        return t.noise() / s.noise() * (settings.stochastic ? Math.exp(-h) : 1);
    }

    private double freshNoise(NoiseLevel t, double h) {
        return settings.integrand == Integrand.DATA
                ? t.noise() * Math.sqrt(1 - Math.exp(-2 * h))
                : t.noise() * Math.sqrt(Math.exp(2 * h) - 1);
    }

    /**
     * Factors of d0, d1, d2: the exponential integrator's phi functions of the signed step z, which
     * is h, −h or −2h.
     */
    private double[] weights(double h, int order, double scale) {
        boolean data = settings.integrand == Integrand.DATA;
        double z = data ? (settings.stochastic ? -2 * h : -h) : h;
        double factor = !data && settings.stochastic ? 2 * scale : scale;
        double w0 = -factor * Math.expm1(z);
        if (order == 1) {
            return new double[] {w0};
        }
        boolean midpoint = order == 2 && settings.correction == Correction.MIDPOINT;
        double w1 = midpoint ? w0 / 2 : -factor * (Math.expm1(z) / z - 1);
        // The reference's stochastic third order adds one half where the integral has minus one
        // half.
        double half = data && settings.stochastic ? 0.5 : -0.5;
        double w2 = -factor * ((Math.expm1(z) - z) / (z * z) + half);
        return new double[] {w0, w1, w2};
    }
}
