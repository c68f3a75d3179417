package studio.easel.engine.text;

import java.util.Optional;
import studio.easel.engine.tensor.Tensor;

/**
 * What the U-Net is told.
 *
 * @param words of the prompt, {@code [1, tokens, width]}
 * @param negative what to keep away from, of the same shape; empty where guidance is off
 */
public record Conditioning(Tensor words, Optional<Tensor> negative) {}
