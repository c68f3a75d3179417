package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Denoising Diffusion Implicit Models: Song, Meng, Ermon 2020 (arXiv:2010.02502), eqs. 12 and 16.
 *
 * @param eta 0 is deterministic, 1 adds as much fresh noise as DDPM
 * @param limit of the x0 estimate
 * @param noiseFromLimited whether the noise estimate follows from the limited x0 (as GLIDE has it)
 *     rather than from the network's own
 */
record Ddim(double eta, SampleLimit limit, boolean noiseFromLimited) implements Sampler {
    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        for (int i = first; i < ladder.end(); i++) {
            NoiseLevel level = ladder.from(i);
            double a = level.alphaBar();
            double aNext = ladder.to(i).alphaBar();
            double deviation = eta * Math.sqrt((1 - aNext) / (1 - a) * (1 - a / aNext));
            Tensor estimate = denoiser.denoise(x, level);
            Tensor x0 = limit.apply(estimate);
            Tensor known = noiseFromLimited ? x0 : estimate;
            Tensor epsilon =
                    sum(term(1 / level.noise(), x), term(-level.signal() / level.noise(), known));
            x =
                    sum(
                            term(Math.sqrt(aNext), x0),
                            term(
                                    Math.sqrt(Math.max(0, 1 - aNext - deviation * deviation)),
                                    epsilon));
            if (eta > 0) {
                x = sum(term(1, x), term(deviation, noise.next(x.shape())));
            }
            x = listener.stepped(i, x, x0);
        }
        return x;
    }
}
