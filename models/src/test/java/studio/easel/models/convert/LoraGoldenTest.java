package studio.easel.models.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.LayerWeights;
import studio.easel.engine.onnx.LoraEdit;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.models.convert.ClipGraph.Activation;
import studio.easel.models.convert.MadeUpNetwork.Storage;
import studio.easel.models.format.LoraFile;
import studio.easel.models.graph.Weights;

/**
 * Networks under LoRAs give what diffusers (load_lora_weights, fuse_lora), PEFT and LyCORIS give;
 * see goldens/loras/make.py.
 */
class LoraGoldenTest {
    /** Of the greatest number in an output. */
    private static final double SAME = 2e-4;

    /** Where weights keep 11 bits of each number, before and after. */
    private static final double HALF = 2e-2;

    @TempDir Path folder;

    private record Case(JsonNode golden) {
        Network network() {
            return golden.path("network").asText().startsWith("clip") ? Network.TEXT : Network.UNET;
        }

        @Override
        public String toString() {
            return golden.path("name").asText();
        }
    }

    static Stream<Case> cases() throws IOException {
        JsonNode all = new ObjectMapper().readTree(Goldens.path("loras/loras.json").toFile());
        return StreamSupport.stream(all.spliterator(), false).map(Case::new);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aNetworkUnderLorasGivesWhatTheReferenceGives(Case recorded) throws IOException {
        MadeUpNetwork.of(recorded.golden())
                .assertGiven(run(recorded, Storage.F32, 1), SAME, output(recorded));
    }

    @Test
    void weightsOf16BitsStaySo() throws IOException {
        Case kohya = cases().findFirst().orElseThrow();
        MadeUpNetwork.of(kohya.golden())
                .assertGiven(run(kohya, Storage.F16, 1), HALF, output(kohya));
    }

    @Test
    void theGoldensTellALoraFromNone() throws IOException {
        List<Case> cases = cases().toList();
        for (Case each : List.of(cases.get(0), cases.get(cases.size() - 1))) {
            Tensor without = run(each, Storage.F32, 0).get(output(each));
            Tensor with = run(each, Storage.F32, 1).get(output(each));
            assertThat(with.values()).isNotEqualTo(without.values());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTensorOfTheFilesFindsItsPlace(Case recorded) throws IOException {
        OnnxGraph graph = OnnxGraph.read(written(recorded, Storage.F32));
        for (Lora lora : loras(recorded, 1)) {
            assertThat(lora.weights().of(recorded.network(), LayerWeights.in(graph).keySet()))
                    .hasSize(lora.weights().count());
        }
    }

    private static String output(Case recorded) {
        return recorded.golden().path("outputs").fieldNames().next();
    }

    private Map<String, Tensor> run(Case recorded, Storage storage, double factor)
            throws IOException {
        Path file = written(recorded, storage);
        LoraEdit edit = new LoraEdit(recorded.network(), loras(recorded, factor));
        try (OnnxModel model = OnnxModel.at(file, Device.cpu(), edit)) {
            return model.run(inputs(recorded));
        }
    }

    private Path written(Case recorded, Storage storage) throws IOException {
        Path file = folder.resolve("network" + storage + OnnxGraph.WRITTEN);
        return Files.write(file, graph(recorded, storage).bytes());
    }

    private OnnxGraph graph(Case recorded, Storage storage) {
        Weights weights = made(recorded).diffusers(folder.resolve("weights" + storage), storage);
        return recorded.network() == Network.UNET
                ? new UNetGraph(weights).write(ElementType.FLOAT)
                : new ClipGraph(LdmNames.clip(weights), Activation.QUICK_GELU, 0)
                        .write(ElementType.FLOAT);
    }

    private static MadeUpNetwork made(Case recorded) {
        return MadeUpNetwork.recorded(recorded.golden().path("network").asText());
    }

    private Map<String, Tensor> inputs(Case recorded) {
        MadeUpNetwork network = made(recorded);
        if (recorded.network() == Network.TEXT) {
            return Map.of("input_ids", network.input("input_ids", ""));
        }
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("sample", network.input("sample", "sample"));
        inputs.put("timestep", Tensor.scalar(423));
        inputs.put("encoder_hidden_states", network.input("encoder_hidden_states", "words"));
        UNetGraph unet = new UNetGraph(network.diffusers(folder.resolve("shapes"), Storage.F32));
        if (unet.sizes() > 0) {
            inputs.put("text_embeds", network.input("text_embeds", "pooled"));
            inputs.put("time_ids", network.input("time_ids", "sizes").times(100));
        }
        for (Residual residual : unet.residuals()) {
            inputs.put(residual.input(), Tensor.scalar(0));
        }
        return inputs;
    }

    private List<Lora> loras(Case recorded, double factor) throws IOException {
        List<Lora> loras = new ArrayList<>();
        for (JsonNode file : recorded.golden().path("files")) {
            WrittenSafetensors written = new WrittenSafetensors();
            file.path("tensors").properties().forEach(tensor -> add(written, tensor));
            Path path = Files.createTempFile(folder, "lora", ".safetensors");
            Files.delete(path);
            double strength = factor * file.path("strength").asDouble();
            loras.add(
                    new Lora(
                            "made up",
                            Integer.toString(loras.size()),
                            LoraFile.read(written.write(path)),
                            strength,
                            strength));
        }
        return loras;
    }

    private static void add(WrittenSafetensors file, Map.Entry<String, JsonNode> tensor) {
        JsonNode said = tensor.getValue();
        if (said.isNumber()) {
            file.add(tensor.getKey(), List.of(), new float[] {said.floatValue()});
            return;
        }
        List<Long> shape = new ArrayList<>();
        said.path(1).forEach(size -> shape.add(size.asLong()));
        String from = said.path(0).asText();
        float[] values =
                MadeUpNetwork.uniform(
                        "lora " + from,
                        Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact)));
        boolean lengths = from.endsWith("dora_scale") || from.contains("magnitude");
        for (int i = 0; i < values.length; i++) {
            values[i] = lengths ? 1 + 0.2f * values[i] : 0.2f * values[i];
        }
        file.add(tensor.getKey(), shape, values);
    }
}
