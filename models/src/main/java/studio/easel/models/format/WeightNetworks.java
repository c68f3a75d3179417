package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.PredictionType;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TextEncoderSpec.Layer;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.VaeSpec;
import studio.easel.engine.onnx.ElementType;
import studio.easel.models.convert.ClipGraph;
import studio.easel.models.convert.UNetGraph;
import studio.easel.models.convert.VaeGraph;
import studio.easel.models.graph.GraphStore;
import studio.easel.models.graph.Weights;

/**
 * The networks of a model that is there as weights: their graphs are written by Easel.
 *
 * @param origin the file or folder that sentences name
 * @param encoders one, or SDXL's two
 */
record WeightNetworks(String origin, UNetGraph unet, List<ClipGraph> encoders, VaeGraph vae) {
    /** As ComfyUI and others call the factors of scaled weights, and the mark of such a file. */
    private static final List<String> SCALES =
            List.of("scaled_fp8", ".scale_weight", ".weight_scale");

    private static final int SIZE_IDS = 6;
    private static final int SCORE_IDS = 5;

    private static final int SD_SIZE = 512;
    private static final int SD2_V_SIZE = 768;
    private static final int SDXL_SIZE = 1024;

    /** Podell et al. 2023: SDXL's own VAE. */
    private static final double SDXL_LATENT_SCALE = 0.13025;

    /** Checks that the parts are of one model, and of a kind Easel opens. */
    WeightNetworks {
        encoders = List.copyOf(encoders);
        int words = encoders.stream().mapToInt(ClipGraph::width).sum();
        if (words != unet.wordsWidth()) {
            throw new ModelException(
                    "%s has a U-Net that takes words of %d numbers, and text encoders that make %d. The parts are not of one model; fetch it again."
                            .formatted(origin, unet.wordsWidth(), words));
        }
        int latent = vae.latentChannels();
        int channels = unet.inputChannels();
        if (channels != latent && channels != 2 * latent + 1) {
            throw new ModelException(
                    "%s has a U-Net that takes %d channels where the VAE makes %d, which Easel does not open. Expected %d, or %d for inpainting."
                            .formatted(origin, channels, latent, latent, 2 * latent + 1));
        }
        if (unet.sizes() != 0 && unet.sizes() != SIZE_IDS && unet.sizes() != SCORE_IDS) {
            throw new ModelException(
                    "%s has a U-Net that is told %d numbers about the picture, which Easel does not open. Expected %d as in SDXL, or %d as in its refiner."
                            .formatted(origin, unet.sizes(), SIZE_IDS, SCORE_IDS));
        }
    }

    /**
     * A sentence where 8-bit weights come with factors of their own, without which they are noise.
     *
     * @param origin the file or folder that it names
     */
    static Optional<String> scaled(Path origin, Weights weights) {
        return weights.names().stream()
                .filter(name -> SCALES.stream().anyMatch(name::endsWith))
                .findFirst()
                .map(
                        name ->
                                "%s has scaled 8-bit weights (\"%s\"), which Easel does not open: expected weights in fp16, bf16, fp32 or plain fp8. Use a copy of the model in one of those."
                                        .formatted(origin, Safetensors.quote(name)));
    }

    Added added() {
        return switch (unet.sizes()) {
            case 0 -> Added.NOTHING;
            case SCORE_IDS -> Added.AESTHETIC_SCORE;
            default -> Added.SIZES;
        };
    }

    boolean isForInpainting() {
        return unet.inputChannels() != vae.latentChannels();
    }

    /** What it is by its structure, in a few words. */
    String family(PredictionType prediction) {
        String generation =
                switch (added()) {
                    case NOTHING -> unet.isLinear() ? "Stable Diffusion 2" : "Stable Diffusion 1";
                    case SIZES -> "SDXL";
                    case AESTHETIC_SCORE -> "SDXL refiner";
                };
        return generation
                + (isForInpainting() ? " inpainting" : "")
                + (unet.guidanceWidth() > 0 ? " LCM" : "")
                + (prediction == PredictionType.V_PREDICTION ? " (v-prediction)" : "");
    }

    /** Where nothing else is stated: what such models were trained at and scaled with. */
    Geometry usualGeometry(ScheduleSpec schedule) {
        boolean xl = added() != Added.NOTHING;
        boolean large = unet.isLinear() && schedule.predictionType() == PredictionType.V_PREDICTION;
        int size = xl ? SDXL_SIZE : large ? SD2_V_SIZE : SD_SIZE;
        return new Geometry(
                xl ? SDXL_LATENT_SCALE : Geometry.SD1_LATENT_SCALE,
                vae.latentChannels(),
                vae.downscale(),
                vae.downscale() << (unet.levels() - 1),
                new ImageSize(size, size));
    }

    UNetSpec unetSpec(GraphStore store) {
        return new UNetSpec(
                store.keep(
                        "unet",
                        unet.write(ElementType.FLOAT),
                        unet.isHalf()
                                ? Optional.of(unet.write(ElementType.FLOAT16))
                                : Optional.empty()),
                unet.inputChannels(),
                unet.wordsWidth(),
                added(),
                unet.guidanceWidth(),
                unet.residuals());
    }

    TextEncoderSpec encoderSpec(int index, TokenizerSpec tokenizer, GraphStore store) {
        return new TextEncoderSpec(
                store.keep(
                        "text_encoder",
                        encoders.get(index).write(ElementType.FLOAT),
                        Optional.empty()),
                tokenizer,
                added() == Added.NOTHING ? Layer.LAST : Layer.PENULTIMATE);
    }

    VaeSpec vaeSpec(double latentScale, GraphStore store) {
        return vaeSpec(vae, latentScale, store);
    }

    /** A VAE, be it a model's own or not. */
    static VaeSpec vaeSpec(VaeGraph vae, double latentScale, GraphStore store) {
        return new VaeSpec(
                store.keep("vae_decoder", vae.writeDecoder(), Optional.empty()),
                vae.encodes()
                        ? Optional.of(
                                store.keep("vae_encoder", vae.writeEncoder(), Optional.empty()))
                        : Optional.empty(),
                latentScale,
                vae.latentChannels(),
                vae.downscale());
    }
}
