package studio.easel.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.tensor.Tensor;

/**
 * Torch's CPU generator, number by number. Tolerances are the goldens' own: words exact, uniforms
 * to their printed digits, normals 4e-6, since torch's kernels differ by 1.7e-6 among themselves.
 */
class TorchCpuNoiseGoldenTest {
    static Stream<Named<JsonNode>> seeds() throws IOException {
        JsonNode file =
                new ObjectMapper().readTree(Goldens.path("sampling/noise_torch_cpu.json").toFile());
        return StreamSupport.stream(file.get("cases").spliterator(), false)
                .map(golden -> Named.of("seed " + golden.get("seed").asText(), golden));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void wordsAreTheMersenneTwisters(JsonNode golden) {
        MersenneTwister random = new MersenneTwister(seed(golden));
        for (JsonNode word : golden.get("mt19937_u32")) {
            assertThat(random.nextInt() & 0xffffffffL).isEqualTo(word.asLong());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void uniformsTakeTheLowBits(JsonNode golden) {
        TorchCpuNoise floats = new TorchCpuNoise(seed(golden));
        for (JsonNode uniform : golden.get("rand_float32")) {
            assertThat(floats.nextFloat()).isEqualTo((float) uniform.asDouble());
        }
        TorchCpuNoise doubles = new TorchCpuNoise(seed(golden));
        for (JsonNode uniform : golden.get("rand_float64")) {
            assertThat(doubles.nextDouble()).isEqualTo(uniform.asDouble());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void normalsAreTorchsForEveryLength(JsonNode golden) {
        for (JsonNode draw : golden.get("randn_float32")) {
            int n = draw.get("n").asInt();
            Tensor mine = new TorchCpuNoise(seed(golden)).next(n);
            JsonNode values = draw.path("values"); // long draws record their sums alone
            for (int i = 0; i < values.size(); i++) {
                assertThat((double) mine.get(i))
                        .as("value %d of %d", i, n)
                        .isCloseTo(values.get(i).asDouble(), within(4e-6));
            }
            double sum = 0;
            double squares = 0;
            for (float value : mine.values()) {
                sum += value;
                squares += (double) value * value;
            }
            assertThat(sum).as("sum of %d", n).isCloseTo(draw.get("sum").asDouble(), within(2e-3));
            assertThat(squares)
                    .as("sum of squares of %d", n)
                    .isCloseTo(draw.get("sum_sq").asDouble(), within(5e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drawsOfDifferentLengthsFollowOneAnother(JsonNode golden) {
        for (JsonNode sequence : golden.get("sequences")) {
            TorchCpuNoise noise = new TorchCpuNoise(seed(golden));
            for (int i = 0; i < sequence.get("sizes").size(); i++) {
                Tensor mine = noise.next(sequence.get("sizes").get(i).asInt());
                JsonNode values = sequence.get("values").get(i);
                for (int j = 0; j < values.size(); j++) {
                    assertThat((double) mine.get(j))
                            .as("value %d of draw %d of %s", j, i, sequence.get("sizes"))
                            .isCloseTo(values.get(j).asDouble(), within(4e-6));
                }
            }
        }
    }

    private static long seed(JsonNode golden) {
        return Long.parseLong(golden.get("seed").asText());
    }
}
