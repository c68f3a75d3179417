package studio.easel.engine;

import java.nio.file.Path;

/**
 * A network that steers a U-Net by a picture (Zhang et al. 2023, arXiv:2302.05543).
 *
 * @param name shown to people and written into pictures
 * @param hash SHA-256 over its files, 64 hex digits
 * @param graph ONNX graph: latent, timestep, words and picture to what is added to the U-Net
 * @param latentChannels channels of the latents it sees
 * @param wordsWidth numbers in each of its words' vectors; the model's must be as many
 * @param added what it is told besides words, as the model's U-Net is
 */
public record ControlNetSpec(
        String name,
        String hash,
        Path graph,
        int latentChannels,
        int wordsWidth,
        UNetSpec.Added added) {}
