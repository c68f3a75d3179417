package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Ancestral sampling with Euler steps, as k-diffusion introduced it: step down below the next level
 * and come back up to it with fresh noise, so that the variance is DDPM's (Ho et al. 2020, eq. 7
 * with sigmas).
 */
record EulerAncestral() implements Sampler {
    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        for (int i = first; i < ladder.steps(); i++) {
            double from = ladder.from(i).sigma();
            double to = ladder.to(i).sigma();
            double up = Math.sqrt(to * to * (from * from - to * to) / (from * from));
            double down = Math.sqrt(to * to - up * up);
            Tensor denoised = denoiser.denoise(x, ladder.from(i));
            Tensor d = sum(term(1 / from, x), term(-1 / from, denoised));
            x = sum(term(1, x), term(down - from, d));
            // Drawn on the last step too, with weight 0: whoever draws after us counts on it.
            x = sum(term(1, x), term(up, noise.next(x.shape())));
            x = listener.stepped(i, x, denoised);
        }
        return x;
    }
}
