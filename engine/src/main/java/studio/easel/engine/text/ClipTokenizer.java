package studio.easel.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import studio.easel.engine.ModelException;
import studio.easel.engine.TokenizerSpec;

/**
 * Words to token ids, in windows of the length the text encoder takes. A prompt of any length fills
 * as many windows as it needs, each framed by start and end and filled up with the model's padding.
 */
final class ClipTokenizer implements AutoCloseable {
    private final TokenizerSpec spec;
    private final HuggingFaceTokenizer tokenizer;

    ClipTokenizer(TokenizerSpec spec) {
        this.spec = spec;
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

    /** The windows a text fills, at least one; each {@code spec.windowLength()} ids long. */
    List<long[]> windows(String text) {
        long[] ids = ids(text);
        List<long[]> windows = new ArrayList<>();
        int room = spec.windowLength() - 2;
        for (int start = 0; start == 0 || start < ids.length; start += room) {
            windows.add(window(ids, start, Math.min(ids.length, start + room)));
        }
        return windows;
    }

    private long[] window(long[] ids, int start, int end) {
        long[] window = new long[spec.windowLength()];
        java.util.Arrays.fill(window, spec.padId());
        window[0] = spec.startId();
        System.arraycopy(ids, start, window, 1, end - start);
        window[end - start + 1] = spec.endId();
        return window;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
