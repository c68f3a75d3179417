package studio.easel.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Between latents and pixels.
 *
 * @param decoder ONNX graph: latent to picture
 * @param encoder ONNX graph: picture to latent; absent in models that only generate
 * @param latentScale latent = encoded * latentScale
 * @param latentChannels channels of a latent, 4 for Stable Diffusion 1
 * @param downscale pixels a latent cell covers each way, 8 for Stable Diffusion
 */
public record VaeSpec(
        Path decoder,
        Optional<Path> encoder,
        double latentScale,
        int latentChannels,
        int downscale) {}
