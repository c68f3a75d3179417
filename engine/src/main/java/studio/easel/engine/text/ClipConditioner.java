package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning.Told;
import studio.easel.engine.text.ParsedPrompt.Part;
import studio.easel.engine.text.ParsedPrompt.Version;

/**
 * Stable Diffusion 1's text encoder: CLIP's last hidden state, one vector a token, under A1111's
 * prompt grammar. A text longer than one window is encoded window by window, and the U-Net attends
 * to all of them.
 */
public final class ClipConditioner implements TextConditioner {
    /** Longer texts are mistakes: the U-Net no longer tells their words apart. */
    private static final int MOST_WINDOWS = 20;

    /** Each prompt joined by AND is one more run of the U-Net. */
    private static final int MOST_PARTS = 16;

    private final TokenizerSpec spec;
    private final OnnxModel encoder;
    private final int mostWindows;
    private final Emphasis emphasis = Emphasis.ORIGINAL;
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

    /** The windows of each different text of a part, and how often the schedule comes to it. */
    private record Texts(Part part, Map<String, List<Chunk>> windows) {
        int mostWindows() {
            return windows.values().stream().mapToInt(List::size).max().orElseThrow();
        }

        int[] repeats() {
            return windows.keySet().stream()
                    .mapToInt(
                            text ->
                                    (int)
                                            part.schedule().stream()
                                                    .filter(version -> version.text().equals(text))
                                                    .count())
                    .toArray();
        }
    }

    @Override
    public Conditioning encode(GenerationRequest request, int calls, Consumer<String> notes) {
        PromptTimeline timeline = PromptTimeline.first(calls);
        ParsedPrompt positive = PromptSyntax.positive(request.prompt(), timeline);
        positive.notes().forEach(note -> notes.accept(note.sentence()));
        requireFewParts(positive);
        Chunks chunks = chunks();
        List<Texts> texts = new ArrayList<>();
        for (Part part : positive.parts()) {
            texts.add(windows(part, chunks, Field.PROMPT));
        }
        boolean composed = texts.size() > 1 || positive.parts().get(0).weight() != 1;
        if (request.guidanceScale() > 1 || composed) {
            // As classifier-free guidance has it: at 1 the prompt alone decides.
            ParsedPrompt negative = PromptSyntax.negative(request.negativePrompt(), timeline);
            negative.notes().forEach(note -> notes.accept(note.sentence()));
            texts.add(windows(negative.parts().get(0), chunks, Field.NEGATIVE_PROMPT));
        }
        return told(texts, positive.parts().size(), chunks);
    }

    /** All in one length, to run in one batch: shorter texts are filled up with empty windows. */
    private Conditioning told(List<Texts> texts, int prompts, Chunks chunks) {
        int count = texts.stream().mapToInt(Texts::mostWindows).max().orElseThrow();
        List<Told> told = texts.stream().map(text -> told(text, count, chunks)).toList();
        return new Conditioning(
                told.subList(0, prompts),
                prompts < told.size() ? Optional.of(told.get(prompts)) : Optional.empty());
    }

    private Told told(Texts texts, int count, Chunks chunks) {
        List<List<Chunk>> filled =
                texts.windows().values().stream()
                        .map(windows -> chunks.filledUp(windows, count))
                        .toList();
        List<List<Tensor>> encoded = new ArrayList<>();
        filled.forEach(text -> encoded.add(new ArrayList<>()));
        for (int window = 0; window < count; window++) {
            Tensor weighed = weighed(filled, window, texts.repeats());
            for (int text = 0; text < filled.size(); text++) {
                encoded.get(text).add(weighed.row(text));
            }
        }
        Map<String, Tensor> byText = new LinkedHashMap<>();
        for (String text : texts.windows().keySet()) {
            byText.put(text, joined(encoded.get(byText.size())));
        }
        return new Told(
                texts.part(),
                texts.part().schedule().stream()
                        .map(version -> byText.get(version.text()))
                        .toList());
    }

    /** The same window of every text: emphasis keeps their common mean. */
    private Tensor weighed(List<List<Chunk>> texts, int window, int[] repeats) {
        List<Chunk> batch = texts.stream().map(chunks -> chunks.get(window)).toList();
        Tensor z = Tensor.stack(batch.stream().map(this::encode).toArray(Tensor[]::new));
        return emphasis.apply(z, batch.stream().map(Chunk::multipliers).toList(), repeats);
    }

    /** One window after the other along the tokens: with batch 1 that is the order in memory. */
    private Tensor joined(Collection<Tensor> windows) {
        Tensor all = Tensor.stack(windows.toArray(Tensor[]::new));
        return all.reshaped(1, windows.size() * spec.windowLength(), all.size(2));
    }

    private Texts windows(Part part, Chunks chunks, Field field) {
        Map<String, List<Chunk>> windows = new LinkedHashMap<>();
        for (Version version : part.schedule()) {
            windows.computeIfAbsent(
                    version.text(),
                    text -> {
                        Chunks.Chunked chunked = chunks.of(emphasis.spans(text));
                        requireFewWindows(chunked, field);
                        return chunked.chunks();
                    });
        }
        return new Texts(part, windows);
    }

    private Chunks chunks() {
        ClipTokenizer words = tokenizer.orElseGet(() -> new ClipTokenizer(spec));
        tokenizer = Optional.of(words);
        return new Chunks(words::ids, ChunkRules.of(spec, words::ids), Map.of());
    }

    private static void requireFewParts(ParsedPrompt prompt) {
        if (prompt.parts().size() > MOST_PARTS) {
            throw new RequestException(
                    Field.PROMPT,
                    "The prompt joins %d prompts by AND, expected at most %d: each is one more run of the model at every step. Leave some out."
                            .formatted(prompt.parts().size(), MOST_PARTS));
        }
    }

    private void requireFewWindows(Chunks.Chunked text, Field field) {
        int windows = text.chunks().size();
        if (windows > mostWindows) {
            int room = spec.windowLength() - 2;
            throw new RequestException(
                    field,
                    "The %s is %d tokens long, expected at most %d (%d windows of %d). Shorten it; the first words count most."
                            .formatted(
                                    field == Field.PROMPT ? "prompt" : "negative prompt",
                                    text.tokenCount(),
                                    mostWindows * room,
                                    mostWindows,
                                    room));
        }
    }

    private Tensor encode(Chunk window) {
        float[] ids = new float[window.ids().size()];
        float[] attended = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = window.ids().get(i); // exact: vocabularies are far below 2^24
            attended[i] = 1;
        }
        Tensor tokens = Tensor.of(ids, 1, ids.length);
        Map<String, Tensor> outputs =
                encoder.run(
                        encoder.takes("attention_mask")
                                ? Map.of(
                                        encoder.input("input_ids", 2, 1),
                                        tokens,
                                        "attention_mask",
                                        Tensor.of(attended, 1, ids.length))
                                : Map.of(encoder.input("input_ids", 2, 1), tokens));
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
