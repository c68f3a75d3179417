package studio.easel.models.convert;

import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.models.graph.GraphWriter;
import studio.easel.models.graph.Value;
import studio.easel.models.graph.Weights;

/**
 * CLIP's text encoder (Radford et al. 2021, arXiv:2103.00020): OpenAI's ViT-L/14, or OpenCLIP's
 * ViT-H/14 and ViT-bigG/14 (Cherti et al. 2023).
 */
public final class ClipGraph {
    /** All of these have heads so wide. */
    private static final int HEAD_WIDTH = 64;

    private static final String TOKENS = "embeddings.token_embedding.weight";
    private static final String POSITIONS = "embeddings.position_embedding.weight";

    /** The activation between the two linear layers. */
    public enum Activation {
        GELU,
        /** OpenAI's own. */
        QUICK_GELU
    }

    private final Weights weights;
    private final Activation activation;
    private final int layers;

    /**
     * @param weights under transformers' names, without {@code text_model}
     * @param skipped how many of its last layers are left out: 1 for Stable Diffusion 2, whose
     *     U-Net was trained on the last but one under the last norm
     */
    public ClipGraph(Weights weights, Activation activation, int skipped) {
        this.weights = weights;
        this.activation = activation;
        this.layers = weights.count("encoder.layers.*.layer_norm1.weight") - skipped;
    }

    /** How many layers it has. */
    public int layers() {
        return layers;
    }

    /** Numbers in each word's vector. */
    public int width() {
        return weights.size(TOKENS, 1);
    }

    /** How many tokens it sees at once. */
    public int window() {
        return weights.size(POSITIONS, 0);
    }

    /** How many tokens it knows. */
    public int vocabulary() {
        return weights.size(TOKENS, 0);
    }

    /**
     * Input {@code input_ids}; outputs {@code last_hidden_state}, {@code hidden_states.0} (the
     * words before any layer) and so on, and the pooled vector, {@code text_embeds} where it is
     * projected and {@code pooler_output} where it is not.
     *
     * @param compute FLOAT or FLOAT16
     */
    public OnnxGraph write(ElementType compute) {
        GraphWriter graph = new GraphWriter("text_encoder", weights, compute);
        Layers parts = new Layers(graph);
        Value ids =
                graph.input("input_ids", ElementType.INT64, "batch", Integer.toString(window()));
        Value x = table(graph).gather(ids).cast().plus(graph.weight(POSITIONS));
        graph.output("hidden_states.0", x);
        for (int i = 0; i < layers; i++) {
            x = layer(parts, "encoder.layers." + i, x);
            graph.output("hidden_states." + (i + 1), x);
        }
        Value last = parts.layerNorm("final_layer_norm", x);
        graph.output("last_hidden_state", last);
        pool(graph, parts, last, ids);
        return graph.graph();
    }

    /** As it is stored, so that only the rows in use are widened; eight bits cannot be gathered. */
    private Value table(GraphWriter graph) {
        ElementType type = weights.get(TOKENS).type();
        return type == ElementType.FLOAT || type == ElementType.FLOAT16
                ? graph.stored(TOKENS)
                : graph.weight(TOKENS);
    }

    private Value layer(Layers parts, String name, Value x) {
        Value h = x.plus(attention(parts, name, parts.layerNorm(name + ".layer_norm1", x)));
        Tokens normed = Tokens.of(parts.layerNorm(name + ".layer_norm2", h), width());
        return h.plus(
                normed.apply(rows -> activated(parts.linear(name + ".mlp.fc1", rows)))
                        .apply(rows -> parts.linear(name + ".mlp.fc2", rows))
                        .apart(width()));
    }

    private Value activated(Value x) {
        return activation == Activation.GELU ? x.gelu() : x.quickGelu();
    }

    private Value attention(Layers parts, String layer, Value x) {
        String name = layer + ".self_attn";
        Tokens tokens = Tokens.of(x, width());
        Value queries = tokens.apply(rows -> parts.linear(name + ".q_proj", rows)).apart(width());
        Value keys = tokens.apply(rows -> parts.linear(name + ".k_proj", rows)).apart(width());
        Value values = tokens.apply(rows -> parts.linear(name + ".v_proj", rows)).apart(width());
        Value mixed = queries.attendBackwards(keys, values, Math.max(1, width() / HEAD_WIDTH));
        return Tokens.of(mixed, width())
                .apply(rows -> parts.linear(name + ".out_proj", rows))
                .apart(width());
    }

    /** The end token's vector stands for all; its id is the greatest there is. */
    private void pool(GraphWriter graph, Layers parts, Value last, Value ids) {
        Value pooled = last.pick(ids.cast(ElementType.INT32).argMax());
        if (weights.has("text_projection.weight")) {
            graph.output("text_embeds", parts.linear("text_projection", pooled));
        } else if (weights.has("text_projection")) {
            graph.output("text_embeds", pooled.multiply(graph.weight("text_projection")));
        } else {
            graph.output("pooler_output", pooled);
        }
    }
}
