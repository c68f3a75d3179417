package studio.easel.engine.diffusion;

/**
 * How noisy a latent is: {@code x = signal * x0 + noise * n} with n standard normal.
 *
 * <p>One pair of numbers serves both conventions of the field. Variance-preserving solvers (DDPM,
 * DDIM, DPM++) have {@code signal² + noise² = 1}, that is the square roots of alpha-bar and 1 −
 * alpha-bar; variance-exploding ones (k-diffusion's) have signal 1, and noise is sigma.
 *
 * @param timestep what the U-Net is told, 0 to 999 as trained; not always a whole number, and not
 *     derived from the noise: the reference's tables give both
 * @param signal factor of the clean latent, 0 to 1
 * @param noise factor of the noise
 */
public record NoiseLevel(double timestep, double signal, double noise) {
    /** Variance-preserving, from alpha-bar (Ho et al. 2020, eq. 4). */
    public static NoiseLevel ofAlphaBar(double timestep, double alphaBar) {
        return new NoiseLevel(timestep, Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar));
    }

    /** Variance-preserving, from sigma, the ratio of noise to signal. */
    public static NoiseLevel preserving(double timestep, double sigma) {
        double signal = 1 / Math.sqrt(sigma * sigma + 1);
        return new NoiseLevel(timestep, signal, sigma * signal);
    }

    /** Variance-exploding: the signal is left as it is. */
    public static NoiseLevel exploding(double timestep, double sigma) {
        return new NoiseLevel(timestep, 1, sigma);
    }

    /** Noise over signal: the noise level k-diffusion speaks of. */
    public double sigma() {
        return noise / signal;
    }

    /** Signal over what signal and noise make together, squared. */
    public double alphaBar() {
        return signal * signal / (signal * signal + noise * noise);
    }

    /** What x must be multiplied with so that the U-Net sees unit variance: 1 if preserving. */
    public double inputScale() {
        return 1 / Math.sqrt(signal * signal + noise * noise);
    }
}
