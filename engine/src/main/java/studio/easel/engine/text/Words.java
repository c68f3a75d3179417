package studio.easel.engine.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import studio.easel.engine.tensor.Tensor;

/**
 * A text in vectors.
 *
 * @param hidden one vector a token, {@code [1, tokens, width]}
 * @param pooled one vector for the whole text, {@code [1, width]}; where the U-Net asks for none,
 *     empty
 */
public record Words(Tensor hidden, Optional<Tensor> pooled) {
    public static Words of(Tensor hidden) {
        return new Words(hidden, Optional.empty());
    }

    /** As many zeros: what SDXL is told where there is no negative prompt. */
    Words zeroed() {
        return new Words(hidden.times(0), pooled.map(vector -> vector.times(0)));
    }

    /** Several encoders' vectors side by side; the last one's pooled vector. */
    static Words beside(List<Words> encoders) {
        int tokens = encoders.get(0).hidden.size(1);
        int width = encoders.stream().mapToInt(words -> words.hidden.size(2)).sum();
        float[] values = new float[tokens * width];
        IntStream.range(0, tokens)
                .forEach(
                        token -> {
                            int at = token * width;
                            for (Words words : encoders) {
                                int length = words.hidden.size(2);
                                System.arraycopy(
                                        words.hidden.values(), token * length, values, at, length);
                                at += length;
                            }
                        });
        return new Words(
                Tensor.of(values, 1, tokens, width), encoders.get(encoders.size() - 1).pooled);
    }
}
