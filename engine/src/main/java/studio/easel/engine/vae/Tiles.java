package studio.easel.engine.vae;

import java.util.function.UnaryOperator;
import studio.easel.engine.EaselException;
import studio.easel.engine.tensor.Tensor;

/**
 * Large pictures in tiles, so that memory does not grow with them: diffusers' {@code
 * AutoencoderKL.tiled_decode} and {@code tiled_encode}. A quarter of each tile lies over the one
 * before, and there the one fades into the other. The network sees no further than a tile, and its
 * normalisations and attention look at all they see; so tiles may differ in tone, and the result is
 * another than without them.
 *
 * @param cells side of a tile in latent cells, a multiple of 4; 0: no tiles, all at once
 * @param downscale pixels a latent cell covers each way
 */
public record Tiles(int cells, int downscale) {
    private static final int PARTS = 4; // of which the last overlaps

    public Tiles {
        if (cells < 0 || cells % PARTS != 0) {
            throw new EaselException(
                    "The VAE's tile is %d latent cells, expected a multiple of 4, as a quarter of it overlaps the next. Try 64."
                            .formatted(cells));
        }
    }

    /** The largest tiles not larger than so many pixels; 0: no tiles. */
    public static Tiles ofSide(int pixels, int downscale) {
        int cells = pixels / downscale / PARTS * PARTS;
        return new Tiles(pixels == 0 ? 0 : Math.max(PARTS, cells), downscale);
    }

    /** All at once. */
    public static Tiles none() {
        return new Tiles(0, 1);
    }

    /** A latent of any size through a network that makes pixels of cells. */
    Tensor decoded(Tensor latent, UnaryOperator<Tensor> decoder) {
        return fits(latent, cells)
                ? decoder.apply(latent)
                : new Mosaic(cells, cells * downscale, decoder).of(latent);
    }

    /** A picture of any size through a network that makes cells of pixels. */
    Tensor encoded(Tensor picture, UnaryOperator<Tensor> encoder) {
        if (fits(picture, cells * downscale)) {
            return encoder.apply(picture);
        }
        if (picture.size(2) % downscale != 0 || picture.size(3) % downscale != 0) {
            throw new EaselException(
                    "The picture is %dx%d, expected multiples of %d, which one latent cell covers. Resize it first."
                            .formatted(picture.size(3), picture.size(2), downscale));
        }
        return new Mosaic(cells * downscale, cells, encoder).of(picture);
    }

    private boolean fits(Tensor source, int side) {
        return cells == 0 || (source.size(2) <= side && source.size(3) <= side);
    }
}
