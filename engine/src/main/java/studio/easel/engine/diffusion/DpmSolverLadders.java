package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.LadderPlan.Curve;

/**
 * Noise levels of the DPM-Solvers and their kin: whole timesteps, variance-preserving levels. They
 * spread one point more than there are steps and leave the cleanest out.
 */
public final class DpmSolverLadders {
    private DpmSolverLadders() {}

    /**
     * For the multistep DPM-Solvers, which for cosine betas cut the timesteps of Karras levels
     * instead of rounding them.
     */
    public static NoiseLadder multistep(NoiseSchedule schedule, LadderPlan plan, int steps) {
        return ladder(schedule, plan, steps, !schedule.isCosine());
    }

    /** For the singlestep DPM-Solvers, which know LINSPACE alone, and SGM_UNIFORM like it. */
    public static NoiseLadder singlestep(NoiseSchedule schedule, LadderPlan plan, int steps) {
        boolean sgm = plan.timesteps() == SigmaSpacing.SGM_UNIFORM;
        return ladder(schedule, sgm ? plan : plan.over(SigmaSpacing.LINSPACE), steps, true);
    }

    /** For UniPC. */
    public static NoiseLadder uniPc(NoiseSchedule schedule, LadderPlan plan, int steps) {
        return ladder(schedule, plan, steps, true);
    }

    /** For DEIS, which always ends at the cleanest trained level: its integral needs log sigma. */
    public static NoiseLadder deis(NoiseSchedule schedule, LadderPlan plan, int steps) {
        return ladder(schedule, plan.endingAtSigmaMin(), steps, true);
    }

    private static NoiseLadder ladder(
            NoiseSchedule schedule, LadderPlan plan, int steps, boolean rounding) {
        List<NoiseLevel> levels =
                new ArrayList<>(
                        plan.curve() == Curve.TRAINED
                                ? trained(schedule, plan, steps)
                                : curved(schedule, plan, steps, rounding));
        levels.add(NoiseLevel.preserving(0, plan.endAtSigmaMin() ? schedule.sigma(0) : 0));
        return NoiseLadder.through(levels, 1);
    }

    private static List<NoiseLevel> trained(NoiseSchedule schedule, LadderPlan plan, int steps) {
        int last = schedule.timesteps() - levelsBelow(schedule, plan.lambdaMin());
        List<NoiseLevel> levels = new ArrayList<>();
        for (double t :
                Timesteps.multistep(
                        plan.timesteps(),
                        schedule.timesteps(),
                        last,
                        steps,
                        schedule.stepsOffset())) {
            levels.add(NoiseLevel.preserving(t, (float) plan.sigmaAt(schedule, t)));
        }
        return levels;
    }

    /** A curve over the whole trained range, whatever the timesteps. */
    private static List<NoiseLevel> curved(
            NoiseSchedule schedule, LadderPlan plan, int steps, boolean rounding) {
        double max = schedule.sigma(schedule.timesteps() - 1);
        List<NoiseLevel> levels = new ArrayList<>();
        for (double sigma : SigmaCurve.of(plan.curve(), max, schedule.sigma(0), steps)) {
            boolean rounded = rounding && plan.curve().isRounded();
            double t = schedule.timestepAt(sigma);
            levels.add(
                    NoiseLevel.preserving(rounded ? Math.rint(t) : Math.floor(t), (float) sigma));
        }
        return levels;
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
}
