package studio.easel.models.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.ModelException;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.models.graph.GraphStore;

/**
 * A ControlNet as ONNX: {@code model.onnx}, and beside it diffusers' {@code config.json}, which
 * says that it is one.
 */
final class ControlNetFolder implements RecognisedModel.ControlNet {
    private static final String GRAPH = "model.onnx";
    private static final String CONFIG = "config.json";
    private static final String CLASS = "ControlNetModel";
    private static final int LATENT_CHANNELS = 4;

    private final Path folder;
    private final Path named;
    private final UNetPart network;
    private final int wordsWidth;

    private ControlNetFolder(Path folder, Path named) {
        this.folder = folder;
        this.named = named;
        this.network = new UNetPart(folder);
        this.wordsWidth = network.wordsWidth(0);
    }

    /** Whether the configuration in {@code folder} is a ControlNet's, of whatever kind. */
    static boolean isOne(Path folder) {
        try {
            return JsonFile.readIfThere(folder.resolve(CONFIG))
                    .text("_class_name", "")
                    .contains("ControlNet");
        } catch (ModelException e) {
            return false; // broken: whatever else it may be will be said of it
        }
    }

    /**
     * @param named the folder people know it by: the same, or one around it
     */
    static Recognition recognise(Path folder, Path named) {
        try {
            Optional<String> other = otherKind(folder);
            if (other.isPresent()) {
                return new Recognition.NotThisFormat(other.get());
            }
            if (!Files.isRegularFile(folder.resolve(GRAPH))) {
                return new Recognition.Damaged(
                        "%s is a ControlNet's folder, but has no %s. Expected an ONNX graph beside %s; export the ControlNet, or copy what is missing."
                                .formatted(folder, GRAPH, CONFIG));
            }
            GraphFile.check(folder.resolve(GRAPH));
            return new Recognition.Match(new ControlNetFolder(folder, named));
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        }
    }

    private static Optional<String> otherKind(Path folder) {
        JsonFile config = JsonFile.readIfThere(folder.resolve(CONFIG));
        String kind = config.text("_class_name", "");
        if (!kind.equals(CLASS)) {
            return Optional.of(
                    "%s is a %s, which Easel does not open: expected a %s for %s."
                            .formatted(folder, kind, CLASS, OnnxFolder.EXPECTED));
        }
        return Stream.of(UNetPart.foreign(config), otherPicture(config), pooled(config))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> otherPicture(JsonFile config) {
        int channels = config.integer("conditioning_channels", 3, 1, 1024);
        return channels == 3
                ? Optional.empty()
                : Optional.of(
                        "%s is steered by a picture of %d channels, expected 3 (red, green, blue). Easel does not open such a ControlNet."
                                .formatted(config.file(), channels));
    }

    /** Such a one steers the prompt alone and not the negative, which the engine does not do. */
    private static Optional<String> pooled(JsonFile config) {
        return config.flag("global_pool_conditions", false)
                ? Optional.of(
                        "%s says global_pool_conditions, as \"shuffle\" does, which Easel does not open yet. Expected a ControlNet that steers by place."
                                .formatted(config.file()))
                : Optional.empty();
    }

    /** Inside a model's folder it is called after both. */
    @Override
    public String name() {
        Path whole = named.toAbsolutePath().normalize();
        Path around = whole.resolveSibling("");
        String own = String.valueOf(whole.getFileName());
        return Files.isRegularFile(around.resolve(OnnxFolder.INDEX))
                ? around.getFileName() + "/" + own
                : own;
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public String family() {
        String model = network.seesSizes() ? "SDXL" : network.generation(wordsWidth);
        return "ControlNet for %s (%d)".formatted(model, wordsWidth);
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public List<Path> files() {
        return PartFiles.in(folder, "");
    }

    @Override
    public ControlNetSpec spec(String hash, GraphStore store) {
        return new ControlNetSpec(
                name(),
                hash,
                folder.resolve(GRAPH),
                network.inputChannels(LATENT_CHANNELS),
                wordsWidth,
                network.seesSizes() ? Added.SIZES : Added.NOTHING);
    }
}
