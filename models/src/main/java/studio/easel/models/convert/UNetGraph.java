package studio.easel.models.convert;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.models.graph.GraphWriter;
import studio.easel.models.graph.Value;
import studio.easel.models.graph.Weights;

/**
 * A U-Net of Stable Diffusion 1, 2 or XL (Rombach et al. 2022, Podell et al. 2023), or one
 * distilled from these: down, through the middle and up again, where each layer is also given what
 * its counterpart on the way down made. What it is like is read off its weights.
 */
public final class UNetGraph {
    private static final String MIDDLE = "mid_block";

    private final Weights weights;

    /**
     * @param weights under diffusers' names
     */
    public UNetGraph(Weights weights) {
        this.weights = weights;
    }

    public int inputChannels() {
        return weights.size("conv_in.weight", 1);
    }

    public int outputChannels() {
        return weights.size("conv_out.weight", 0);
    }

    /** Numbers in each word's vector. */
    public int wordsWidth() {
        return Descent.wordsWidth(weights);
    }

    /** How many numbers it is told about sizes and looks: SDXL 6, its refiner 5, others 0. */
    public int sizes() {
        return Descent.sizes(weights);
    }

    /** Numbers that tell a distilled model its guidance scale; 0 for others. */
    public int guidanceWidth() {
        return weights.has("time_embedding.cond_proj.weight")
                ? weights.size("time_embedding.cond_proj.weight", 1)
                : 0;
    }

    /** How many sizes it works at, each half the one before. */
    public int levels() {
        return Descent.levels(weights);
    }

    /** Whether its transformers begin with a linear layer, as from Stable Diffusion 2 on. */
    public boolean isLinear() {
        return Descent.isLinear(weights);
    }

    /** Whether all its weights are stored in 16 bits or fewer. */
    public boolean isHalf() {
        return weights.areHalf();
    }

    /** What ControlNets may add to, the middle last. */
    public List<Residual> residuals() {
        List<Residual> residuals = new ArrayList<>();
        List<int[]> shapes = Descent.shapes(weights);
        for (int i = 0; i < shapes.size(); i++) {
            residuals.add(new Residual(skip(i), shapes.get(i)[0], shapes.get(i)[1]));
        }
        int[] last = shapes.get(shapes.size() - 1);
        residuals.add(new Residual(MIDDLE, last[0], last[1]));
        return residuals;
    }

    private static String skip(int index) {
        return "down_block_" + index;
    }

    /**
     * Inputs {@code sample}, {@code timestep}, {@code encoder_hidden_states}, for SDXL {@code
     * text_embeds} and {@code time_ids}, and the {@link #residuals}, for which a zero does; output
     * {@code out_sample}.
     *
     * @param compute FLOAT or FLOAT16
     */
    public OnnxGraph write(ElementType compute) {
        GraphWriter graph = new GraphWriter("unet", weights, compute);
        Descent descent = new Descent(graph);
        Layers layers = descent.layers();
        Value sample =
                graph.input(
                        "sample", "batch", Integer.toString(inputChannels()), "height", "width");
        Value told = descent.told();
        Tokens words = descent.words();
        List<Value> given = descent.down(layers.conv("conv_in", sample), told, words);
        Value x = descent.middle(given.get(given.size() - 1), told, words);

        List<Value> skips = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            skips.add(given.get(i).plus(residual(graph, skip(i))));
        }
        x = x.plus(residual(graph, MIDDLE));
        x = up(descent, x, skips, told, words);
        x = layers.groupNorm("conv_norm_out", x, Descent.EPSILON).silu();
        graph.output("out_sample", layers.conv("conv_out", x));
        return graph.graph();
    }

    private static Value residual(GraphWriter graph, String name) {
        return graph.input(name, name + "_0", name + "_1", name + "_2", name + "_3");
    }

    private Value up(Descent descent, Value middle, List<Value> skips, Value told, Tokens words) {
        Value x = middle;
        int next = skips.size();
        for (int level = 0; level < levels(); level++) {
            String block = "up_blocks." + level;
            int deep = weights.count(block + ".resnets.*.conv1.weight");
            for (int i = 0; i < deep; i++) {
                next--;
                if (next < 0) {
                    throw weights.wrong(
                            block + ".resnets." + i + ".conv1.weight",
                            "but there are only %d layers on the way down".formatted(skips.size()));
                }
                x = descent.layer(block, i, x.join(skips.get(next), 1), told, words);
            }
            if (weights.has(block + ".upsamplers.0.conv.weight")) {
                x = descent.layers().conv(block + ".upsamplers.0.conv", x.enlarged());
            }
        }
        return x;
    }
}
