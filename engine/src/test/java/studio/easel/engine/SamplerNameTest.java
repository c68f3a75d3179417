package studio.easel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerNameTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # A1111,            diffusers,                          ComfyUI or InvokeAI
                    DDPM,               DDPMScheduler,                      ddpm
                    DDIM,               DDIMScheduler,                      ddim
                    PLMS,               PNDMScheduler,                      pndm
                    LMS,                LMSDiscreteScheduler,               lms
                    Euler,              EulerDiscreteScheduler,             k_euler
                    Euler a,            EulerAncestralDiscreteScheduler,    euler_ancestral
                    Heun,               HeunDiscreteScheduler,              heun
                    DPM2,               KDPM2DiscreteScheduler,             dpm_2
                    DPM2 a,             KDPM2AncestralDiscreteScheduler,    dpm_2_ancestral
                    DPM++ 2M,           DPMSolverMultistepScheduler,        dpmpp_2m
                    DPM++ 2M SDE,       ,                                   dpmpp_2m_sde_gpu
                    DPM++ 2M SDE Heun,  ,                                   dpmpp_2m_sde_heun
                    DPM++ 3M SDE,       ,                                   dpmpp_3m_sde
                    DPM++ 2S,           DPMSolverSinglestepScheduler,       dpmpp_2s
                    DPM++ SDE,          DPMSolverSDEScheduler,              dpmpp_sde
                    UniPC,              UniPCMultistepScheduler,            uni_pc
                    DEIS,               DEISMultistepScheduler,             deis
                    LCM,                LCMScheduler,                       lcm
                    TCD,                TCDScheduler,                       tcd
                    """)
    void samplersAnswerToTheNamesOfOtherTools(String a1111, String diffusers, String other) {
        SamplerName sampler = SamplerName.parse(a1111);
        assertThat(sampler.label()).isEqualTo(a1111);
        assertThat(SamplerName.parse(other)).isEqualTo(sampler);
        if (diffusers != null) {
            assertThat(SamplerName.parse(diffusers)).isEqualTo(sampler);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySamplerIsFoundByItsLabelAndItsConstant(SamplerName sampler) {
        assertThat(Stream.of(sampler.label(), sampler.name(), sampler.label().toUpperCase()))
                .allSatisfy(name -> assertThat(SamplerName.find(name)).contains(sampler));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DPM++ 2S a", "dpmpp_2s_ancestral", "DPM fast"})
    void otherAlgorithmsAreNotTakenForOurs(String name) {
        assertThat(SamplerName.find(name)).isEmpty();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> SamplerName.parse("Hein"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("Did you mean Heun?");
    }

    @Test
    void spacingsAndNoiseAnswerToTheirNamesToo() {
        assertThat(SigmaSpacing.find("sgm_uniform")).contains(SigmaSpacing.SGM_UNIFORM);
        assertThat(Arrays.stream(NoiseKind.values()))
                .allSatisfy(kind -> assertThat(NoiseKind.parse(kind.label())).isEqualTo(kind));
        assertThat(NoiseKind.parse("NV")).isEqualTo(NoiseKind.TORCH_CUDA);
        assertThatThrownBy(() -> NoiseKind.parse("card"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("expected one of CPU, GPU, NumPy");
    }
}
