package studio.easel.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import studio.easel.engine.Goldens;
import studio.easel.engine.tensor.Tensor;

/** Reading the recorded noise, whose format the goldens' README describes. */
final class NoiseGolden {
    private NoiseGolden() {}

    /** The cases of a file, each under its seed. */
    static Stream<Named<JsonNode>> cases(String name) throws IOException {
        JsonNode file =
                new ObjectMapper().readTree(Goldens.path("sampling/" + name + ".json").toFile());
        return StreamSupport.stream(file.get("cases").spliterator(), false)
                .map(golden -> Named.of("seed " + golden.get("seed").asText(), golden));
    }

    static long seed(JsonNode golden) {
        return Long.parseLong(golden.get("seed").asText());
    }

    static int[] shape(JsonNode lengths) {
        return StreamSupport.stream(lengths.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    /** As many values as are recorded, from {@code offset}. */
    static void assertValues(Tensor mine, int offset, JsonNode values, double tolerance) {
        for (int i = 0; i < values.size(); i++) {
            assertThat((double) mine.get(offset + i))
                    .as("value %d", offset + i)
                    .isCloseTo(values.get(i).asDouble(), within(tolerance));
        }
    }

    /** A draw: all of its values, or of a long one the ends, and two sums. */
    static void assertDraw(Tensor mine, JsonNode draw, double tolerance) {
        assertThat(mine.length()).isEqualTo(draw.get("n").asInt());
        assertValues(mine, 0, draw.path("values"), tolerance);
        assertValues(mine, 0, draw.path("first32"), tolerance);
        assertValues(
                mine, mine.length() - draw.path("last32").size(), draw.path("last32"), tolerance);
        double sum = 0;
        double squares = 0;
        for (float value : mine.values()) {
            sum += value;
            squares += (double) value * value;
        }
        assertThat(sum).as("sum").isCloseTo(draw.get("sum").asDouble(), within(2e-3));
        assertThat(squares)
                .as("sum of squares")
                .isCloseTo(draw.get("sum_sq").asDouble(), within(5e-3));
    }
}
