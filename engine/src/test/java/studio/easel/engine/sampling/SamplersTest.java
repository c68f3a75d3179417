package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.sampling.Samplers.Walk;

class SamplersTest {
    @ParameterizedTest
    @EnumSource(
            value = SamplerName.class,
            names = {"LCM", "TCD"})
    void aDistilledModelWalksAllItsStepsOverTheShareThatIsAsked(SamplerName sampler) {
        Walk walk =
                Samplers.walkOfAllSteps(
                        Requests.of(sampler, SigmaSpacing.AUTOMATIC, 8),
                        Requests.STABLE_DIFFUSION_1,
                        0.5);
        assertThat(walk.first()).isZero();
        assertThat(walk.ladder().from(walk.first()).timestep()).isLessThan(600);
    }
}
