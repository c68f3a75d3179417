package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import studio.easel.engine.diffusion.LadderPlan.Curve;
import studio.easel.engine.diffusion.NoiseLadder.Rung;

/** Noise levels of the solvers that think in trained timesteps and their alpha-bars. */
public final class TimestepLadders {
    private TimestepLadders() {}

    /** For DDPM: trained timesteps, each step leading to the next, the last to a clean latent. */
    public static NoiseLadder ddpm(NoiseSchedule schedule, LadderPlan plan, int steps) {
        return endingAt(1, trained(schedule, plan, steps));
    }

    /**
     * For DDIM: as DDPM, but each step aims a whole stride down, {@code timesteps / steps}, and the
     * last at the model's final alpha-bar.
     */
    public static NoiseLadder ddim(NoiseSchedule schedule, LadderPlan plan, int steps) {
        List<NoiseLevel> levels = trained(schedule, plan, steps);
        if (plan.curve() != Curve.TRAINED) {
            return endingAt(schedule.finalAlphaBar(), levels);
        }
        int stride = schedule.timesteps() / steps;
        return new NoiseLadder(
                levels.stream().map(from -> new Rung(from, below(schedule, from, stride))).toList(),
                1);
    }

    /**
     * For PNDM without Runge-Kutta steps (PLMS): as DDIM, with the second rung twice, since the
     * first step takes two network calls.
     */
    public static NoiseLadder plms(NoiseSchedule schedule, LadderPlan plan, int steps) {
        List<Rung> rungs = new ArrayList<>(ddim(schedule, plan, steps).rungs());
        if (steps > 1) {
            rungs.add(1, rungs.get(1));
        }
        return new NoiseLadder(rungs, 1);
    }

    /**
     * For PNDM as published: three steps of four network calls each (Runge-Kutta), then as DDIM.
     *
     * @param steps at least 4
     */
    public static NoiseLadder pndm(NoiseSchedule schedule, LadderPlan plan, int steps) {
        List<Rung> strides = ddim(schedule, plan, steps).rungs();
        int half = schedule.timesteps() / steps / 2;
        List<Rung> rungs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NoiseLevel from = strides.get(i).from();
            NoiseLevel to = strides.get(i + 1).from();
            NoiseLevel middle = below(schedule, to, -half);
            rungs.add(new Rung(from, below(schedule, from, half)));
            rungs.add(new Rung(middle, middle));
            rungs.add(new Rung(middle, below(schedule, middle, half)));
            rungs.add(new Rung(to, to));
        }
        rungs.addAll(strides.subList(3, steps));
        return new NoiseLadder(rungs, 1);
    }

    /** For LCM: the given timesteps, the last step leading to a clean latent. */
    public static NoiseLadder lcm(NoiseSchedule schedule, double... timesteps) {
        return endingAt(1, at(schedule, timesteps));
    }

    /** For TCD: the given timesteps, the last step leading to the cleanest trained level. */
    public static NoiseLadder tcd(NoiseSchedule schedule, double... timesteps) {
        return endingAt(schedule.alphaBar(0), at(schedule, timesteps));
    }

    /**
     * Timesteps of distilled models: spread over those the student was taught, every {@code
     * timesteps / taught}.
     *
     * @param taught how many steps the teacher took; 50 for LCM's and TCD's published models
     * @param strength share of them to use, counted from the clean end; 1 for pure noise
     * @param steps at most {@code taught * strength}
     */
    public static double[] distilled(
            NoiseSchedule schedule, int taught, double strength, int steps) {
        return Timesteps.distilled(schedule.timesteps(), taught, strength, steps);
    }

    private static List<NoiseLevel> trained(NoiseSchedule schedule, LadderPlan plan, int steps) {
        double[] timesteps =
                Timesteps.whole(
                        plan.timesteps(), schedule.timesteps(), steps, schedule.stepsOffset());
        if (plan.curve() == Curve.TRAINED) {
            return at(schedule, timesteps);
        }
        List<NoiseLevel> levels = new ArrayList<>();
        double max = plan.maxOr(schedule.sigmaAt(timesteps[0]));
        double min = plan.minOr(schedule.sigmaAt(timesteps[steps - 1]));
        for (double sigma : SigmaCurve.of(plan.curve(), max, min, steps)) {
            levels.add(NoiseLevel.preserving((float) schedule.timestepAt(sigma), sigma));
        }
        return levels;
    }

    private static List<NoiseLevel> at(NoiseSchedule schedule, double[] timesteps) {
        return Arrays.stream(timesteps)
                .mapToObj(t -> NoiseLevel.ofAlphaBar(t, schedule.alphaBar((int) t)))
                .toList();
    }

    private static NoiseLadder endingAt(double alphaBar, List<NoiseLevel> levels) {
        List<NoiseLevel> all = new ArrayList<>(levels);
        all.add(NoiseLevel.ofAlphaBar(0, alphaBar));
        return NoiseLadder.through(all, 1);
    }

    private static NoiseLevel below(NoiseSchedule schedule, NoiseLevel from, int stride) {
        int target = (int) from.timestep() - stride;
        double alphaBar = target >= 0 ? schedule.alphaBar(target) : schedule.finalAlphaBar();
        return NoiseLevel.ofAlphaBar(Math.max(0, target), alphaBar);
    }
}
