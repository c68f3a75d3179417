package studio.easel.models.convert;

import java.util.Optional;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.models.graph.GraphWriter;
import studio.easel.models.graph.Value;
import studio.easel.models.graph.Weights;

/**
 * The autoencoder between pixels and latents (Rombach et al. 2022, section 3.1; Esser et al. 2021).
 * Always computed in 32 bits: in 16, SDXL's overflows.
 */
public final class VaeGraph {
    private static final float EPSILON = 1e-6f;

    private final Weights weights;

    /**
     * @param weights under diffusers' names
     */
    public VaeGraph(Weights weights) {
        this.weights = weights;
    }

    /** Channels of a latent. */
    public int latentChannels() {
        return weights.size("decoder.conv_in.weight", 1);
    }

    /** Pixels a latent cell covers each way. */
    public int downscale() {
        return 1 << (weights.count("decoder.up_blocks.*.resnets.0.conv1.weight") - 1);
    }

    /** Whether pictures can be encoded, too. */
    public boolean encodes() {
        return weights.has("encoder.conv_in.weight");
    }

    /** Input {@code latent_sample}, output {@code sample}, −1 to 1. */
    public OnnxGraph writeDecoder() {
        GraphWriter graph = new GraphWriter("vae_decoder", weights, ElementType.FLOAT);
        Layers layers = new Layers(graph);
        Value x =
                graph.input(
                        "latent_sample",
                        "batch",
                        Integer.toString(latentChannels()),
                        "height",
                        "width");
        if (weights.has("post_quant_conv.weight")) {
            x = layers.conv("post_quant_conv", x);
        }
        x = middle(layers, "decoder", layers.conv("decoder.conv_in", x));
        int levels = weights.count("decoder.up_blocks.*.resnets.0.conv1.weight");
        for (int level = 0; level < levels; level++) {
            String block = "decoder.up_blocks." + level;
            x = level(layers, block, x);
            if (weights.has(block + ".upsamplers.0.conv.weight")) {
                x = layers.conv(block + ".upsamplers.0.conv", x.enlarged());
            }
        }
        graph.output("sample", out(layers, "decoder", x));
        return graph.graph();
    }

    /** Input {@code sample}, −1 to 1; output {@code latent_parameters}: mean and log variance. */
    public OnnxGraph writeEncoder() {
        GraphWriter graph = new GraphWriter("vae_encoder", weights, ElementType.FLOAT);
        Layers layers = new Layers(graph);
        Value x = graph.input("sample", "batch", "3", "height", "width");
        x = layers.conv("encoder.conv_in", x);
        int levels = weights.count("encoder.down_blocks.*.resnets.0.conv1.weight");
        for (int level = 0; level < levels; level++) {
            String block = "encoder.down_blocks." + level;
            x = level(layers, block, x);
            if (weights.has(block + ".downsamplers.0.conv.weight")) {
                x = layers.conv(block + ".downsamplers.0.conv", x, 2, 0, 0, 1, 1);
            }
        }
        x = out(layers, "encoder", middle(layers, "encoder", x));
        graph.output(
                "latent_parameters",
                weights.has("quant_conv.weight") ? layers.conv("quant_conv", x) : x);
        return graph.graph();
    }

    private Value level(Layers layers, String block, Value x) {
        Value h = x;
        int deep = weights.count(block + ".resnets.*.conv1.weight");
        for (int i = 0; i < deep; i++) {
            h = layers.resnet(block + ".resnets." + i, h, Optional.empty(), EPSILON);
        }
        return h;
    }

    private static Value middle(Layers layers, String half, Value x) {
        String block = half + ".mid_block";
        Value h = layers.resnet(block + ".resnets.0", x, Optional.empty(), EPSILON);
        h = attention(layers, block + ".attentions.0", h);
        return layers.resnet(block + ".resnets.1", h, Optional.empty(), EPSILON);
    }

    /** One head over all pixels. */
    private static Value attention(Layers layers, String name, Value x) {
        long channels = layers.weights().size(name + ".to_q.weight", 0);
        Value pixels =
                layers.groupNorm(name + ".group_norm", x, EPSILON)
                        .reshape(0, channels, -1)
                        .transpose(0, 2, 1);
        Tokens tokens = Tokens.of(pixels, channels);
        return layers.attention(name, tokens, tokens, 1)
                .apart(channels)
                .transpose(0, 2, 1)
                .reshape(x.shape())
                .plus(x);
    }

    private static Value out(Layers layers, String half, Value x) {
        return layers.conv(
                half + ".conv_out", layers.groupNorm(half + ".conv_norm_out", x, EPSILON).silu());
    }
}
