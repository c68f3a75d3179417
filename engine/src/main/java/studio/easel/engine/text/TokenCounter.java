package studio.easel.engine.text;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.TokenizerSpec;

/**
 * How much room a prompt takes in a model's windows, found without running the model. For one
 * thread at a time.
 */
public final class TokenCounter implements AutoCloseable {
    /**
     * The room a prompt takes.
     *
     * @param tokens of the words: full windows, and what is in the last one
     * @param room in the windows there are for it: 75 tokens each for CLIP
     * @param windows at least one
     */
    public record Count(int tokens, int room, int windows) {}

    private record Encoder(ClipTokenizer tokenizer, TokenizerSpec spec) {}

    private final List<Encoder> encoders;

    /**
     * @throws ModelException when a tokenizer cannot be read
     */
    public TokenCounter(ModelSpec model) {
        this.encoders =
                model.textEncoders().stream()
                        .map(TextEncoderSpec::tokenizer)
                        .distinct() // SDXL's two encoders may read with the same one
                        .map(spec -> new Encoder(new ClipTokenizer(spec), spec))
                        .toList();
    }

    /**
     * Counts a prompt: of what AND joins and schedules change, the longest text; of several
     * encoders, the one that takes most.
     *
     * @param negative whether it is the negative prompt, where AND is a word
     * @param steps of the sampler, at least 1
     * @param embeddings those it names; wildcards count as they are written
     * @throws EaselException when an embedding does not fit into a window
     */
    public Count count(
            String prompt, boolean negative, int steps, List<TextualInversion> embeddings) {
        PromptTimeline timeline = PromptTimeline.first(steps);
        ParsedPrompt parsed =
                negative
                        ? PromptSyntax.negative(prompt, timeline)
                        : PromptSyntax.positive(prompt, timeline);
        return encoders.stream()
                .flatMap(encoder -> counts(encoder, parsed, embeddings))
                .max(Comparator.comparingInt(Count::tokens))
                .orElseThrow();
    }

    private static Stream<Count> counts(
            Encoder encoder, ParsedPrompt prompt, List<TextualInversion> embeddings) {
        Map<String, Integer> places =
                embeddings.stream()
                        .collect(
                                Collectors.toMap(
                                        TextualInversion::name,
                                        TextualInversion::places,
                                        (a, b) -> a));
        ChunkRules rules = ChunkRules.of(encoder.spec(), encoder.tokenizer()::ids);
        Chunks chunks = new Chunks(encoder.tokenizer()::ids, rules, places);
        return prompt.parts().stream()
                .flatMap(part -> part.schedule().stream())
                .map(ParsedPrompt.Version::text)
                .distinct()
                .map(text -> chunks.of(Attention.of(text).spans()))
                .map(
                        found ->
                                new Count(
                                        found.tokenCount(),
                                        found.chunks().size() * rules.room(),
                                        found.chunks().size()));
    }

    @Override
    public void close() {
        encoders.forEach(encoder -> encoder.tokenizer().close());
    }
}
