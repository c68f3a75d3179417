package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.sampling.DpmSolver.Integrand;
import studio.easel.engine.tensor.Tensor;

/**
 * Unified predictor-corrector: Zhao, Bai, Rao, Zhou, Lu 2023 (arXiv:2302.04867). The network's
 * answer at a level first corrects how the walk came there (UniC), then predicts the next one
 * (UniP); it is asked once a step all the same.
 *
 * <p>Notation of the paper: {@code r} are earlier levels' distances in lambda over the step h,
 * {@code D} differences to the newest value, {@code B(h)} a function close to h, and {@code rho}
 * solves {@code R rho = b}.
 *
 * @param order 1 to 3, of the predictor; with the corrector the accuracy is one more
 * @param b the function B(h)
 * @param lowerOrderFinal whether walks end with lower orders
 * @param uncorrected steps whose outcome is left as predicted
 */
record UniPc(
        int order,
        Integrand integrand,
        B b,
        boolean lowerOrderFinal,
        Set<Integer> uncorrected,
        SampleLimit limit)
        implements Sampler {
    /** The paper's B1(h) = h and B2(h) = e^h − 1. */
    enum B {
        BH1,
        BH2
    }

    /** With the reference's defaults. */
    static UniPc usual() {
        return new UniPc(2, Integrand.DATA, B.BH2, true, Set.of(), SampleLimit.none());
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
        Tensor before = x;
        int reached = 0;
        for (int i = first; i < ladder.end(); i++) {
            Tensor denoised = limit.apply(denoiser.denoise(x, ladder.from(i)));
            Tensor value = solver().value(x, denoised, ladder.from(i));
            if (i > first && !uncorrected.contains(i - 1)) {
                x = step(before, history, Optional.of(value), ladder, i - 1, reached);
            }
            history.add(0, value);
            if (history.size() > order) {
                history.remove(order);
            }
            reached = Math.min(history.size(), lowerOrderFinal ? ladder.steps() - i : order);
            before = x;
            x = step(x, history, Optional.empty(), ladder, i, reached);
            x = listener.stepped(i, x, denoised);
        }
        return x;
    }

    /**
     * Step {@code i} with {@code reached} values; what the network said where it led, once known,
     * corrects it.
     */
    private Tensor step(
            Tensor x,
            List<Tensor> history,
            Optional<Tensor> arrived,
            NoiseLadder ladder,
            int i,
            int reached) {
        NoiseLevel s = ladder.from(i);
        NoiseLevel t = ladder.to(i);
        double h = DpmSolver.lambda(t) - DpmSolver.lambda(s);
        List<Tensor> values = new ArrayList<>(history.subList(1, reached));
        arrived.ifPresent(values::add);
        double[] r = new double[values.size()];
        Arrays.fill(r, 1);
        for (int j = 1; j < reached; j++) {
            r[j - 1] = (DpmSolver.lambda(ladder.from(i - j)) - DpmSolver.lambda(s)) / h;
        }
        boolean data = integrand == Integrand.DATA;
        double z = data ? -h : h;
        double scale = data ? t.signal() : t.noise();
        double[] w = r.length == 0 ? r : weights(r, z);
        Tensor.Term[] terms = new Tensor.Term[w.length + 2];
        double newest = solver().weights(t, h, 1)[0];
        for (int j = 0; j < w.length; j++) {
            terms[j] = term(-scale * w[j], values.get(j));
            newest += scale * w[j];
        }
        terms[w.length] = term(newest, history.get(0));
        terms[w.length + 1] = term(solver().keep(s, t, h), x);
        return sum(terms);
    }

    private DpmSolver solver() {
        return new DpmSolver(integrand, 0, DpmSolver.Correction.MIDPOINT);
    }

    /** {@code B rho / r}: the factors of the differences. */
    private double[] weights(double[] r, double z) {
        double bOfH = b == B.BH1 ? z : Math.expm1(z);
        double[] right = new double[r.length];
        double phi = Math.expm1(z) / z - 1;
        double factorial = 1;
        for (int i = 0; i < r.length; i++) {
            right[i] = phi * factorial / bOfH;
            factorial *= i + 2;
            phi = phi / z - 1 / factorial;
        }
        double[] weights = new double[r.length];
        for (int j = 0; j < r.length; j++) {
            // One node alone counts one half, whatever B: the paper's simplified first order.
            double rho = r.length == 1 ? 0.5 : solution(r, right, j);
            weights[j] = bOfH * rho / r[j];
        }
        return weights;
    }

    /**
     * {@code rho_j} of the Vandermonde system {@code R rho = b}: the right side under the
     * coefficients of the polynomial that is 1 at r_j and 0 at the other nodes.
     */
    private static double solution(double[] r, double[] right, int j) {
        double[] polynomial = new double[r.length];
        polynomial[0] = 1;
        for (int k = 0; k < r.length; k++) {
            if (k != j) {
                for (int i = r.length - 1; i >= 0; i--) {
                    double shifted = i == 0 ? 0 : polynomial[i - 1];
                    polynomial[i] = (shifted - r[k] * polynomial[i]) / (r[j] - r[k]);
                }
            }
        }
        double sum = 0;
        for (int i = 0; i < r.length; i++) {
            sum += polynomial[i] * right[i];
        }
        return sum;
    }
}
