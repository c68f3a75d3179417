package studio.easel.models.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.PredictionType;
import studio.easel.engine.TextEncoderSpec.Layer;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.VaeSpec;
import studio.easel.models.graph.GraphStore;

/**
 * A model of the Stable Diffusion family as Hugging Face's exporters (optimum, and before it
 * diffusers' own script) write it: {@code model_index.json} and one folder for each part, with the
 * graph in {@code model.onnx}. What kind of model it is follows from its parts' configurations and
 * graphs, never from a name.
 */
final class OnnxFolder implements RecognisedModel.Pictures {
    static final String INDEX = "model_index.json";

    /** What Easel opens, as sentences about other models end. */
    static final String EXPECTED =
            "Stable Diffusion 1, 2, SDXL or its refiner, with or without inpainting, or a model distilled from these";

    private static final String UNET = "unet/model.onnx";
    private static final String VAE_DECODER = "vae_decoder/model.onnx";
    private static final String VAE_ENCODER = "vae_encoder/model.onnx";
    private static final String SCHEDULER = "scheduler/scheduler_config.json";

    /** Pipelines made of these parts; which inputs the parts have says the rest. */
    private static final Pattern SUPPORTED =
            Pattern.compile(
                    "(Onnx|ORT)?(StableDiffusion(XL)?(ControlNet)?|LatentConsistencyModel)(Img2Img|Inpaint)?Pipeline(Legacy)?");

    /** Normalisation of latents beyond one factor: Playground 2.5's, and Flux's. */
    private static final List<String> FURTHER_SCALES =
            List.of("latents_mean", "latents_std", "shift_factor");

    /** Original size, crop and target size, each with two numbers. */
    private static final int SIZE_IDS = 6;

    /** Original size, crop and a score. */
    private static final int SCORE_IDS = 5;

    private final Path folder;
    private final JsonFile index;
    private final Geometry geometry;
    private final SchedulerConfig scheduler;
    private final UNetPart unet;
    private final List<TextEncoderPart> encoders;
    private final Added added;
    private final int wordsWidth;
    private final EaselFile card;

    private OnnxFolder(Path folder) {
        this.folder = folder;
        this.geometry = Geometry.read(folder);
        this.index = JsonFile.read(folder.resolve(INDEX), CappedFile.CONFIGURATION);
        this.scheduler =
                SchedulerConfig.read(
                        JsonFile.read(folder.resolve(SCHEDULER), CappedFile.CONFIGURATION),
                        index.node("scheduler").path(1).asText(""));
        this.unet = new UNetPart(folder.resolve("unet"));
        checkChannels();
        this.encoders = encoders();
        this.added = added();
        this.wordsWidth = wordsWidth();
        boolean toldGuidance = unet.guidanceWidth() > 0;
        this.card =
                EaselFile.read(folder, scheduler.defaults(added != Added.NOTHING, toldGuidance));
        card.checkFactors(folder, geometry.latentChannels());
    }

    /** Whether {@code folder} has any of the graphs. */
    static boolean hasGraphs(Path folder) {
        return graphs(folder).findAny().isPresent();
    }

    /** Reads the folder's configurations; whatever is wrong with them makes it damaged. */
    static Recognition recognise(Path folder) {
        try {
            return otherKind(folder)
                    .<Recognition>map(Recognition.NotThisFormat::new)
                    .orElseGet(() -> open(folder));
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        }
    }

    private static Recognition open(Path folder) {
        List<String> missing = missing(folder);
        if (!missing.isEmpty()) {
            return new Recognition.Damaged(
                    "%s has no %s. Expected an ONNX folder as Hugging Face's optimum writes it; copy what is missing, or export the model again."
                            .formatted(folder, String.join(" and no ", missing)));
        }
        graphs(folder).forEach(graph -> GraphFile.check(folder.resolve(graph)));
        return new Recognition.Match(new OnnxFolder(folder));
    }

    /** A sentence when this is a model, but of a kind Easel does not open. */
    static Optional<String> otherKind(Path folder) {
        String kind = JsonFile.readIfThere(folder.resolve(INDEX)).text("_class_name", "");
        if (!kind.isEmpty() && !SUPPORTED.matcher(kind).matches()) {
            return Optional.of(
                    "%s is a %s, which Easel does not open: expected %s."
                            .formatted(folder, kind, EXPECTED));
        }
        JsonFile unet = JsonFile.readIfThere(folder.resolve("unet/config.json"));
        return Stream.of(
                        UNetPart.foreign(unet),
                        otherChannels(unet, folder),
                        otherLatents(Geometry.vaeConfig(folder)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> otherChannels(JsonFile unet, Path folder) {
        int latent = Geometry.read(folder).latentChannels();
        int channels = unet.integer("in_channels", latent, 1, 1024);
        return isKnown(channels, latent)
                ? Optional.empty()
                : Optional.of(
                        "%s takes %d channels where the VAE makes %d: %s, which Easel does not open. Expected %d, or %d for inpainting."
                                .formatted(
                                        unet.file(),
                                        channels,
                                        latent,
                                        purpose(channels, latent),
                                        latent,
                                        2 * latent + 1));
    }

    private static boolean isKnown(int channels, int latent) {
        return channels == latent || channels == 2 * latent + 1;
    }

    private static String purpose(int channels, int latent) {
        return channels == 2 * latent
                ? "this is a model that edits pictures by instruction or turns them round"
                : "this is a model for another purpose";
    }

    private static Optional<String> otherLatents(JsonFile vae) {
        return FURTHER_SCALES.stream()
                .filter(vae::states)
                .filter(key -> !vae.node(key).isNumber() || vae.node(key).doubleValue() != 0)
                .findFirst()
                .map(
                        key ->
                                "%s has %s %s, which Easel does not know: expected latents that are only scaled (scaling_factor), as %s has them."
                                        .formatted(vae.file(), key, vae.node(key), EXPECTED));
    }

    private static List<String> missing(Path folder) {
        List<TextEncoderPart> wanted = wantedEncoders(folder);
        List<String> missing = new ArrayList<>();
        Stream.of(INDEX).filter(file -> !has(folder, file)).forEach(missing::add);
        wanted.forEach(encoder -> missing.addAll(encoder.missingGraph()));
        Stream.of(UNET, VAE_DECODER, SCHEDULER)
                .filter(file -> !has(folder, file))
                .forEach(missing::add);
        wanted.forEach(encoder -> missing.addAll(encoder.missingTokenizer()));
        return missing;
    }

    /** SDXL has two text encoders, its refiner the second of them, all others the first. */
    private static List<TextEncoderPart> wantedEncoders(Path folder) {
        JsonFile unet = JsonFile.readIfThere(folder.resolve("unet/config.json"));
        JsonFile index = JsonFile.readIfThere(folder.resolve(INDEX));
        TextEncoderPart first = TextEncoderPart.first(folder);
        TextEncoderPart second = TextEncoderPart.second(folder);
        if (!unet.states("addition_embed_type") && !second.present()) {
            return List.of(first);
        }
        boolean both = first.present() || index.node("text_encoder").path(1).isTextual();
        return both ? List.of(first, second) : List.of(second);
    }

    private static Stream<String> graphs(Path folder) {
        return Stream.of(
                        TextEncoderPart.first(folder).graph(),
                        TextEncoderPart.second(folder).graph(),
                        UNET,
                        VAE_DECODER,
                        VAE_ENCODER)
                .filter(graph -> has(folder, graph));
    }

    private static boolean has(Path folder, String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    /** What an old export leaves to its graph is seen here. */
    private void checkChannels() {
        int latent = geometry.latentChannels();
        int channels = unet.inputChannels(latent);
        if (!isKnown(channels, latent)) {
            throw new ModelException(
                    "%s takes %d channels where the VAE makes %d: %s, which Easel does not open. Expected %d, or %d for inpainting."
                            .formatted(
                                    folder.resolve(UNET),
                                    channels,
                                    latent,
                                    purpose(channels, latent),
                                    latent,
                                    2 * latent + 1));
        }
    }

    private List<TextEncoderPart> encoders() {
        List<TextEncoderPart> wanted = wantedEncoders(folder);
        TextEncoderPart last = wanted.get(wanted.size() - 1);
        boolean second = last.equals(TextEncoderPart.second(folder));
        if (second != unet.seesSizes()) {
            throw new ModelException(
                    "%s has %s second text encoder (text_encoder_2), and its U-Net is%s told what that gives (addition_embed_type). Expected both, as in SDXL, or neither; the parts are not of one model, copy or export it again."
                            .formatted(folder, second ? "a" : "no", second ? " not" : ""));
        }
        return wanted;
    }

    /** The refiner is told one number fewer; {@code requires_aesthetics_score} says so, too. */
    private Added added() {
        if (!unet.seesSizes()) {
            return Added.NOTHING;
        }
        int ids = unet.ids(encoders.get(encoders.size() - 1).pooledWidth());
        boolean scored = index.flag("requires_aesthetics_score", ids == SCORE_IDS);
        if (ids != 0 && ids != (scored ? SCORE_IDS : SIZE_IDS)) {
            throw new ModelException(
                    "%s is told %d numbers about the picture, and requires_aesthetics_score is %s in %s. Expected %d and false for SDXL, or %d and true for its refiner; the parts are not of one model, copy it again."
                            .formatted(
                                    folder.resolve(UNET),
                                    ids,
                                    scored,
                                    index.file(),
                                    SIZE_IDS,
                                    SCORE_IDS));
        }
        return scored ? Added.AESTHETIC_SCORE : Added.SIZES;
    }

    private int wordsWidth() {
        List<Integer> widths = encoders.stream().map(TextEncoderPart::width).toList();
        int together = widths.contains(0) ? 0 : widths.stream().mapToInt(Integer::intValue).sum();
        int width = unet.wordsWidth(together);
        if (together != 0 && together != width) {
            throw new ModelException(
                    "%s takes words of %d numbers (cross_attention_dim), but %s %s. Expected as many; the parts are not of one model, copy or export it again."
                            .formatted(
                                    folder.resolve(UNET),
                                    width,
                                    widths.size() == 1
                                            ? "its text encoder makes"
                                            : "its text encoders together make",
                                    together));
        }
        return width;
    }

    @Override
    public String name() {
        return card.name();
    }

    @Override
    public String description() {
        return card.description();
    }

    @Override
    public String family() {
        boolean predictsV = scheduler.schedule().predictionType() == PredictionType.V_PREDICTION;
        return generation()
                + (unet.inputChannels(geometry.latentChannels()) == geometry.latentChannels()
                        ? ""
                        : " inpainting")
                + (unet.guidanceWidth() > 0 ? " LCM" : "")
                + (predictsV ? " (v-prediction)" : "");
    }

    private String generation() {
        return switch (added) {
            case NOTHING -> unet.generation(wordsWidth);
            case SIZES -> "SDXL";
            case AESTHETIC_SCORE -> "SDXL refiner";
        };
    }

    @Override
    public Path folder() {
        return folder;
    }

    /** Graphs and whatever lies beside them, configurations, and the tokenizers' files. */
    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(Path.of(INDEX), Path.of(SCHEDULER)));
        for (TextEncoderPart encoder : encoders) {
            encoder.tokenizer()
                    .files()
                    .forEach(file -> files.add(Path.of(encoder.tokenizerFolder(), file)));
            files.addAll(PartFiles.in(folder, encoder.folder()));
        }
        for (String part : List.of("unet", "vae_decoder", "vae_encoder", "vae")) {
            files.addAll(PartFiles.in(folder, part));
        }
        return files.stream().sorted().toList();
    }

    @Override
    public ModelSpec spec(String hash, Optional<PredictionType> told, GraphStore store) {
        Layer layer = added == Added.NOTHING ? Layer.LAST : Layer.PENULTIMATE;
        return new ModelSpec(
                name(),
                hash,
                encoders.stream().map(encoder -> encoder.spec(layer)).toList(),
                unet.spec(geometry.latentChannels(), wordsWidth, added),
                new VaeSpec(
                        folder.resolve(VAE_DECODER),
                        Optional.of(folder.resolve(VAE_ENCODER)).filter(Files::isRegularFile),
                        geometry.latentScale(),
                        geometry.latentChannels(),
                        geometry.downscale()),
                told.map(scheduler.schedule()::predicting).orElse(scheduler.schedule()),
                zeroesAbsentNegative(),
                geometry.sizeGrid(),
                geometry.nativeSize(),
                card.previewFactors().isEmpty() ? geometry.usualPreview() : card.previewFactors(),
                card.defaults());
    }

    /** Only SDXL's pipelines know the key, and where it is not stated they do so. */
    private boolean zeroesAbsentNegative() {
        return added != Added.NOTHING && index.flag("force_zeros_for_empty_prompt", true);
    }
}
