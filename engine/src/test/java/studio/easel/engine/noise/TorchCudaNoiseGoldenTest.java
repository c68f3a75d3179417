package studio.easel.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Philox noise, number by number: words exact, normals within the goldens' 1e-5. */
class TorchCudaNoiseGoldenTest {
    private static final double TOLERANCE = 1e-5;

    static Stream<Named<JsonNode>> seeds() throws IOException {
        return NoiseGolden.cases("noise_philox");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void wordsArePhiloxs(JsonNode golden) {
        for (JsonNode draw : golden.get("draws")) {
            JsonNode blocks = draw.get("first4_blocks_u32");
            for (int i = 0; i < blocks.size(); i++) {
                int[] counter = {draw.get("offset").asInt(), 0, i, 0};
                Philox.scramble(counter, NoiseGolden.seed(golden));
                for (int word = 0; word < 4; word++) {
                    assertThat(Integer.toUnsignedLong(counter[word]))
                            .isEqualTo(blocks.get(i).get(word).asLong());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drawsFollowOneAnother(JsonNode golden) {
        NoiseSource noise = new TorchCudaNoise(NoiseGolden.seed(golden));
        for (JsonNode draw : golden.get("draws")) {
            JsonNode expected = draw.get("randn");
            NoiseGolden.assertDraw(noise.next(expected.get("n").asInt()), expected, TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aLatentIsOneDraw(JsonNode golden) {
        NoiseSource noise = new TorchCudaNoise(NoiseGolden.seed(golden));
        NoiseGolden.assertDraw(noise.next(1, 4, 64, 64), golden.get("randn_1x4x64x64"), TOLERANCE);
    }
}
