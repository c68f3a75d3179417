package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.LadderPlan.Curve;
import studio.easel.engine.diffusion.NoiseLadder.Rung;

/**
 * The three ways the reference lays out noise levels. They differ in small things on which pictures
 * depend: rounding, how many points are spread, where a curve ends.
 */
public final class Ladders {
    private Ladders() {}

    /** For DDPM: trained timesteps, each step leading to the next, the last to a clean latent. */
    public static NoiseLadder ddpm(NoiseSchedule schedule, LadderPlan plan, int steps) {
        List<NoiseLevel> levels = new ArrayList<>(trained(schedule, plan, steps));
        levels.add(NoiseLevel.ofAlphaBar(0, 1));
        return NoiseLadder.through(levels, 1);
    }

    /**
     * For DDIM: as DDPM, but each step aims a whole stride down, {@code timesteps / steps}, and the
     * last at the model's final alpha-bar.
     */
    public static NoiseLadder ddim(NoiseSchedule schedule, LadderPlan plan, int steps) {
        List<NoiseLevel> levels = trained(schedule, plan, steps);
        if (plan.curve() != Curve.TRAINED) {
            List<NoiseLevel> all = new ArrayList<>(levels);
            all.add(NoiseLevel.ofAlphaBar(0, schedule.finalAlphaBar()));
            return NoiseLadder.through(all, 1);
        }
        int stride = schedule.timesteps() / steps;
        return new NoiseLadder(
                levels.stream().map(from -> new Rung(from, below(schedule, from, stride))).toList(),
                1);
    }

    /** For k-diffusion's solvers: fractional timesteps, variance-exploding levels. */
    public static NoiseLadder exploding(NoiseSchedule schedule, LadderPlan plan, int steps) {
        double[] timesteps =
                Timesteps.fractional(
                        plan.timesteps(), schedule.timesteps(), steps, schedule.stepsOffset());
        double[] sigmas = explodingSigmas(schedule, plan, timesteps);
        List<NoiseLevel> levels = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            double timestep = timestep(schedule, plan, timesteps[i], sigmas[i]);
            levels.add(NoiseLevel.exploding((float) timestep, (float) sigmas[i]));
        }
        levels.add(NoiseLevel.exploding(0, sigmas[steps]));
        return NoiseLadder.through(levels, startScale(plan, levels.get(0).sigma()));
    }

    /** For DPM-Solver++ and its kin: whole timesteps, variance-preserving levels. */
    public static NoiseLadder multistep(NoiseSchedule schedule, LadderPlan plan, int steps) {
        List<NoiseLevel> levels = new ArrayList<>();
        if (plan.curve() == Curve.TRAINED) {
            int last = schedule.timesteps() - levelsBelow(schedule, plan.lambdaMin());
            for (double t :
                    Timesteps.multistep(
                            plan.timesteps(),
                            schedule.timesteps(),
                            last,
                            steps,
                            schedule.stepsOffset())) {
                levels.add(NoiseLevel.preserving(t, schedule.sigma((int) t)));
            }
        } else {
            double max = schedule.sigma(schedule.timesteps() - 1);
            for (double sigma : SigmaCurve.of(plan.curve(), max, schedule.sigma(0), steps)) {
                double t = wholeTimestep(schedule, plan.curve(), schedule.timestepAt(sigma));
                levels.add(NoiseLevel.preserving(t, (float) sigma));
            }
        }
        levels.add(NoiseLevel.preserving(0, plan.endAtSigmaMin() ? schedule.sigma(0) : 0));
        return NoiseLadder.through(levels, 1);
    }

    private static List<NoiseLevel> trained(NoiseSchedule schedule, LadderPlan plan, int steps) {
        double[] timesteps =
                Timesteps.whole(
                        plan.timesteps(), schedule.timesteps(), steps, schedule.stepsOffset());
        List<NoiseLevel> levels = new ArrayList<>();
        if (plan.curve() == Curve.TRAINED) {
            for (double t : timesteps) {
                levels.add(NoiseLevel.ofAlphaBar(t, schedule.alphaBar((int) t)));
            }
            return levels;
        }
        double max = plan.maxOr(schedule.sigmaAt(timesteps[0]));
        double min = plan.minOr(schedule.sigmaAt(timesteps[steps - 1]));
        for (double sigma : SigmaCurve.of(plan.curve(), max, min, steps)) {
            levels.add(NoiseLevel.preserving((float) schedule.timestepAt(sigma), sigma));
        }
        return levels;
    }

    private static NoiseLevel below(NoiseSchedule schedule, NoiseLevel from, int stride) {
        int target = (int) from.timestep() - stride;
        double alphaBar = target >= 0 ? schedule.alphaBar(target) : schedule.finalAlphaBar();
        return NoiseLevel.ofAlphaBar(Math.max(0, target), alphaBar);
    }

    /** One sigma for each timestep, and the one the walk ends at. */
    private static double[] explodingSigmas(
            NoiseSchedule schedule, LadderPlan plan, double[] timesteps) {
        int steps = timesteps.length;
        if (plan.curve() == Curve.LOG_LINEAR) {
            // One point more than steps: this curve ends at the cleanest trained level by itself.
            double max = schedule.sigma(schedule.timesteps() - 1);
            return SigmaCurve.of(plan.curve(), max, schedule.sigma(0), steps + 1);
        }
        double[] sigmas = new double[steps + 1];
        sigmas[steps] = plan.endAtSigmaMin() ? schedule.sigma(0) : 0;
        double max = plan.maxOr(schedule.sigmaAt(timesteps[0]));
        double min = plan.minOr(schedule.sigmaAt(timesteps[steps - 1]));
        double[] curve =
                plan.curve() == Curve.TRAINED
                        ? Arrays.stream(timesteps).map(schedule::sigmaAt).toArray()
                        : SigmaCurve.of(plan.curve(), max, min, steps);
        System.arraycopy(curve, 0, sigmas, 0, steps);
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

    /** How many of the noisiest timesteps have a log signal-to-noise ratio below the limit. */
    private static int levelsBelow(NoiseSchedule schedule, double lambda) {
        int count = 0;
        while (count < schedule.timesteps()
                && -Math.log(schedule.sigma(schedule.timesteps() - 1 - count)) < lambda) {
            count++;
        }
        return count;
    }

    /** Karras and Lu round to the nearest timestep unless betas are cosine; then all are cut. */
    private static double wholeTimestep(NoiseSchedule schedule, Curve curve, double timestep) {
        boolean rounded = (curve == Curve.KARRAS || curve == Curve.LU) && !schedule.isCosine();
        return Math.floor(rounded ? Math.rint(timestep) : timestep);
    }
}
