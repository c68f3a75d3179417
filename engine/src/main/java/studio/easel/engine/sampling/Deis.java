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
 * Diffusion exponential integrator sampler, its multistep form in log rho: Zhang, Chen 2022
 * (arXiv:2204.13902). With {@code y = x / alpha} and {@code rho = sigma / alpha} the ODE is {@code
 * dy = epsilon d rho}; epsilon is the polynomial in log rho through its last values, integrated
 * exactly.
 *
 * @param order 1 to 3, how many values are remembered
 * @param lowerOrderFinal whether short walks (under 15 steps) end with lower orders
 * @param limit of the x0 estimate
 */
record Deis(int order, boolean lowerOrderFinal, SampleLimit limit) implements Sampler {
    /** With the reference's defaults. */
    static Deis usual() {
        return new Deis(2, true, SampleLimit.none());
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
        for (int i = first; i < ladder.end(); i++) {
            NoiseLevel s = ladder.from(i);
            Tensor denoised = limit.apply(denoiser.denoise(x, s));
            history.add(0, sum(term(1 / s.noise(), x), term(-s.signal() / s.noise(), denoised)));
            if (history.size() > order) {
                history.remove(order);
            }
            x = listener.stepped(i, step(x, history, ladder, i), denoised);
        }
        return x;
    }

    private Tensor step(Tensor x, List<Tensor> history, NoiseLadder ladder, int i) {
        double alpha = ladder.to(i).signal();
        double[] weights = weights(ladder, i, orderAt(i, history.size(), ladder));
        Tensor.Term[] terms = new Tensor.Term[weights.length + 1];
        for (int j = 0; j < weights.length; j++) {
            terms[j] = term(alpha * weights[j], history.get(j));
        }
        terms[weights.length] = term(alpha / ladder.from(i).signal(), x);
        return sum(terms);
    }

    private int orderAt(int i, int reachable, NoiseLadder ladder) {
        boolean shortWalk = lowerOrderFinal && ladder.steps() < 15;
        return shortWalk ? Math.min(reachable, ladder.steps() - i) : reachable;
    }

    /** The integrals over rho of the polynomials in log rho that are 1 at level i − j. */
    private static double[] weights(NoiseLadder ladder, int i, int nodes) {
        double[] logs = new double[nodes];
        for (int j = 0; j < nodes; j++) {
            logs[j] = Math.log(ladder.from(i - j).sigma());
        }
        double from = ladder.from(i).sigma();
        double to = ladder.to(i).sigma();
        return switch (nodes) {
            case 1 -> new double[] {to - from};
            case 2 ->
                    new double[] {
                        linear(from, to, logs[1]) / (logs[0] - logs[1]),
                        linear(from, to, logs[0]) / (logs[1] - logs[0])
                    };
            default ->
                    new double[] {
                        quadratic(from, to, logs, 0),
                        quadratic(from, to, logs, 1),
                        quadratic(from, to, logs, 2)
                    };
        };
    }

    /** The integral of {@code log rho - c}. */
    private static double linear(double from, double to, double c) {
        return to * (Math.log(to) - 1 - c) - from * (Math.log(from) - 1 - c);
    }

    /** The integral of Lagrange's polynomial {@code j} of three. */
    private static double quadratic(double from, double to, double[] logs, int j) {
        double b = logs[j];
        double c = logs[(j + 1) % 3];
        double d = logs[(j + 2) % 3];
        return (antiderivative(to, c, d) - antiderivative(from, c, d)) / ((b - c) * (b - d));
    }

    /** Of {@code (log rho - c)(log rho - d)}; with u = log rho, e^u (p - p' + p''). */
    private static double antiderivative(double rho, double c, double d) {
        double u = Math.log(rho);
        return rho * ((u - c) * (u - d) - (2 * u - c - d) + 2);
    }
}
