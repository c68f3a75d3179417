package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/**
 * Stable Diffusion 1's text encoder: CLIP's last hidden state, one vector a token. A text longer
 * than one window is encoded window by window, and the U-Net attends to all of them.
 */
public final class ClipConditioner implements TextConditioner {
    /** Longer texts are mistakes: the U-Net no longer tells their words apart. */
    private static final int MOST_WINDOWS = 20;

    private final TokenizerSpec spec;
    private final OnnxModel encoder;
    private final int mostWindows;
    private Optional<ClipTokenizer> tokenizer = Optional.empty();

    /**
     * @param mostTokens the U-Net's own limit, -1 for none: graphs may be exported for one window
     */
    public ClipConditioner(TokenizerSpec spec, OnnxModel encoder, int mostTokens) {
        this.spec = spec;
        this.encoder = encoder;
        this.mostWindows =
                mostTokens < 0 ? MOST_WINDOWS : Math.max(1, mostTokens / spec.windowLength());
    }

    @Override
    public Conditioning encode(GenerationRequest request, boolean guided) {
        List<long[]> positive = windows(Field.PROMPT, request.prompt());
        if (!guided) {
            return new Conditioning(encode(positive, positive.size()), Optional.empty());
        }
        List<long[]> negative = windows(Field.NEGATIVE_PROMPT, request.negativePrompt());
        // Both must be equally long to run in one batch: the shorter is filled up with empty
        // windows.
        int count = Math.max(positive.size(), negative.size());
        return new Conditioning(encode(positive, count), Optional.of(encode(negative, count)));
    }

    private List<long[]> windows(Field field, String text) {
        ClipTokenizer words = tokenizer.orElseGet(() -> new ClipTokenizer(spec));
        tokenizer = Optional.of(words);
        List<long[]> windows = words.windows(text);
        if (windows.size() > mostWindows) {
            int room = spec.windowLength() - 2;
            throw new RequestException(
                    field,
                    "The %s is %d tokens long, expected at most %d (%d windows of %d). Shorten it; the first words count most."
                            .formatted(
                                    field == Field.PROMPT ? "prompt" : "negative prompt",
                                    words.ids(text).length,
                                    mostWindows * room,
                                    mostWindows,
                                    room));
        }
        return windows;
    }

    private Tensor encode(List<long[]> windows, int count) {
        List<long[]> all = new ArrayList<>(windows);
        while (all.size() < count) {
            all.addAll(tokenizer.orElseThrow().windows(""));
        }
        Tensor[] encoded = all.stream().map(this::encode).toArray(Tensor[]::new);
        // One after the other along the tokens: with batch 1 that is the order in memory.
        int width = encoded[0].size(2);
        return Tensor.stack(encoded).reshaped(1, count * spec.windowLength(), width);
    }

    private Tensor encode(long[] window) {
        float[] ids = new float[window.length];
        float[] attended = new float[window.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = window[i]; // exact: vocabularies are far below 2^24
            attended[i] = 1;
        }
        Tensor tokens = Tensor.of(ids, 1, ids.length);
        Map<String, Tensor> outputs =
                encoder.run(
                        encoder.takes("attention_mask")
                                ? Map.of(
                                        "input_ids",
                                        tokens,
                                        "attention_mask",
                                        Tensor.of(attended, 1, ids.length))
                                : Map.of("input_ids", tokens));
        Tensor hidden = outputs.get("last_hidden_state");
        return hidden != null ? hidden : outputs.values().iterator().next();
    }

    @Override
    public void unload() {
        encoder.unload();
    }

    @Override
    public void close() {
        encoder.close();
        tokenizer.ifPresent(ClipTokenizer::close);
    }
}
