package studio.easel.models.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.PredictionType;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.models.convert.ClipGraph;
import studio.easel.models.convert.ClipGraph.Activation;
import studio.easel.models.convert.LdmNames;
import studio.easel.models.convert.UNetGraph;
import studio.easel.models.convert.VaeGraph;
import studio.easel.models.graph.GraphStore;

/**
 * A model of the Stable Diffusion family as diffusers saves it: {@code model_index.json} and a
 * folder for each part with its weights in {@code .safetensors}. Its graphs are written by Easel.
 */
final class DiffusersFolder implements RecognisedModel.Pictures {
    private static final String UNET = "unet";
    private static final String VAE = "vae";
    private static final String SCHEDULER = "scheduler/scheduler_config.json";
    private static final String CONFIG = "config.json";

    private final Path folder;
    private final JsonFile index;
    private final SchedulerConfig scheduler;
    private final Geometry geometry;
    private final List<TextEncoderPart> encoders;
    private final WeightNetworks networks;
    private final EaselFile card;

    private DiffusersFolder(Path folder) {
        this.folder = folder;
        this.index = JsonFile.read(folder.resolve(OnnxFolder.INDEX), CappedFile.CONFIGURATION);
        this.scheduler =
                SchedulerConfig.read(
                        JsonFile.read(folder.resolve(SCHEDULER), CappedFile.CONFIGURATION),
                        index.node("scheduler").path(1).asText(""));
        this.geometry = Geometry.read(folder);
        this.encoders = encoders(folder);
        this.networks =
                new WeightNetworks(
                        folder.toString(),
                        new UNetGraph(LdmNames.unet(files(UNET).weights())),
                        encoders.stream().map(this::encoder).toList(),
                        new VaeGraph(LdmNames.vae(files(VAE).weights())));
        this.card =
                EaselFile.read(
                        folder,
                        scheduler.defaults(
                                networks.added() != Added.NOTHING,
                                networks.unet().guidanceWidth() > 0));
        card.checkFactors(folder, geometry.latentChannels());
    }

    /** Whether {@code folder} has a U-Net's weights in the format that Easel reads. */
    static boolean isOne(Path folder) {
        return WeightFiles.areIn(folder.resolve(UNET));
    }

    /** Reads configurations and the headers of weights; what is wrong makes it damaged. */
    static Recognition recognise(Path folder) {
        try {
            Optional<String> other = OnnxFolder.otherKind(folder);
            if (other.isPresent()) {
                return new Recognition.NotThisFormat(other.get());
            }
            List<String> missing = missing(folder);
            Optional<String> scaled =
                    WeightNetworks.scaled(
                            folder, WeightFiles.in(folder.resolve(UNET)).orElseThrow().weights());
            if (scaled.isPresent()) {
                return new Recognition.NotThisFormat(scaled.get());
            }
            return missing.isEmpty()
                    ? new Recognition.Match(new DiffusersFolder(folder))
                    : new Recognition.Damaged(
                            "%s has no %s. Expected a folder as diffusers saves it, with weights in .safetensors; copy what is missing, or download the model again."
                                    .formatted(folder, String.join(" and no ", missing)));
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        }
    }

    private static List<String> missing(Path folder) {
        List<String> missing = new ArrayList<>();
        Stream.of(OnnxFolder.INDEX, SCHEDULER)
                .filter(file -> !Files.isRegularFile(folder.resolve(file)))
                .forEach(missing::add);
        List<TextEncoderPart> encoders = encoders(folder);
        Stream.concat(Stream.of(VAE), encoders.stream().map(TextEncoderPart::folder))
                .filter(part -> WeightFiles.in(folder.resolve(part)).isEmpty())
                .map(part -> part + "/*" + Checkpoint.ENDING)
                .forEach(missing::add);
        if (encoders.isEmpty()) {
            missing.add("text_encoder");
        }
        encoders.forEach(encoder -> missing.addAll(encoder.missingTokenizer()));
        return missing;
    }

    /** One, SDXL's two, or the second of them alone, which is its refiner's. */
    private static List<TextEncoderPart> encoders(Path folder) {
        return Stream.of(TextEncoderPart.first(folder), TextEncoderPart.second(folder))
                .filter(part -> Files.isDirectory(folder.resolve(part.folder())))
                .toList();
    }

    private WeightFiles files(String part) {
        return WeightFiles.in(folder.resolve(part)).orElseThrow();
    }

    private ClipGraph encoder(TextEncoderPart part) {
        String activation =
                JsonFile.readIfThere(folder.resolve(part.folder()).resolve(CONFIG))
                        .text("hidden_act", "quick_gelu");
        return new ClipGraph(
                LdmNames.clip(files(part.folder()).weights()),
                activation.equals("quick_gelu") ? Activation.QUICK_GELU : Activation.GELU,
                0);
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
        return networks.family(scheduler.schedule().predictionType());
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(Path.of(OnnxFolder.INDEX), Path.of(SCHEDULER)));
        List<String> parts = new ArrayList<>(List.of(UNET, VAE));
        for (TextEncoderPart encoder : encoders) {
            parts.add(encoder.folder());
            encoder.tokenizer()
                    .files()
                    .forEach(file -> files.add(Path.of(encoder.tokenizerFolder(), file)));
        }
        for (String part : parts) {
            files(part).files().forEach(file -> files.add(folder.relativize(file)));
            if (Files.isRegularFile(folder.resolve(part).resolve(CONFIG))) {
                files.add(Path.of(part, CONFIG));
            }
        }
        return files.stream().sorted().toList();
    }

    @Override
    public ModelSpec spec(String hash, Optional<PredictionType> told, GraphStore store) {
        return new ModelSpec(
                name(),
                hash,
                IntStream.range(0, encoders.size())
                        .mapToObj(
                                i ->
                                        networks.encoderSpec(
                                                i, encoders.get(i).tokenizerSpec(), store))
                        .toList(),
                networks.unetSpec(store),
                networks.vaeSpec(geometry.latentScale(), store),
                told.map(scheduler.schedule()::predicting).orElse(scheduler.schedule()),
                networks.added() != Added.NOTHING
                        && index.flag("force_zeros_for_empty_prompt", true),
                geometry.sizeGrid(),
                geometry.nativeSize(),
                card.previewFactors().isEmpty() ? geometry.usualPreview() : card.previewFactors(),
                card.defaults());
    }
}
