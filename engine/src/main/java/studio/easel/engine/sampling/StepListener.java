package studio.easel.engine.sampling;

import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.tensor.Tensor;

/**
 * Hears each network call of a walk, and may put another latent in the place of the one it led to.
 * A solver that asks the network twice in a step says that step twice.
 */
@FunctionalInterface
public interface StepListener {
    /**
     * @param step of the ladder the call belongs to, from 0
     * @param x the latent it led to, to be given the next step's noise level where a part of it is
     *     held to a picture
     * @param denoised the x0 estimate it used
     * @return the latent to go on with: {@code x}, or {@code x} with a part held to something else
     */
    Tensor stepped(int step, Tensor x, Tensor denoised);

    /**
     * As {@link #stepped}, for a call that led only part of the way.
     *
     * @param reached the level {@code x} stands at
     */
    default Tensor halfway(int step, NoiseLevel reached, Tensor x, Tensor denoised) {
        return stepped(step, x, denoised);
    }
}
