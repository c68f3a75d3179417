package studio.easel.engine.sampling;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * A solver: walks a latent down a ladder of noise levels. A pure function; no state survives the
 * call, so one instance serves any number of runs at once.
 */
@FunctionalInterface
public interface Sampler {
    /**
     * @param denoiser gives the x0 estimate
     * @param x the noisy latent, at {@code ladder.from(first)}
     * @param ladder all levels of the walk
     * @param first the step to begin with; 0 for a picture from pure noise
     * @param noise fresh noise for stochastic solvers, drawn in the reference's order
     * @param listener hears each step
     * @return the clean latent
     */
    Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener);
}
