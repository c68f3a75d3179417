package studio.easel.models.format;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Difference;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelException;
import studio.easel.models.convert.LdmNames;
import studio.easel.models.passport.Role;

/**
 * A LoRA in a {@code .safetensors} file, or one of its relatives: LoCon, LoHa, LoKr, DoRA, whole
 * differences. Its numbers are read when they are added to a model's, a layer at a time.
 */
public final class LoraFile implements Lora.Weights {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final Map<Network, Map<String, Difference>> differences;
    private final int count;

    private LoraFile(Map<Network, Map<String, Difference>> differences, int count) {
        this.differences = differences;
        this.count = count;
    }

    /**
     * Reads the names and shapes in a file.
     *
     * @throws ModelException when it is no LoRA, one for other models, or damaged
     */
    public static LoraFile read(Path file) {
        WeightsFile weights = WeightsFile.read(file);
        weights.useless(file)
                .ifPresent(
                        why -> {
                            throw new ModelException(why);
                        });
        Structure structure = weights.structure();
        if (structure.role() != Role.LORA || structure.variant().equals("OFT")) {
            throw new ModelException(
                    "%s is %s, expected a LoRA (or LoCon, LoHa, LoKr, DoRA). Move it out of the folder for LoRAs."
                            .formatted(file, weights.described()));
        }
        return new Reading(file, weights.tensors()).file();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Map<String, Difference> of(Network network, Set<String> tensors) {
        Map<String, Difference> own = differences.getOrDefault(network, Map.of());
        Map<String, String> plain =
                new LinkedHashMap<>(); // the network's own name by its plain one
        for (String tensor : tensors) {
            LoraName.unwrapped(network, tensor).ifPresent(name -> plain.put(name, tensor));
        }
        Map<String, String> trained =
                network == Network.UNET ? LdmNames.original(plain.keySet()) : Map.of();
        Map<String, Difference> found = new LinkedHashMap<>();
        plain.forEach(
                (name, tensor) ->
                        Optional.ofNullable(own.get(key(name)))
                                .or(
                                        () ->
                                                Optional.ofNullable(trained.get(name))
                                                        .map(LoraFile::key)
                                                        .map(own::get))
                                .ifPresent(difference -> found.put(tensor, difference)));
        return found;
    }

    /** {@code mid_block_attentions_0_proj_in.weight}. */
    private static String key(String tensor) {
        int dot = tensor.lastIndexOf('.');
        return LoraName.flat(tensor.substring(0, dot)) + tensor.substring(dot);
    }

    /** A file being sorted by layers. */
    private static final class Reading {
        private final Path path;
        private final Safetensors file;
        private final Map<Layer, Map<String, LoraPart>> layers = new LinkedHashMap<>();
        private final Set<String> strange = new HashSet<>();
        private final LoraScales scales;

        private record Layer(Network network, String name) {}

        Reading(Path path, Safetensors file) {
            this.path = path;
            this.file = file;
            this.scales = LoraScales.stated(file.metadata());
        }

        LoraFile file() {
            file.entries()
                    .forEach(
                            (name, entry) ->
                                    LoraName.of(name)
                                            .ifPresentOrElse(
                                                    part -> add(part, entry),
                                                    () -> strange.add(stem(name))));
            Map<Network, Map<String, Difference>> found = new HashMap<>();
            layers.forEach((layer, parts) -> differences(layer, parts, found));
            int count = strange.size() + found.values().stream().mapToInt(Map::size).sum();
            return new LoraFile(found, count);
        }

        private static String stem(String name) {
            int dot = name.indexOf(".lora");
            return dot < 0 ? name : name.substring(0, dot);
        }

        private void add(LoraName name, Safetensors.Entry entry) {
            if (!LoraPart.isUsable(entry)) {
                strange.add(stem(entry.name()));
                return;
            }
            layers.computeIfAbsent(new Layer(name.network(), name.layer()), key -> new HashMap<>())
                    .put(name.part(), new LoraPart(path, file, entry));
        }

        private void differences(
                Layer layer,
                Map<String, LoraPart> parts,
                Map<Network, Map<String, Difference>> found) {
            Optional<Difference> weight =
                    LoraDifference.of(
                            parts, rank -> scales.scale(layer.network(), layer.name(), rank));
            Optional<Difference> bias = LoraDifference.ofBias(parts);
            Map<String, Difference> network =
                    found.computeIfAbsent(layer.network(), key -> new HashMap<>());
            weight.ifPresent(difference -> network.put(layer.name() + WEIGHT, difference));
            bias.ifPresent(difference -> network.put(layer.name() + BIAS, difference));
            if (weight.isEmpty() && bias.isEmpty()) {
                strange.add(layer.toString()); // a half of it is missing
            }
        }
    }
}
