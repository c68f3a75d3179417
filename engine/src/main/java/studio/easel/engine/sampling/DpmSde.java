package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * DPM++ SDE, k-diffusion's stochastic form of the second-order singlestep DPM-Solver++ (Lu et al.
 * 2022, arXiv:2211.01095) with its midpoint in the middle of log sigma. Two network calls a step,
 * each followed by fresh noise; the last step has one and no noise.
 *
 * <p>k-diffusion reads that noise off one Brownian path per picture; here every draw is a new one
 * from the seed, as in the goldens. The distribution of each draw is the same, the numbers are not.
 *
 * @param schedule tells the midpoint's timestep
 * @param eta how much of the fresh noise there is; 1 is usual
 */
record DpmSde(NoiseSchedule schedule, double eta) implements Sampler {
    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        for (int i = first; i < ladder.end(); i++) {
            double from = ladder.from(i).sigma();
            double to = ladder.to(i).sigma();
            Tensor denoised = denoiser.denoise(x, ladder.from(i));
            if (to == 0) {
                return listener.stepped(i, denoised, denoised);
            }
            double middle = sigma((log(from) + log(to)) / 2);
            Tensor half =
                    listener.halfway(
                            i,
                            level(middle),
                            ancestral(x, denoised, from, middle, noise),
                            denoised);
            denoised = denoiser.denoise(half, level(middle));
            x = listener.stepped(i, ancestral(x, denoised, from, to, noise), denoised);
        }
        return x;
    }

    /** Exactly down to below a level if x0 is {@code denoised}, and up to it with fresh noise. */
    private Tensor ancestral(Tensor x, Tensor denoised, double from, double to, NoiseSource noise) {
        AncestralStep step = AncestralStep.between(sigma(log(from)), sigma(log(to)), eta);
        double kept = step.down() / from;
        return sum(term(kept, x), term(1 - kept, denoised), term(step.up(), noise.next(x.shape())));
    }

    /**
     * Float32, through which the reference leads every sigma: where a step spans much noise, {@link
     * AncestralStep} hangs on the last digits.
     */
    private static float log(double sigma) {
        return (float) Math.log(sigma);
    }

    private static float sigma(float log) {
        return (float) Math.exp(log);
    }

    private NoiseLevel level(double sigma) {
        return NoiseLevel.exploding(schedule.timestepAt(sigma), sigma);
    }
}
