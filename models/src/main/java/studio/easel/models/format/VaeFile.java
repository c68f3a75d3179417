package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.VaeSpec;
import studio.easel.models.convert.LdmNames;
import studio.easel.models.convert.VaeGraph;
import studio.easel.models.graph.GraphStore;
import studio.easel.models.graph.Weights;

/** A VAE in one {@code .safetensors} file, under either family of names. */
final class VaeFile implements RecognisedModel.Vae {
    /** By itself, or cut out of a checkpoint. */
    private static final List<String> BEGINNINGS = List.of("", "first_stage_model.", "vae.");

    private final Path file;
    private final VaeGraph network;

    private VaeFile(Path file, VaeGraph network) {
        this.file = file;
        this.network = network;
    }

    /** A file of which {@link Structure} says that it is a VAE. */
    static Recognition recognise(Path file, Safetensors tensors) {
        Weights all = tensors.weights();
        return BEGINNINGS.stream()
                .map(all::under)
                .filter(weights -> weights.has("decoder.conv_in.weight"))
                .findFirst()
                .map(LdmNames::vae)
                .map(VaeGraph::new)
                .<Recognition>map(network -> new Recognition.Match(new VaeFile(file, network)))
                .orElseThrow();
    }

    @Override
    public String name() {
        return Checkpoint.name(file);
    }

    @Override
    public String description() {
        return "";
    }

    /** Stable Diffusion's and SDXL's differ in their numbers alone. */
    @Override
    public String family() {
        return "VAE (%d channels%s)"
                .formatted(network.latentChannels(), network.encodes() ? "" : ", decodes only");
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
    public VaeSpec spec(String hash, double latentScale, GraphStore store) {
        return WeightNetworks.vaeSpec(network, latentScale, store)
                .separate(new SeparateVae(name(), hash));
    }
}
