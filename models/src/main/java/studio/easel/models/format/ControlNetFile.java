package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.onnx.ElementType;
import studio.easel.models.convert.ControlNetGraph;
import studio.easel.models.convert.LdmNames;
import studio.easel.models.graph.GraphStore;
import studio.easel.models.graph.Weights;

/** A ControlNet in one {@code .safetensors} file, under either family of names. */
final class ControlNetFile implements RecognisedModel.ControlNet {
    /** Its first convolution, as its first authors, others and diffusers call it. */
    private static final List<String> BEGINNINGS = List.of("control_model.", "");

    private static final String LDM_HINT = "input_hint_block.0.weight";
    private static final String HINT = "controlnet_cond_embedding.conv_in.weight";

    /** SDXL's union of several ControlNets is told which of them to be. */
    private static final String UNION = "control_type_proj";

    private static final String EXPECTED =
            "Expected a ControlNet for Stable Diffusion 1, 2 or SDXL that is steered by one picture.";

    private final Path file;
    private final ControlNetGraph network;

    private ControlNetFile(Path file, ControlNetGraph network) {
        this.file = file;
        this.network = network;
    }

    /** The ControlNet among these weights, if there is one. */
    static Optional<Weights> in(Weights all) {
        return BEGINNINGS.stream()
                .map(all::under)
                .filter(weights -> weights.has(LDM_HINT) || weights.has(HINT))
                .findFirst();
    }

    /**
     * @param weights what {@link #in} found
     */
    static Recognition recognise(Path file, Weights weights) {
        boolean union = weights.names().stream().anyMatch(name -> name.startsWith(UNION));
        if (union) {
            return new Recognition.NotThisFormat(
                    "%s is several ControlNets in one, which Easel does not open. %s"
                            .formatted(file, EXPECTED));
        }
        Optional<String> scaled = WeightNetworks.scaled(file, weights);
        if (scaled.isPresent()) {
            return new Recognition.NotThisFormat(scaled.get());
        }
        ControlNetGraph network = new ControlNetGraph(LdmNames.unet(weights));
        if (network.wordsWidth() == 0 || network.pictureChannels() != 3) {
            return new Recognition.NotThisFormat(
                    "%s is a ControlNet of a kind Easel does not open. %s"
                            .formatted(file, EXPECTED));
        }
        return new Recognition.Match(new ControlNetFile(file, network));
    }

    @Override
    public String name() {
        return Checkpoint.name(file);
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public String family() {
        String model =
                network.sizes() > 0
                        ? "SDXL"
                        : network.isLinear() ? "Stable Diffusion 2" : "Stable Diffusion 1";
        return "ControlNet for %s (%d)".formatted(model, network.wordsWidth());
    }

    @Override
    public Path folder() {
        return file.toAbsolutePath().normalize().resolveSibling("");
    }

    @Override
    public List<Path> files() {
        return Stream.of(file.getFileName()).toList();
    }

    @Override
    public ControlNetSpec spec(String hash, GraphStore store) {
        return new ControlNetSpec(
                name(),
                hash,
                store.keep(
                        "controlnet",
                        network.write(ElementType.FLOAT),
                        network.isHalf()
                                ? Optional.of(network.write(ElementType.FLOAT16))
                                : Optional.empty()),
                network.inputChannels(),
                network.wordsWidth(),
                network.sizes() > 0 ? Added.SIZES : Added.NOTHING);
    }
}
