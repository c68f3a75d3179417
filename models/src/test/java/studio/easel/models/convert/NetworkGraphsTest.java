package studio.easel.models.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.models.convert.ClipGraph.Activation;
import studio.easel.models.convert.MadeUpNetwork.Storage;
import studio.easel.models.graph.Weights;

/**
 * The networks give what diffusers' and transformers' give with the same weights, from either
 * family of names; see goldens/checkpoints/make.py. Both compute in 32 bits, in other orders.
 */
class NetworkGraphsTest {
    /** Of the greatest number in an output. */
    private static final double SAME = 2e-4;

    /** Where weights keep 11 bits of each number. */
    private static final double HALF = 1e-2;

    /** Where they keep 8. */
    private static final double EIGHTH = 6e-2;

    /** Where they keep 4, cut off and not rounded. */
    private static final double QUARTER = 0.6;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "unet-sd1, diffusers",
        "unet-sd1, single file",
        "unet-inpainting, diffusers",
        "unet-inpainting, single file",
        "unet-lcm, diffusers",
        "unet-lcm, single file",
        "unet-sd2, diffusers",
        "unet-sd2, single file",
        "unet-sdxl, diffusers",
        "unet-sdxl, single file"
    })
    void aUNetPredictsAsDiffusersDoes(String name, String names) throws IOException {
        MadeUpNetwork network = MadeUpNetwork.recorded(name);
        UNetGraph unet = new UNetGraph(LdmNames.unet(weights(network, names, Storage.F32)));
        network.assertGiven(
                run(unet.write(ElementType.FLOAT), unetInputs(network, unet)), SAME, "out_sample");
    }

    @ParameterizedTest
    @CsvSource({
        "F16, FLOAT",
        "F16, FLOAT16",
        "BF16, FLOAT",
        "BF16, FLOAT16",
        "F8, FLOAT",
        "F8, FLOAT16"
    })
    void aUNetOfFewerBytesPredictsNearlyTheSame(Storage storage, ElementType compute)
            throws IOException {
        MadeUpNetwork network = MadeUpNetwork.recorded("unet-sdxl");
        UNetGraph unet = new UNetGraph(LdmNames.unet(weights(network, "single file", storage)));
        network.assertGiven(
                run(unet.write(compute), unetInputs(network, unet)),
                switch (storage) {
                    case F32 -> SAME;
                    case F16 -> HALF;
                    case BF16 -> EIGHTH;
                    case F8 -> QUARTER;
                },
                "out_sample");
    }

    private static Map<String, Tensor> unetInputs(MadeUpNetwork network, UNetGraph unet) {
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("sample", network.input("sample", "sample"));
        inputs.put("timestep", Tensor.scalar(423));
        inputs.put("encoder_hidden_states", network.input("encoder_hidden_states", "words"));
        if (unet.sizes() > 0) {
            inputs.put("text_embeds", network.input("text_embeds", "pooled"));
            inputs.put("time_ids", network.input("time_ids", "sizes").times(100));
        }
        if (unet.guidanceWidth() > 0) {
            inputs.put("timestep_cond", network.input("timestep_cond", "scale"));
        }
        for (Residual residual : unet.residuals()) {
            String name = residual.input();
            boolean recorded = network.golden().path("inputs").has(name);
            String by = name.equals("mid_block") ? "mid" : "down " + name.replaceAll("\\D", "");
            inputs.put(name, recorded ? network.input(name, by) : Tensor.scalar(0));
        }
        return inputs;
    }

    @ParameterizedTest
    @CsvSource({"diffusers", "single file"})
    void aControlNetAddsWhatDiffusersDoes(String names) throws IOException {
        MadeUpNetwork network = MadeUpNetwork.recorded("controlnet");
        ControlNetGraph net =
                new ControlNetGraph(LdmNames.unet(weights(network, names, Storage.F32)));
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("sample", network.input("sample", "sample"));
        inputs.put("timestep", Tensor.scalar(423));
        inputs.put("encoder_hidden_states", network.input("encoder_hidden_states", "words"));
        inputs.put("controlnet_cond", network.input("controlnet_cond", "picture"));
        Map<String, Tensor> given = run(net.write(ElementType.FLOAT), inputs);
        assertThat(given.keySet()).last().isEqualTo("mid_block");
        given.keySet().forEach(output -> network.assertGiven(given, SAME, output));
    }

    @ParameterizedTest
    @CsvSource({"diffusers", "single file"})
    void aVaeEncodesAndDecodesAsDiffusersDoes(String names) throws IOException {
        MadeUpNetwork network = MadeUpNetwork.recorded("vae");
        VaeGraph vae = new VaeGraph(LdmNames.vae(weights(network, names, Storage.F32)));
        assertThat(vae.latentChannels()).isEqualTo(4);
        assertThat(vae.downscale()).isEqualTo(2);
        Tensor picture = network.input("picture", "picture");
        Tensor latent = network.input("latent_sample", "latent");
        network.assertGiven(
                run(vae.writeEncoder(), Map.of("sample", picture)), SAME, "latent_parameters");
        network.assertGiven(
                run(vae.writeDecoder(), Map.of("latent_sample", latent)), SAME, "sample");
    }

    @ParameterizedTest
    @CsvSource({
        "clip-l, transformers, pooler_output",
        "clip-h, transformers, pooler_output",
        "clip-h, single file, pooler_output",
        "clip-g, transformers, text_embeds",
        "clip-g, single file, text_embeds"
    })
    void aTextEncoderEncodesAsTransformersDoes(String name, String names, String pooled)
            throws IOException {
        MadeUpNetwork network = MadeUpNetwork.recorded(name);
        // What make.py calls skipped is in the larger network, whose tensors both namings hold.
        ClipGraph clip =
                new ClipGraph(
                        LdmNames.clip(weights(network, names, Storage.F32)),
                        Activation.valueOf(
                                network.golden()
                                        .path("activation")
                                        .asText()
                                        .toUpperCase(Locale.ROOT)),
                        network.golden().path("skipped").asInt());
        assertThat(clip.window()).isEqualTo(77);
        Map<String, Tensor> given =
                run(
                        clip.write(ElementType.FLOAT),
                        Map.of("input_ids", network.input("input_ids", "")));
        for (String output :
                List.of("last_hidden_state", "hidden_states.0", "hidden_states.2", pooled)) {
            network.assertGiven(given, SAME, output);
        }
    }

    @ParameterizedTest
    @CsvSource({"unet-sd1", "unet-lcm", "unet-sd2", "unet-sdxl", "controlnet", "vae", "clip-g"})
    void everyTensorIsUsed(String name) {
        Weights weights = weights(MadeUpNetwork.recorded(name), "single file", Storage.F32);
        Stream<OnnxGraph> graphs;
        if (name.equals("vae")) {
            weights = LdmNames.vae(weights);
            VaeGraph vae = new VaeGraph(weights);
            graphs = Stream.of(vae.writeEncoder(), vae.writeDecoder());
        } else if (name.equals("clip-g")) {
            weights = LdmNames.clip(weights);
            graphs = Stream.of(new ClipGraph(weights, Activation.GELU, 0).write(ElementType.FLOAT));
        } else {
            weights = LdmNames.unet(weights);
            graphs =
                    Stream.of(
                            name.equals("controlnet")
                                    ? new ControlNetGraph(weights).write(ElementType.FLOAT)
                                    : new UNetGraph(weights).write(ElementType.FLOAT));
        }
        Set<String> used =
                graphs.flatMap(graph -> graph.weights().stream())
                        .map(tensor -> tensor.name().replaceAll("\\[.*", ""))
                        .collect(Collectors.toSet());
        assertThat(used).containsAll(weights.names());
    }

    private Weights weights(MadeUpNetwork network, String names, Storage storage) {
        return names.equals("single file")
                ? network.singleFile(folder.resolve("weights"), storage)
                : network.diffusers(folder.resolve("weights"), storage);
    }

    private Map<String, Tensor> run(OnnxGraph graph, Map<String, Tensor> inputs)
            throws IOException {
        Path file = folder.resolve("written" + OnnxGraph.WRITTEN);
        Files.write(file, graph.bytes());
        try (OnnxModel model = OnnxModel.at(file, Device.cpu())) {
            return model.run(inputs);
        }
    }
}
