package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning.Told;
import studio.easel.engine.text.ParsedPrompt.Part;
import studio.easel.engine.text.ParsedPrompt.Version;

/**
 * Words to vectors, one a token, under A1111's prompt grammar: by one CLIP encoder (Stable
 * Diffusion 1 and 2) or two, side by side (SDXL). A text longer than one window is encoded window
 * by window, and the U-Net attends to all of them.
 */
public final class ClipConditioner implements TextConditioner {
    /** Longer texts are mistakes: the U-Net no longer tells their words apart. */
    private static final int MOST_WINDOWS = 20;

    /** Each prompt joined by AND is one more run of the U-Net. */
    private static final int MOST_PARTS = 16;

    private final List<ClipEncoder> encoders;
    private final boolean zeroesAbsentNegative;
    private final boolean guidesItself;
    private final int windowLength;
    private final int mostWindows;
    private final Emphasis emphasis = Emphasis.ORIGINAL;

    /**
     * @param graphs of the model's text encoders, in their order
     * @param mostTokens the U-Net's own limit, -1 for none: graphs may be exported for one window
     */
    public ClipConditioner(ModelSpec model, List<TextEncoder> graphs, int mostTokens) {
        List<TextEncoderSpec> specs = model.textEncoders();
        this.encoders =
                IntStream.range(0, specs.size())
                        .mapToObj(i -> new ClipEncoder(specs.get(i), graphs.get(i)))
                        .toList();
        this.zeroesAbsentNegative = model.zeroesAbsentNegative();
        this.guidesItself = model.unet().guidanceWidth() > 0;
        this.windowLength = encoders.get(0).windowLength();
        this.mostWindows = mostTokens < 0 ? MOST_WINDOWS : Math.max(1, mostTokens / windowLength);
    }

    /**
     * A part's different texts, in the windows of each encoder.
     *
     * @param windows by text, one list an encoder
     */
    private record Texts(Part part, Map<String, List<List<Chunk>>> windows) {
        int mostWindows() {
            return windows.values().stream()
                    .flatMap(List::stream)
                    .mapToInt(List::size)
                    .max()
                    .orElseThrow();
        }

        /** How often the schedule comes to each text. */
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
    public Conditioning encode(
            GenerationRequest request, PromptTimeline timeline, Consumer<String> notes) {
        ParsedPrompt positive = PromptSyntax.positive(request.prompt(), timeline);
        positive.notes().forEach(note -> notes.accept(note.sentence()));
        requireFewParts(positive);
        List<TextualInversion> embeddings = fitting(request.embeddings(), notes);
        List<Chunks> chunks = encoders.stream().map(encoder -> encoder.chunks(embeddings)).toList();
        List<Texts> texts = new ArrayList<>();
        for (Part part : positive.parts()) {
            texts.add(windows(part, chunks, Field.PROMPT));
        }
        boolean composed = texts.size() > 1 || positive.parts().get(0).weight() != 1;
        if (composed || (request.guidanceScale() > 1 && !guidesItself)) {
            // As classifier-free guidance has it: at 1 the prompt alone decides.
            ParsedPrompt negative = PromptSyntax.negative(request.negativePrompt(), timeline);
            negative.notes().forEach(note -> notes.accept(note.sentence()));
            texts.add(windows(negative.parts().get(0), chunks, Field.NEGATIVE_PROMPT));
        }
        // All in one length, to run in one batch: shorter texts are filled up with empty windows.
        int count = texts.stream().mapToInt(Texts::mostWindows).max().orElseThrow();
        Windows window =
                (encoder, chunk) ->
                        encoders.get(encoder).encode(chunk, request.clipSkip() - 1, embeddings);
        List<Told> told = texts.stream().map(text -> told(text, count, chunks, window)).toList();
        int prompts = positive.parts().size();
        Optional<Told> negative =
                prompts < told.size() ? Optional.of(told.get(prompts)) : Optional.empty();
        boolean zeroed = zeroesAbsentNegative && request.negativePrompt().isEmpty();
        return new Conditioning(
                told.subList(0, prompts),
                zeroed ? negative.map(ClipConditioner::zeroed) : negative);
    }

    private static Told zeroed(Told told) {
        return new Told(told.part(), told.versions().stream().map(Words::zeroed).toList());
    }

    /** How a window becomes vectors in this request. */
    private interface Windows {
        Words encode(int encoder, Chunk window);
    }

    /** Those made for this model; of the others it is said that they are read as words. */
    private List<TextualInversion> fitting(
            List<TextualInversion> embeddings, Consumer<String> notes) {
        if (embeddings.isEmpty()) {
            return embeddings;
        }
        Set<Integer> widths =
                encoders.stream()
                        .map(ClipEncoder::width)
                        .filter(OptionalInt::isPresent)
                        .map(OptionalInt::getAsInt)
                        .collect(Collectors.toSet());
        List<TextualInversion> fitting = new ArrayList<>();
        for (TextualInversion embedding : embeddings) {
            if (embedding.fits(widths)) {
                fitting.add(embedding);
            } else {
                notes.accept(
                        "The embedding %s was made for words of %s numbers, this model's have %s: its name is read as ordinary words."
                                .formatted(
                                        embedding.name(),
                                        embedding.vectorsByWidth().keySet(),
                                        widths));
            }
        }
        return fitting;
    }

    private Told told(Texts texts, int count, List<Chunks> chunks, Windows window) {
        List<List<Words>> byEncoder = new ArrayList<>();
        for (int i = 0; i < encoders.size(); i++) {
            byEncoder.add(encoded(i, texts, count, chunks.get(i), window));
        }
        Map<String, Words> byText = new LinkedHashMap<>();
        for (String text : texts.windows().keySet()) {
            int index = byText.size();
            byText.put(
                    text, Words.beside(byEncoder.stream().map(words -> words.get(index)).toList()));
        }
        return new Told(
                texts.part(),
                texts.part().schedule().stream()
                        .map(version -> byText.get(version.text()))
                        .toList());
    }

    /** Each text as one encoder has it; emphasis keeps the common mean of a window of all texts. */
    private List<Words> encoded(
            int encoder, Texts texts, int count, Chunks chunks, Windows windows) {
        List<List<Chunk>> filled =
                texts.windows().values().stream()
                        .map(byEncoder -> chunks.filledUp(byEncoder.get(encoder), count))
                        .toList();
        List<List<Tensor>> hidden = new ArrayList<>();
        filled.forEach(text -> hidden.add(new ArrayList<>()));
        List<Optional<Tensor>> pooled = new ArrayList<>();
        for (int window = 0; window < count; window++) {
            int at = window;
            List<Chunk> batch = filled.stream().map(text -> text.get(at)).toList();
            List<Words> words =
                    batch.stream().map(chunk -> windows.encode(encoder, chunk)).toList();
            Tensor z = Tensor.stack(words.stream().map(Words::hidden).toArray(Tensor[]::new));
            Tensor weighed =
                    emphasis.apply(
                            z, batch.stream().map(Chunk::multipliers).toList(), texts.repeats());
            for (int text = 0; text < filled.size(); text++) {
                hidden.get(text).add(weighed.row(text));
                if (window == 0) {
                    pooled.add(words.get(text).pooled());
                }
            }
        }
        return IntStream.range(0, filled.size())
                .mapToObj(text -> new Words(joined(hidden.get(text)), pooled.get(text)))
                .toList();
    }

    /** One window after the other along the tokens: with batch 1 that is the order in memory. */
    private Tensor joined(Collection<Tensor> windows) {
        Tensor all = Tensor.stack(windows.toArray(Tensor[]::new));
        return all.reshaped(1, windows.size() * windowLength, all.size(2));
    }

    private Texts windows(Part part, List<Chunks> chunks, Field field) {
        Map<String, List<List<Chunk>>> windows = new LinkedHashMap<>();
        for (Version version : part.schedule()) {
            windows.computeIfAbsent(
                    version.text(),
                    text ->
                            chunks.stream()
                                    .map(rules -> rules.of(emphasis.spans(text)))
                                    .peek(chunked -> requireFewWindows(chunked, field))
                                    .map(Chunks.Chunked::chunks)
                                    .toList());
        }
        return new Texts(part, windows);
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
            int room = windowLength - 2;
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

    @Override
    public void unload() {
        encoders.forEach(ClipEncoder::unload);
    }

    @Override
    public void close() {
        encoders.forEach(ClipEncoder::close);
    }
}
