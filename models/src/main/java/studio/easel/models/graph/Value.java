package studio.easel.models.graph;

import java.util.List;
import java.util.stream.Stream;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.GraphAttribute;

/**
 * A value in a graph being written; what is called on it adds operators. Shapes are those of
 * PyTorch: pictures {@code [batch, channels, height, width]}, words {@code [batch, tokens, width]}.
 *
 * @param type of its numbers
 */
public record Value(GraphWriter graph, String name, ElementType type) {
    Value(GraphWriter graph, String name) {
        this(graph, name, ElementType.FLOAT);
    }

    private Value apply(String operator, Value... others) {
        return graph.apply(
                type, operator, Stream.concat(Stream.of(this), Stream.of(others)).toList());
    }

    public Value cast(ElementType to) {
        return to == type
                ? this
                : graph.apply(to, "Cast", List.of(this), GraphAttribute.integer("to", to.code()));
    }

    /** In the type the graph computes in. */
    public Value cast() {
        return cast(graph.compute());
    }

    public Value plus(Value other) {
        return apply("Add", other);
    }

    public Value times(Value other) {
        return apply("Mul", other);
    }

    public Value times(double factor) {
        return times(graph.number(factor));
    }

    public Value sine() {
        return apply("Sin");
    }

    public Value cosine() {
        return apply("Cos");
    }

    /** x σ(x), also called swish. */
    public Value silu() {
        return times(apply("Sigmoid"));
    }

    /** x Φ(x) (Hendrycks, Gimpel 2016). */
    public Value gelu() {
        return apply("Gelu");
    }

    /** x σ(1.702 x): what CLIP was trained with instead. */
    public Value quickGelu() {
        return times(times(1.702).apply("Sigmoid"));
    }

    /**
     * @param sizes 0 for as it is, -1 for what is left
     */
    public Value reshape(long... sizes) {
        return reshape(graph.integers(sizes));
    }

    public Value reshape(Value shape) {
        return apply("Reshape", shape);
    }

    public Value transpose(long... axes) {
        return graph.apply(type, "Transpose", List.of(this), GraphAttribute.integers("perm", axes));
    }

    /** The lengths of its axes. */
    public Value shape() {
        return graph.apply(ElementType.INT64, "Shape", List.of(this));
    }

    /** The lengths of its first axes. */
    public Value shape(int axes) {
        return graph.apply(
                ElementType.INT64, "Shape", List.of(this), GraphAttribute.integer("end", axes));
    }

    /** This and then {@code other} along an axis. */
    public Value join(Value other, int axis) {
        return graph.apply(
                type, "Concat", List.of(this, other), GraphAttribute.integer("axis", axis));
    }

    /** With an axis of length 1 at each of these places. */
    public Value unsqueeze(long... axes) {
        return apply("Unsqueeze", graph.integers(axes));
    }

    /** Rows of this table. */
    public Value gather(Value indices) {
        return apply("Gather", indices);
    }

    /** One vector of each of a batch of lists. */
    public Value pick(Value positions) {
        return graph.apply(
                type,
                "GatherND",
                List.of(this, positions),
                GraphAttribute.integer("batch_dims", 1));
    }

    /** Where the greatest number of the last axis stands; the first of several. */
    public Value argMax() {
        return graph.apply(
                ElementType.INT64,
                "ArgMax",
                List.of(this),
                GraphAttribute.integer("axis", -1),
                GraphAttribute.integer("keepdims", 1));
    }

    /** Each pixel four times. */
    public Value enlarged() {
        return graph.apply(
                type,
                "Resize",
                List.of(this, graph.none(), graph.floats(1, 1, 2, 2)),
                GraphAttribute.text("mode", "nearest"),
                GraphAttribute.text("coordinate_transformation_mode", "asymmetric"),
                GraphAttribute.text("nearest_mode", "floor"));
    }

    /**
     * A convolution with bias.
     *
     * @param pads top, left, bottom, right
     */
    public Value conv(Value weight, Value bias, int stride, long... pads) {
        return graph.apply(
                type,
                "Conv",
                List.of(this, weight, bias),
                GraphAttribute.integers("strides", stride, stride),
                GraphAttribute.integers("pads", pads));
    }

    /**
     * x Wᵀ + b on {@code [rows, in]}.
     *
     * @param weight {@code [out, in]}, as PyTorch stores it
     */
    public Value linear(Value weight, Value bias) {
        return graph.apply(
                type, "Gemm", List.of(this, weight, bias), GraphAttribute.integer("transB", 1));
    }

    /** As {@link #linear(Value, Value)}, without bias. */
    public Value linear(Value weight) {
        return graph.apply(
                type, "Gemm", List.of(this, weight), GraphAttribute.integer("transB", 1));
    }

    /** x W on {@code [rows, in]} with {@code [in, out]}. */
    public Value multiply(Value weight) {
        return apply("MatMul", weight);
    }

    /** Ba et al. 2016, over the last axis. */
    public Value layerNorm(Value scale, Value bias, float epsilon) {
        return graph.apply(
                type,
                "LayerNormalization",
                List.of(this, scale, bias),
                GraphAttribute.integer("axis", -1),
                GraphAttribute.number("epsilon", epsilon));
    }

    /** Each channel's mean taken away and its deviation divided out, then scaled. */
    public Value instanceNorm(Value scale, Value bias, float epsilon) {
        return graph.apply(
                type,
                "InstanceNormalization",
                List.of(this, scale, bias),
                GraphAttribute.number("epsilon", epsilon));
    }

    /**
     * softmax(q kᵀ / √d) v (Vaswani et al. 2017), this being the queries; everything is {@code
     * [batch, tokens, heads · d]}. ONNX Runtime's operator never holds all scores at once.
     */
    public Value attend(Value keys, Value values, int heads) {
        return graph.microsoft(
                "MultiHeadAttention",
                List.of(this, keys, values),
                GraphAttribute.integer("num_heads", heads));
    }

    /** As {@link #attend}, where no token sees a later one. */
    public Value attendBackwards(Value keys, Value values, int heads) {
        return graph.microsoft(
                "MultiHeadAttention",
                List.of(this, keys, values),
                GraphAttribute.integer("num_heads", heads),
                GraphAttribute.integer("unidirectional", 1));
    }
}
