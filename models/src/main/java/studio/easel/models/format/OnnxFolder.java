package studio.easel.models.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.ModelSpec.Defaults;
import studio.easel.engine.SamplerName;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.VaeSpec;

/**
 * A Stable Diffusion 1-class model as Hugging Face's exporters (optimum, and before it diffusers'
 * own script) write it: {@code model_index.json} and one folder for each part, with the graph in
 * {@code model.onnx}.
 */
final class OnnxFolder implements RecognisedModel {
    static final String INDEX = "model_index.json";

    private static final String TEXT_ENCODER = "text_encoder/model.onnx";
    private static final String UNET = "unet/model.onnx";
    private static final String VAE_DECODER = "vae_decoder/model.onnx";
    private static final String VAE_ENCODER = "vae_encoder/model.onnx";
    private static final String SCHEDULER = "scheduler/scheduler_config.json";

    private static final List<String> GRAPHS = List.of(TEXT_ENCODER, UNET, VAE_DECODER);

    /** Image-to-image pipelines have the same parts. */
    private static final Pattern SUPPORTED =
            Pattern.compile("(Onnx|ORT)?StableDiffusion(Img2Img)?Pipeline");

    /** U-Net inputs beyond latent, timestep and words, by the keys that ask for them. */
    private static final List<String> FURTHER_INPUTS =
            List.of(
                    "addition_embed_type",
                    "class_embed_type",
                    "num_class_embeds",
                    "time_cond_proj_dim");

    /** Weights of the same networks for other programs; they determine no picture of ours. */
    private static final Pattern OTHER_WEIGHTS =
            Pattern.compile(
                    "(diffusion_pytorch_model|pytorch_model|model|diffusion_flax_model|flax_model).*\\.(safetensors|bin|msgpack|index\\.json)");

    private static final double USUAL_GUIDANCE = 7.5;
    private static final int USUAL_STEPS = 25;

    /**
     * The linear map from SD 1 latents to colours that the field's previews use, fitted to the VAE
     * of Stable Diffusion 1.5 (as in ComfyUI's latent_formats.py); it has no offset.
     */
    private static final List<List<Double>> SD1_PREVIEW =
            List.of(
                    List.of(0.3512, 0.2297, 0.3227),
                    List.of(0.3250, 0.4974, 0.2350),
                    List.of(-0.2829, 0.1762, 0.2721),
                    List.of(-0.2120, -0.2616, -0.7177),
                    List.of(0.0, 0.0, 0.0));

    private final Path folder;
    private final TokenizerFolder tokenizer;
    private final Geometry geometry;
    private final SchedulerConfig scheduler;
    private final EaselFile card;

    private OnnxFolder(Path folder) {
        this.folder = folder;
        this.tokenizer = new TokenizerFolder(folder.resolve("tokenizer"));
        this.geometry = Geometry.read(folder);
        JsonFile index = JsonFile.read(folder.resolve(INDEX), CappedFile.CONFIGURATION);
        this.scheduler =
                SchedulerConfig.read(
                        JsonFile.read(folder.resolve(SCHEDULER), CappedFile.CONFIGURATION),
                        index.node("scheduler").path(1).asText(""));
        SamplerName sampler = scheduler.sampler().orElse(SamplerName.DDIM);
        this.card = EaselFile.read(folder, new Defaults(sampler, USUAL_STEPS, USUAL_GUIDANCE));
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
            return new Recognition.Damaged(String.valueOf(e.getMessage()));
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

    /** A sentence when this is a model, but of a kind Easel does not open yet. */
    static Optional<String> otherKind(Path folder) {
        String kind = JsonFile.readIfThere(folder.resolve(INDEX)).text("_class_name", "");
        if (!kind.isEmpty() && !SUPPORTED.matcher(kind).matches()) {
            return Optional.of(
                    "%s is a %s, which Easel does not open yet: expected a Stable Diffusion 1 or 2 text-to-image model (StableDiffusionPipeline)."
                            .formatted(folder, kind));
        }
        JsonFile unet = JsonFile.readIfThere(folder.resolve("unet/config.json"));
        return Stream.of(furtherInputs(unet), otherChannels(unet, folder))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> furtherInputs(JsonFile unet) {
        return FURTHER_INPUTS.stream()
                .filter(unet::states)
                .findFirst()
                .map(
                        key ->
                                "%s asks for more than a latent, a timestep and words (%s is %s), as SDXL and distilled models do, which Easel does not open yet. Expected a Stable Diffusion 1 or 2 text-to-image model."
                                        .formatted(unet.file(), key, unet.node(key)));
    }

    private static Optional<String> otherChannels(JsonFile unet, Path folder) {
        int latent = Geometry.read(folder).latentChannels();
        int channels = unet.integer("in_channels", latent, 1, 1024);
        if (channels == latent) {
            return Optional.empty();
        }
        return Optional.of(
                "%s takes %d channels where the VAE makes %d: %s, which Easel does not open yet. Expected a text-to-image model."
                        .formatted(unet.file(), channels, latent, purpose(channels, latent)));
    }

    private static String purpose(int channels, int latent) {
        if (channels == 2 * latent + 1) {
            return "this is an inpainting model";
        }
        return channels == 2 * latent
                ? "this is a model that edits pictures by instruction"
                : "this is a model for another purpose";
    }

    private static List<String> missing(Path folder) {
        List<String> missing = new ArrayList<>();
        Stream.of(INDEX, TEXT_ENCODER, UNET, VAE_DECODER, SCHEDULER)
                .filter(file -> !has(folder, file))
                .forEach(missing::add);
        if (!new TokenizerFolder(folder.resolve("tokenizer")).complete()) {
            missing.add("tokenizer/tokenizer.json (or vocab.json with merges.txt)");
        }
        return missing;
    }

    private static Stream<String> graphs(Path folder) {
        return Stream.concat(GRAPHS.stream(), Stream.of(VAE_ENCODER))
                .filter(graph -> has(folder, graph));
    }

    private static boolean has(Path folder, String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    @Override
    public String name() {
        return card.name();
    }

    @Override
    public String description() {
        return card.description();
    }

    /**
     * Graphs and whatever lies beside them (weights outside a graph have names of the exporter's
     * choice), configurations, and the tokenizer's files.
     */
    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(Path.of(INDEX), Path.of(SCHEDULER)));
        tokenizer.files().forEach(file -> files.add(Path.of("tokenizer", file)));
        for (String part : List.of("text_encoder", "unet", "vae_decoder", "vae_encoder", "vae")) {
            files.addAll(partFiles(part));
        }
        return files.stream().sorted().toList();
    }

    private List<Path> partFiles(String part) {
        if (!Files.isDirectory(folder.resolve(part))) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder.resolve(part))) {
            return found.filter(Files::isRegularFile)
                    .map(file -> Path.of(part, file.getFileName().toString()))
                    .filter(OnnxFolder::determinesPictures)
                    .toList();
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be listed (%s). Check the folder's permissions."
                            .formatted(folder.resolve(part), e),
                    e);
        }
    }

    private static boolean determinesPictures(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !OTHER_WEIGHTS.matcher(name).matches();
    }

    @Override
    public ModelSpec spec(String hash) {
        return new ModelSpec(
                name(),
                hash,
                List.of(
                        new TextEncoderSpec(
                                folder.resolve(TEXT_ENCODER),
                                tokenizer.read(
                                        JsonFile.readIfThere(
                                                folder.resolve("text_encoder/config.json"))),
                                TextEncoderSpec.Layer.LAST)),
                new UNetSpec(
                        folder.resolve(UNET),
                        geometry.latentChannels(),
                        768,
                        UNetSpec.Added.NOTHING,
                        0,
                        List.of()),
                new VaeSpec(
                        folder.resolve(VAE_DECODER),
                        Optional.of(folder.resolve(VAE_ENCODER)).filter(Files::isRegularFile),
                        geometry.latentScale(),
                        geometry.latentChannels(),
                        geometry.downscale()),
                scheduler.schedule(),
                false,
                geometry.sizeGrid(),
                geometry.nativeSize(),
                previewFactors(),
                card.defaults());
    }

    private List<List<Double>> previewFactors() {
        boolean likeSd1 =
                geometry.latentScale() == Geometry.SD1_LATENT_SCALE
                        && geometry.latentChannels() == 4;
        return card.previewFactors().isEmpty() && likeSd1 ? SD1_PREVIEW : card.previewFactors();
    }
}
