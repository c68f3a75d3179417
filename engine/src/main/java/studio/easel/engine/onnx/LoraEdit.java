package studio.easel.engine.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Difference;
import studio.easel.engine.Lora.Network;

/**
 * Adds LoRAs to a network's weights, one tensor after the other, in 32 bits; those they do not
 * change stay where they are.
 *
 * @param loras in the order in which they are added
 */
public record LoraEdit(Network network, List<Lora> loras) implements GraphEdit {
    public LoraEdit {
        loras = List.copyOf(loras);
    }

    @Override
    public void apply(OnnxGraph graph) {
        Map<String, LayerWeights> layers = LayerWeights.in(graph);
        Map<String, Map<Lora, Difference>> changes = new LinkedHashMap<>();
        for (Lora lora : loras) {
            lora.weights()
                    .of(network, layers.keySet())
                    .forEach(
                            (name, difference) ->
                                    changes.computeIfAbsent(name, key -> new LinkedHashMap<>())
                                            .put(lora, difference));
        }
        layers.forEach(
                (name, layer) -> {
                    if (changes.containsKey(name)) {
                        change(graph, layer, changes.getOrDefault(name, Map.of()));
                    }
                });
    }

    private void change(OnnxGraph graph, LayerWeights layer, Map<Lora, Difference> differences) {
        float[] numbers = layer.numbers(graph);
        differences.forEach(
                (lora, difference) ->
                        difference.add(numbers, layer.shape(), lora.strength(network)));
        layer.setNumbers(graph, numbers);
    }
}
