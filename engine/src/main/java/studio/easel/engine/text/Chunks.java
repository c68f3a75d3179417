package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.EaselException;

/**
 * Weighted words to windows of tokens. A window ends when it is full, where possible behind a
 * comma, and at every BREAK. Safe for several threads if its words are.
 */
final class Chunks {
    /** Splits a text into the ids of its tokens, neither framed nor filled up. */
    @FunctionalInterface
    interface Words {
        long[] ids(String text);
    }

    /**
     * A text in windows.
     *
     * @param chunks at least one
     * @param tokenCount of the words: full windows, and what is in the last one
     */
    record Chunked(List<Chunk> chunks, int tokenCount) {}

    /** A textual inversion: the tokens of its name, and how many places its vectors take. */
    private record Embedding(String name, List<Long> ids, int vectors) {}

    private final Words words;
    private final ChunkRules rules;
    private final Map<Long, List<Embedding>> embeddings = new HashMap<>();

    /**
     * @param embeddings the names of textual inversions with the number of their vectors
     */
    Chunks(Words words, ChunkRules rules, Map<String, Integer> embeddings) {
        this.words = words;
        this.rules = rules;
        embeddings.forEach(this::add);
        // Of names that begin alike the longest counts; of those with equal tokens ("Cat", "cat")
        // always the same one.
        Comparator<Embedding> longest =
                Comparator.<Embedding>comparingInt(embedding -> -embedding.ids().size())
                        .thenComparing(Embedding::name);
        this.embeddings.values().forEach(alike -> alike.sort(longest));
    }

    private void add(String name, int vectors) {
        if (vectors < 1 || vectors > rules.room()) {
            throw new EaselException(
                    "The embedding %s has %d vectors, expected 1 to %d, which is what one window of this model holds. Use another embedding."
                            .formatted(name, vectors, rules.room()));
        }
        List<Long> ids = ids(name);
        if (!ids.isEmpty()) {
            embeddings
                    .computeIfAbsent(ids.get(0), first -> new ArrayList<>())
                    .add(new Embedding(name, ids, vectors));
        }
    }

    /** The windows of a text. */
    Chunked of(List<WeightedText> spans) {
        Filling filling = new Filling();
        for (WeightedText span : spans) {
            if (span.isBreak()) {
                filling.close();
            } else {
                place(filling, ids(span.text()), span.weight());
            }
        }
        return filling.finish();
    }

    /** As many windows as asked for: empty ones follow, so that texts fit in one batch. */
    List<Chunk> filledUp(List<Chunk> chunks, int count) {
        List<Chunk> all = new ArrayList<>(chunks);
        while (all.size() < count) {
            all.addAll(new Filling().finish().chunks());
        }
        return all;
    }

    private List<Long> ids(String text) {
        return Arrays.stream(words.ids(text)).boxed().toList();
    }

    private void place(Filling filling, List<Long> ids, double weight) {
        for (int at = 0; at < ids.size(); ) {
            filling.makeRoom(ids.get(at));
            Optional<Embedding> embedding = embeddingAt(ids, at);
            if (embedding.isPresent()) {
                filling.add(embedding.get(), weight);
                at += embedding.get().ids().size();
            } else {
                filling.add(ids.get(at++), weight);
            }
        }
    }

    private Optional<Embedding> embeddingAt(List<Long> ids, int at) {
        List<Long> rest = ids.subList(at, ids.size());
        return embeddings.getOrDefault(ids.get(at), List.of()).stream()
                .filter(embedding -> startsWith(rest, embedding.ids()))
                .findFirst();
    }

    private static boolean startsWith(List<Long> ids, List<Long> name) {
        return name.size() <= ids.size() && ids.subList(0, name.size()).equals(name);
    }

    /** The window that is being filled, and those that are done. */
    private final class Filling {
        private final List<Chunk> done = new ArrayList<>();
        private List<Long> ids = new ArrayList<>();
        private List<Double> multipliers = new ArrayList<>();
        private List<Chunk.Placement> placements = new ArrayList<>();
        private int lastComma = -1;

        /** Closes the window if it is full; what follows its last comma may move along. */
        void makeRoom(long next) {
            if (rules.isComma(next)) {
                // Where it is about to be placed: behind a full window that is no place in it,
                // which is how the original counts.
                lastComma = ids.size();
            } else if (full()
                    && lastComma >= 0
                    && ids.size() - lastComma <= rules.commaBacktrack()) {
                moveBehindComma();
            }
            if (full()) {
                close();
            }
        }

        private boolean full() {
            return ids.size() == rules.room();
        }

        /**
         * Embeddings do not move: the original leaves them at their offsets, in the filling of the
         * closed window, and only their zeros move on. The pictures of A1111 depend on it.
         */
        private void moveBehindComma() {
            int from = lastComma + 1;
            List<Long> movedIds = new ArrayList<>(ids.subList(from, ids.size()));
            List<Double> moved = new ArrayList<>(multipliers.subList(from, ids.size()));
            ids.subList(from, ids.size()).clear();
            multipliers.subList(from, multipliers.size()).clear();
            close();
            ids = movedIds;
            multipliers = moved;
        }

        void add(long id, double weight) {
            ids.add(id);
            multipliers.add(weight);
        }

        void add(Embedding embedding, double weight) {
            if (ids.size() + embedding.vectors() > rules.room()) {
                close();
            }
            placements.add(new Chunk.Placement(ids.size(), embedding.name()));
            ids.addAll(Collections.nCopies(embedding.vectors(), 0L));
            multipliers.addAll(Collections.nCopies(embedding.vectors(), weight));
        }

        void close() {
            done.add(new Chunk(framed(), framedMultipliers(), placements));
            ids = new ArrayList<>();
            multipliers = new ArrayList<>();
            placements = new ArrayList<>();
            lastComma = -1;
        }

        Chunked finish() {
            int inLast = ids.size();
            int before = done.size() * rules.room();
            if (inLast > 0 || done.isEmpty()) {
                close();
            }
            return new Chunked(List.copyOf(done), before + inLast);
        }

        private List<Long> framed() {
            List<Long> framed = new ArrayList<>(rules.windowLength());
            framed.add(rules.startId());
            framed.addAll(ids);
            framed.add(rules.endId());
            framed.addAll(Collections.nCopies(rules.room() - ids.size(), rules.padId()));
            if (rules.padId() != rules.endId()) {
                // Someone may have written the end token out: nothing counts behind it.
                int end = framed.indexOf(rules.endId());
                Collections.fill(framed.subList(end + 1, framed.size()), rules.padId());
            }
            return framed;
        }

        private List<Double> framedMultipliers() {
            List<Double> framed = new ArrayList<>(rules.windowLength());
            framed.add(1.0);
            framed.addAll(multipliers);
            framed.addAll(Collections.nCopies(rules.windowLength() - framed.size(), 1.0));
            return framed;
        }
    }
}
