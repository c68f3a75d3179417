package studio.easel.models.convert;

import java.util.Optional;
import studio.easel.models.graph.GraphWriter;
import studio.easel.models.graph.Value;
import studio.easel.models.graph.Weights;

/**
 * The layers all of these networks are made of, each called by the name its weights have in
 * diffusers and transformers.
 */
record Layers(GraphWriter graph) {
    /** Wu, He 2018: all of these networks norm in 32 groups. */
    private static final int GROUPS = 32;

    private static final float LAYER_EPSILON = 1e-5f;

    Weights weights() {
        return graph.weights();
    }

    /** A convolution that keeps the size: 3x3 or 1x1. */
    Value conv(String name, Value x) {
        long pad = weights().size(name + ".weight", 2) / 2;
        return conv(name, x, 1, pad, pad, pad, pad);
    }

    /**
     * @param pads top, left, bottom, right
     */
    Value conv(String name, Value x, int stride, long... pads) {
        return x.conv(graph.weight(name + ".weight"), graph.weight(name + ".bias"), stride, pads);
    }

    /**
     * A linear layer on {@code [rows, in]}, with bias if it has one. A 1x1 convolution's weights do
     * as well: the same numbers in the same order.
     */
    Value linear(String name, Value rows) {
        String weight = name + ".weight";
        Value matrix = graph.weight(weight, weights().size(weight, 0), weights().size(weight, 1));
        return weights().has(name + ".bias")
                ? rows.linear(matrix, graph.weight(name + ".bias"))
                : rows.linear(matrix);
    }

    /** The part of a linear layer that gives the outputs {@code from} up to {@code to}. */
    Value linear(String name, Value rows, long from, long to) {
        return rows.linear(
                graph.rows(name + ".weight", from, to), graph.rows(name + ".bias", from, to));
    }

    Value layerNorm(String name, Value x) {
        return x.layerNorm(
                graph.weight(name + ".weight"), graph.weight(name + ".bias"), LAYER_EPSILON);
    }

    /**
     * Norms groups of channels of a picture. ONNX Runtime has no such operator for the CPU, but one
     * that norms channels: each group is laid out as one.
     */
    Value groupNorm(String name, Value x, float epsilon) {
        long channels = weights().size(name + ".weight", 0);
        if (channels % GROUPS != 0) {
            throw weights().wrong(name + ".weight", "expected a multiple of 32 channels");
        }
        return x.reshape(0, GROUPS, -1)
                .instanceNorm(graph.repeated(1, GROUPS), graph.repeated(0, GROUPS), epsilon)
                .reshape(x.shape())
                .times(graph.weight(name + ".weight", channels, 1, 1))
                .plus(graph.weight(name + ".bias", channels, 1, 1));
    }

    /**
     * He et al. 2016 with norms first, as in Rombach et al. 2022.
     *
     * @param time {@code [batch, width]}, what every layer is told of the timestep; a VAE's are
     *     told nothing
     */
    Value resnet(String name, Value x, Optional<Value> time, float epsilon) {
        Value h = conv(name + ".conv1", groupNorm(name + ".norm1", x, epsilon).silu());
        if (time.isPresent()) {
            h = h.plus(linear(name + ".time_emb_proj", time.get()).unsqueeze(2, 3));
        }
        h = conv(name + ".conv2", groupNorm(name + ".norm2", h, epsilon).silu());
        boolean widens = weights().has(name + ".conv_shortcut.weight");
        return (widens ? conv(name + ".conv_shortcut", x) : x).plus(h);
    }

    /**
     * Attention (Vaswani et al. 2017): what each row takes from the rows of {@code seen}.
     *
     * @param name of the layers to_q, to_k, to_v and to_out.0
     */
    Tokens attention(String name, Tokens tokens, Tokens seen, int heads) {
        long width = weights().size(name + ".to_v.weight", 0);
        Value queries = tokens.apply(rows -> linear(name + ".to_q", rows)).apart(width);
        Value keys = seen.apply(rows -> linear(name + ".to_k", rows)).apart(width);
        Value values = seen.apply(rows -> linear(name + ".to_v", rows)).apart(width);
        Value mixed = queries.attend(keys, values, heads);
        return tokens.apply(rows -> linear(name + ".to_out.0", mixed.reshape(-1, width)));
    }
}
