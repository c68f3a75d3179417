package studio.easel.engine.animation;

/**
 * How much of the frame before is kept: 1 minus the strength of denoising.
 *
 * @param value 0 (a new picture) to 1 (the old one); what lies outside is brought in
 */
public record Strength(double value) {
    /** One step is always left to walk. */
    private static final double MOST_DENOISING = 0.999;

    public Strength {
        if (Double.isNaN(value)) {
            throw new ScheduleException("Strength is no number, expected 0 to 1.");
        }
        value = Math.max(0, Math.min(1, value));
    }

    /** What an image-to-image request takes. */
    public double denoising() {
        return 1 - value;
    }

    /**
     * Steps that are walked of a request's.
     *
     * @param steps of the request
     * @param kDiffusion whether the sampler is one of k-diffusion's, which walk one more
     */
    public int steps(int steps, boolean kDiffusion) {
        return (int) (Math.min(denoising(), MOST_DENOISING) * steps) + (kDiffusion ? 1 : 0);
    }
}
