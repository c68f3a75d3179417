package studio.easel.engine;

/**
 * How a model's words become token ids.
 *
 * @param json the whole {@code tokenizer.json}, in the format of Hugging Face's tokenizers
 * @param windowLength ids the text encoder takes at once, start and end token included: 77 for CLIP
 * @param startId id that opens each window
 * @param endId id that closes each window
 * @param padId id that fills each window: the end token for SD 1, 0 for SD 2
 */
public record TokenizerSpec(String json, int windowLength, int startId, int endId, int padId) {
    public TokenizerSpec {
        if (windowLength < 3) {
            throw new ModelException(
                    "The tokenizer's window is %d tokens long, expected at least 3 (start, one word, end)."
                            .formatted(windowLength));
        }
    }
}
