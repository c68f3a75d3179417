package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Latent consistency models: Luo et al. 2023 (arXiv:2310.04378), multistep sampling. The network
 * goes straight to x0; fresh noise takes that to the next level.
 *
 * @param limit of the x0 estimate
 */
record Lcm(SampleLimit limit) implements Sampler {
    /** sigma_data of the paper's c_skip and c_out. */
    private static final double SIGMA_DATA = 0.5;

    /** The reference's, with which c_skip vanishes except at the cleanest timesteps. */
    private static final double TIMESTEP_SCALING = 10;

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
            NoiseLevel next = ladder.to(i);
            Tensor x0 = limit.apply(denoiser.denoise(x, level));
            double t = level.timestep() * TIMESTEP_SCALING;
            double skip = SIGMA_DATA * SIGMA_DATA / (t * t + SIGMA_DATA * SIGMA_DATA);
            double out = t / Math.sqrt(t * t + SIGMA_DATA * SIGMA_DATA);
            Tensor denoised = sum(term(out, x0), term(skip, x));
            x = denoised;
            if (next.noise() > 0) {
                x = sum(term(next.signal(), x), term(next.noise(), noise.next(x.shape())));
            }
            x = listener.stepped(i, x, denoised);
        }
        return x;
    }
}
