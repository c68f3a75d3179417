package studio.easel.engine.sampling;

import java.util.List;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.NoiseSchedule;

/** Requests that differ in what a walk depends on. */
final class Requests {
    /** Stable Diffusion 1.5's own. */
    static final NoiseSchedule STABLE_DIFFUSION_1 = schedule(PredictionType.EPSILON, false);

    /** Predicts v, and its last timestep is pure noise. */
    static final NoiseSchedule ZERO_TERMINAL_SNR = schedule(PredictionType.V_PREDICTION, true);

    private Requests() {}

    static GenerationRequest of(SamplerName sampler, SigmaSpacing spacing, int steps) {
        return new GenerationRequest(
                "a lighthouse", "", new ImageSize(64, 64), steps, 7, sampler, spacing, 0, 1, 1);
    }

    private static NoiseSchedule schedule(PredictionType prediction, boolean zeroTerminalSnr) {
        return new NoiseSchedule(
                new ScheduleSpec(
                        1000,
                        0.00085,
                        0.012,
                        BetaCurve.SCALED_LINEAR,
                        List.of(),
                        prediction,
                        SigmaSpacing.AUTOMATIC,
                        1,
                        false,
                        zeroTerminalSnr,
                        Double.POSITIVE_INFINITY));
    }
}
