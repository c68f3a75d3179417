package studio.easel.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import studio.easel.engine.ModelException;
import studio.easel.engine.TokenizerSpec;

/**
 * Words to token ids, as the model's own tokenizer has them; {@link Chunks} puts them in windows.
 */
final class ClipTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    ClipTokenizer(TokenizerSpec spec) {
        try {
            this.tokenizer =
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(spec.json().getBytes(StandardCharsets.UTF_8)),
                            Map.of(
                                    "addSpecialTokens", "false",
                                    "truncation", "false",
                                    "padding", "false"));
        } catch (IOException | RuntimeException e) {
            throw new ModelException(
                    "The model's tokenizer could not be read (%s). Expected a tokenizer.json, or vocab.json and merges.txt, as CLIP models have them. Copy the model's tokenizer folder again."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** The ids of a text alone: neither framed nor filled up. */
    long[] ids(String text) {
        return tokenizer.encode(text, false, false).getIds();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
