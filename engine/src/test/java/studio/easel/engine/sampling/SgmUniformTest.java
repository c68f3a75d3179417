package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.diffusion.NoiseSchedule;

class SgmUniformTest {
    private static final NoiseSchedule SCHEDULE = Requests.STABLE_DIFFUSION_1;

    /** numpy.linspace(999, 0, 4 + 1)[:-1], sigmas linear in the logarithm, as in k-diffusion. */
    @ParameterizedTest
    @EnumSource(
            value = SamplerName.class,
            names = {"EULER", "DPM_PLUS_PLUS_2M", "DPM_PLUS_PLUS_2S", "UNIPC", "DPM2"})
    void oneOfFivePointsIsLeftOutAndNoneIsRounded(SamplerName sampler) {
        NoiseLadder ladder =
                Samplers.walk(Requests.of(sampler, SigmaSpacing.SGM_UNIFORM, 4), SCHEDULE).ladder();
        assertThat(ladder.rungs().stream().map(rung -> rung.from().timestep()))
                .containsExactly(999.0, 749.25, 499.5, 249.75);
        double between = Math.sqrt(SCHEDULE.sigma(499) * SCHEDULE.sigma(500));
        assertThat(ladder.rungs().stream().map(rung -> rung.from()).map(NoiseLevel::sigma).toList())
                .satisfies(
                        sigmas -> {
                            assertThat(sigmas.get(0)).isCloseTo(14.6146, within(1e-4));
                            assertThat(sigmas.get(2)).isCloseTo(between, within(1e-6));
                        });
        assertThat(ladder.to(3).noise()).isZero();
    }
}
