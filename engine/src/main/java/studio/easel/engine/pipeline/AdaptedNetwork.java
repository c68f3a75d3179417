package studio.easel.engine.pipeline;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Difference;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphEdit;
import studio.easel.engine.onnx.LayerWeights;
import studio.easel.engine.onnx.LoraEdit;
import studio.easel.engine.onnx.OnnxGraph;

/**
 * One network under LoRAs. What they make of its weights is computed when it is opened, a tensor at
 * a time; it is opened anew only where the LoRAs that change it, or their strengths, become others.
 */
final class AdaptedNetwork {
    private final Network network;
    private final Path graph;
    private final Consumer<Optional<GraphEdit>> reopen;
    private Optional<Layers> layers = Optional.empty();
    private List<Counted> applied = List.of();

    /**
     * @param shapes of its tensors, by name
     * @param nameless matrices of which nobody knows whose they are, where these are the most
     */
    private record Layers(Map<String, List<Long>> shapes, long nameless) {}

    /**
     * A LoRA as far as this network is concerned. Its hash leaves out the file's header, where
     * names and alphas stand that count, too.
     */
    private record Counted(Lora.Weights weights, double strength) {}

    /**
     * @param reopen has the network opened with other weights, or its own, when next needed
     */
    AdaptedNetwork(Network network, Path graph, Consumer<Optional<GraphEdit>> reopen) {
        this.network = network;
        this.graph = graph;
        this.reopen = reopen;
    }

    /**
     * How many of a LoRA's differences belong to this network.
     *
     * @throws ModelException when one of them is of another shape
     */
    int fitting(Lora lora) {
        Map<String, List<Long>> shapes = layers().shapes();
        Map<String, Difference> differences = lora.weights().of(network, shapes.keySet());
        differences.forEach(
                (name, difference) -> {
                    List<Long> shape = shapes.getOrDefault(name, List.of());
                    if (!alike(difference.shape(), shape)) {
                        throw new ModelException(
                                "The LoRA %s was made for a tensor \"%s\" of shape %s, this model's is %s: it is for another family of models. Choose a LoRA for this model's family, or take the tag out of the prompt."
                                        .formatted(lora.name(), name, difference.shape(), shape));
                    }
                });
        return differences.size();
    }

    /** Whether the first axes and the numbers behind them are as many: 1x1 kernels are matrices. */
    private static boolean alike(List<Long> a, List<Long> b) {
        return count(a) == count(b) && (a.isEmpty() || a.get(0).equals(b.get(0)));
    }

    /** Foreign shapes may be beyond what whole numbers count. */
    private static double count(List<Long> shape) {
        return shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    }

    /** How many of its matrices the graph does not say the layer of, where it says of few; or 0. */
    long nameless() {
        return layers().nameless();
    }

    /** Has the network opened anew if these change it otherwise than those before. */
    void adapt(List<Lora> loras) {
        List<Lora> changing =
                loras.stream()
                        .filter(lora -> lora.strength(network) != 0 && fitting(lora) > 0)
                        .toList();
        List<Counted> counted =
                changing.stream()
                        .map(lora -> new Counted(lora.weights(), lora.strength(network)))
                        .toList();
        if (!counted.equals(applied)) {
            reopen.accept(
                    changing.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new LoraEdit(network, changing)));
            applied = counted;
        }
    }

    private Layers layers() {
        Layers known = layers.orElseGet(this::read);
        layers = Optional.of(known);
        return known;
    }

    private Layers read() {
        OnnxGraph opened = OnnxGraph.read(graph);
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        LayerWeights.in(opened).forEach((name, layer) -> shapes.put(name, layer.shape()));
        long matrices =
                opened.weights().stream().filter(tensor -> tensor.shape().size() == 2).count();
        long named = shapes.values().stream().filter(shape -> shape.size() == 2).count();
        long nameless = matrices - named;
        return new Layers(shapes, nameless > named ? nameless : 0); // A few may be mere tables.
    }
}
