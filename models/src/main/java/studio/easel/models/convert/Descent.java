package studio.easel.models.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import studio.easel.engine.onnx.ElementType;
import studio.easel.models.graph.GraphWriter;
import studio.easel.models.graph.Value;
import studio.easel.models.graph.Weights;

/**
 * The half that U-Nets (Ronneberger et al. 2015) and ControlNets share: what they are told, the way
 * down and the middle. Which layers there are is read off the names of their weights.
 */
final class Descent {
    static final float EPSILON = 1e-5f;

    /** Numbers that tell SDXL each of the picture's sizes. */
    private static final int NUMBERS_A_SIZE = 256;

    /** SDXL's pooled text vector: OpenCLIP ViT-bigG's. */
    static final int POOLED = 1280;

    private static final double LONGEST_PERIOD = 10_000;

    private final Layers layers;

    Descent(GraphWriter graph) {
        this.layers = new Layers(graph);
    }

    /** Numbers in each word's vector; 0 where nothing attends to words. */
    static int wordsWidth(Weights weights) {
        return weights.names().stream()
                .filter(name -> name.endsWith(".attn2.to_k.weight"))
                .findFirst()
                .map(name -> weights.size(name, 1))
                .orElse(0);
    }

    /** Whether transformers begin with a linear layer rather than a convolution. */
    static boolean isLinear(Weights weights) {
        return weights.names().stream()
                .filter(name -> name.endsWith(".proj_in.weight"))
                .allMatch(name -> weights.get(name).shape().size() == 2);
    }

    /** How many numbers about sizes and looks SDXL's are told; 0 for others. */
    static int sizes(Weights weights) {
        String weight = "add_embedding.linear_1.weight";
        if (!weights.has(weight)) {
            return 0;
        }
        int told = weights.size(weight, 1) - POOLED;
        if (told < NUMBERS_A_SIZE || told % NUMBERS_A_SIZE != 0) {
            throw weights.wrong(weight, "expected 1280 and a multiple of 256 along axis 1");
        }
        return told / NUMBERS_A_SIZE;
    }

    /**
     * Ho et al. 2020 tell the timestep as sines; Podell et al. 2023 add a pooled text vector and
     * sizes, Meng et al. 2022 the guidance scale.
     *
     * @return {@code [batch, width]}, under the activation that every layer applies to it
     */
    Value told() {
        GraphWriter graph = layers.graph();
        Weights weights = layers.weights();
        Value timestep = graph.input("timestep", ElementType.FLOAT, "1");
        Value sines = sines(timestep, weights.size("time_embedding.linear_1.weight", 1)).cast();
        if (weights.has("time_embedding.cond_proj.weight")) {
            int width = weights.size("time_embedding.cond_proj.weight", 1);
            Value scale = graph.input("timestep_cond", "batch", Integer.toString(width));
            sines = sines.plus(layers.linear("time_embedding.cond_proj", scale));
        }
        Value told = embedded("time_embedding", sines);
        return (sizes(weights) > 0 ? told.plus(embedded("add_embedding", added())) : told).silu();
    }

    private Value embedded(String name, Value x) {
        return layers.linear(name + ".linear_2", layers.linear(name + ".linear_1", x).silu());
    }

    private Value added() {
        GraphWriter graph = layers.graph();
        int sizes = sizes(layers.weights());
        Value pooled = graph.input("text_embeds", "batch", Integer.toString(POOLED));
        Value ids = graph.input("time_ids", ElementType.FLOAT, "batch", Integer.toString(sizes));
        Value sines =
                sines(ids.reshape(-1), NUMBERS_A_SIZE)
                        .reshape(-1, (long) sizes * NUMBERS_A_SIZE)
                        .cast();
        return pooled.join(sines, 1);
    }

    /** Cosines, then sines, of periods from 2π to 10 000 times that; {@code [numbers, width]}. */
    private Value sines(Value numbers, int width) {
        int half = width / 2;
        double[] frequencies =
                IntStream.range(0, half)
                        .mapToDouble(i -> Math.pow(LONGEST_PERIOD, -(double) i / half))
                        .toArray();
        Value angles = numbers.unsqueeze(1).times(layers.graph().floats(frequencies).unsqueeze(0));
        return angles.cosine().join(angles.sine(), 1);
    }

    /** The words all attention is paid to. */
    Tokens words() {
        int width = wordsWidth(layers.weights());
        return Tokens.of(
                layers.graph()
                        .input("encoder_hidden_states", "batch", "tokens", Integer.toString(width)),
                width);
    }

    /**
     * What conv_in gives, then what each layer and each downsampler gives, the last of which the
     * middle takes.
     */
    List<Value> down(Value convolved, Value told, Tokens words) {
        List<Value> given = new ArrayList<>(List.of(convolved));
        Value x = convolved;
        int levels = levels(layers.weights());
        for (int level = 0; level < levels; level++) {
            String block = "down_blocks." + level;
            int deep = layers.weights().count(block + ".resnets.*.conv1.weight");
            for (int i = 0; i < deep; i++) {
                x = layer(block, i, x, told, words);
                given.add(x);
            }
            if (layers.weights().has(block + ".downsamplers.0.conv.weight")) {
                x = layers.conv(block + ".downsamplers.0.conv", x, 2, 1, 1, 1, 1);
                given.add(x);
            }
        }
        return given;
    }

    /** Channels of what {@link #down} gives, each with the latent cells a cell of it covers. */
    static List<int[]> shapes(Weights weights) {
        List<int[]> shapes = new ArrayList<>();
        shapes.add(new int[] {weights.size("conv_in.weight", 0), 1});
        int shrink = 1;
        for (int level = 0; level < levels(weights); level++) {
            String block = "down_blocks." + level;
            int deep = weights.count(block + ".resnets.*.conv1.weight");
            for (int i = 0; i < deep; i++) {
                int channels = weights.size(block + ".resnets." + i + ".conv1.weight", 0);
                shapes.add(new int[] {channels, shrink});
            }
            String sampler = block + ".downsamplers.0.conv.weight";
            if (weights.has(sampler)) {
                shrink *= 2;
                shapes.add(new int[] {weights.size(sampler, 0), shrink});
            }
        }
        return shapes;
    }

    static int levels(Weights weights) {
        return weights.count("down_blocks.*.resnets.0.conv1.weight");
    }

    /** Two layers with attention between; some distilled models have none. */
    Value middle(Value x, Value told, Tokens words) {
        if (!layers.weights().has("mid_block.resnets.0.conv1.weight")) {
            return x;
        }
        Value between = layer("mid_block", 0, x, told, words);
        return layers.weights().has("mid_block.resnets.1.conv1.weight")
                ? resnet("mid_block.resnets.1", between, told)
                : between;
    }

    /** A resnet, and a transformer where the level has any. */
    Value layer(String block, int index, Value x, Value told, Tokens words) {
        Value h = resnet(block + ".resnets." + index, x, told);
        String attention = block + ".attentions." + index;
        return layers.weights().has(attention + ".proj_in.weight")
                ? new Transformer(layers, attention).of(h, words)
                : h;
    }

    private Value resnet(String name, Value x, Value told) {
        return layers.resnet(name, x, Optional.of(told), EPSILON);
    }

    Layers layers() {
        return layers;
    }
}
