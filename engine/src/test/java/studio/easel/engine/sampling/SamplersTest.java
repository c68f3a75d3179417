package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.sampling.Samplers.Walk;

class SamplersTest {
    @ParameterizedTest
    @CsvSource({
        "LCM, 0",
        "TCD, 0",
        "DDIM, 4",
        "EULER, 4",
    })
    void strengthCountsWithEverySamplerOfADistilledModel(SamplerName sampler, int first) {
        Walk walk =
                Samplers.walkOfAllSteps(
                        Requests.of(sampler, SigmaSpacing.AUTOMATIC, 8),
                        Requests.STABLE_DIFFUSION_1,
                        0.5);
        assertThat(walk.first()).isEqualTo(first);
        assertThat(walk.ladder().from(walk.first()).timestep()).isLessThan(600);
    }
}
