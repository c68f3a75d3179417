package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.sampling.DpmSolver.Correction;
import studio.easel.engine.tensor.Tensor;

/**
 * The singlestep DPM-Solvers: Lu et al. 2022, DPM-Solver (arXiv:2206.00927, Algorithms 1 and 2) and
 * DPM-Solver++ (arXiv:2211.01095, Algorithm 1). A block of as many rungs as the order is one of the
 * paper's steps: its first rung is of first order, its second reaches further from the block's
 * beginning with what the first found, and so on. So one rung is one network call.
 *
 * <p>Notation: as in {@link DpmSolver}; {@code h} reaches from the block's beginning, {@code r0,
 * r1} are where in it the network was asked.
 *
 * @param order 1 to 3
 * @param lowerOrderFinal whether the last rung is of first order where it would complete a block
 */
record DpmSolverSinglestep(DpmSolver solver, int order, boolean lowerOrderFinal, SampleLimit limit)
        implements Sampler {
    /** DPM++ 2S with the reference's defaults. */
    static DpmSolverSinglestep plusPlus2S() {
        return new DpmSolverSinglestep(DpmSolver.PLUS_PLUS, 2, true, SampleLimit.none());
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
        Tensor begin = x;
        for (int i = first; i < ladder.end(); i++) {
            Tensor denoised = limit.apply(denoiser.denoise(x, ladder.from(i)));
            history.add(0, solver.value(x, denoised, ladder.from(i)));
            int reached = Math.min(orderAt(i, ladder), history.size());
            begin = reached == 1 ? x : begin;
            x = step(begin, history, ladder, i, reached, noise);
            x = listener.stepped(i, x, denoised);
            if (history.size() == order) {
                history.remove(order - 1);
            }
        }
        return x;
    }

    /** Orders count up in blocks, and what leads to a clean x is of first order. */
    private int orderAt(int i, NoiseLadder ladder) {
        int inBlock = i % order + 1;
        boolean last = i + 1 == ladder.steps();
        boolean toClean = ladder.to(i).noise() == 0;
        return last && (toClean || lowerOrderFinal && inBlock == order) ? 1 : inBlock;
    }

    private Tensor step(
            Tensor begin,
            List<Tensor> history,
            NoiseLadder ladder,
            int i,
            int reached,
            NoiseSource noise) {
        NoiseLevel s = ladder.from(i - reached + 1);
        NoiseLevel t = ladder.to(i);
        double h = DpmSolver.lambda(t) - DpmSolver.lambda(s);
        double[] w = solver.weights(t, h, reached);
        Tensor d0 = history.get(reached - 1);
        Tensor stepped = sum(term(solver.keep(s, t, h), begin), term(w[0], d0));
        if (reached > 1) {
            double r0 = (DpmSolver.lambda(ladder.from(i)) - DpmSolver.lambda(s)) / h;
            Tensor d11 = difference(history.get(0), d0, r0);
            if (reached == 2 || solver.correction() == Correction.MIDPOINT) {
                stepped = sum(term(1, stepped), term(w[1], d11));
            } else {
                double r1 = (DpmSolver.lambda(ladder.from(i - 1)) - DpmSolver.lambda(s)) / h;
                Tensor d10 = difference(history.get(1), d0, r1);
                // d1 = (r0 d10 - r1 d11)/(r0-r1), d2 = 2 (d11 - d10)/(r0-r1)
                stepped =
                        sum(
                                term(1, stepped),
                                term((w[1] * r0 - 2 * w[2]) / (r0 - r1), d10),
                                term((2 * w[2] - w[1] * r1) / (r0 - r1), d11));
            }
        }
        return solver.stochastic()
                ? sum(term(1, stepped), term(solver.freshNoise(t, h), noise.next(begin.shape())))
                : stepped;
    }

    private static Tensor difference(Tensor value, Tensor before, double r) {
        return sum(term(1 / r, value), term(-1 / r, before));
    }
}
