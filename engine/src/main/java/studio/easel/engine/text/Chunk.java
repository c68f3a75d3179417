package studio.easel.engine.text;

import java.util.List;

/**
 * One window of the text encoder.
 *
 * @param ids as many as the window is long, start, end and filling included
 * @param multipliers what each token's vector is multiplied by; 1 for start, end and filling
 * @param placements the textual inversions to put in place of ids 0
 */
record Chunk(List<Long> ids, List<Double> multipliers, List<Placement> placements) {
    Chunk {
        ids = List.copyOf(ids);
        multipliers = List.copyOf(multipliers);
        placements = List.copyOf(placements);
    }

    /**
     * A textual inversion in a chunk.
     *
     * @param offset of its first vector, the start token not counted
     */
    record Placement(int offset, String name) {}
}
