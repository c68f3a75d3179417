package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.List;

/**
 * The noise levels of a walk, noisiest first, step by step.
 *
 * @param rungs one for each step; PNDM's first steps have one for each network call
 * @param startScale what unit noise is multiplied with to be the first x
 * @param end how many of the steps are walked; the others are another model's
 */
public record NoiseLadder(List<Rung> rungs, double startScale, int end) {
    /**
     * One step.
     *
     * @param from the level the U-Net is asked at
     * @param to the level the step aims for: mostly the next rung's {@code from}, but DDIM aims one
     *     whole stride down even where the next timestep is not exactly there
     */
    public record Rung(NoiseLevel from, NoiseLevel to) {}

    public NoiseLadder {
        rungs = List.copyOf(rungs);
    }

    /** A ladder that is walked to its end. */
    public NoiseLadder(List<Rung> rungs, double startScale) {
        this(rungs, startScale, rungs.size());
    }

    /** The same ladder, left before step {@code other}. */
    public NoiseLadder until(int other) {
        return new NoiseLadder(rungs, startScale, other);
    }

    /** The first step the U-Net is asked at below a timestep; {@link #steps} if there is none. */
    public int firstBelow(double timestep) {
        int step = 0;
        while (step < steps() && from(step).timestep() >= timestep) {
            step++;
        }
        return step;
    }

    /** A ladder whose steps each lead to the next level; the last level is where the walk ends. */
    public static NoiseLadder through(List<NoiseLevel> levels, double startScale) {
        List<Rung> rungs = new ArrayList<>();
        for (int i = 0; i + 1 < levels.size(); i++) {
            rungs.add(new Rung(levels.get(i), levels.get(i + 1)));
        }
        return new NoiseLadder(rungs, startScale);
    }

    /** All there are, walked or not. */
    public int steps() {
        return rungs.size();
    }

    /** The level step {@code i} starts from. */
    public NoiseLevel from(int i) {
        return rungs.get(i).from();
    }

    /** The level step {@code i} leads to. */
    public NoiseLevel to(int i) {
        return rungs.get(i).to();
    }
}
