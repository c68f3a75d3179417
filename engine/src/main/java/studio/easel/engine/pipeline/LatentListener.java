package studio.easel.engine.pipeline;

import studio.easel.engine.tensor.Tensor;

/** Hears every latent on the way, as it is after each network call. */
@FunctionalInterface
public interface LatentListener {
    /**
     * @param image which picture of the run, from 0
     * @param latent {@code [1, channels, height, width]}, before the division by the VAE's scale;
     *     the last one of a picture is what is decoded
     */
    void reached(int image, Tensor latent);
}
