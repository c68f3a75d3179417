package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.tensor.Tensor;

/** Vectors times weights; 1e-5 relative, as the original calculates in float32. */
class EmphasisGoldenTest {
    static Stream<Named<JsonNode>> emphasis() throws IOException {
        return PromptGoldens.list("emphasis");
    }

    @ParameterizedTest
    @MethodSource("emphasis")
    void vectorsAreWeighedAndTheMeanRestored(JsonNode golden) {
        List<List<Double>> multipliers =
                PromptGoldens.stream(golden.get("mult"))
                        .map(row -> PromptGoldens.stream(row).map(JsonNode::asDouble).toList())
                        .toList();
        Tensor found =
                Emphasis.parse(golden.get("mode").asText())
                        .apply(tensor(golden.get("z")), multipliers);
        Tensor expected = tensor(golden.get("out"));
        assertThat(found.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.length(); i++) {
            double tolerance = 1e-5 * Math.max(1e-3, Math.abs(expected.get(i)));
            assertThat((double) found.get(i))
                    .as("value %d", i)
                    .isEqualTo(expected.get(i), within(tolerance));
        }
    }

    private static Tensor tensor(JsonNode texts) {
        int tokens = texts.get(0).size();
        int width = texts.get(0).get(0).size();
        float[] values = new float[texts.size() * tokens * width];
        for (int i = 0; i < values.length; i++) {
            JsonNode token = texts.get(i / width / tokens).get(i / width % tokens);
            values[i] = token.get(i % width).floatValue();
        }
        return Tensor.of(values, texts.size(), tokens, width);
    }
}
