package studio.easel.engine.upscale;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/**
 * Enlarges pictures by a network of ESRGAN's kind (Wang et al. 2018, arXiv:1809.00219): {@code [1,
 * 3, h, w]} in 0..1 to {@code [1, 3, s * h, s * w]}. How much it enlarges shows in what it gives.
 *
 * <p>Pictures larger than a tile are enlarged tile by tile. Each tile also sees {@link
 * Tiling#overlap} pixels of its neighbours, and what it makes of them is thrown away; so where the
 * overlap is at least the network's reach, the result is that of the whole picture. Nothing is
 * blended: a ramp would mix in pixels that saw less of their surroundings than the ones kept.
 */
public final class Upscaler implements AutoCloseable {
    /** In pixels; more of either takes gigabytes while the picture is packed. */
    private static final int LONGEST_SIDE = 16384;

    private static final int MOST_PIXELS = 64_000_000;

    private final OnnxModel graph;

    public Upscaler(OnnxModel graph) {
        this.graph = graph;
    }

    /** Hears about every finished tile, on the thread that enlarges. */
    @FunctionalInterface
    public interface TileListener {
        /**
         * @param done tiles finished, from 1
         * @param tiles of the picture
         */
        void tile(int done, int tiles);

        /** Hears nothing. */
        static TileListener silent() {
            return (done, tiles) -> {};
        }
    }

    /** Where enlarged pixels go, tile by tile. */
    interface Canvas {
        /** Comes before the first value; sizes in pixels. */
        void stretch(int width, int height);

        /**
         * @param index of the value among {@code [height, width, 3]}
         */
        void put(int index, float value);
    }

    /**
     * @param tiling a graph exported for one size is given tiles of just that size, which overlap
     *     by at most a quarter; a smaller picture is filled up with its outermost pixels
     * @throws CancellationException when the calling thread is interrupted
     * @throws ModelException when the graph does something else than enlarging pictures
     * @throws EaselException when what it gives is not a number, or too large to be a picture
     */
    public RgbImage upscale(RgbImage image, Tiling tiling, TileListener listener) {
        Levels levels = new Levels();
        enlarge(image, tiling, listener, levels);
        return levels.image();
    }

    void enlarge(RgbImage image, Tiling tiling, TileListener listener, Canvas canvas) {
        String input = graph.input("input", 4, 1);
        List<Span> down = spans(input, 2, image.height(), tiling);
        List<Span> across = spans(input, 3, image.width(), tiling);
        byte[] rgb = image.rgb();
        int scale = 0;
        int done = 0;
        for (Span rows : down) {
            for (Span columns : across) {
                Tensor tile = run(input, pixels(image, rgb, rows, columns));
                scale = done == 0 ? tile.size(2) / rows.length() : scale;
                requireScale(tile, scale, rows, columns);
                if (done == 0) {
                    requireRoom(image, scale);
                    canvas.stretch(scale * image.width(), scale * image.height());
                }
                paint(tile, scale, rows, columns, scale * image.width(), canvas);
                listener.tile(++done, down.size() * across.size());
            }
        }
    }

    private List<Span> spans(String input, int axis, int length, Tiling tiling) {
        int fixed = graph.inputSize(input, axis);
        return fixed > 0
                ? Span.ofLength(fixed, length, Math.min(tiling.overlap(), fixed / 4))
                : Span.over(length, tiling);
    }

    private Tensor run(String input, Tensor tile) {
        // A graph exported for a fixed batch is given the same tile in each place.
        int batch = Math.max(1, graph.inputSize(input, 0));
        Tensor offered = Tensor.stack(Collections.nCopies(batch, tile).toArray(Tensor[]::new));
        Tensor enlarged = graph.runFirst(Map.of(input, offered));
        if (enlarged.shape().length != 4 || enlarged.size(0) != batch || enlarged.size(1) != 3) {
            throw new ModelException(
                    "The upscaler gave %s for %s, expected [%d, 3, height, width]: red, green and blue. Use a graph of ESRGAN's kind."
                            .formatted(
                                    Arrays.toString(enlarged.shape()),
                                    Arrays.toString(offered.shape()),
                                    batch));
        }
        if (!enlarged.isFinite()) {
            throw new EaselException(
                    "The upscaler overflowed and gave no colours, so nothing was saved. Use one exported in fp32.");
        }
        return enlarged;
    }

    private static void requireScale(Tensor tile, int scale, Span rows, Span columns) {
        if (scale < 1
                || tile.size(2) != scale * rows.length()
                || tile.size(3) != scale * columns.length()) {
            throw new ModelException(
                    "The upscaler made %dx%d of a tile of %dx%d, expected one whole multiple for both sides and all tiles. Use a graph of ESRGAN's kind."
                            .formatted(
                                    tile.size(3), tile.size(2), columns.length(), rows.length()));
        }
    }

    private static void requireRoom(RgbImage image, int scale) {
        long width = (long) scale * image.width();
        long height = (long) scale * image.height();
        if (width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_PIXELS) {
            throw new EaselException(
                    "%dx%d enlarged %d times is %dx%d, expected at most %d pixels a side and %d million in all. Choose a smaller picture or a network that enlarges less."
                            .formatted(
                                    image.width(),
                                    image.height(),
                                    scale,
                                    width,
                                    height,
                                    LONGEST_SIDE,
                                    MOST_PIXELS / 1_000_000));
        }
    }

    /** {@code [1, 3, height, width]} in 0..1; beyond the picture its outermost pixels go on. */
    private static Tensor pixels(RgbImage image, byte[] rgb, Span rows, Span columns) {
        int height = rows.length();
        int width = columns.length();
        float[] values = new float[3 * height * width];
        for (int y = 0; y < height; y++) {
            int line = Math.min(rows.start() + y, image.height() - 1) * image.width();
            for (int x = 0; x < width; x++) {
                int pixel = line + Math.min(columns.start() + x, image.width() - 1);
                for (int channel = 0; channel < 3; channel++) {
                    values[(channel * height + y) * width + x] =
                            (rgb[3 * pixel + channel] & 0xFF) / 255f;
                }
            }
        }
        return Tensor.of(values, 1, 3, height, width);
    }

    /** What is kept of a tile. */
    private static void paint(
            Tensor tile, int scale, Span rows, Span columns, int width, Canvas canvas) {
        for (int channel = 0; channel < 3; channel++) {
            for (int y = scale * rows.from(); y < scale * rows.to(); y++) {
                int line = (channel * tile.size(2) + y - scale * rows.start()) * tile.size(3);
                for (int x = scale * columns.from(); x < scale * columns.to(); x++) {
                    float value = tile.get(line + x - scale * columns.start());
                    canvas.put(3 * (y * width + x) + channel, value);
                }
            }
        }
    }

    /** Grey levels at once: as floats a large picture would take four times the memory. */
    private static final class Levels implements Canvas {
        private byte[] rgb = {};
        private int width;
        private int height;

        @Override
        public void stretch(int newWidth, int newHeight) {
            width = newWidth;
            height = newHeight;
            rgb = new byte[3 * width * height];
        }

        @Override
        public void put(int index, float value) {
            rgb[index] = (byte) Math.rint(Math.max(0, Math.min(1, value)) * 255);
        }

        RgbImage image() {
            return new RgbImage(width, height, rgb);
        }
    }

    public void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
    }
}
