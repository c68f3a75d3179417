package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.Lora.Difference;
import studio.easel.engine.ModelException;

/**
 * What a LoRA adds to one weight W: scale · D, or under DoRA (Liu et al. 2024, arXiv:2402.09353)
 * what it takes to make W the matrix W + scale · D with other lengths of its rows or columns.
 *
 * @param product D
 * @param scale alpha / rank
 * @param lengths DoRA's; null where directions and lengths are not told apart
 * @param ofRows whether these are lengths of rows, one an output, rather than one an input
 */
record LoraDifference(LoraProduct product, double scale, @Nullable LoraPart lengths, boolean ofRows)
        implements Difference {
    /**
     * Empty where tensors are missing.
     *
     * @param stated what the file's notes say the scale is for a rank
     */
    static Optional<Difference> of(
            Map<String, LoraPart> parts, IntFunction<OptionalDouble> stated) {
        return LoraProduct.of(parts)
                .map(
                        product ->
                                new LoraDifference(
                                        product,
                                        scale(product, parts, stated),
                                        lengths(parts),
                                        ofRows(parts)));
    }

    /** Biases have whole differences only. */
    static Optional<Difference> ofBias(Map<String, LoraPart> parts) {
        return Stream.of("diff_b", "b_norm")
                .filter(parts::containsKey)
                .findFirst()
                .map(parts::get)
                .map(part -> new LoraDifference(new LoraProduct.Whole(part), 1, null, false));
    }

    private static double scale(
            LoraProduct product, Map<String, LoraPart> parts, IntFunction<OptionalDouble> stated) {
        LoraPart alpha = parts.get("alpha");
        int rank = product.rank();
        if (rank == 0) {
            return 1;
        }
        return alpha == null ? stated.apply(rank).orElse(1) : alpha.number() / rank;
    }

    private static @Nullable LoraPart lengths(Map<String, LoraPart> parts) {
        LoraPart peft = parts.get("lora_magnitude_vector");
        return peft == null ? parts.get("dora_scale") : peft;
    }

    /** PEFT's always are; LyCORIS' lie along the axis they belong to. */
    private static boolean ofRows(Map<String, LoraPart> parts) {
        LoraPart lycoris = parts.get("dora_scale");
        return lycoris == null || lycoris.shape().size() < 2 || lycoris.size(1) == 1;
    }

    @Override
    public List<Long> shape() {
        return product.shape();
    }

    @Override
    public void add(float[] weight, List<Long> shape, double strength) {
        float[] added = product.numbers();
        if (lengths == null) {
            float factor = (float) (scale * strength);
            for (int i = 0; i < weight.length; i++) {
                weight[i] += factor * added[i];
            }
            return;
        }
        for (int i = 0; i < weight.length; i++) {
            added[i] = weight[i] + (float) scale * added[i];
        }
        lengthen(added, shape, lengths.numbers(), lengths.path());
        for (int i = 0; i < weight.length; i++) {
            weight[i] += (float) strength * (added[i] - weight[i]);
        }
    }

    private void lengthen(float[] matrix, List<Long> shape, float[] wanted, Path from) {
        int rows = Math.toIntExact(shape.get(0));
        int columns = shape.size() < 2 ? 1 : Math.toIntExact(shape.get(1));
        int cells = matrix.length / rows / columns;
        if (wanted.length != (ofRows ? rows : columns)) {
            throw new ModelException(
                    "The DoRA %s has %d lengths for a weight of shape %s. It is damaged, or for another family of models; choose another."
                            .formatted(from, wanted.length, shape));
        }
        double[] squares = new double[wanted.length];
        for (int i = 0; i < matrix.length; i++) {
            squares[place(i, columns, cells)] += (double) matrix[i] * matrix[i];
        }
        for (int i = 0; i < matrix.length; i++) {
            int place = place(i, columns, cells);
            double length = Math.sqrt(squares[place]);
            matrix[i] = length == 0 ? 0 : (float) (matrix[i] * (wanted[place] / length));
        }
    }

    private int place(int index, int columns, int cells) {
        return ofRows ? index / (columns * cells) : index / cells % columns;
    }
}
