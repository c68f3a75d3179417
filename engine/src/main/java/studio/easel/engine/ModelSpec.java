package studio.easel.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the engine needs to know about a Stable Diffusion 1-class model. {@code models} fills it in
 * from whatever lies on disk; everything here was read, nothing assumed from a name.
 *
 * @param name shown to people and written into pictures
 * @param hash SHA-256 over the model's files, 64 hex digits
 * @param textEncoder ONNX graph: token ids to {@code last_hidden_state}
 * @param unet ONNX graph: latent, timestep and words to a prediction
 * @param vaeDecoder ONNX graph: latent to picture
 * @param vaeEncoder ONNX graph: picture to latent; absent in models that only generate
 * @param tokenizer how words become ids
 * @param schedule the noise the model was trained with
 * @param latentScale the VAE's scaling factor: latent = encoded * latentScale
 * @param latentChannels channels of a latent, 4 for Stable Diffusion 1
 * @param downscale pixels a latent cell covers each way, 8 for Stable Diffusion
 * @param sizeGrid what width and height must be multiples of: downscale times the U-Net's own
 * @param nativeSize the size the model was trained at
 * @param previewFactors latentChannels rows of red, green, blue and then one row of offsets, each
 *     for colours from -1 to 1; a linear map from latent to picture. Empty: no preview.
 * @param defaults what to offer for this model when nobody has chosen
 */
public record ModelSpec(
        String name,
        String hash,
        Path textEncoder,
        Path unet,
        Path vaeDecoder,
        Optional<Path> vaeEncoder,
        TokenizerSpec tokenizer,
        ScheduleSpec schedule,
        double latentScale,
        int latentChannels,
        int downscale,
        int sizeGrid,
        ImageSize nativeSize,
        List<List<Double>> previewFactors,
        Defaults defaults) {

    /** Settings that suit a model: its own card's, or the field's usual ones. */
    public record Defaults(SamplerName sampler, int steps, double guidanceScale) {}
}
