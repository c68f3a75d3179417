package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import studio.easel.engine.RequestException;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.text.TextEncoder.Injection;
import studio.easel.engine.text.TextEncoder.Layer;

/** One CLIP text encoder (Radford et al. 2021, arXiv:2103.00020) with its tokenizer. */
final class ClipEncoder implements AutoCloseable {
    private final TextEncoderSpec spec;
    private final TextEncoder graph;
    private Optional<ClipTokenizer> tokenizer = Optional.empty();
    private Optional<OptionalInt> width = Optional.empty();

    ClipEncoder(TextEncoderSpec spec, TextEncoder graph) {
        this.spec = spec;
        this.graph = graph;
    }

    /** Ids in a window, start and end included. */
    int windowLength() {
        return spec.tokenizer().windowLength();
    }

    /** How this encoder's texts are cut into windows. */
    Chunks chunks(List<TextualInversion> embeddings) {
        ClipTokenizer words = tokenizer.orElseGet(() -> new ClipTokenizer(spec.tokenizer()));
        tokenizer = Optional.of(words);
        Map<String, Integer> places =
                embeddings.stream()
                        .collect(
                                Collectors.toMap(
                                        TextualInversion::name,
                                        TextualInversion::places,
                                        (a, b) -> a));
        return new Chunks(words::ids, ChunkRules.of(spec.tokenizer(), words::ids), places);
    }

    /** How long the vectors of its words are; asked only where embeddings are. */
    OptionalInt width() {
        OptionalInt known = width.orElseGet(graph::width);
        width = Optional.of(known);
        return known;
    }

    /**
     * One window in vectors.
     *
     * @param skipped how many layers earlier than usual the vectors are taken, from 0
     * @throws RequestException when the graph has no such layer
     */
    Words encode(Chunk window, int skipped, List<TextualInversion> embeddings) {
        Layer layer =
                switch (spec.layer()) {
                    case LAST -> new Layer(skipped, true);
                    case PENULTIMATE -> new Layer(skipped + 1, false);
                };
        TextEncoder.Encoded encoded =
                graph.encode(window.ids(), layer, injections(window, embeddings));
        return new Words(encoded.hidden(), encoded.pooled());
    }

    private List<Injection> injections(Chunk window, List<TextualInversion> embeddings) {
        List<Injection> injections = new ArrayList<>();
        for (Chunk.Placement placement : window.placements()) {
            embeddings.stream()
                    .filter(embedding -> embedding.name().equals(placement.name()))
                    .findFirst()
                    .map(embedding -> embedding.vectorsByWidth().get(width().orElseThrow()))
                    .ifPresent(
                            vectors ->
                                    injections.add(new Injection(placement.offset() + 1, vectors)));
        }
        return injections;
    }

    void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
        tokenizer.ifPresent(ClipTokenizer::close);
    }
}
