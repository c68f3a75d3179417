package studio.easel.engine.diffusion;

import studio.easel.engine.tensor.Tensor;

/** A U-Net with its words already given: what it predicts for a latent of unit variance. */
@FunctionalInterface
public interface Network {
    /**
     * @param input {@code [1, channels, height, width]}
     * @param timestep 0 to 999 as trained, not always whole
     * @return the prediction, of the same shape
     */
    Tensor predict(Tensor input, double timestep);
}
