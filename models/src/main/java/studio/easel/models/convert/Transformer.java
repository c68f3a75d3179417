package studio.easel.models.convert;

import studio.easel.models.graph.Value;
import studio.easel.models.graph.Weights;

/**
 * What ties pixels to each other and to words (Rombach et al. 2022, section 3.3): in some of a
 * U-Net's places, one or more layers of self-attention, cross-attention and a gated network.
 */
record Transformer(Layers layers, String name) {
    /** Stable Diffusion 1 has so many heads in all places, however wide. */
    private static final int SD1_HEADS = 8;

    /** Stable Diffusion 2 and XL have heads so wide. */
    private static final int HEAD_WIDTH = 64;

    /** The norm in front; all others have 1e-5. */
    private static final float EPSILON = 1e-6f;

    /**
     * @param x {@code [batch, channels, height, width]}
     */
    Value of(Value x, Tokens words) {
        Weights weights = layers.weights();
        long channels = weights.size(name + ".proj_in.weight", 1);
        Value pixels =
                layers.groupNorm(name + ".norm", x, EPSILON)
                        .reshape(0, channels, -1)
                        .transpose(0, 2, 1);
        Tokens tokens =
                Tokens.of(pixels, channels).apply(rows -> layers.linear(name + ".proj_in", rows));
        int depth = weights.count(name + ".transformer_blocks.*.norm1.weight");
        for (int i = 0; i < depth; i++) {
            tokens = block(name + ".transformer_blocks." + i, tokens, words, heads());
        }
        return tokens.apply(rows -> layers.linear(name + ".proj_out", rows))
                .apart(channels)
                .transpose(0, 2, 1)
                .reshape(x.shape())
                .plus(x);
    }

    private int heads() {
        String weight = name + ".proj_in.weight";
        int width = layers.weights().size(weight, 0);
        boolean convolves = layers.weights().get(weight).shape().size() == 4; // SD 1 alone does
        return convolves ? SD1_HEADS : Math.max(1, width / HEAD_WIDTH);
    }

    private Tokens block(String block, Tokens tokens, Tokens words, int heads) {
        Tokens x = tokens;
        Tokens normed = x.apply(rows -> layers.layerNorm(block + ".norm1", rows));
        x = x.plus(layers.attention(block + ".attn1", normed, normed, heads));
        normed = x.apply(rows -> layers.layerNorm(block + ".norm2", rows));
        x = x.plus(layers.attention(block + ".attn2", normed, words, heads));
        normed = x.apply(rows -> layers.layerNorm(block + ".norm3", rows));
        return x.plus(normed.apply(rows -> gated(block + ".ff.net", rows)));
    }

    /**
     * GEGLU (Shazeer 2020): half of the first layer's outputs, times the Gelu of the other half.
     * The halves are computed apart, which spares cutting them in two.
     */
    private Value gated(String net, Value rows) {
        long both = layers.weights().size(net + ".0.proj.weight", 0);
        Value passed = layers.linear(net + ".0.proj", rows, 0, both / 2);
        Value gate = layers.linear(net + ".0.proj", rows, both / 2, both).gelu();
        return layers.linear(net + ".2", passed.times(gate));
    }
}
