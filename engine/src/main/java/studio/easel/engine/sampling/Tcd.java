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
 * Trajectory consistency distillation: Zheng et al. 2024 (arXiv:2402.19159), strategic stochastic
 * sampling: down to below the next level in one go, and up to it with fresh noise.
 *
 * @param schedule tells the level below
 * @param eta the paper's gamma: 0 is deterministic, 1 goes down to a clean x0 each time
 */
record Tcd(NoiseSchedule schedule, double eta) implements Sampler {
    /** The reference's default. */
    static final double USUAL_ETA = 0.3;

    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        for (int i = first; i < ladder.end(); i++) {
            NoiseLevel t = ladder.from(i);
            NoiseLevel next = ladder.to(i);
            NoiseLevel s = below(next);
            Tensor x0 = denoiser.denoise(x, t);
            Tensor epsilon = sum(term(1 / t.noise(), x), term(-t.signal() / t.noise(), x0));
            Tensor noised = sum(term(s.signal(), x0), term(s.noise(), epsilon));
            x = noised;
            if (eta > 0 && i + 1 < ladder.steps()) {
                double kept = next.alphaBar() / s.alphaBar();
                x = sum(term(Math.sqrt(kept), x), term(Math.sqrt(1 - kept), noise.next(x.shape())));
            }
            x = listener.stepped(i, x, noised);
        }
        return x;
    }

    /** In float32, as the reference cuts it to a whole timestep. */
    private NoiseLevel below(NoiseLevel next) {
        int timestep = (int) ((float) (1 - eta) * (float) next.timestep());
        return NoiseLevel.ofAlphaBar(timestep, schedule.alphaBar(timestep));
    }
}
