package studio.easel.engine.vae;

import java.util.Arrays;
import java.util.Map;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/** Latents to pixels. */
public final class VaeDecoder implements AutoCloseable {
    private final OnnxModel graph;
    private final double latentScale;

    /**
     * @param latentScale what encoded pictures were multiplied with to be latents of unit variance
     */
    public VaeDecoder(OnnxModel graph, double latentScale) {
        this.graph = graph;
        this.latentScale = latentScale;
    }

    /**
     * @param latent {@code [1, channels, height, width]}
     * @throws EaselException when the decoder gives something that is not a number, as fp16
     *     decoders of some models do: a black picture would be saved otherwise
     */
    public RgbImage decode(Tensor latent) {
        return decode(latent, Tiles.none());
    }

    /**
     * As {@link #decode(Tensor)}, in tiles.
     *
     * @throws ModelException when the decoder enlarges by another factor than the tiles'
     */
    public RgbImage decode(Tensor latent, Tiles tiles) {
        Tensor pixels = pixels(latent, tiles);
        if (!pixels.isFinite()) {
            throw new EaselException(
                    "The picture decoder overflowed and gave no colours, so nothing was saved. Use a model whose vae_decoder is exported in fp32.");
        }
        return image(pixels);
    }

    /** {@code [1, 3, height, width]}, about −1..1. */
    Tensor pixels(Tensor latent, Tiles tiles) {
        String input = graph.input("latent_sample", 4, 1);
        return tiles.decoded(
                latent.times(1 / latentScale),
                tile -> {
                    Tensor pixels = graph.runFirst(Map.of(input, tile));
                    requirePicture(pixels);
                    return pixels;
                });
    }

    private static void requirePicture(Tensor pixels) {
        if (pixels.shape().length != 4 || pixels.size(1) != 3) {
            throw new ModelException(
                    "The picture decoder gave %s, expected [1, 3, height, width]. vae_decoder/model.onnx is another graph than its name says; copy the model again."
                            .formatted(Arrays.toString(pixels.shape())));
        }
    }

    /** From {@code [1, 3, height, width]} in −1..1, rounded half to even as the reference does. */
    private static RgbImage image(Tensor pixels) {
        int height = pixels.size(2);
        int width = pixels.size(3);
        int plane = width * height;
        byte[] rgb = new byte[plane * 3];
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < plane; i++) {
                rgb[3 * i + channel] = level(pixels.get(channel * plane + i));
            }
        }
        return new RgbImage(width, height, rgb);
    }

    private static byte level(float value) {
        float unit = Math.max(0, Math.min(1, value / 2 + 0.5f));
        return (byte) Math.rint(unit * 255);
    }

    public void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
    }
}
