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
 * (arXiv:2211.01095), orders one to three, deterministic and stochastic. DPM++ 2M is DATA of order
 * 2, "2M SDE" the stochastic one.
 *
 * <p>Notation: as in {@link DpmSolver}; {@code r0, r1} are earlier steps over h.
 *
 * @param order 1 to 3
 * @param lowerOrderFinal whether short walks (under 15 steps) end with lower orders
 * @param firstOrderFinal whether the last step is of first order in any case
 */
record DpmSolverMultistep(
        DpmSolver solver,
        int order,
        boolean lowerOrderFinal,
        boolean firstOrderFinal,
        SampleLimit limit)
        implements Sampler {

    /** k-diffusion's DPM++ 3M SDE: exact factors, and short walks treated like long ones. */
    static DpmSolverMultistep sde3M(double eta) {
        return new DpmSolverMultistep(
                DpmSolver.PLUS_PLUS_SDE_EXACT.with(eta), 3, false, false, SampleLimit.none());
    }

    /** With the reference's defaults. */
    static DpmSolverMultistep of(DpmSolver solver, int order) {
        return new DpmSolverMultistep(solver, order, true, false, SampleLimit.none());
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
            Tensor denoised = limit.apply(denoiser.denoise(x, ladder.from(i)));
            history.add(0, solver.value(x, denoised, ladder.from(i)));
            x = step(x, history, ladder, i, orderAt(i, i - first, ladder), noise);
            x = listener.stepped(i, x, denoised);
            if (history.size() == order) {
                history.remove(order - 1);
            }
        }
        return x;
    }

    private int orderAt(int i, int done, NoiseLadder ladder) {
        int left = ladder.steps() - i;
        boolean shortWalk = lowerOrderFinal && ladder.steps() < 15;
        boolean toClean = ladder.to(i).noise() == 0;
        if (left == 1 && (firstOrderFinal || shortWalk || toClean)) {
            return 1;
        }
        int reachable = Math.min(order, done + 1);
        return left == 2 && shortWalk ? Math.min(2, reachable) : reachable;
    }

    private Tensor step(
            Tensor x,
            List<Tensor> history,
            NoiseLadder ladder,
            int i,
            int reached,
            NoiseSource noise) {
        NoiseLevel s = ladder.from(i);
        NoiseLevel t = ladder.to(i);
        double h = DpmSolver.lambda(t) - DpmSolver.lambda(s);
        double[] w = solver.weights(t, h, reached);
        Tensor stepped = sum(term(solver.keep(s, t, h), x), term(w[0], history.get(0)));
        if (reached > 1) {
            double r0 = (DpmSolver.lambda(s) - DpmSolver.lambda(ladder.from(i - 1))) / h;
            Tensor d10 = difference(history, 0, r0);
            if (reached == 2) {
                stepped = sum(term(1, stepped), term(w[1], d10));
            } else {
                double r1 =
                        (DpmSolver.lambda(ladder.from(i - 1))
                                        - DpmSolver.lambda(ladder.from(i - 2)))
                                / h;
                Tensor d11 = difference(history, 1, r1);
                // d1 = d10 + r0/(r0+r1) (d10 - d11), d2 = (d10 - d11)/(r0+r1)
                double slope = (w[1] * r0 + w[2]) / (r0 + r1);
                stepped = sum(term(1, stepped), term(w[1] + slope, d10), term(-slope, d11));
            }
        }
        return solver.stochastic()
                ? sum(term(1, stepped), term(solver.freshNoise(t, h), noise.next(x.shape())))
                : stepped;
    }

    private static Tensor difference(List<Tensor> history, int index, double r) {
        return sum(term(1 / r, history.get(index)), term(-1 / r, history.get(index + 1)));
    }
}
