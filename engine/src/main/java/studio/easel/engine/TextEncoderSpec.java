package studio.easel.engine;

import java.nio.file.Path;

/**
 * A text encoder and its tokenizer.
 *
 * @param graph ONNX graph: token ids to hidden states
 * @param tokenizer how words become ids
 * @param layer which layer's output the U-Net was trained on
 */
public record TextEncoderSpec(Path graph, TokenizerSpec tokenizer, Layer layer) {
    /** Which output of the encoder are the words. */
    public enum Layer {
        /** The last layer's, normalised: Stable Diffusion 1 and 2. */
        LAST,
        /** The last but one, as it is: SDXL. */
        PENULTIMATE
    }
}
