package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.PredictionType;
import studio.easel.engine.RequestException;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.noise.TorchCpuNoise;
import studio.easel.engine.tensor.Tensor;

/** What holds for every sampler, spacing and number of steps. */
class SamplerLawsTest {
    private static final NoiseSchedule SD1 =
            new NoiseSchedule(
                    new ScheduleSpec(
                            1000,
                            0.00085,
                            0.012,
                            BetaCurve.SCALED_LINEAR,
                            List.of(),
                            PredictionType.EPSILON,
                            SigmaSpacing.AUTOMATIC,
                            1,
                            false,
                            false,
                            Double.POSITIVE_INFINITY));

    private static Samplers.Walk walk(SamplerName sampler, SigmaSpacing spacing, int steps) {
        return Samplers.walk(
                new GenerationRequest(
                        "x", "", new ImageSize(64, 64), steps, 1, sampler, spacing, 0, 0, 1),
                SD1);
    }

    @ParameterizedTest
    @EnumSource
    void levelsNeverRiseAndTheWalkEndsAtAlmostNoNoise(SamplerName sampler) {
        for (SigmaSpacing spacing : SigmaSpacing.values()) {
            for (int steps : List.of(1, 2, 3, 7, 20, 61, 150, 999)) {
                var ladder = walk(sampler, spacing, steps).ladder();
                assertThat(ladder.steps()).isEqualTo(steps);
                for (int i = 0; i < steps; i++) {
                    assertThat(ladder.from(i).timestep()).isBetween(0.0, 999.0);
                    assertThat(ladder.to(i).sigma())
                            .as("%s, step %d of %d", spacing, i, steps)
                            .isLessThanOrEqualTo(ladder.from(i).sigma());
                }
                assertThat(ladder.to(steps - 1).sigma()).isLessThan(0.03);
            }
        }
    }

    /**
     * Data that is one point: the x0 estimate is that point whatever x is, so every solver must
     * arrive there.
     */
    @ParameterizedTest
    @EnumSource
    void aDenoiserThatKnowsTheAnswerIsBelieved(SamplerName sampler) {
        Tensor answer = new TorchCpuNoise(5).next(1, 4, 4, 4);
        for (SigmaSpacing spacing : SigmaSpacing.values()) {
            Samplers.Walk walk = walk(sampler, spacing, 12);
            TorchCpuNoise noise = new TorchCpuNoise(1);
            Tensor start = noise.next(1, 4, 4, 4).times(walk.ladder().startScale());
            Tensor end =
                    walk.sampler()
                            .sample(
                                    (x, level) -> answer,
                                    start,
                                    walk.ladder(),
                                    0,
                                    noise,
                                    (i, x, x0) -> x);
            double distance = 0;
            for (int i = 0; i < end.length(); i++) {
                distance += Math.abs(end.get(i) - answer.get(i)) / end.length();
            }
            assertThat(distance).as("%s", spacing).isLessThan(0.25);
        }
    }

    /**
     * Data that is one Gaussian, x0 ~ N(0, 1): the exact estimate is x a/(a² + s²) and the exact
     * walk only rescales x, so the error of a deterministic solver is known and shrinks with its
     * order.
     */
    @Test
    void secondOrderConvergesFasterThanFirst() {
        double eulerRatio = error(SamplerName.EULER, 40) / error(SamplerName.EULER, 160);
        double multistepRatio =
                error(SamplerName.DPM_PLUS_PLUS_2M, 40) / error(SamplerName.DPM_PLUS_PLUS_2M, 160);
        assertThat(eulerRatio)
                .isBetween(3.0, 5.0); // first order: a fourth of the step, a fourth of the error
        assertThat(multistepRatio)
                .isGreaterThan(8.0); // second order: a sixteenth, less at the last step
    }

    private static double error(SamplerName sampler, int steps) {
        Denoiser gaussian =
                (x, level) -> x.times(level.signal() / (sq(level.signal()) + sq(level.noise())));
        Samplers.Walk walk = walk(sampler, SigmaSpacing.EXPONENTIAL, steps);
        NoiseLevel from = walk.ladder().from(0);
        NoiseLevel to = walk.ladder().from(steps - 1);
        Tensor start = Tensor.scalar(1);
        List<Tensor> reached = new ArrayList<>();
        walk.sampler()
                .sample(
                        gaussian,
                        start,
                        walk.ladder(),
                        0,
                        new TorchCpuNoise(0),
                        (i, x, x0) -> {
                            reached.add(x);
                            return x;
                        });
        double exact = Math.sqrt(variance(to) / variance(from));
        return Math.abs(reached.get(steps - 2).get(0) - exact);
    }

    private static double variance(NoiseLevel level) {
        return sq(level.signal()) + sq(level.noise());
    }

    private static double sq(double value) {
        return value * value;
    }

    @Test
    void moreStepsThanTrainedTimestepsAreRefused() {
        assertThatThrownBy(() -> walk(SamplerName.DDIM, SigmaSpacing.AUTOMATIC, 1000))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("1000")
                .hasMessageContaining("expected");
    }
}
