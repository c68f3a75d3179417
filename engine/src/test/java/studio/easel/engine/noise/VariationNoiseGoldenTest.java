package studio.easel.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.noise.VariationNoise.Variation;
import studio.easel.engine.tensor.Tensor;

/** A1111's variation seeds and seed resize, within the goldens' 1e-5. */
class VariationNoiseGoldenTest {
    private static final double TOLERANCE = 1e-5;

    static Stream<Named<JsonNode>> kind(String kind) throws IOException {
        return NoiseGolden.cases("noise_slerp")
                .filter(golden -> golden.getPayload().get("kind").asText().equals(kind));
    }

    static Stream<Named<JsonNode>> variations() throws IOException {
        return kind("slerp_a1111");
    }

    @ParameterizedTest
    @MethodSource("variations")
    void aVariationTurnsEachColumnTowardsTheSubseed(JsonNode golden) {
        Variation variation =
                Variation.towards(
                        golden.get("subseed").asLong(), golden.get("strength").asDouble());
        assertFirstDraw(golden, variation);
    }

    static Stream<Named<JsonNode>> resizes() throws IOException {
        return kind("seed_resize");
    }

    @ParameterizedTest
    @MethodSource("resizes")
    void aResizedSeedIsPastedIntoTheMiddle(JsonNode golden) {
        JsonNode from = golden.get("from_shape");
        assertFirstDraw(golden, new Variation(0, 0, from.get(1).asInt(), from.get(2).asInt()));
    }

    private static void assertFirstDraw(JsonNode golden, Variation variation) {
        int[] shape = NoiseGolden.shape(golden.get("shape"));
        NoiseSource noise =
                new VariationNoise(TorchCpuNoise::new, NoiseGolden.seed(golden), variation);
        Tensor first = noise.nextLatent(1, shape[0], shape[1], shape[2]);
        NoiseGolden.assertValues(first, 0, golden.get("result"), TOLERANCE);
        NoiseSource own = new TorchCpuNoise(NoiseGolden.seed(golden));
        own.next(shape);
        assertThat(noise.next(shape).values())
                .as("later draws are the seed's own")
                .containsExactly(own.next(shape).values());
    }

    static Stream<Named<JsonNode>> others() throws IOException {
        return kind("slerp_batch_axis");
    }

    @ParameterizedTest
    @MethodSource("others")
    void linesMayRunAlongAnotherAxis(JsonNode golden) {
        int[] shape = NoiseGolden.shape(golden.get("shape"));
        Tensor mixed =
                Slerp.between(
                        new TorchCpuNoise(NoiseGolden.seed(golden)).next(shape),
                        new TorchCpuNoise(golden.get("subseed").asLong()).next(shape),
                        golden.get("strength").asDouble(),
                        golden.get("norm_dim").asInt());
        NoiseGolden.assertValues(mixed, 0, golden.get("result"), TOLERANCE);
    }

    static Stream<Named<JsonNode>> parallels() throws IOException {
        return kind("slerp_parallel_fallback");
    }

    @ParameterizedTest
    @MethodSource("parallels")
    void parallelNoiseIsMixedWithSwappedWeights(JsonNode golden) {
        Tensor low =
                new TorchCpuNoise(NoiseGolden.seed(golden))
                        .next(NoiseGolden.shape(golden.get("shape")));
        Tensor mixed = Slerp.between(low, low.times(1.01f), golden.get("strength").asDouble(), 1);
        NoiseGolden.assertValues(mixed, 0, golden.get("result"), TOLERANCE);
    }

    @Test
    void columnsOfOneNumberStayFinite() {
        Variation half = Variation.towards(2, 0.5);
        assertThat(
                        new VariationNoise(TorchCpuNoise::new, 1, half)
                                .nextLatent(1, 4, 1, 9)
                                .isFinite())
                .isTrue();
    }
}
