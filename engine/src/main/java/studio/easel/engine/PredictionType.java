package studio.easel.engine;

/** What a U-Net predicts for a noisy latent {@code x = alpha * x0 + sigma * noise}. */
public enum PredictionType {
    /** The noise itself. */
    EPSILON,
    /** {@code v = alpha * noise - sigma * x0} (Salimans, Ho 2022, appendix D). */
    V_PREDICTION,
    /** The clean latent x0. */
    SAMPLE
}
