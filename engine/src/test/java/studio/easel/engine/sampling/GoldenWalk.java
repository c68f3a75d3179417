package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/** Walks a golden case, recording everything, and compares it with the recorded trajectory. */
final class GoldenWalk {
    private final GoldenCase golden;
    private final Samplers.Walk walk;
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<Double> timesteps = new ArrayList<>();
    private final List<Tensor> reached = new ArrayList<>();
    private final List<Tensor> denoised = new ArrayList<>();
    private final List<Integer> drawn = new ArrayList<>();
    private int draws;

    private GoldenWalk(GoldenCase golden) {
        this.golden = golden;
        this.walk = GoldenSolver.of(golden);
    }

    /**
     * The worst deviation of any recorded latent over the case's tolerance: at most 1 if it passes.
     *
     * @throws AssertionError if levels, timesteps, network calls or noise draws are others
     */
    static double worstOverTolerance(GoldenCase golden) {
        GoldenWalk walk = new GoldenWalk(golden);
        walk.compareLevels();
        return Math.max(walk.run(), walk.compareCalls()) / golden.tolerance();
    }

    /** Walks, and gives the deviation of the start. */
    private double run() {
        Denoiser denoiser =
                Denoiser.of(
                        (input, timestep) -> {
                            inputs.add(input);
                            timesteps.add(timestep);
                            return modelOutput(input, timestep);
                        },
                        golden.schedule().predictionType());
        NoiseSource noise = shape -> golden.poolNoise(draws++);
        Tensor start = golden.start(walk.ladder());
        walk.sampler()
                .sample(denoiser, start, walk.ladder(), golden.firstStep(), noise, this::record);
        return deviation(golden.json().get("start_sample"), start);
    }

    private Tensor record(int step, Tensor x, Tensor x0) {
        Tensor kept = golden.mode().equals("inpaint") ? held(step, x) : x;
        reached.add(kept);
        denoised.add(x0);
        drawn.add(draws);
        return kept;
    }

    /** Outside the mask, the picture with the noise of the next level: the reference's blend. */
    private Tensor held(int step, Tensor x) {
        NoiseLadder ladder = walk.ladder();
        boolean last = step + 1 == ladder.steps();
        NoiseLevel level = last ? NoiseLevel.ofAlphaBar(0, 1) : ladder.from(step + 1);
        return golden.masked(golden.noised(golden.startNoise(), level), x);
    }

    private double compareCalls() {
        JsonNode steps = golden.json().get("steps");
        assertThat(reached).as("network calls").hasSize(steps.size());
        double worst = 0;
        int drawnBefore = 0;
        for (int i = 0; i < steps.size(); i++) {
            JsonNode step = steps.get(i);
            assertThat(timesteps.get(i))
                    .as("timestep of call " + i)
                    .isEqualTo(step.get("t").asDouble(), offset(1e-3));
            assertThat(drawn.get(i) - drawnBefore)
                    .as("noise draws of call " + i)
                    .isEqualTo(step.path("noise").size());
            drawnBefore = drawn.get(i);
            worst = Math.max(worst, deviation(step.get("model_input"), inputs.get(i)));
            worst = Math.max(worst, deviation(step.get("prev_sample"), reached.get(i)));
            if (step.has("pred_x0")) {
                worst = Math.max(worst, deviation(step.get("pred_x0"), denoised.get(i)));
            }
        }
        assertThat(draws)
                .as("noise draws")
                .isEqualTo(golden.json().get("noise_draws_total").asInt());
        return worst;
    }

    /** The reference lists every network call, the ladder every step. */
    private void compareLevels() {
        NoiseLadder ladder = walk.ladder();
        JsonNode expected = golden.json().get("timesteps");
        JsonNode sigmas = golden.json().path("sigmas");
        int calls = golden.order();
        assertThat(ladder.steps()).as("steps").isEqualTo((expected.size() + calls - 1) / calls);
        for (int i = 0; i < ladder.steps(); i++) {
            assertThat(ladder.from(i).timestep())
                    .as("timestep " + i)
                    .isEqualTo(expected.get(i * calls).asDouble(), offset(1e-3));
            if (sigmas.size() > 0) {
                assertThat(ladder.from(i).sigma())
                        .as("sigma " + i)
                        .isCloseTo(
                                sigmas.get(i * calls).asDouble(),
                                withinPercentage(
                                        golden.flag("rescale_betas_zero_snr") ? 1e-2 : 2e-4));
            }
        }
        assertThat(ladder.startScale())
                .as("start scale")
                .isCloseTo(
                        golden.json().get("init_noise_sigma").asDouble(), withinPercentage(2e-4));
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
}
