package studio.easel.engine.text;

/**
 * Words and how much they count.
 *
 * @param weight 1 is plain; the vectors of the words' tokens are multiplied by it
 */
public record WeightedText(String text, double weight) {
    private static final String BREAK_WORD = "BREAK";
    private static final double BREAK_WEIGHT = -1;

    /** The marker that ends a chunk of tokens. */
    static final WeightedText BREAK = new WeightedText(BREAK_WORD, BREAK_WEIGHT);

    /**
     * Whether this ends a chunk of tokens. A BREAK whose weight was changed by brackets around it
     * is the ordinary word "break" with that negative weight, as in A1111.
     */
    public boolean isBreak() {
        return weight == BREAK_WEIGHT && text.equals(BREAK_WORD);
    }
}
