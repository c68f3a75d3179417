package studio.easel.engine;

/** How a latent is enlarged. */
public enum LatentResampling {
    BILINEAR,
    BILINEAR_ANTIALIASED,
    BICUBIC,
    BICUBIC_ANTIALIASED,
    NEAREST,
    NEAREST_EXACT
}
