package studio.easel.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * A U-Net.
 *
 * @param graph ONNX graph: latent, timestep and words (and more, see below) to a prediction
 * @param inputChannels the latent's, or for inpainting models twice those and one for the mask
 * @param wordsWidth numbers in each word's vector
 * @param added what it is told besides
 * @param guidanceWidth numbers that tell a distilled model its guidance scale; 0 for other models
 * @param residuals what ControlNets may add to, in the graph's order, the middle last; empty where
 *     the graph takes none
 */
public record UNetSpec(
        Path graph,
        int inputChannels,
        int wordsWidth,
        Added added,
        int guidanceWidth,
        List<Residual> residuals) {
    /** What a U-Net is told besides latent, timestep and words. */
    public enum Added {
        NOTHING,
        /** SDXL base: a pooled text vector; original size, crop and target size. */
        SIZES,
        /** SDXL refiner: a pooled text vector; original size, crop and an aesthetic score. */
        AESTHETIC_SCORE
    }

    /**
     * A tensor {@code [batch, channels, height, width]} a ControlNet adds to.
     *
     * @param shrink latent cells one of its cells covers each way
     */
    public record Residual(String input, int channels, int shrink) {}

    public UNetSpec {
        residuals = List.copyOf(residuals);
    }

    /** Whether the mask and the masked picture are inputs of the graph. */
    public boolean seesMask(int latentChannels) {
        return inputChannels == 2 * latentChannels + 1;
    }
}
