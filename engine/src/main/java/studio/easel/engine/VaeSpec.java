package studio.easel.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Between latents and pixels.
 *
 * @param separate which one, where it is not the model's own
 * @param decoder ONNX graph: latent to picture
 * @param encoder ONNX graph: picture to latent; absent in models that only generate
 * @param latentScale latent = encoded * latentScale
 * @param latentChannels channels of a latent, 4 for Stable Diffusion 1
 * @param downscale pixels a latent cell covers each way, 8 for Stable Diffusion
 */
public record VaeSpec(
        Optional<SeparateVae> separate,
        Path decoder,
        Optional<Path> encoder,
        double latentScale,
        int latentChannels,
        int downscale) {

    /** A model's own. */
    public VaeSpec(
            Path decoder,
            Optional<Path> encoder,
            double latentScale,
            int latentChannels,
            int downscale) {
        this(Optional.empty(), decoder, encoder, latentScale, latentChannels, downscale);
    }

    /** The same, in the place of another model's own. */
    public VaeSpec separate(SeparateVae which) {
        return new VaeSpec(
                Optional.of(which), decoder, encoder, latentScale, latentChannels, downscale);
    }
}
