package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.Ladders;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.sampling.DpmSolverMultistep.Correction;
import studio.easel.engine.sampling.DpmSolverMultistep.Integrand;
import studio.easel.engine.tensor.Tensor;

/**
 * Each solver against recorded trajectories of diffusers, within each case's own tolerance: the
 * timesteps and sigmas it visits, what it shows the network at each step, the noise it draws, and
 * every latent on the way.
 */
class SamplerGoldenTest {
    /** Worst deviation over tolerance, by scheduler: printed at the end. */
    private static final Map<String, Double> WORST = new TreeMap<>();

    private static final Map<String, Integer> CASES = new HashMap<>();

    static Stream<GoldenCase> ddpm() {
        return GoldenCase.of("DDPM");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ddpm")
    void ddpmFollowsTheReference(GoldenCase golden) {
        boolean large = golden.config().path("variance_type").asText().equals("fixed_large");
        Ddpm.Variance variance = large ? Ddpm.Variance.FIXED_LARGE : Ddpm.Variance.FIXED_SMALL;
        follow(
                "DDPM",
                golden,
                new Ddpm(variance, golden.limit()),
                Ladders.ddpm(golden.schedule(), golden.plan(), golden.steps()));
    }

    static Stream<GoldenCase> ddim() {
        return GoldenCase.of("DDIM");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ddim")
    void ddimFollowsTheReference(GoldenCase golden) {
        boolean fromLimited = golden.stepFlag("use_clipped_model_output");
        follow(
                "DDIM",
                golden,
                new Ddim(golden.stepArgument("eta", 0), golden.limit(), fromLimited),
                Ladders.ddim(golden.schedule(), golden.plan(), golden.steps()));
    }

    static Stream<GoldenCase> euler() {
        return GoldenCase.of("EulerDiscrete");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("euler")
    void eulerFollowsTheReference(GoldenCase golden) {
        Euler.Churn churn =
                new Euler.Churn(
                        golden.stepArgument("s_churn", 0),
                        golden.stepArgument("s_tmin", 0),
                        golden.stepArgument("s_tmax", Double.POSITIVE_INFINITY),
                        golden.stepArgument("s_noise", 1));
        follow(
                "EulerDiscrete",
                golden,
                new Euler(churn),
                Ladders.exploding(golden.schedule(), golden.plan(), golden.steps()));
    }

    static Stream<GoldenCase> eulerAncestral() {
        return GoldenCase.of("EulerAncestral");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("eulerAncestral")
    void eulerAncestralFollowsTheReference(GoldenCase golden) {
        follow(
                "EulerAncestral",
                golden,
                new EulerAncestral(),
                Ladders.exploding(golden.schedule(), golden.plan(), golden.steps()));
    }

    static Stream<GoldenCase> dpmSolverMultistep() {
        return GoldenCase.of("DPMSolverMultistep");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dpmSolverMultistep")
    void dpmSolverMultistepFollowsTheReference(GoldenCase golden) {
        JsonNode c = golden.config();
        String algorithm = c.get("algorithm_type").asText();
        boolean heun = c.get("solver_type").asText().equals("heun");
        follow(
                "DPMSolverMultistep",
                golden,
                new DpmSolverMultistep(
                        new DpmSolverMultistep.Settings(
                                c.get("solver_order").asInt(),
                                algorithm.endsWith("++") ? Integrand.DATA : Integrand.NOISE,
                                algorithm.startsWith("sde"),
                                heun ? Correction.HEUN : Correction.MIDPOINT,
                                golden.flag("lower_order_final"),
                                golden.flag("euler_at_final"),
                                golden.limit())),
                Ladders.multistep(golden.schedule(), golden.plan(), golden.steps()));
    }

    /** Walks, recording everything, and compares it with the recorded trajectory. */
    private static void follow(
            String scheduler, GoldenCase golden, Sampler sampler, NoiseLadder ladder) {
        compareLevels(golden, ladder);
        Tensor start = golden.start(ladder);
        List<Tensor> inputs = new ArrayList<>();
        List<Double> timesteps = new ArrayList<>();
        List<Tensor> reached = new ArrayList<>();
        List<Tensor> denoised = new ArrayList<>();
        List<Integer> drawsByStep = new ArrayList<>();
        int[] draws = {0};
        Denoiser denoiser =
                Denoiser.of(
                        (input, timestep) -> {
                            inputs.add(input);
                            timesteps.add(timestep);
                            return modelOutput(input, timestep);
                        },
                        golden.schedule().predictionType());
        NoiseSource noise = shape -> golden.poolNoise(draws[0]++);
        sampler.sample(
                denoiser,
                start,
                ladder,
                golden.firstStep(),
                noise,
                (step, x, x0) -> {
                    Tensor kept =
                            golden.mode().equals("inpaint") ? held(golden, ladder, step, x) : x;
                    reached.add(kept);
                    denoised.add(x0);
                    drawsByStep.add(draws[0]);
                    return kept;
                });

        double worst = deviation(golden.json().get("start_sample"), start);
        JsonNode steps = golden.json().get("steps");
        assertThat(reached).as("network calls").hasSize(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            JsonNode step = steps.get(i);
            assertThat(timesteps.get(i))
                    .as("timestep of call " + i)
                    .isEqualTo(step.get("t").asDouble(), within1e3());
            worst = Math.max(worst, deviation(step.get("model_input"), inputs.get(i)));
            worst = Math.max(worst, deviation(step.get("prev_sample"), reached.get(i)));
            if (step.has("pred_x0")) {
                worst = Math.max(worst, deviation(step.get("pred_x0"), denoised.get(i)));
            }
        }
        assertThat(draws[0])
                .as("noise draws")
                .isEqualTo(golden.json().get("noise_draws_total").asInt());
        WORST.merge(scheduler, worst / golden.tolerance(), Math::max);
        CASES.merge(scheduler, 1, Integer::sum);
        assertThat(worst).as("worst relative deviation").isLessThanOrEqualTo(golden.tolerance());
    }

    private static org.assertj.core.data.Offset<Double> within1e3() {
        return org.assertj.core.data.Offset.offset(1e-3);
    }

    /** Outside the mask, the picture with the noise of the next level: the reference's blend. */
    private static Tensor held(GoldenCase golden, NoiseLadder ladder, int step, Tensor x) {
        Tensor noise = golden.startNoise();
        boolean last = step + 1 == ladder.steps();
        Tensor held =
                golden.noised(
                        last ? noise.times(0) : noise,
                        last
                                ? studio.easel.engine.diffusion.NoiseLevel.ofAlphaBar(0, 1)
                                : ladder.from(step + 1));
        return golden.masked(held, x);
    }

    private static void compareLevels(GoldenCase golden, NoiseLadder ladder) {
        JsonNode timesteps = golden.json().get("timesteps");
        assertThat(ladder.steps()).as("steps").isEqualTo(timesteps.size());
        for (int i = 0; i < timesteps.size(); i++) {
            assertThat(ladder.from(i).timestep())
                    .as("timestep " + i)
                    .isEqualTo(timesteps.get(i).asDouble(), within1e3());
        }
        assertThat(ladder.startScale())
                .as("start scale")
                .isCloseTo(
                        golden.json().get("init_noise_sigma").asDouble(),
                        org.assertj.core.data.Percentage.withPercentage(2e-4));
        JsonNode sigmas = golden.json().path("sigmas");
        for (int i = 0; i < ladder.steps() && sigmas.size() > 0; i++) {
            assertThat(ladder.from(i).sigma())
                    .as("sigma " + i)
                    .isCloseTo(
                            sigmas.get(i).asDouble(),
                            org.assertj.core.data.Percentage.withPercentage(
                                    golden.flag("rescale_betas_zero_snr") ? 1e-2 : 2e-4));
        }
    }

    /** The stand-in for a U-Net the goldens were recorded with. */
    private static Tensor modelOutput(Tensor input, double timestep) {
        float[] output = new float[input.length()];
        for (int i = 0; i < output.length; i++) {
            output[i] = (float) (0.3 * input.get(i) + 0.1 * Math.sin(timestep / 100 + 0.01 * i));
        }
        return Tensor.of(output, input.shape());
    }

    /** Largest difference over the largest golden value, on as many values as are recorded. */
    private static double deviation(JsonNode golden, Tensor mine) {
        float[] expected = GoldenCase.floats(golden);
        double largest = 1e-6;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double d = Math.abs((double) mine.get(i) - expected[i]);
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
        }
        return difference / largest;
    }

    @AfterAll
    static void table() {
        WORST.forEach(
                (scheduler, ratio) ->
                        System.out.printf(
                                "%-20s %3d cases, worst deviation / tolerance %.2f%n",
                                scheduler, CASES.get(scheduler), ratio));
    }
}
