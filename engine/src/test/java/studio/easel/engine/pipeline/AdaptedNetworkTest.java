package studio.easel.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Difference;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.GraphEdit;
import studio.easel.engine.onnx.GraphTensor;
import studio.easel.engine.onnx.OnnxGraph;

class AdaptedNetworkTest {
    @TempDir Path folder;

    private final List<Optional<GraphEdit>> opened = new ArrayList<>();
    private AdaptedNetwork unet;

    @BeforeEach
    void aNetworkOfOneLayer() throws IOException {
        OnnxGraph graph = OnnxGraph.empty("unet", 17);
        graph.add(GraphTensor.of("a.weight", ElementType.FLOAT, List.of(2L, 1L), new byte[8]));
        Path file = Files.write(folder.resolve("model.onnx"), graph.bytes());
        unet = new AdaptedNetwork(Network.UNET, file, opened::add);
    }

    @Test
    void isOpenedAnewOnlyWhereWhatChangesItBecomesAnother() {
        unet.adapt(List.of());
        assertThat(opened).isEmpty();
        unet.adapt(List.of(ink(0.5, 1)));
        unet.adapt(List.of(ink(0.5, 0.3))); // for the words alone
        unet.adapt(List.of(ink(0.5, 1), lora("other", "elsewhere.weight", 1, 1, 1)));
        assertThat(opened).hasSize(1);
        unet.adapt(List.of(ink(-0.5, 1)));
        assertThat(opened).hasSize(2).allMatch(Optional::isPresent);
        unet.adapt(List.of(ink(0, 1)));
        assertThat(opened).hasSize(3).last().isEqualTo(Optional.empty());
    }

    /** Alphas may stand in a file's notes, which its hash does not count. */
    @Test
    void otherWeightsUnderTheSameHashAreOpenedAnew() {
        Lora ink = ink(1, 1);
        unet.adapt(List.of(ink));
        Made stronger = new Made("a.weight", List.of(2L));
        unet.adapt(List.of(new Lora("ink", ink.hash(), stronger, 1, 1)));
        assertThat(opened).hasSize(2);
    }

    @Test
    void aDifferenceOfAnotherShapeIsRefused() {
        assertThat(unet.fitting(ink(1, 1))).isEqualTo(1);
        assertThatThrownBy(() -> unet.fitting(lora("xl", "a.weight", 3, 1, 1)))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "The LoRA xl was made for a tensor \"a.weight\" of shape [2, 3], this model's is [2, 1]: it is for another family of models. Choose a LoRA for this model's family, or take the tag out of the prompt.");
    }

    private static Lora ink(double unet, double text) {
        return lora("ink", "a.weight", 1, unet, text);
    }

    private static Lora lora(String name, String tensor, long columns, double unet, double text) {
        return new Lora(name, name, new Made(tensor, List.of(2L, columns)), unet, text);
    }

    private record Made(String tensor, List<Long> shape) implements Lora.Weights, Difference {
        @Override
        public int count() {
            return 1;
        }

        @Override
        public Map<String, Difference> of(Network network, Set<String> tensors) {
            return tensors.contains(tensor) ? Map.of(tensor, this) : Map.of();
        }

        @Override
        public void add(float[] weight, List<Long> own, double strength) {
            weight[0] += (float) strength;
        }
    }
}
