package studio.easel.models.convert;

import java.util.function.UnaryOperator;
import studio.easel.models.graph.Value;

/**
 * Vectors of a batch, pixels or words, one below the other: linear layers take them so.
 *
 * @param rows {@code [batch * tokens, width]}
 * @param lengths batch and tokens
 */
record Tokens(Value rows, Value lengths) {
    /**
     * @param vectors {@code [batch, tokens, width]}
     */
    static Tokens of(Value vectors, long width) {
        return new Tokens(vectors.reshape(-1, width), vectors.shape(2));
    }

    Tokens apply(UnaryOperator<Value> layer) {
        return new Tokens(layer.apply(rows), lengths);
    }

    Tokens plus(Tokens other) {
        return new Tokens(rows.plus(other.rows), lengths);
    }

    /** {@code [batch, tokens, width]}. */
    Value apart(long width) {
        return rows.reshape(lengths.join(rows.graph().integers(width), 0));
    }
}
