package studio.easel.engine.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.tensor.Tensor;

/** Against torch; the recording's README says how it was made. */
class LatentResizeGoldenTest {
    static Stream<Arguments> latents() throws IOException {
        return cases("resized")
                .flatMap(
                        golden ->
                                Arrays.stream(LatentResampling.values())
                                        .map(mode -> Arguments.of(mode, named(golden))));
    }

    private static Named<JsonNode> named(JsonNode golden) {
        return Named.of(golden.get("shape") + " to " + golden.get("size"), golden);
    }

    @ParameterizedTest
    @MethodSource("latents")
    void everyCellIsTorchs(LatentResampling mode, JsonNode golden) {
        int[] shape =
                StreamSupport.stream(golden.get("shape").spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .toArray();
        Tensor latent = Tensor.of(floats(golden.get("latent")), shape);
        int height = golden.get("size").get(0).asInt();
        int width = golden.get("size").get(1).asInt();
        float[] expected = floats(golden.get("results").get(mode.label()));
        double largest =
                IntStream.range(0, expected.length)
                        .mapToDouble(i -> Math.abs(expected[i]))
                        .max()
                        .orElseThrow();

        Tensor resized = LatentResize.to(latent, height, width, mode);

        assertThat(resized.shape()).containsExactly(shape[0], shape[1], height, width);
        assertThat(resized.values()).containsExactly(expected, within((float) (1e-6 * largest)));
    }

    static Stream<JsonNode> borders() throws IOException {
        return cases("borders");
    }

    @ParameterizedTest
    @MethodSource("borders")
    void aPositionOnTheBorderOfTwoCellsFallsToTorchsSide(JsonNode golden) {
        int old = golden.get("old").asInt();
        float[] numbered = new float[old];
        for (int i = 0; i < old; i++) {
            numbered[i] = i;
        }
        LatentResampling mode = LatentResampling.parse(golden.get("mode").asText());
        float[] expected = floats(golden.get("cells"));
        assertThat(
                        LatentResize.to(Tensor.of(numbered, 1, 1, 1, old), 1, expected.length, mode)
                                .values())
                .containsExactly(expected);
        assertThat(
                        LatentResize.to(Tensor.of(numbered, 1, 1, old, 1), expected.length, 1, mode)
                                .values())
                .containsExactly(expected);
    }

    @Test
    void whatIsNoLatentOrNoSizeIsRefused() {
        Tensor words = Tensor.of(new float[6], 1, 2, 3);
        assertThatThrownBy(() -> LatentResize.to(words, 2, 2, LatentResampling.NEAREST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[1, 2, 3]");
        Tensor latent = Tensor.of(new float[6], 1, 1, 2, 3);
        assertThatThrownBy(() -> LatentResize.to(latent, 2, 0, LatentResampling.NEAREST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x2");
    }

    private static Stream<JsonNode> cases(String list) throws IOException {
        JsonNode file =
                new ObjectMapper().readTree(Goldens.path("latent-resize/cases.json").toFile());
        return StreamSupport.stream(file.get(list).spliterator(), false);
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.get(i).asDouble();
        }
        return values;
    }
}
