package studio.easel.engine;

import java.util.List;

/**
 * What the engine needs to know about a model of the Stable Diffusion family. {@code models} fills
 * it in from whatever lies on disk; everything here was read, nothing assumed from a name.
 *
 * @param name shown to people and written into pictures
 * @param hash SHA-256 over the model's files, 64 hex digits
 * @param textEncoders one, or SDXL's two, whose words are laid side by side; the last one's pooled
 *     vector counts
 * @param unet the denoiser
 * @param vae between latents and pixels
 * @param schedule the noise the model was trained with
 * @param zeroesAbsentNegative whether no negative prompt means zeros rather than the empty text
 *     encoded (SDXL base)
 * @param sizeGrid what width and height must be multiples of: the VAE's downscale times the U-Net's
 *     own
 * @param nativeSize the size the model was trained at
 * @param previewFactors latentChannels rows of red, green, blue and then one row of offsets, each
 *     for colours from -1 to 1; a linear map from latent to picture. Empty: no preview.
 * @param defaults what to offer for this model when nobody has chosen
 */
public record ModelSpec(
        String name,
        String hash,
        List<TextEncoderSpec> textEncoders,
        UNetSpec unet,
        VaeSpec vae,
        ScheduleSpec schedule,
        boolean zeroesAbsentNegative,
        int sizeGrid,
        ImageSize nativeSize,
        List<List<Double>> previewFactors,
        Defaults defaults) {

    /** Settings that suit a model: its own card's, or the field's usual ones. */
    public record Defaults(SamplerName sampler, int steps, double guidanceScale) {}

    public ModelSpec {
        textEncoders = List.copyOf(textEncoders);
    }

    /** Whether the mask and the masked picture are inputs of its U-Net. */
    public boolean isForInpainting() {
        return unet.seesMask(vae.latentChannels());
    }

    /**
     * The same with another VAE.
     *
     * @throws ModelException when its latents are of another shape than this model's
     */
    public ModelSpec withVae(VaeSpec other) {
        if (other.latentChannels() != vae.latentChannels()
                || other.downscale() != vae.downscale()) {
            throw new ModelException(
                    "The VAE%s has latents of %d channels and cells of %d pixels, the model %s takes %d and %d. Choose a VAE for this model's family."
                            .formatted(
                                    other.separate().map(it -> " " + it.name()).orElse(""),
                                    other.latentChannels(),
                                    other.downscale(),
                                    name,
                                    vae.latentChannels(),
                                    vae.downscale()));
        }
        return new ModelSpec(
                name,
                hash,
                textEncoders,
                unet,
                other,
                schedule,
                zeroesAbsentNegative,
                sizeGrid,
                nativeSize,
                previewFactors,
                defaults);
    }

    /** The same network under another noise schedule. */
    public ModelSpec withSchedule(ScheduleSpec other) {
        return new ModelSpec(
                name,
                hash,
                textEncoders,
                unet,
                vae,
                other,
                zeroesAbsentNegative,
                sizeGrid,
                nativeSize,
                previewFactors,
                defaults);
    }
}
