package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.ModelSpec.Defaults;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.models.convert.ClipGraph;
import studio.easel.models.convert.ClipGraph.Activation;
import studio.easel.models.convert.LdmNames;
import studio.easel.models.convert.UNetGraph;
import studio.easel.models.convert.VaeGraph;
import studio.easel.models.graph.GraphStore;
import studio.easel.models.graph.Weights;
import studio.easel.models.passport.Prediction;

/**
 * A whole model in one {@code .safetensors} file, as the code it was trained with keeps it: U-Net,
 * text encoders and VAE. What kind of model it is follows from names and shapes, never from the
 * file's name. The weights stay in the file; the graphs that refer to them are written elsewhere.
 */
final class Checkpoint implements RecognisedModel.Pictures {
    static final String ENDING = ".safetensors";

    /** SDXL's have 300 KB. */
    private static final int LONGEST_HEADER = 32 << 20;

    private static final String UNET = "model.diffusion_model.";
    private static final String VAE = "first_stage_model.";

    /** Where text encoders are: SD 1, SD 2, SDXL's two, its refiner's. */
    private static final List<List<String>> ENCODERS =
            List.of(
                    List.of("cond_stage_model.transformer."),
                    List.of("cond_stage_model.model."),
                    List.of(
                            "conditioner.embedders.0.transformer.",
                            "conditioner.embedders.1.model."),
                    List.of("conditioner.embedders.0.model."));

    /** Layers of OpenCLIP's ViT-H/14; SD 2's U-Net was trained on the last but one. */
    private static final int VIT_H_LAYERS = 24;

    private static final int VIT_H_WIDTH = 1024;
    private static final int VIT_L_WIDTH = 768;

    private static final int STEPS = 25;
    private static final double GUIDANCE = 7.5;
    private static final double XL_GUIDANCE = 5;

    private final Path file;
    private final WeightNetworks networks;
    private final ScheduleSpec schedule;

    private Checkpoint(Path file, Weights all, PredictionType prediction, WeightNetworks networks) {
        this.file = file;
        this.networks = networks;
        this.schedule = schedule(all, prediction);
    }

    static Recognition recognise(Path file) {
        try {
            Safetensors tensors = Safetensors.read(file, LONGEST_HEADER);
            Weights all = tensors.weights();
            Optional<Weights> controlNet = ControlNetFile.in(all);
            if (controlNet.isPresent()) {
                return ControlNetFile.recognise(file, controlNet.get());
            }
            return otherKind(file, all)
                    .<Recognition>map(Recognition.NotThisFormat::new)
                    .orElseGet(() -> new Recognition.Match(whole(file, tensors, all)));
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        }
    }

    private static Checkpoint whole(Path file, Safetensors tensors, Weights all) {
        WeightNetworks networks = networks(file, all);
        Optional<Prediction> stated =
                Structure.of(tensors.entries(), tensors.metadata()).prediction();
        PredictionType prediction =
                stated.flatMap(RecognisedModel.Pictures::inWalks).orElseGet(() -> usual(networks));
        return new Checkpoint(file, all, prediction, networks);
    }

    private static Optional<String> otherKind(Path file, Weights all) {
        if (!all.has(UNET + "input_blocks.0.0.weight")) {
            return Optional.of(
                    "%s is not a whole model: it has no U-Net (%s...). Expected a checkpoint with U-Net, text encoder and VAE in one file."
                            .formatted(file, UNET));
        }
        if (all.has("edm_vpred.sigma_max") || all.has("edm_mean")) {
            return Optional.of(
                    "%s was trained with another kind of noise (EDM), which Easel does not open: expected %s."
                            .formatted(file, OnnxFolder.EXPECTED));
        }
        if (all.under(VAE).names().isEmpty()) {
            return Optional.of(
                    "%s has no VAE (%s...), so it cannot make pictures by itself. Use the checkpoint that has one baked in."
                            .formatted(file, VAE));
        }
        if (prefixes(all).isEmpty()) {
            return Optional.of(
                    "%s has no text encoder that Easel knows, so it cannot read prompts. Expected %s."
                            .formatted(file, OnnxFolder.EXPECTED));
        }
        return WeightNetworks.scaled(file, all);
    }

    private static List<String> prefixes(Weights all) {
        return ENCODERS.stream()
                .filter(
                        prefixes ->
                                prefixes.stream()
                                        .noneMatch(prefix -> all.under(prefix).names().isEmpty()))
                .findFirst()
                .orElse(List.of());
    }

    private static WeightNetworks networks(Path file, Weights all) {
        return new WeightNetworks(
                file.toString(),
                new UNetGraph(LdmNames.unet(all.under(UNET))),
                prefixes(all).stream().map(prefix -> encoder(all.under(prefix))).toList(),
                new VaeGraph(LdmNames.vae(all.under(VAE))));
    }

    private static ClipGraph encoder(Weights found) {
        Weights weights = LdmNames.clip(found);
        ClipGraph whole = new ClipGraph(weights, Activation.GELU, 0);
        boolean one = whole.width() == VIT_H_WIDTH && whole.layers() == VIT_H_LAYERS;
        return new ClipGraph(
                weights,
                whole.width() == VIT_L_WIDTH ? Activation.QUICK_GELU : Activation.GELU,
                one ? 1 : 0);
    }

    /** The field's schedule since latent diffusion; checkpoints state no other. */
    private static ScheduleSpec schedule(Weights all, PredictionType prediction) {
        return new ScheduleSpec(
                1000,
                0.00085,
                0.012,
                BetaCurve.SCALED_LINEAR,
                List.of(),
                prediction,
                SigmaSpacing.AUTOMATIC,
                1,
                false,
                all.has("ztsnr"),
                Double.POSITIVE_INFINITY);
    }

    /**
     * What such models predict where neither file nor people say: Stable Diffusion 2 v but for the
     * 512-pixel base and what was made from that, of which the inpainting model is one.
     */
    private static PredictionType usual(WeightNetworks networks) {
        boolean second =
                networks.added() == Added.NOTHING
                        && networks.unet().isLinear()
                        && networks.unet().wordsWidth() == VIT_H_WIDTH
                        && !networks.isForInpainting();
        return second ? PredictionType.V_PREDICTION : PredictionType.EPSILON;
    }

    @Override
    public String name() {
        return name(file);
    }

    static String name(Path file) {
        String whole = String.valueOf(file.getFileName());
        return whole.endsWith(ENDING)
                ? whole.substring(0, whole.length() - ENDING.length())
                : whole;
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public String family() {
        return networks.family(schedule.predictionType());
    }

    @Override
    public Path folder() {
        return file.toAbsolutePath().normalize().resolveSibling("");
    }

    @Override
    public List<Path> files() {
        return List.of(Path.of(String.valueOf(file.getFileName())));
    }

    @Override
    public ModelSpec spec(String hash, Optional<PredictionType> told, GraphStore store) {
        boolean xl = networks.added() != Added.NOTHING;
        ScheduleSpec walked = told.map(schedule::predicting).orElse(schedule);
        Geometry geometry = networks.usualGeometry(walked);
        int encoders = networks.encoders().size();
        return new ModelSpec(
                name(),
                hash,
                IntStream.range(0, encoders)
                        .mapToObj(i -> networks.encoderSpec(i, tokenizer(i), store))
                        .toList(),
                networks.unetSpec(store),
                networks.vaeSpec(geometry.latentScale(), store),
                walked,
                networks.added() == Added.SIZES,
                geometry.sizeGrid(),
                geometry.nativeSize(),
                geometry.usualPreview(),
                new Defaults(SamplerName.EULER, STEPS, xl ? XL_GUIDANCE : GUIDANCE));
    }

    /** Checkpoints bring no vocabulary: it is CLIP's. OpenCLIP's encoders fill windows with 0. */
    private TokenizerSpec tokenizer(int index) {
        ClipGraph encoder = networks.encoders().get(index);
        TokenizerJson clip = TokenizerJson.clip();
        int end = clip.id(TokenizerJson.CLIP_END);
        return new TokenizerSpec(
                clip.text(),
                encoder.window(),
                clip.id(TokenizerJson.CLIP_START),
                end,
                encoder.width() == VIT_L_WIDTH ? end : 0);
    }
}
