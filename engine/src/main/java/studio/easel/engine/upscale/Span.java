package studio.easel.engine.upscale;

import java.util.ArrayList;
import java.util.List;

/**
 * What a tile covers along one axis of a picture, in pixels.
 *
 * @param start where the tile begins
 * @param length of the tile; may reach beyond the picture where the graph takes no shorter one
 * @param from where what is kept of it begins
 * @param to where that ends, exclusive
 */
record Span(int start, int length, int from, int to) {
    /** Tiles are made of such sides where the choice is free; some networks fold 8x8 pixels. */
    private static final int GRID = 8;

    /**
     * The spans that cover a picture, all of one length: no longer than the tiling wants, and no
     * longer than as many spans need.
     */
    static List<Span> over(int picture, Tiling tiling) {
        if (picture <= tiling.tile()) {
            return ofLength(picture, picture, tiling.overlap());
        }
        int shared = 2 * tiling.overlap();
        int count = ceilDiv(picture - shared, tiling.tile() - shared);
        int needed = ceilDiv(picture + shared * (count - 1), count);
        int length = Math.min(tiling.tile(), ceilDiv(needed, GRID) * GRID);
        return ofLength(length, picture, tiling.overlap());
    }

    /** The spans of a given length; the last is shifted back to end where the picture does. */
    static List<Span> ofLength(int length, int picture, int overlap) {
        List<Span> spans = new ArrayList<>();
        for (int from = 0, to; from < picture; from = to) {
            int start = Math.max(0, Math.min(from - overlap, picture - length));
            to = start + length >= picture ? picture : start + length - overlap;
            spans.add(new Span(start, length, from, to));
        }
        return spans;
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }
}
