package studio.easel.models.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec.Defaults;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;

/**
 * {@code scheduler/scheduler_config.json} as diffusers writes it.
 *
 * @param schedule the noise the model was trained with
 * @param sampler the one the configuration is written for, where Easel has it
 */
record SchedulerConfig(ScheduleSpec schedule, Optional<SamplerName> sampler) {
    private static final int MOST_TIMESTEPS = 100_000;

    private static final int USUAL_STEPS = 25;
    private static final double USUAL_GUIDANCE = 7.5;

    /** SDXL's and latent consistency models' are those of diffusers' pipelines. */
    private static final double XL_GUIDANCE = 5;

    private static final double TOLD_GUIDANCE = 8.5;
    private static final int FEW_STEPS = 4;

    /** One pass a step. */
    private static final double NO_GUIDANCE = 1;

    /** What a key means that the file leaves out. */
    private record Unstated(
            double betaStart, double betaEnd, String curve, boolean clip, boolean alphaToOne) {}

    private static final Unstated DDIM = new Unstated(1e-4, 0.02, "linear", true, true);
    private static final Unstated PNDM = new Unstated(1e-4, 0.02, "linear", false, false);
    private static final Unstated SIGMAS = new Unstated(1e-4, 0.02, "linear", false, true);
    private static final Unstated K_DIFFUSION = new Unstated(0.00085, 0.012, "linear", false, true);
    private static final Unstated CONSISTENCY =
            new Unstated(0.00085, 0.012, "scaled_linear", false, true);

    /**
     * The defaults of diffusers' constructors (schedulers/scheduling_*.py, the same from 0.11 to
     * 0.35). DDPM has no set_alpha_to_one: its walk always ends clean. The classes that walk in
     * sigmas have neither that key nor clip_sample; they end at sigma 0 and never clip.
     */
    private static final Map<String, Unstated> DEFAULTS =
            Map.ofEntries(
                    Map.entry("DDPMScheduler", DDIM),
                    Map.entry("DDIMScheduler", DDIM),
                    Map.entry("PNDMScheduler", PNDM),
                    Map.entry("LMSDiscreteScheduler", SIGMAS),
                    Map.entry("EulerDiscreteScheduler", SIGMAS),
                    Map.entry("EulerAncestralDiscreteScheduler", SIGMAS),
                    Map.entry("DPMSolverMultistepScheduler", SIGMAS),
                    Map.entry("DPMSolverSinglestepScheduler", SIGMAS),
                    Map.entry("DEISMultistepScheduler", SIGMAS),
                    Map.entry("UniPCMultistepScheduler", SIGMAS),
                    Map.entry("HeunDiscreteScheduler", K_DIFFUSION),
                    Map.entry("KDPM2DiscreteScheduler", K_DIFFUSION),
                    Map.entry("KDPM2AncestralDiscreteScheduler", K_DIFFUSION),
                    Map.entry("DPMSolverSDEScheduler", K_DIFFUSION),
                    Map.entry("LCMScheduler", CONSISTENCY),
                    Map.entry("TCDScheduler", CONSISTENCY));

    private static final Map<String, BetaCurve> CURVES =
            Map.of(
                    "linear", BetaCurve.LINEAR,
                    "scaled_linear", BetaCurve.SCALED_LINEAR,
                    "squaredcos_cap_v2", BetaCurve.SQUARED_COSINE);

    private static final Map<String, PredictionType> PREDICTIONS =
            Map.of(
                    "epsilon", PredictionType.EPSILON,
                    "v_prediction", PredictionType.V_PREDICTION,
                    "sample", PredictionType.SAMPLE);

    private static final Map<String, SigmaSpacing> SIGMA_CURVES =
            Map.of(
                    "use_karras_sigmas", SigmaSpacing.KARRAS,
                    "use_exponential_sigmas", SigmaSpacing.EXPONENTIAL,
                    "use_beta_sigmas", SigmaSpacing.BETA);

    private static final Map<String, SigmaSpacing> SPACINGS =
            Map.of(
                    "leading", SigmaSpacing.LEADING,
                    "linspace", SigmaSpacing.LINSPACE,
                    "trailing", SigmaSpacing.TRAILING);

    /**
     * @param json the configuration
     * @param indexedClass the scheduler class {@code model_index.json} names, for configurations
     *     that do not name their own
     */
    static SchedulerConfig read(JsonFile json, String indexedClass) {
        String className = json.text("_class_name", indexedClass);
        if (json.flag("thresholding", false)) {
            throw json.wrong("thresholding", "false: Easel has no dynamic thresholding yet");
        }
        return new SchedulerConfig(
                schedule(json, unstated(json, className)), SamplerName.find(className));
    }

    /**
     * What to offer for a model with this configuration.
     *
     * @param isXl whether it is SDXL
     * @param toldGuidance whether its U-Net is told the guidance scale
     */
    Defaults defaults(boolean isXl, boolean toldGuidance) {
        SamplerName name = sampler.orElse(SamplerName.DDIM);
        if (toldGuidance) {
            return new Defaults(name, FEW_STEPS, TOLD_GUIDANCE);
        }
        return isForFewSteps()
                ? new Defaults(name, FEW_STEPS, NO_GUIDANCE)
                : new Defaults(name, USUAL_STEPS, isXl ? XL_GUIDANCE : USUAL_GUIDANCE);
    }

    /**
     * Turbo, Lightning and their like are built as the models they were distilled from; only their
     * schedulers differ. LCM and TCD are for nothing else. Euler from the last timestep on
     * ("trailing") is what Turbo states; models trained down to pure noise state it, too, and are
     * no such models.
     */
    private boolean isForFewSteps() {
        boolean distilled =
                sampler.filter(Set.of(SamplerName.LCM, SamplerName.TCD)::contains).isPresent();
        boolean euler =
                sampler.filter(Set.of(SamplerName.EULER, SamplerName.EULER_ANCESTRAL)::contains)
                        .isPresent();
        return distilled
                || (euler
                        && schedule.spacing() == SigmaSpacing.TRAILING
                        && schedule.predictionType() == PredictionType.EPSILON
                        && !schedule.zeroTerminalSnr());
    }

    private static ScheduleSpec schedule(JsonFile json, Unstated unstated) {
        int timesteps = json.integer("num_train_timesteps", 1000, 1, MOST_TIMESTEPS);
        boolean clips = json.flag("clip_sample", unstated.clip());
        double range = json.number("clip_sample_range", 1, 0, Double.MAX_VALUE);
        return new ScheduleSpec(
                timesteps,
                json.number("beta_start", unstated.betaStart(), 0, 1),
                json.number("beta_end", unstated.betaEnd(), 0, 1),
                oneOf(json, "beta_schedule", unstated.curve(), CURVES),
                trainedBetas(json, timesteps),
                oneOf(json, "prediction_type", "epsilon", PREDICTIONS),
                spacing(json),
                json.integer("steps_offset", 0, 0, timesteps - 1),
                json.flag("set_alpha_to_one", unstated.alphaToOne()),
                json.flag("rescale_betas_zero_snr", false),
                clips ? range : Double.POSITIVE_INFINITY);
    }

    private static List<Double> trainedBetas(JsonFile json, int timesteps) {
        List<Double> betas = json.numbers("trained_betas", 0, 1);
        if (!betas.isEmpty() && betas.size() != timesteps) {
            throw new ModelException(
                    "%s lists %d trained_betas, expected one for each of its %d timesteps."
                            .formatted(json.file(), betas.size(), timesteps));
        }
        return betas;
    }

    /** A curve of sigmas, where one is asked for, comes before the spacing of timesteps. */
    private static SigmaSpacing spacing(JsonFile json) {
        for (Map.Entry<String, SigmaSpacing> curve : SIGMA_CURVES.entrySet()) {
            if (json.flag(curve.getKey(), false)) {
                return curve.getValue();
            }
        }
        return json.states("timestep_spacing")
                ? oneOf(json, "timestep_spacing", "", SPACINGS)
                : SigmaSpacing.AUTOMATIC;
    }

    private static <T> T oneOf(JsonFile json, String key, String fallback, Map<String, T> known) {
        return Optional.ofNullable(known.get(json.text(key, fallback)))
                .orElseThrow(
                        () ->
                                json.wrong(
                                        key,
                                        "one of "
                                                + String.join(
                                                        ", ",
                                                        known.keySet().stream()
                                                                .sorted()
                                                                .toList())));
    }

    /** For a class not listed above nothing is guessed: it must state its betas. */
    private static Unstated unstated(JsonFile json, String className) {
        boolean complete =
                json.states("trained_betas")
                        || (json.states("beta_start")
                                && json.states("beta_end")
                                && json.states("beta_schedule"));
        if (!DEFAULTS.containsKey(className) && !complete) {
            throw new ModelException(
                    "%s is for %s, which Easel does not know, and states no beta_start, beta_end and beta_schedule. Expected the noise schedule of a Stable Diffusion model, as for DDIMScheduler or PNDMScheduler."
                            .formatted(json.file(), className.isEmpty() ? "no class" : className));
        }
        return DEFAULTS.getOrDefault(className, SIGMAS);
    }
}
