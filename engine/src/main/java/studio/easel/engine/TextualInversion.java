package studio.easel.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A word of its own, as vectors that stand in place of those of ordinary words: textual inversion
 * (Gal et al. 2022, arXiv:2208.01618).
 *
 * @param name what to write in a prompt
 * @param hash SHA-256 of the file it came from, 64 hex digits
 * @param vectorsByWidth the vectors for each text encoder, by the width of its words: one entry for
 *     SD 1 (768) and SD 2 (1024), two for SDXL (768 and 1280)
 */
public record TextualInversion(
        String name, String hash, Map<Integer, List<List<Float>>> vectorsByWidth) {
    /**
     * @throws EaselException when the encoders get different numbers of vectors, or vectors are not
     *     as wide as stated
     */
    public TextualInversion {
        Map<Integer, List<List<Float>>> copy = new TreeMap<>();
        vectorsByWidth.forEach(
                (width, vectors) -> copy.put(width, vectors.stream().map(List::copyOf).toList()));
        vectorsByWidth = Map.copyOf(copy);
        List<Integer> counts = copy.values().stream().map(List::size).distinct().toList();
        if (counts.size() != 1 || counts.get(0) == 0) {
            throw new EaselException(
                    "The embedding %s has %s vectors for its text encoders, expected one or more, as many for each. Use another copy of it."
                            .formatted(name, counts));
        }
        copy.forEach(
                (width, vectors) -> {
                    if (vectors.stream().anyMatch(vector -> vector.size() != width)) {
                        throw new EaselException(
                                "The embedding %s has vectors of other widths than %d, expected all of one. Use another copy of it."
                                        .formatted(name, width));
                    }
                });
    }

    /** How many places of a prompt it takes. */
    public int places() {
        return vectorsByWidth.values().iterator().next().size();
    }

    /** Whether it was made for a model whose text encoders have words of these widths. */
    public boolean fits(Set<Integer> widths) {
        return vectorsByWidth.keySet().equals(widths);
    }
}
