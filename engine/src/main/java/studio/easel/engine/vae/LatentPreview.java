package studio.easel.engine.vae;

import java.util.List;
import studio.easel.engine.RgbImage;
import studio.easel.engine.tensor.Tensor;

/**
 * A rough picture of a latent without running the decoder: a linear map from its channels to
 * colour, one pixel a latent cell.
 */
public final class LatentPreview {
    private final List<List<Double>> factors;

    /**
     * @param factors a row of red, green, blue for each channel, then one row of offsets; colours
     *     run from −1 to 1. Empty: every preview is mid-grey.
     */
    public LatentPreview(List<List<Double>> factors) {
        this.factors = factors;
    }

    /**
     * @param latent {@code [1, channels, height, width]}
     */
    public RgbImage of(Tensor latent) {
        int height = latent.size(2);
        int width = latent.size(3);
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++) {
            for (int colour = 0; colour < 3; colour++) {
                rgb[3 * i + colour] = level(value(latent, i, colour));
            }
        }
        return new RgbImage(width, height, rgb);
    }

    private double value(Tensor latent, int cell, int colour) {
        if (factors.isEmpty()) {
            return 0;
        }
        int channels = latent.size(1);
        int plane = latent.length() / channels;
        double sum = factors.get(channels).get(colour);
        for (int channel = 0; channel < channels; channel++) {
            sum += factors.get(channel).get(colour) * latent.get(channel * plane + cell);
        }
        return sum;
    }

    private static byte level(double value) {
        return (byte) Math.rint(Math.max(0, Math.min(1, value / 2 + 0.5)) * 255);
    }
}
