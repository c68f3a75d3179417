package studio.easel.engine.sampling;

import studio.easel.engine.tensor.Tensor;

/** Hears each step of a walk, and may put another latent in the place of the one reached. */
@FunctionalInterface
public interface StepListener {
    /**
     * @param step that is done, from 0
     * @param x the latent it reached
     * @param denoised the x0 estimate it used
     * @return the latent to go on with: {@code x}, or {@code x} with a part held to something else
     */
    Tensor stepped(int step, Tensor x, Tensor denoised);
}
