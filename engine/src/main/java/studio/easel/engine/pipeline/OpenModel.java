package studio.easel.engine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.diffusion.Steering;
import studio.easel.engine.diffusion.UNet;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.onnx.RunTimes;
import studio.easel.engine.sampling.Samplers;
import studio.easel.engine.sampling.Samplers.Walk;
import studio.easel.engine.text.ClipConditioner;
import studio.easel.engine.text.Conditioning;
import studio.easel.engine.text.PromptTimeline;
import studio.easel.engine.text.TextConditioner;
import studio.easel.engine.text.TextEncoder;
import studio.easel.engine.vae.LatentPreview;
import studio.easel.engine.vae.Tiles;
import studio.easel.engine.vae.VaeDecoder;
import studio.easel.engine.vae.VaeEncoder;

/** A model's networks, each opened at its first use. */
final class OpenModel implements AutoCloseable {
    private final ModelSpec spec;
    private final NoiseSchedule schedule;
    private final UNet unet;
    private final VaeDecoder decoder;
    private final Optional<VaeEncoder> encoder;
    private final LatentPreview preview;
    private final List<TextEncoder> textEncoders;
    private final List<AdaptedNetwork> adapted;
    private List<Lora> loras = List.of();
    private Optional<TextConditioner> text = Optional.empty();

    OpenModel(ModelSpec spec, Device device) {
        this.spec = spec;
        this.schedule = new NoiseSchedule(spec.schedule());
        this.textEncoders =
                spec.textEncoders().stream()
                        .map(TextEncoderSpec::graph)
                        .map(graph -> TextEncoder.at(graph, device))
                        .toList();
        this.unet = new UNet(spec.unet(), OnnxModel.at(spec.unet().graph(), device));
        this.adapted = adapted();
        double scale = spec.vae().latentScale();
        this.decoder = new VaeDecoder(OnnxModel.at(spec.vae().decoder(), device), scale);
        this.encoder =
                spec.vae()
                        .encoder()
                        .map(
                                graph ->
                                        new VaeEncoder(
                                                OnnxModel.at(graph, device),
                                                scale,
                                                spec.vae().latentChannels()));
        this.preview = new LatentPreview(spec.previewFactors());
    }

    private List<AdaptedNetwork> adapted() {
        List<AdaptedNetwork> networks = new ArrayList<>();
        networks.add(new AdaptedNetwork(Network.UNET, spec.unet().graph(), unet::adapt));
        for (int i = 0; i < textEncoders.size(); i++) {
            networks.add(
                    new AdaptedNetwork(
                            i == 0 ? Network.TEXT : Network.TEXT_2,
                            spec.textEncoders().get(i).graph(),
                            textEncoders.get(i)::adapt));
        }
        return List.copyOf(networks);
    }

    /**
     * Has the networks work with these LoRAs, and no others, from now on. Those that are changed as
     * before stay open.
     *
     * @param notes hears what is left out of a LoRA that was not there before
     * @throws ModelException when one was made for another kind of model; all stays as it was
     */
    void adapt(List<Lora> wanted, Consumer<String> notes) {
        if (wanted.equals(loras)) {
            return;
        }
        for (Lora lora : wanted) {
            int fitting = adapted.stream().mapToInt(network -> network.fitting(lora)).sum();
            int count = lora.weights().count();
            if (fitting == 0) {
                throw strange(lora, count);
            }
            if (fitting < count && !loras.contains(lora)) {
                notes.accept(
                        "%d of the %d differences in the LoRA %s belong to nothing in this model and are left out."
                                .formatted(count - fitting, count, lora.name()));
            }
        }
        adapted.forEach(network -> network.adapt(wanted));
        loras = List.copyOf(wanted);
    }

    private ModelException strange(Lora lora, int count) {
        long nameless = adapted.stream().mapToLong(AdaptedNetwork::nameless).sum();
        return new ModelException(
                nameless > 0
                        ? "The LoRA %s cannot change %s: its graphs do not say which layers %d of its matrices belong to. Export the model again with Hugging Face's exporter, without optimisations, or use the model's .safetensors."
                                .formatted(lora.name(), spec.name(), nameless)
                        : "The LoRA %s has %d differences, none of which belongs to anything in %s: it is for another family of models. Choose a LoRA for this model's family, or take the tag out of the prompt."
                                .formatted(lora.name(), count, spec.name()));
    }

    ModelSpec spec() {
        return spec;
    }

    /**
     * The solver and the noise levels a request asks for, on this model's schedule.
     *
     * @param denoisingStrength the share that is walked
     */
    Walk walk(GenerationRequest request, double denoisingStrength) {
        boolean distilled = spec.unet().guidanceWidth() > 0;
        return distilled && Samplers.isForDistilled(request.sampler())
                ? Samplers.walkOfAllSteps(request, schedule, denoisingStrength)
                : Samplers.walk(request, schedule, denoisingStrength);
    }

    /** The timestep above which a walk is another model's, that takes the first share of it. */
    double timestepAfter(double share) {
        return Math.rint(schedule.timesteps() * (1 - share));
    }

    /** Words become vectors; what was read otherwise than meant is said. */
    Conditioning words(GenerationRequest request, PromptTimeline timeline, Consumer<String> notes) {
        unet.load();
        if (text.isEmpty()) {
            text = Optional.of(new ClipConditioner(spec, textEncoders, unet.mostTokens()));
        }
        return text.get().encode(request, timeline, notes);
    }

    /** What removes noise: the U-Net, heeding the words and whatever else leads the walk. */
    Denoiser denoiser(Conditioning words, Steering steering) {
        return Denoiser.of(unet.under(words, steering), schedule.predictionType());
    }

    VaeDecoder decoder() {
        return decoder;
    }

    /**
     * @throws ModelException when the model only generates
     */
    VaeEncoder encoder() {
        return encoder.orElseThrow(
                () ->
                        new ModelException(
                                "%s has no vae_encoder/model.onnx, expected one: it is needed to start from a picture, to inpaint and to enlarge. Export the model again with all its parts."
                                        .formatted(spec.name())));
    }

    /** The tiles in which a request's latents become pixels, and pixels latents. */
    Tiles tiles(GenerationRequest request) {
        return Tiles.ofSide(request.vaeTile(), spec.vae().downscale());
    }

    LatentPreview preview() {
        return preview;
    }

    /** {@code [1, channels, height, width]} of a request's latents. */
    int[] latentShape(GenerationRequest request) {
        return new int[] {
            1,
            spec.vae().latentChannels(),
            request.size().height() / spec.vae().downscale(),
            request.size().width() / spec.vae().downscale()
        };
    }

    RunTimes unetTimes() {
        return unet.times();
    }

    void unload() {
        textEncoders.forEach(TextEncoder::unload);
        unet.unload();
        decoder.unload();
        encoder.ifPresent(VaeEncoder::unload);
    }

    @Override
    public void close() {
        text.ifPresentOrElse(
                TextConditioner::close, () -> textEncoders.forEach(TextEncoder::close));
        unet.close();
        decoder.close();
        encoder.ifPresent(VaeEncoder::close);
    }
}
