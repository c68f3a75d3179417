package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.ModelException;
import studio.easel.engine.RequestException;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.TextEncoder.Encoded;
import studio.easel.engine.text.TextEncoder.Injection;
import studio.easel.engine.text.TextEncoder.Layer;

/**
 * Against what torch makes of the same weights: goldens/graphs and goldens/pipelines say how. Their
 * bound is 1e-5.
 */
class TextEncoderTest {
    private static final float BOUND = 1e-5f;
    private static final String SD1 = "pipelines/sd1/model/text_encoder/model.onnx";

    /** Python writes infinities where settings have them. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    @TempDir Path folder;

    /** diffusers' clip_skip 1, A1111's clip skip 2: for the prompt only. */
    @Test
    void sd1LeavesItsLastLayerOutAndNormsTheOneBefore() throws IOException {
        JsonNode texts = clipSkipTexts("sd1");
        try (TextEncoder encoder = at(Goldens.path(SD1))) {
            assertClose(
                    encode(encoder, ids(texts, "tokenizer.prompt"), new Layer(1, true)).hidden(),
                    floats("pipelines/sd1", texts.get("embeds")));
            assertClose(
                    encode(encoder, ids(texts, "tokenizer.negative_prompt"), Layer.LAST).hidden(),
                    floats("pipelines/sd1", texts.get("negative_embeds")));
        }
    }

    /** The last layer but one is SDXL's own choice, so clip_skip 1 leaves two out. */
    @ParameterizedTest
    @CsvSource({
        "prompt, embeds, pooled, 2",
        "negative_prompt, negative_embeds, negative_pooled, 1"
    })
    void sdxlTakesLayersWithoutTheNorm(String text, String words, String pooled, int skipped)
            throws IOException {
        JsonNode texts = clipSkipTexts("sdxl");
        Layer layer = new Layer(skipped, false);
        try (TextEncoder small = at(Goldens.path("pipelines/sdxl/model/text_encoder/model.onnx"));
                TextEncoder large =
                        at(Goldens.path("pipelines/sdxl/model/text_encoder_2/model.onnx"))) {
            Tensor first = encode(small, ids(texts, "tokenizer." + text), layer).hidden();
            Encoded second = encode(large, ids(texts, "tokenizer_2." + text), layer);
            assertClose(
                    sideBySide(first, second.hidden()), floats("pipelines/sdxl", texts.get(words)));
            assertClose(second.pooled().orElseThrow(), floats("pipelines/sdxl", texts.get(pooled)));
        }
    }

    /** As optimum exports SD 1, and diffusers' old converter: hidden states are not told. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sd1/model/text_encoder",
                "sd2v/model/text_encoder",
                "sdxl/model/text_encoder",
                "sdxl/model/text_encoder_2",
                "sdxl-refiner/model/text_encoder_2"
            })
    void layersAreFoundWhereTheGraphDoesNotTellThem(String part) throws IOException {
        Path told = Goldens.path("pipelines/" + part + "/model.onnx");
        List<Long> ids = idsOf("sd1");
        try (TextEncoder telling = at(told);
                TextEncoder silent = at(withoutHiddenStates(told))) {
            assertThat(silent.layers()).isEqualTo(telling.layers()).isGreaterThan(1);
            for (boolean normed : new boolean[] {true, false}) {
                for (int skipped = 0; skipped <= telling.layers(); skipped++) {
                    Layer layer = new Layer(skipped, normed);
                    assertClose(
                            encode(silent, ids, layer).hidden(),
                            encode(telling, ids, layer).hidden().values());
                }
            }
        }
    }

    /** Opset 14: norms are ReduceMean, Sub, Pow, ReduceMean, Add, Sqrt, Div, Mul, Add. */
    @ParameterizedTest
    @ValueSource(strings = {"decomposed", "decomposed-injected", "sd1", "sd1-injected"})
    void everyLayerAndEveryInjectionIsAsInTorch(String name) throws IOException {
        JsonNode golden = golden(name);
        List<Injection> injections =
                golden.has("vectors")
                        ? List.of(
                                new Injection(
                                        golden.get("position").intValue(),
                                        vectors(golden.get("vectors"))))
                        : List.of();
        try (TextEncoder encoder = at(Goldens.path(golden.get("graph").textValue()))) {
            List<Long> ids = ids(golden.get("ids"));
            assertThat(encoder.layers()).isEqualTo(3);
            for (boolean normed : new boolean[] {true, false}) {
                for (int skipped = 0; skipped <= 3; skipped++) {
                    Encoded words = encoder.encode(ids, new Layer(skipped, normed), injections);
                    assertClose(
                            words.hidden(),
                            answer(golden, (normed ? "normed-" : "hidden-") + skipped));
                    assertClose(words.pooled().orElseThrow(), answer(golden, "pooled"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SD1, "graphs/decomposed/model.onnx"})
    void whereNothingIsInjectedTheNumbersAreTheVerySame(String graph) throws IOException {
        List<Long> ids = ids(94, 7, 0, 3, 21, 30, 95, 95);
        try (TextEncoder encoder = at(Goldens.path(graph))) {
            Encoded before = encode(encoder, ids, Layer.LAST);
            List<Float> ones =
                    IntStream.range(0, encoder.width().orElseThrow()).mapToObj(i -> 1f).toList();
            Encoded injected =
                    encoder.encode(ids, Layer.LAST, List.of(new Injection(2, List.of(ones, ones))));
            Encoded after = encode(encoder, ids, Layer.LAST);
            assertThat(injected.hidden().values()).isNotEqualTo(before.hidden().values());
            assertThat(after.hidden().values()).isEqualTo(before.hidden().values());
            assertThat(after.pooled().orElseThrow().values())
                    .isEqualTo(before.pooled().orElseThrow().values());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SD1, "graphs/decomposed/model.onnx"})
    void theLastLayerIsTheVerySameAfterAnotherWasAskedFor(String graph) throws IOException {
        List<Long> ids = ids(94, 7, 0, 3, 21, 30, 95, 95);
        try (TextEncoder encoder = at(Goldens.path(graph))) {
            float[] before = encode(encoder, ids, Layer.LAST).hidden().values();
            float[] normed = encode(encoder, ids, new Layer(1, true)).hidden().values();
            float[] plain = encode(encoder, ids, new Layer(1, false)).hidden().values();
            assertThat(normed).isNotEqualTo(before).isNotEqualTo(plain);
            assertThat(encode(encoder, ids, Layer.LAST).hidden().values()).isEqualTo(before);
        }
    }

    @Test
    void vectorsBeyondTheWindowAreLeftOut() {
        List<Long> ids = ids(94, 7, 0, 3);
        List<Float> ones = IntStream.range(0, 16).mapToObj(i -> 1f).toList();
        try (TextEncoder encoder = at(Goldens.path("graphs/decomposed/model.onnx"))) {
            Injection fits = new Injection(3, List.of(ones));
            Injection reachesOut = new Injection(3, List.of(ones, ones, ones));
            assertThat(encoder.encode(ids, Layer.LAST, List.of(reachesOut)).hidden().values())
                    .isEqualTo(encoder.encode(ids, Layer.LAST, List.of(fits)).hidden().values());
        }
    }

    @Test
    void theWidthIsReadFromTheTable() {
        try (TextEncoder sd1 = at(Goldens.path(SD1));
                TextEncoder unet = at(Goldens.path("pipelines/sd1/model/vae_decoder/model.onnx"))) {
            assertThat(sd1.width()).hasValue(32);
            assertThat(unet.width()).isEmpty();
        }
    }

    @Test
    void whatIsNotThereToSkipIsRefusedAndTheEncoderStaysUsable() {
        try (TextEncoder encoder = at(Goldens.path("graphs/decomposed/model.onnx"))) {
            List<Long> ids = ids(94, 7, 95);
            assertThatThrownBy(() -> encode(encoder, ids, new Layer(4, true)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("Clip skip is 5")
                    .hasMessageContaining("only 3 layers");
            assertThat(encode(encoder, ids, Layer.LAST).hidden().size(2)).isEqualTo(16);
        }
    }

    @Test
    void vectorsOfAnotherKindOfModelAreRefused() {
        try (TextEncoder encoder = at(Goldens.path(SD1))) {
            Injection narrow = new Injection(1, List.of(List.of(1f, 2f)));
            assertThatThrownBy(() -> encoder.encode(idsOf("sd1"), Layer.LAST, List.of(narrow)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("have 2 numbers")
                    .hasMessageContaining("have 32");
        }
    }

    @Test
    void aGraphThatIsNoTextEncoderIsNotChanged() {
        try (TextEncoder vae = at(Goldens.path("pipelines/sd1/model/vae_decoder/model.onnx"))) {
            assertThatThrownBy(() -> encode(vae, ids(1), new Layer(1, true)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("vae_decoder/model.onnx cannot be changed")
                    .hasMessageContaining("norm behind its last layer");
            assertThatThrownBy(
                            () ->
                                    vae.encode(
                                            ids(1),
                                            Layer.LAST,
                                            List.of(new Injection(0, List.of()))))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("0 look-ups of its token ids");
        }
    }

    private static TextEncoder at(Path graph) {
        return TextEncoder.at(graph, Device.cpu());
    }

    private static Encoded encode(TextEncoder encoder, List<Long> ids, Layer layer) {
        return encoder.encode(ids, layer, List.of());
    }

    /** The graph with outputs taken away; its weights stay in the original beside it. */
    private Path withoutHiddenStates(Path original) throws IOException {
        Path beside = Files.copy(original, folder.resolve("model.onnx"));
        OnnxGraph graph = OnnxGraph.read(beside);
        List<String> outputs = graph.outputs().stream().map(value -> value.name()).toList();
        outputs.stream().filter(name -> name.startsWith("hidden_")).forEach(graph::removeOutput);
        assertThat(graph.outputs()).hasSize(2);
        return Files.write(folder.resolve("silent.onnx"), graph.bytes());
    }

    private static void assertClose(Tensor found, float[] expected) {
        assertThat(found.length()).isEqualTo(expected.length);
        float off = 0; // NaN stays NaN, and is not less than anything
        for (int i = 0; i < expected.length; i++) {
            off = Math.max(off, Math.abs(found.get(i) - expected[i]));
        }
        assertThat(off).isLessThan(BOUND);
    }

    private static Tensor sideBySide(Tensor a, Tensor b) {
        float[] both = new float[a.length() + b.length()];
        int width = a.size(2) + b.size(2);
        for (int token = 0; token < a.size(1); token++) {
            System.arraycopy(a.values(), token * a.size(2), both, token * width, a.size(2));
            System.arraycopy(
                    b.values(), token * b.size(2), both, token * width + a.size(2), b.size(2));
        }
        return Tensor.of(both, 1, a.size(1), width);
    }

    private static JsonNode clipSkipTexts(String family) throws IOException {
        JsonNode cases =
                JSON.readTree(Goldens.path("pipelines/" + family + "/cases.json").toFile());
        Stream<JsonNode> all =
                StreamSupport.stream(
                        (cases.has("cases") ? cases.get("cases") : cases).spliterator(), false);
        return all.filter(one -> one.path("id").asText().equals("txt2img-clip-skip-1"))
                .findFirst()
                .orElseThrow()
                .get("expected")
                .get("texts");
    }

    private static List<Long> idsOf(String family) {
        try {
            return ids(clipSkipTexts(family), "tokenizer.prompt");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> ids(JsonNode texts, String text) {
        return ids(texts.get(text).get(0));
    }

    private static List<Long> ids(JsonNode list) {
        List<Long> ids = new ArrayList<>();
        list.forEach(id -> ids.add(id.longValue()));
        return ids;
    }

    private static List<List<Float>> vectors(JsonNode rows) {
        List<List<Float>> vectors = new ArrayList<>();
        for (JsonNode row : rows) {
            List<Float> vector = new ArrayList<>();
            row.forEach(value -> vector.add(value.floatValue()));
            vectors.add(vector);
        }
        return vectors;
    }

    private static JsonNode golden(String name) throws IOException {
        for (JsonNode one :
                JSON.readTree(Goldens.path("graphs/cases.json").toFile()).get("cases")) {
            if (one.get("case").textValue().equals(name)) {
                return one;
            }
        }
        throw new AssertionError(name);
    }

    private static float[] answer(JsonNode golden, String name) throws IOException {
        JsonNode place = golden.get("answers").get(name);
        int length = 1;
        for (JsonNode size : place.get("shape")) {
            length *= size.intValue();
        }
        float[] all = floats("graphs", golden);
        int offset = place.get("offset").intValue();
        return Arrays.copyOfRange(all, offset, offset + length);
    }

    private static float[] floats(String folder, JsonNode described) throws IOException {
        byte[] bytes =
                Files.readAllBytes(Goldens.path(folder + "/" + described.get("file").textValue()));
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static List<Long> ids(long... ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
