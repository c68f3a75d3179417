package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * k-diffusion's DPM2: the midpoint method on Karras et al.'s ODE with the midpoint of DPM-Solver-2
 * (Lu et al. 2022, arXiv:2206.00927, Algorithm 1), which is the geometric mean of the two sigmas.
 * Two network calls a step, one in the last.
 *
 * @param schedule tells the midpoint's timestep
 * @param ancestral whether to step below the next level and come back up to it with fresh noise, as
 *     {@link EulerAncestral} does
 * @param eta how much of that noise there is; 1 is usual
 */
record Dpm2(NoiseSchedule schedule, boolean ancestral, double eta) implements Sampler {
    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        for (int i = first; i < ladder.end(); i++) {
            double from = ladder.from(i).sigma();
            double to = ladder.to(i).sigma();
            AncestralStep step =
                    ancestral ? AncestralStep.between(from, to, eta) : new AncestralStep(to, 0);
            // Where nothing is left of down: the ancestral midpoint is the next level all along.
            double middle = step.down() > 0 ? Math.sqrt(from * step.down()) : to;
            Tensor denoised = denoiser.denoise(x, ladder.from(i));
            Tensor next =
                    listener.halfway(
                            i,
                            level(middle),
                            towards(denoised, x, from, middle - from, x),
                            denoised);
            if (to > 0) {
                denoised = denoiser.denoise(next, level(middle));
                next = towards(denoised, next, middle, step.down() - from, x);
                if (ancestral) {
                    next = sum(term(1, next), term(step.up(), noise.next(x.shape())));
                }
                next = listener.stepped(i, next, denoised);
            }
            x = next;
        }
        return x;
    }

    /** A step of {@code h} from {@code begin} along the slope found at {@code x}. */
    private static Tensor towards(Tensor denoised, Tensor x, double sigma, double h, Tensor begin) {
        return sum(term(1, begin), term(h / sigma, x), term(-h / sigma, denoised));
    }

    private NoiseLevel level(double sigma) {
        return NoiseLevel.exploding(schedule.timestepAt(sigma), sigma);
    }
}
