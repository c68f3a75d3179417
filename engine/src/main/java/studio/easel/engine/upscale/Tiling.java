package studio.easel.engine.upscale;

import studio.easel.engine.EaselException;

/**
 * How a picture is cut up to be enlarged.
 *
 * @param tile the longest side of a tile in pixels, overlap included; decides how much memory is
 *     taken
 * @param overlap pixels that are computed and thrown away at each side of a tile where another
 *     adjoins
 */
public record Tiling(int tile, int overlap) {
    public Tiling {
        if (overlap < 0 || tile <= 2L * overlap) {
            throw new EaselException(
                    "Tiles of %d pixels overlap by %d on each side, expected an overlap of 0 or more and less than half a tile. 256 and 32 are usual."
                            .formatted(tile, overlap));
        }
    }

    public static Tiling usual() {
        return new Tiling(256, 32);
    }
}
