package studio.easel.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.PredictionType;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;

/**
 * Betas as the reference has them: betas and alpha-bars to 2e-7 relative, sigmas to 1e-6 (torch's
 * own vector widths differ by one unit in the last place).
 */
class ScheduleGoldenTest {
    static Stream<Named<JsonNode>> betas() throws IOException {
        JsonNode file =
                new ObjectMapper().readTree(Goldens.path("sampling/beta_schedules.json").toFile());
        return StreamSupport.stream(file.get("cases").spliterator(), false)
                .map(
                        golden ->
                                Named.of(
                                        golden.get("name").asText()
                                                + (golden.get("rescale_betas_zero_snr").asBoolean()
                                                        ? ", zero terminal SNR"
                                                        : ""),
                                        golden));
    }

    @ParameterizedTest
    @MethodSource("betas")
    void alphaBarsAndSigmasAreTheReferencesInFloat32(JsonNode golden) {
        JsonNode config = golden.get("config");
        boolean zeroSnr = golden.get("rescale_betas_zero_snr").asBoolean();
        BetaCurve curve =
                switch (config.get("beta_schedule").asText()) {
                    case "linear" -> BetaCurve.LINEAR;
                    case "scaled_linear" -> BetaCurve.SCALED_LINEAR;
                    default -> BetaCurve.SQUARED_COSINE;
                };
        NoiseSchedule schedule =
                new NoiseSchedule(
                        stableDiffusion(
                                curve,
                                config.path("beta_start").asDouble(0.0001),
                                config.path("beta_end").asDouble(0.02),
                                zeroSnr));
        JsonNode index = golden.get("index");
        JsonNode alphaBars = golden.get("alphas_cumprod");
        for (int i = 0; i < alphaBars.size(); i++) {
            int t = index.isArray() ? index.get(i).asInt() : i;
            // The zero-SNR tail subtracts nearly equal numbers: the goldens ask for 1e-4 there.
            double percent = zeroSnr ? 1e-2 : 2e-5;
            assertThat(schedule.alphaBar(t))
                    .as("alpha-bar at %d", t)
                    .isCloseTo(alphaBars.get(i).asDouble(), withinPercentage(percent));
            assertThat(schedule.sigma(t))
                    .as("sigma at %d", t)
                    .isCloseTo(
                            golden.get("sigmas_ascending_k_diffusion").get(i).asDouble(),
                            withinPercentage(zeroSnr ? 1e-2 : 1e-4));
        }
    }

    private static ScheduleSpec stableDiffusion(
            BetaCurve curve, double start, double end, boolean zeroSnr) {
        return new ScheduleSpec(
                1000,
                start,
                end,
                curve,
                List.of(),
                PredictionType.EPSILON,
                SigmaSpacing.AUTOMATIC,
                1,
                false,
                zeroSnr,
                Double.POSITIVE_INFINITY);
    }
}
