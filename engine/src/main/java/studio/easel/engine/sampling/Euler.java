package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Euler's method on the probability-flow ODE: Karras et al. 2022 (arXiv:2206.00364), Algorithm 2
 * without its second-order correction.
 */
record Euler(Churn churn) implements Sampler {
    /**
     * Fresh noise between {@code from} and {@code to} (S_churn, S_tmin, S_tmax, S_noise of the
     * paper).
     */
    record Churn(double amount, double from, double to, double noiseScale) {
        static final Churn NONE = new Churn(0, 0, Double.POSITIVE_INFINITY, 1);

        double gamma(double sigma, int levels) {
            boolean inside = from <= sigma && sigma <= to;
            return inside ? Math.min(amount / levels, Math.sqrt(2) - 1) : 0;
        }
    }

    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        for (int i = first; i < ladder.end(); i++) {
            double sigma = ladder.from(i).sigma();
            Tensor denoised = denoiser.denoise(x, ladder.from(i));
            // Rounded where the reference rounds: at zero terminal SNR sigma is 4096, and the last
            // digits of x are as large as the tolerance.
            Tensor d = sum(term(1, x), term(-1, denoised)).times(1 / sigma);
            double gamma = churn.gamma(sigma, ladder.steps());
            double sigmaHat = sigma * (gamma + 1);
            if (gamma > 0) {
                // The reference asks the network before it adds the noise; the paper after.
                double added = churn.noiseScale * Math.sqrt(sigmaHat * sigmaHat - sigma * sigma);
                x = sum(term(1, x), term(added, noise.next(x.shape())));
                denoised = sum(term(1, x), term(-sigmaHat, d));
            }
            x = sum(term(1, x), term(1, d.times(ladder.to(i).sigma() - sigmaHat)));
            x = listener.stepped(i, x, denoised);
        }
        return x;
    }
}
