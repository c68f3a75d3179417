package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.LadderPlan.Curve;

/** Noise levels of k-diffusion's solvers: fractional timesteps, variance-exploding levels. */
public final class KDiffusionLadders {
    private KDiffusionLadders() {}

    /** For Euler, Heun, LMS, DPM++ SDE and Euler ancestral. */
    public static NoiseLadder exploding(NoiseSchedule schedule, LadderPlan plan, int steps) {
        return ladder(schedule, plan, steps, false);
    }

    /** For DPM2 and DPM2 ancestral, which round the timesteps of Karras levels. */
    public static NoiseLadder dpm2(NoiseSchedule schedule, LadderPlan plan, int steps) {
        return ladder(schedule, plan, steps, plan.curve() == Curve.KARRAS);
    }

    private static NoiseLadder ladder(
            NoiseSchedule schedule, LadderPlan plan, int steps, boolean whole) {
        double[] timesteps =
                Timesteps.fractional(
                        plan.timesteps(), schedule.timesteps(), steps, schedule.stepsOffset());
        double[] sigmas = sigmas(schedule, plan, timesteps);
        List<NoiseLevel> levels = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            double timestep = timestep(schedule, plan, timesteps[i], sigmas[i]);
            levels.add(
                    NoiseLevel.exploding(
                            whole ? Math.rint(timestep) : (float) timestep, (float) sigmas[i]));
        }
        levels.add(NoiseLevel.exploding(0, sigmas[steps]));
        return NoiseLadder.through(levels, startScale(plan, levels.get(0).sigma()));
    }

    /** One sigma for each timestep, and the one the walk ends at. */
    private static double[] sigmas(NoiseSchedule schedule, LadderPlan plan, double[] timesteps) {
        int steps = timesteps.length;
        if (plan.curve() == Curve.LOG_LINEAR) {
            // One point more than steps: this curve ends at the cleanest trained level by itself.
            double max = schedule.sigma(schedule.timesteps() - 1);
            return SigmaCurve.of(plan.curve(), max, schedule.sigma(0), steps + 1);
        }
        double[] spaced = Arrays.stream(timesteps).map(t -> plan.sigmaAt(schedule, t)).toArray();
        double max = plan.maxOr(spaced[0]);
        double min = plan.minOr(spaced[steps - 1]);
        double[] curve =
                plan.curve() == Curve.TRAINED
                        ? spaced
                        : SigmaCurve.of(plan.curve(), max, min, steps);
        double[] sigmas = Arrays.copyOf(curve, steps + 1);
        sigmas[steps] = plan.endAtSigmaMin() ? schedule.sigma(0) : 0;
        return sigmas;
    }

    private static double timestep(
            NoiseSchedule schedule, LadderPlan plan, double spaced, double sigma) {
        if (plan.continuousTimestep() && schedule.predictionType() == PredictionType.V_PREDICTION) {
            return 0.25 * Math.log((float) sigma);
        }
        boolean atSpaced = plan.curve() == Curve.TRAINED || plan.curve() == Curve.LOG_LINEAR;
        return atSpaced ? spaced : schedule.timestepAt(sigma);
    }

    /** Leading spacing starts below the noisiest level, where the latent still holds signal. */
    private static double startScale(LadderPlan plan, double sigmaMax) {
        return plan.timesteps() == SigmaSpacing.LEADING
                ? Math.sqrt(sigmaMax * sigmaMax + 1)
                : sigmaMax;
    }
}
