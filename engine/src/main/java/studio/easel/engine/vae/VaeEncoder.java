package studio.easel.engine.vae;

import java.util.Arrays;
import java.util.Map;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/** Pixels to latents. */
public final class VaeEncoder implements AutoCloseable {
    private static final double LEAST_LOG_VARIANCE = -30;
    private static final double MOST_LOG_VARIANCE = 20;

    private final OnnxModel graph;
    private final double latentScale;
    private final int channels;

    /**
     * @param latentScale what an encoded picture is multiplied with
     * @param channels of a latent
     */
    public VaeEncoder(OnnxModel graph, double latentScale, int channels) {
        this.graph = graph;
        this.latentScale = latentScale;
        this.channels = channels;
    }

    /**
     * What the encoder says of a picture: mean and log variance of each value of its latent
     * (Kingma, Welling 2014, arXiv:1312.6114, section 3).
     */
    public final class Latents {
        private final Tensor parameters;

        private Latents(Tensor parameters) {
            this.parameters = parameters;
        }

        /** {@code [1, 2 * channels, height, width]}: means, then log variances. */
        Tensor parameters() {
            return parameters;
        }

        /** The latent's shape: {@code [1, channels, height, width]}. */
        public int[] shape() {
            return new int[] {1, channels, parameters.size(2), parameters.size(3)};
        }

        /**
         * One of them.
         *
         * @param noise standard normal, of the latent's shape
         */
        public Tensor drawn(Tensor noise) {
            float[] latent = new float[noise.length()];
            for (int i = 0; i < latent.length; i++) {
                double log = parameters.get(latent.length + i);
                log = Math.max(LEAST_LOG_VARIANCE, Math.min(MOST_LOG_VARIANCE, log));
                double value = parameters.get(i) + Math.exp(log / 2) * noise.get(i);
                latent[i] = (float) (latentScale * value);
            }
            return Tensor.of(latent, noise.shape());
        }
    }

    /**
     * @throws ModelException when the graph draws by itself: its pictures could not be made again
     */
    public Latents encode(RgbImage image) {
        return encode(image, Tiles.none());
    }

    /**
     * As {@link #encode(RgbImage)}, in tiles: means and log variances fade from tile to tile.
     *
     * @throws EaselException when the picture's sides are no multiples of the tiles' downscale
     */
    public Latents encode(RgbImage image, Tiles tiles) {
        return encode(pixels(image), tiles);
    }

    /**
     * As {@link #encode(RgbImage, Tiles)}, with some pixels mid-grey.
     *
     * @param hidden one for each pixel
     */
    public Latents encode(RgbImage image, boolean[] hidden, Tiles tiles) {
        float[] values = pixels(image).values().clone();
        for (int i = 0; i < values.length; i++) {
            if (hidden[i % hidden.length]) {
                values[i] = 0;
            }
        }
        return encode(Tensor.of(values, 1, 3, image.height(), image.width()), tiles);
    }

    private Latents encode(Tensor pixels, Tiles tiles) {
        String input = graph.input("sample", 4, 1);
        return new Latents(
                tiles.encoded(
                        pixels,
                        tile -> {
                            Tensor parameters = graph.runFirst(Map.of(input, tile));
                            requireParameters(parameters);
                            return parameters;
                        }));
    }

    private void requireParameters(Tensor parameters) {
        if (parameters.shape().length != 4 || parameters.size(1) != 2 * channels) {
            throw new ModelException(
                    "vae_encoder/model.onnx gives %s, expected mean and log variance, %d channels. It draws its noise inside the graph, so no picture could be made twice; export the model again with a current exporter."
                            .formatted(Arrays.toString(parameters.shape()), 2 * channels));
        }
    }

    /** {@code [1, 3, height, width]} in −1..1. */
    private static Tensor pixels(RgbImage image) {
        byte[] rgb = image.rgb();
        int plane = image.width() * image.height();
        float[] values = new float[3 * plane];
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < plane; i++) {
                values[channel * plane + i] = (rgb[3 * i + channel] & 0xFF) / 255f * 2 - 1;
            }
        }
        return Tensor.of(values, 1, 3, image.height(), image.width());
    }

    public void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
    }
}
