package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Heun's second-order method on the probability-flow ODE: Karras et al. 2022 (arXiv:2206.00364),
 * Algorithm 1. Two network calls a step, one in the last.
 */
record Heun(SampleLimit limit) implements Sampler {
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
            Tensor denoised = limit.apply(denoiser.denoise(x, ladder.from(i)));
            Tensor d = sum(term(1 / from, x), term(-1 / from, denoised));
            Tensor next = listener.stepped(i, sum(term(1, x), term(to - from, d)), denoised);
            if (to > 0) {
                denoised = limit.apply(denoiser.denoise(next, ladder.to(i)));
                Tensor dNext = sum(term(1 / to, next), term(-1 / to, denoised));
                double half = (to - from) / 2;
                next =
                        listener.stepped(
                                i, sum(term(1, x), term(half, d), term(half, dNext)), denoised);
            }
            x = next;
        }
        return x;
    }
}
