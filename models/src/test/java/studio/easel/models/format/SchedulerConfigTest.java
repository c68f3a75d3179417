package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.ModelException;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;

class SchedulerConfigTest {
    @TempDir Path folder;

    /** What diffusers' constructors assume, class by class. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # class,                          start,   end,   curve,         clip,     alpha to one
                    DDPMScheduler,                    0.0001,  0.02,  LINEAR,        1,        true
                    DDIMScheduler,                    0.0001,  0.02,  LINEAR,        1,        true
                    PNDMScheduler,                    0.0001,  0.02,  LINEAR,        Infinity, false
                    EulerDiscreteScheduler,           0.0001,  0.02,  LINEAR,        Infinity, true
                    EulerAncestralDiscreteScheduler,  0.0001,  0.02,  LINEAR,        Infinity, true
                    DPMSolverMultistepScheduler,      0.0001,  0.02,  LINEAR,        Infinity, true
                    HeunDiscreteScheduler,            0.00085, 0.012, LINEAR,        Infinity, true
                    LCMScheduler,                     0.00085, 0.012, SCALED_LINEAR, Infinity, true
                    """)
    void whatIsNotStatedIsAsInDiffusers(
            String className,
            double start,
            double end,
            BetaCurve curve,
            double clip,
            boolean alphaToOne) {
        ScheduleSpec schedule = read("{'_class_name': '" + className + "'}").schedule();
        assertThat(schedule)
                .isEqualTo(
                        new ScheduleSpec(
                                1000,
                                start,
                                end,
                                curve,
                                Collections.emptyList(),
                                PredictionType.EPSILON,
                                SigmaSpacing.AUTOMATIC,
                                0,
                                alphaToOne,
                                false,
                                clip));
    }

    @Test
    void whatIsStatedCounts() {
        ScheduleSpec schedule =
                read("{'_class_name': 'DDIMScheduler', 'num_train_timesteps': 4, 'beta_start': 0.1, 'beta_end': 0.2, 'beta_schedule': 'squaredcos_cap_v2', 'trained_betas': [0.1, 0.2, 0.3, 1], 'prediction_type': 'sample', 'timestep_spacing': 'trailing', 'steps_offset': 1, 'set_alpha_to_one': false, 'rescale_betas_zero_snr': true, 'clip_sample': true, 'clip_sample_range': 2.5, 'thresholding': false}")
                        .schedule();
        assertThat(schedule.trainTimesteps()).isEqualTo(4);
        assertThat(schedule.betaStart()).isEqualTo(0.1);
        assertThat(schedule.betaEnd()).isEqualTo(0.2);
        assertThat(schedule.betaCurve()).isEqualTo(BetaCurve.SQUARED_COSINE);
        assertThat(schedule.trainedBetas()).containsExactly(0.1, 0.2, 0.3, 1.0);
        assertThat(schedule.predictionType()).isEqualTo(PredictionType.SAMPLE);
        assertThat(schedule.spacing()).isEqualTo(SigmaSpacing.TRAILING);
        assertThat(schedule.stepsOffset()).isEqualTo(1);
        assertThat(schedule.setAlphaToOne()).isFalse();
        assertThat(schedule.zeroTerminalSnr()).isTrue();
        assertThat(schedule.clipRange()).isEqualTo(2.5);
    }

    @ParameterizedTest
    @CsvSource({
        "DDPMScheduler, DDPM",
        "DDIMScheduler, DDIM",
        "EulerDiscreteScheduler, EULER",
        "EulerAncestralDiscreteScheduler, EULER_ANCESTRAL",
        "DPMSolverMultistepScheduler, DPM_PLUS_PLUS_2M",
        "PNDMScheduler, PNDM"
    })
    void theClassNamesTheSampler(String className, SamplerName sampler) {
        assertThat(read("{'_class_name': '" + className + "'}").sampler().orElse(null))
                .isEqualTo(sampler);
    }

    @Test
    void theIndexNamesTheClassWhereTheConfigurationDoesNot() {
        SchedulerConfig config = SchedulerConfig.read(json("{}"), "PNDMScheduler");
        assertThat(config.schedule().setAlphaToOne()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "use_karras_sigmas, KARRAS",
        "use_exponential_sigmas, EXPONENTIAL",
        "use_beta_sigmas, BETA"
    })
    void aCurveOfSigmasIsASpacing(String key, SigmaSpacing spacing) {
        String json =
                "{'_class_name': 'EulerDiscreteScheduler', '"
                        + key
                        + "': true, 'timestep_spacing': 'linspace'}";
        assertThat(read(json).schedule().spacing()).isEqualTo(spacing);
    }

    @Test
    void anUnknownClassMayStateItsBetas() {
        String json =
                "{'_class_name': 'NewScheduler', 'beta_start': 0.1, 'beta_end': 0.2, 'beta_schedule': 'linear'}";
        assertThat(read(json).schedule().betaEnd()).isEqualTo(0.2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'_class_name': 'FlowMatchEulerDiscreteScheduler'}                    | is for FlowMatchEulerDiscreteScheduler, which Easel does not know
                    {}                                                                    | is for no class
                    {'_class_name': 'DDIMScheduler', 'thresholding': true}                | thresholding true, expected false
                    {'_class_name': 'DDIMScheduler', 'beta_schedule': 'sigmoid'}          | beta_schedule "sigmoid", expected one of linear, scaled_linear, squaredcos_cap_v2
                    {'_class_name': 'DDIMScheduler', 'prediction_type': 'flow'}           | prediction_type "flow", expected one of epsilon, sample, v_prediction
                    {'_class_name': 'DDIMScheduler', 'timestep_spacing': 'wide'}          | timestep_spacing "wide", expected one of leading, linspace, trailing
                    {'_class_name': 'DDIMScheduler', 'beta_start': -1}                    | beta_start -1, expected a number from 0
                    {'_class_name': 'DDIMScheduler', 'num_train_timesteps': 0}            | num_train_timesteps 0, expected a whole number from 1
                    {'_class_name': 'DDIMScheduler', 'num_train_timesteps': 1e9}          | expected a whole number from 1
                    {'_class_name': 'DDIMScheduler', 'steps_offset': 1000}                | steps_offset 1000, expected a whole number from 0 to 999
                    {'_class_name': 'DDIMScheduler', 'trained_betas': [0.1, 0.2]}         | lists 2 trained_betas, expected one for each of its 1000 timesteps
                    {'_class_name': 'DDIMScheduler', 'trained_betas': 'mine'}             | expected a list of numbers
                    {'_class_name': 'DDIMScheduler', 'set_alpha_to_one': 'no'}            | set_alpha_to_one "no", expected true or false
                    """)
    void whatEaselCannotFollowIsSaid(String json, String sentence) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(sentence);
    }

    private SchedulerConfig read(String json) {
        return SchedulerConfig.read(json(json), "");
    }

    private JsonFile json(String json) {
        ModelTree.in(folder).json("scheduler_config.json", json);
        return JsonFile.readIfThere(folder.resolve("scheduler_config.json"));
    }
}
