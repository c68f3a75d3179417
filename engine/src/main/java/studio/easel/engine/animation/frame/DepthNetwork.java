package studio.easel.engine.animation.frame;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import studio.easel.engine.DepthSpec;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/**
 * Depth from one picture by a network: {@code [1, 3, h, w]} in, as many depths out. The picture is
 * brought to the size the network knows, in proportion, and the depths back to the picture's, both
 * by cubic convolution. A graph exported for one size is given that size.
 */
public final class DepthNetwork implements Depth, AutoCloseable {
    /** What a family of networks was trained on. */
    public enum Family {
        /** Ranftl et al. 2020 (arXiv:1907.01341), DPT: 384 pixels, −1 to 1. */
        MIDAS(384, 32) {
            @Override
            float normalised(float level, int channel) {
                return (level - 0.5f) / 0.5f;
            }
        },
        /** Yang et al. 2024 (arXiv:2401.10891): 518 pixels, by ImageNet's means and deviations. */
        DEPTH_ANYTHING(518, 14) {
            @Override
            float normalised(float level, int channel) {
                return switch (channel) {
                    case 0 -> (level - 0.485f) / 0.229f;
                    case 1 -> (level - 0.456f) / 0.224f;
                    default -> (level - 0.406f) / 0.225f;
                };
            }
        },
        /** Easel's own: 256 pixels, −1 to 1, and always in the colours it was trained on. */
        STARTER(256, 32) {
            @Override
            float normalised(float level, int channel) {
                return MIDAS.normalised(level, channel);
            }
        };

        private final int shortSide;
        private final int cell;

        Family(int shortSide, int cell) {
            this.shortSide = shortSide;
            this.cell = cell;
        }

        /** Which colour of a picture is its {@code channel}-th. */
        int colour(int channel, Fidelity fidelity) {
            return fidelity == Fidelity.STRICT && this != STARTER ? COLOURS - 1 - channel : channel;
        }

        /** What the network is given for a level, 0 to 1, of its {@code channel}-th colour. */
        abstract float normalised(float level, int channel);

        /** What a side becomes when the shorter one becomes what the network likes best. */
        int fit(int side, int shorter) {
            double scaled = (double) side * shortSide / shorter;
            return Math.max(cell, (int) Math.rint(scaled / cell) * cell);
        }
    }

    private static final int COLOURS = 3;

    private final OnnxModel graph;
    private final Family family;
    private final DepthMap.Scale scale;
    private final Fidelity fidelity;

    /**
     * @param scale what the graph's numbers mean; both families have graphs of either kind
     * @param fidelity Deforum gives the networks it knows blue for red and red for blue
     */
    public DepthNetwork(OnnxModel graph, Family family, DepthMap.Scale scale, Fidelity fidelity) {
        this.graph = graph;
        this.family = family;
        this.scale = scale;
        this.fidelity = fidelity;
    }

    /** Opens a model; its weights are read at the first picture. */
    public static DepthNetwork open(DepthSpec model, Device device, Fidelity fidelity) {
        return new DepthNetwork(
                OnnxModel.at(model.graph(), device),
                switch (model.training()) {
                    case MIDAS -> Family.MIDAS;
                    case DEPTH_ANYTHING -> Family.DEPTH_ANYTHING;
                    case STARTER -> Family.STARTER;
                },
                switch (model.meaning()) {
                    case NEARNESS -> DepthMap.Scale.NEARNESS;
                    case DISTANCE -> DepthMap.Scale.DISTANCE;
                },
                fidelity);
    }

    /**
     * @throws CancellationException when the calling thread is interrupted
     * @throws ModelException when the graph gives something else than a depth for each pixel
     */
    @Override
    public DepthMap of(RgbImage picture) {
        int width = picture.width();
        int height = picture.height();
        if (width == 0 || height == 0) {
            return DepthMap.flat(width, height);
        }
        String input = graph.input("pixel_values", 4, 1);
        int shorter = Math.min(width, height);
        int rows = size(input, 2, family.fit(height, shorter));
        int columns = size(input, 3, family.fit(width, shorter));
        Tensor depths = graph.runFirst(Map.of(input, pixels(picture, rows, columns)));
        int[] shape = depths.shape();
        int axes = shape.length;
        if (axes < 2 || depths.length() != shape[axes - 1] * shape[axes - 2]) {
            throw new ModelException(
                    "The depth graph gave %s for [1, 3, %d, %d], expected [1, height, width]: one depth a pixel. Use a graph of MiDaS' or Depth Anything's kind."
                            .formatted(Arrays.toString(shape), rows, columns));
        }
        float[] raw =
                new Cubic(shape[axes - 1], shape[axes - 2], width, height).of(depths.values());
        return DepthMap.equalised(width, height, raw, scale);
    }

    private int size(String input, int axis, int wished) {
        int fixed = graph.inputSize(input, axis);
        return fixed > 0 ? fixed : wished;
    }

    private Tensor pixels(RgbImage picture, int rows, int columns) {
        int plane = rows * columns;
        int area = picture.width() * picture.height();
        byte[] rgb = picture.rgb();
        Cubic cubic = new Cubic(picture.width(), picture.height(), columns, rows);
        float[] values = new float[COLOURS * plane];
        float[] levels = new float[area];
        for (int channel = 0; channel < COLOURS; channel++) {
            int colour = family.colour(channel, fidelity);
            for (int i = 0; i < area; i++) {
                levels[i] = (rgb[COLOURS * i + colour] & 0xFF) / 255f;
            }
            float[] resized = cubic.of(levels);
            for (int i = 0; i < plane; i++) {
                values[channel * plane + i] = family.normalised(resized[i], channel);
            }
        }
        return Tensor.of(values, 1, COLOURS, rows, columns);
    }

    public void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
    }
}
