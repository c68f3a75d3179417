package studio.easel.engine.text;

import java.util.Arrays;
import java.util.List;
import studio.easel.engine.Names;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.tensor.Tensor;

/** What the weights of a prompt do to the vectors of its tokens. */
public enum Emphasis {
    /** Vectors times weights, then everything scaled so that the mean is what it was. */
    ORIGINAL("Original"),
    /** Vectors times weights. */
    NO_NORM("No norm"),
    /** Weights are read and not used. */
    IGNORE("Ignore"),
    /** Brackets are words, and so is BREAK. */
    NONE("None");

    private final String label;

    Emphasis(String label) {
        this.label = label;
    }

    /** The name A1111 writes into pictures. */
    public String label() {
        return label;
    }

    /**
     * The emphasis somebody named, in any case, as A1111 writes it or as the constant is called.
     */
    public static Emphasis parse(String name) {
        for (Emphasis emphasis : values()) {
            String typed = name.strip();
            if (typed.equalsIgnoreCase(emphasis.label) || typed.equalsIgnoreCase(emphasis.name())) {
                return emphasis;
            }
        }
        List<String> known = Arrays.stream(values()).map(Emphasis::label).toList();
        throw new RequestException(Field.PROMPT, Names.unknown("Emphasis", name, known));
    }

    /** The words of a text with their weights, as this emphasis reads them. */
    List<WeightedText> spans(String text) {
        return this == NONE ? List.of(new WeightedText(text, 1)) : Attention.of(text).spans();
    }

    /**
     * Weighs one window of every text of a batch. The mean that ORIGINAL keeps is that of all its
     * texts, tokens and channels together.
     *
     * @param z {@code [texts, tokens, width]}, as encoded
     * @param multipliers {@code [texts][tokens]}
     * @param repeats how often each text is in the batch: a schedule that comes back to a text
     *     counts it each time
     */
    Tensor apply(Tensor z, List<List<Double>> multipliers, int[] repeats) {
        if (this == IGNORE || this == NONE) {
            return z;
        }
        float[] weighted = weighted(z, multipliers);
        Tensor result = Tensor.of(weighted, z.shape());
        if (this == NO_NORM) {
            return result;
        }
        double ratio = sum(z.values(), repeats) / sum(weighted, repeats);
        // Without a mean there is nothing to restore; the original makes a black picture of it.
        return Double.isFinite(ratio) ? result.times((float) ratio) : result;
    }

    /** {@link #apply(Tensor, List, int[])} with every text once. */
    Tensor apply(Tensor z, List<List<Double>> multipliers) {
        int[] once = new int[z.size(0)];
        Arrays.fill(once, 1);
        return apply(z, multipliers, once);
    }

    private static float[] weighted(Tensor z, List<List<Double>> multipliers) {
        int tokens = z.size(1);
        int width = z.size(2);
        float[] weighted = new float[z.length()];
        for (int i = 0; i < weighted.length; i++) {
            int token = i / width;
            double multiplier = multipliers.get(token / tokens).get(token % tokens);
            weighted[i] = z.get(i) * (float) multiplier;
        }
        return weighted;
    }

    private static double sum(float[] values, int[] repeats) {
        int length = values.length / repeats.length;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * repeats[i / length];
        }
        return sum;
    }
}
