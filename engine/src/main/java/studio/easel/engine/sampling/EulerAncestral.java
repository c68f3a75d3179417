package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Ancestral sampling with Euler steps, as k-diffusion introduced it.
 *
 * @param eta how much of the fresh noise there is; 1 is usual, 0 is Euler
 */
record EulerAncestral(double eta) implements Sampler {
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
            AncestralStep step = AncestralStep.between(from, to, eta);
            Tensor denoised = denoiser.denoise(x, ladder.from(i));
            Tensor d = sum(term(1 / from, x), term(-1 / from, denoised));
            x = sum(term(1, x), term(step.down() - from, d));
            // Drawn on the last step too, with weight 0: whoever draws after us counts on it.
            x = sum(term(1, x), term(step.up(), noise.next(x.shape())));
            x = listener.stepped(i, x, denoised);
        }
        return x;
    }
}
