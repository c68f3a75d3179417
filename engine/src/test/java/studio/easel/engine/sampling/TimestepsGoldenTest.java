package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.tensor.Tensor;

/**
 * What the network is told at each call, by the names artists use, on Stable Diffusion 1.5's
 * schedule. Samplers of whole timesteps are exact, those of fractions within 1e-3.
 */
class TimestepsGoldenTest {
    static Stream<Named<JsonNode>> tables() throws IOException {
        JsonNode file =
                new ObjectMapper().readTree(Goldens.path("sampling/timesteps.json").toFile());
        return StreamSupport.stream(file.get("cases").spliterator(), false)
                .map(
                        golden ->
                                Named.of(
                                        "%s, %s, %d steps"
                                                .formatted(
                                                        golden.get("scheduler").asText(),
                                                        golden.get("spacing").asText(),
                                                        golden.get("n").asInt()),
                                        golden));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everySamplerAsksAtTheReferencesTimesteps(JsonNode golden) {
        Samplers.Walk walk =
                Samplers.walk(
                        Requests.of(
                                SamplerName.parse(golden.get("scheduler").asText()),
                                SigmaSpacing.parse(golden.get("spacing").asText()),
                                golden.get("n").asInt()),
                        Requests.STABLE_DIFFUSION_1);
        List<Double> told = new ArrayList<>();
        Tensor x = Tensor.of(new float[] {1}, 1);
        walk.sampler()
                .sample(
                        (latent, level) -> {
                            told.add(level.timestep());
                            return latent;
                        },
                        x,
                        walk.ladder(),
                        0,
                        shape -> x,
                        (step, latent, denoised) -> latent);
        JsonNode expected = golden.get("timesteps");
        assertThat(told).hasSize(expected.size());
        boolean whole = told.stream().allMatch(timestep -> timestep == Math.rint(timestep));
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i))
                    .as("call " + i)
                    .isEqualTo(expected.get(i).asDouble(), within(whole ? 0 : 1e-3));
        }
    }
}
