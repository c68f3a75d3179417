package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Denoising Diffusion Probabilistic Models: Ho, Jain, Abbeel 2020 (arXiv:2006.11239), Algorithm 2,
 * with the posterior mean of eq. 7.
 *
 * <p>Notation: {@code a} is alpha-bar of the step's level, {@code aNext} of the next; {@code beta}
 * is what one step of the walk adds, which is one trained step's beta only when every timestep is
 * visited.
 */
record Ddpm(Variance variance, SampleLimit limit) implements Sampler {
    /** The variance of fresh noise, section 3.2 of the paper. */
    enum Variance {
        /** beta-tilde, the posterior's own. */
        FIXED_SMALL,
        /** beta. */
        FIXED_LARGE
    }

    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        for (int i = first; i < ladder.end(); i++) {
            NoiseLevel level = ladder.from(i);
            double a = level.alphaBar();
            double aNext = ladder.to(i).alphaBar();
            double beta = 1 - a / aNext;
            Tensor x0 = limit.apply(denoiser.denoise(x, level));
            x =
                    sum(
                            term(Math.sqrt(aNext) * beta / (1 - a), x0),
                            term(Math.sqrt(a / aNext) * (1 - aNext) / (1 - a), x));
            if (level.timestep() > 0) {
                x = sum(term(1, x), term(deviation(a, aNext, beta), noise.next(x.shape())));
            }
            x = listener.stepped(i, x, x0);
        }
        return x;
    }

    private double deviation(double a, double aNext, double beta) {
        double small = Math.max((1 - aNext) / (1 - a) * beta, 1e-20);
        return Math.sqrt(variance == Variance.FIXED_LARGE ? beta : small);
    }
}
