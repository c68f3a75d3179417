package studio.easel.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.RequestException;

/** NumPy's RandomState, number by number and without any deviation. */
class NumPyNoiseGoldenTest {
    static Stream<Named<JsonNode>> seeds() throws IOException {
        return NoiseGolden.cases("noise_numpy_randomstate");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void uniformsAreNumPys(JsonNode golden) {
        NumPyNoise noise = new NumPyNoise(NoiseGolden.seed(golden));
        for (JsonNode uniform : golden.get("random_sample4")) {
            assertThat(noise.nextDouble()).isEqualTo(uniform.asDouble());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void normalsAreNumPysToTheLastBit(JsonNode golden) {
        NumPyNoise noise = new NumPyNoise(NoiseGolden.seed(golden));
        for (JsonNode normal : golden.get("randn_first33_float64")) {
            assertThat(noise.nextGaussian()).isEqualTo(normal.asDouble());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aDrawEndsInTheMiddleOfAPairAndTheNextGoesOn(JsonNode golden) {
        NumPyNoise noise = new NumPyNoise(NoiseGolden.seed(golden));
        for (JsonNode draw : golden.get("seq_5_then_4")) {
            for (JsonNode normal : draw) {
                assertThat(noise.nextGaussian()).isEqualTo(normal.asDouble());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tensorsAreRoundedToFloat32(JsonNode golden) {
        NoiseSource noise = new NumPyNoise(NoiseGolden.seed(golden));
        // Recorded with nine digits, which say a float32 exactly: the tolerance is for the parser.
        NoiseGolden.assertDraw(
                noise.next(1, 4, 64, 64), golden.get("randn_16384_as_float32"), 1e-8);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4294967296L})
    void otherSeedsAreRefusedWithASentence(long seed) {
        assertThatThrownBy(() -> new NumPyNoise(seed))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("expected 0 to 4294967295");
    }
}
