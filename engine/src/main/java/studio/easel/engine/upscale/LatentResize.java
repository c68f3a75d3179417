package studio.easel.engine.upscale;

import studio.easel.engine.LatentResampling;
import studio.easel.engine.tensor.Tensor;

/**
 * Latents at another size, as torch's {@code interpolate} gives them for a wanted size ({@code
 * align_corners} off): cell centres are aligned, so cell {@code i} of the result looks at {@code (i
 * + 1/2) * scale - 1/2}, scale being old length by new.
 */
public final class LatentResize {
    private LatentResize() {}

    /**
     * @param latent {@code [batch, channels, height, width]}
     * @param height of the result, in latent cells
     * @param width of the result, in latent cells
     * @return {@code [batch, channels, height, width]}
     */
    public static Tensor to(Tensor latent, int height, int width, LatentResampling mode) {
        int[] shape = latent.shape();
        if (shape.length != 4 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "%s to %dx%d cells, expected four axes and at least one cell"
                            .formatted(latent, width, height));
        }
        Resampling across = Resampling.of(mode, shape[3], width);
        Resampling down = Resampling.of(mode, shape[2], height);
        int planes = shape[0] * shape[1];
        float[] resized = new float[planes * height * width];
        for (int plane = 0; plane < planes; plane++) {
            double[] rows = across(latent, plane, across);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    resized[(plane * height + y) * width + x] =
                            (float) down.sample(y, rows, x, width);
                }
            }
        }
        return Tensor.of(resized, shape[0], shape[1], height, width);
    }

    /** A plane with its rows resampled, not yet its columns. */
    private static double[] across(Tensor latent, int plane, Resampling across) {
        int height = latent.size(2);
        int width = latent.size(3);
        double[] rows = new double[height * across.length()];
        double[] row = new double[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = latent.get((plane * height + y) * width + x);
            }
            for (int x = 0; x < across.length(); x++) {
                rows[y * across.length() + x] = across.sample(x, row, 0, 1);
            }
        }
        return rows;
    }
}
