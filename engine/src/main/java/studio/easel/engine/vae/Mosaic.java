package studio.easel.engine.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import studio.easel.engine.ModelException;
import studio.easel.engine.tensor.Tensor;

/**
 * Tiles of a source, each through a network, joined again.
 *
 * @param side of a tile of the source
 * @param resultSide of what the network makes of it; both are multiples of 4
 * @param network {@code [1, c, h, w]} to {@code [1, d, h * resultSide / side, ...]}
 */
record Mosaic(int side, int resultSide, UnaryOperator<Tensor> network) {

    Tensor of(Tensor source) {
        int stride = side - side / 4;
        int height = source.size(2) * resultSide / side;
        int width = source.size(3) * resultSide / side;
        List<Tensor> above = List.of();
        float[] joined = {};
        for (int top = 0; top < source.size(2); top += stride) {
            List<Tensor> row = new ArrayList<>();
            for (int left = 0; left < source.size(3); left += stride) {
                Tensor tile = faded(tile(source, top, left), above, row);
                row.add(tile);
                if (joined.length == 0) {
                    joined = new float[tile.size(1) * height * width];
                }
                paste(tile, joined, top * resultSide / side, left * resultSide / side, width);
            }
            above = row;
        }
        return Tensor.of(joined, 1, joined.length / (height * width), height, width);
    }

    private Tensor tile(Tensor source, int top, int left) {
        int height = Math.min(side, source.size(2) - top);
        int width = Math.min(side, source.size(3) - left);
        Tensor tile = network.apply(source.cut(top, left, height, width));
        int resultHeight = height * resultSide / side;
        int resultWidth = width * resultSide / side;
        if (tile.size(2) != resultHeight || tile.size(3) != resultWidth) {
            throw new ModelException(
                    "The VAE made %s of a tile of %dx%d, expected %dx%d. Its graph scales otherwise than the model's configuration says; copy the model again, or work without tiles."
                            .formatted(
                                    Arrays.toString(tile.shape()),
                                    width,
                                    height,
                                    resultWidth,
                                    resultHeight));
        }
        return tile;
    }

    /** The neighbours are faded ones themselves, as in the reference: the corners depend on it. */
    private Tensor faded(Tensor tile, List<Tensor> above, List<Tensor> row) {
        Tensor faded = tile;
        if (!above.isEmpty()) {
            faded = faded(above.get(row.size()), faded, 2);
        }
        return row.isEmpty() ? faded : faded(row.get(row.size() - 1), faded, 3);
    }

    /** A tile that begins as the end of the one before it along an axis, and fades into itself. */
    private Tensor faded(Tensor before, Tensor tile, int axis) {
        int length = tile.size(axis);
        int extent = Math.min(resultSide / 4, Math.min(before.size(axis), length));
        int inner = axis == 3 ? 1 : tile.size(3);
        int outer = tile.length() / (length * inner);
        float[] values = tile.values().clone();
        for (int i = 0; i < outer; i++) {
            for (int k = 0; k < extent; k++) {
                double share = (double) k / extent;
                int from = ((i + 1) * before.size(axis) - extent + k) * inner;
                int to = (i * length + k) * inner;
                for (int j = 0; j < inner; j++) {
                    values[to + j] =
                            (float) ((1 - share) * before.get(from + j) + share * values[to + j]);
                }
            }
        }
        return Tensor.of(values, tile.shape());
    }

    /** A tile without the last quarter, which belongs to the next. */
    private void paste(Tensor tile, float[] joined, int top, int left, int width) {
        int kept = resultSide - resultSide / 4;
        int rows = Math.min(kept, tile.size(2));
        int columns = Math.min(kept, tile.size(3));
        int plane = joined.length / tile.size(1);
        for (int channel = 0; channel < tile.size(1); channel++) {
            for (int y = 0; y < rows; y++) {
                System.arraycopy(
                        tile.values(),
                        (channel * tile.size(2) + y) * tile.size(3),
                        joined,
                        channel * plane + (top + y) * width + left,
                        columns);
            }
        }
    }
}
