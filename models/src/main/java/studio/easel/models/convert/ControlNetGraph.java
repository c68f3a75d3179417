package studio.easel.models.convert;

import java.util.List;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.models.graph.GraphWriter;
import studio.easel.models.graph.Value;
import studio.easel.models.graph.Weights;

/**
 * A ControlNet (Zhang et al. 2023, arXiv:2302.05543): a copy of a U-Net's way down that also sees a
 * picture, with a 1x1 convolution, at first of zeros, behind each thing it gives.
 */
public final class ControlNetGraph {
    private static final String HINT = "controlnet_cond_embedding";

    private final Weights weights;

    /**
     * @param weights under diffusers' names
     */
    public ControlNetGraph(Weights weights) {
        this.weights = weights;
    }

    public int inputChannels() {
        return weights.size("conv_in.weight", 1);
    }

    /** Channels of the picture it is steered by. */
    public int pictureChannels() {
        return weights.size(HINT + ".conv_in.weight", 1);
    }

    /** Whether its transformers begin with a linear layer, as from Stable Diffusion 2 on. */
    public boolean isLinear() {
        return Descent.isLinear(weights);
    }

    /** Whether all its weights are stored in 16 bits or fewer. */
    public boolean isHalf() {
        return weights.areHalf();
    }

    /** Numbers in each word's vector. */
    public int wordsWidth() {
        return Descent.wordsWidth(weights);
    }

    /** How many numbers it is told about sizes: SDXL's 6, others 0. */
    public int sizes() {
        return Descent.sizes(weights);
    }

    /**
     * Inputs as {@link UNetGraph}'s, without residuals, and {@code controlnet_cond}, eight times as
     * high and wide as the latent; outputs {@code down_block_0} and so on, then {@code mid_block}.
     *
     * @param compute FLOAT or FLOAT16
     */
    public OnnxGraph write(ElementType compute) {
        GraphWriter graph = new GraphWriter("controlnet", weights, compute);
        Descent descent = new Descent(graph);
        Layers layers = descent.layers();
        Value sample =
                graph.input(
                        "sample", "batch", Integer.toString(inputChannels()), "height", "width");
        Value told = descent.told();
        Tokens words = descent.words();
        Value seen = layers.conv("conv_in", sample).plus(hint(layers));
        List<Value> given = descent.down(seen, told, words);
        Value middle = descent.middle(given.get(given.size() - 1), told, words);
        for (int i = 0; i < given.size(); i++) {
            graph.output(
                    "down_block_" + i, layers.conv("controlnet_down_blocks." + i, given.get(i)));
        }
        graph.output("mid_block", layers.conv("controlnet_mid_block", middle));
        return graph.graph();
    }

    /** The picture in the latent's size: every second convolution halves it. */
    private Value hint(Layers layers) {
        Value picture =
                layers.graph()
                        .input(
                                "controlnet_cond",
                                "batch",
                                Integer.toString(pictureChannels()),
                                "picture_height",
                                "picture_width");
        Value x = layers.conv(HINT + ".conv_in", picture).silu();
        int deep = weights.count(HINT + ".blocks.*.weight");
        for (int i = 0; i < deep; i++) {
            x = layers.conv(HINT + ".blocks." + i, x, i % 2 == 0 ? 1 : 2, 1, 1, 1, 1).silu();
        }
        return layers.conv(HINT + ".conv_out", x);
    }
}
