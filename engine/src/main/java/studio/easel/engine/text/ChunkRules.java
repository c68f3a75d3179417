package studio.easel.engine.text;

import java.util.OptionalLong;
import studio.easel.engine.TokenizerSpec;

/**
 * How a model's tokens are put into windows.
 *
 * @param windowLength ids in a window, start and end included: 77 for CLIP
 * @param startId opens each window
 * @param endId closes the words of each window
 * @param padId fills each window: the end token for SD 1, 0 for SD 2
 * @param commaId the token of a comma that ends a word; empty where the vocabulary has none
 * @param commaBacktrack how many tokens a full window may give to the next one, so that it ends
 *     with a comma; 0 for never
 */
record ChunkRules(
        int windowLength,
        long startId,
        long endId,
        long padId,
        OptionalLong commaId,
        int commaBacktrack) {
    /** A1111's default. */
    static final int COMMA_BACKTRACK = 20;

    static ChunkRules of(TokenizerSpec spec, Chunks.Words words) {
        long[] comma = words.ids(",");
        return new ChunkRules(
                spec.windowLength(),
                spec.startId(),
                spec.endId(),
                spec.padId(),
                comma.length == 1 ? OptionalLong.of(comma[0]) : OptionalLong.empty(),
                COMMA_BACKTRACK);
    }

    /** Tokens of words in a window: all but start and end. */
    int room() {
        return windowLength - 2;
    }

    boolean isComma(long id) {
        return commaId.isPresent() && commaId.getAsLong() == id;
    }
}
