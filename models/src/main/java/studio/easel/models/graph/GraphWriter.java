package studio.easel.models.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.GraphAttribute;
import studio.easel.engine.onnx.GraphNode;
import studio.easel.engine.onnx.GraphTensor;
import studio.easel.engine.onnx.GraphValue;
import studio.easel.engine.onnx.GraphValue.Axis;
import studio.easel.engine.onnx.OnnxGraph;

/**
 * A graph being written. Its weights stay where they are and as they are: in their file, which the
 * graph refers to, and in the type they were stored in, which a Cast behind each of them turns into
 * the type the graph computes in. ONNX Runtime applies these once, when it opens the graph.
 */
public final class GraphWriter {
    /** Has Gelu and eight-bit floats; the newest that IR version 9 knows. */
    private static final int OPSET = 20;

    /** ONNX Runtime's own operators. */
    private static final String MICROSOFT = "com.microsoft";

    private final OnnxGraph graph;
    private final Weights weights;
    private final ElementType compute;
    private final Map<String, Value> known = new HashMap<>(); // weights and constants
    private int values;

    /**
     * @param name for whoever looks at the graph
     * @param compute FLOAT, or FLOAT16 for devices that are fast at it; inputs and outputs are
     *     FLOAT either way
     */
    public GraphWriter(String name, Weights weights, ElementType compute) {
        this.graph = OnnxGraph.empty(name, OPSET);
        this.weights = weights;
        this.compute = compute;
        graph.imports(MICROSOFT, 1);
        graph.setWeightsFolder(weights.folder().toAbsolutePath());
        weights.states().forEach(graph::setWeightsState);
    }

    /** The weights it is written from. */
    public Weights weights() {
        return weights;
    }

    /**
     * An input in the type the caller gives it.
     *
     * @param axes names of lengths that are open, or lengths as digits
     */
    public Value input(String name, ElementType type, String... axes) {
        graph.addInput(
                GraphValue.of(name, type, Arrays.stream(axes).map(GraphWriter::axis).toList()));
        return new Value(this, name);
    }

    private static Axis axis(String text) {
        return text.chars().allMatch(Character::isDigit)
                ? Axis.of(Long.parseLong(text))
                : new Axis(-1, text);
    }

    /** A FLOAT input, in the type the graph computes in. */
    public Value input(String name, String... axes) {
        return input(name, ElementType.FLOAT, axes).cast(compute);
    }

    /** Gives {@code value} as a FLOAT output. */
    public void output(String name, Value value) {
        Value last = value.cast(ElementType.FLOAT);
        graph.add(GraphNode.of("Identity", List.of(last.name()), List.of(name)));
        graph.addOutput(GraphValue.of(name, ElementType.FLOAT, List.of()));
    }

    /** Weights in the type the graph computes in. */
    public Value weight(String name) {
        return weight(name, weights.get(name));
    }

    /** Weights under another shape of as many numbers. */
    public Value weight(String name, long... shape) {
        Weights.Stored stored = weights.get(name);
        if (count(stored.shape()) != count(Arrays.stream(shape).boxed().toList())) {
            throw weights.wrong(name, "expected " + Arrays.toString(shape));
        }
        return weight(
                name + Arrays.toString(shape), stored.as(Arrays.stream(shape).boxed().toList()));
    }

    /** Some rows of weights. */
    public Value rows(String name, long from, long to) {
        return weight(name + "[" + from + ":" + to + "]", weights.get(name).rows(from, to));
    }

    /** Weights as they are stored. */
    public Value stored(String name) {
        return stored(name, weights.get(name));
    }

    private Value weight(String name, Weights.Stored stored) {
        return once(name + ".cast", to -> stored(name, stored).cast(compute));
    }

    private Value stored(String name, Weights.Stored stored) {
        return once(
                name,
                as -> {
                    graph.add(
                            GraphTensor.in(
                                    stored.file(),
                                    stored.offset(),
                                    as,
                                    stored.type(),
                                    stored.shape()));
                    return new Value(this, as, stored.type());
                });
    }

    private Value once(String name, Function<String, Value> made) {
        Value there = known.get(name);
        Value value = there == null ? made.apply(name) : there;
        known.put(name, value);
        return value;
    }

    private static long count(List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** A list of whole numbers, as shapes and axes are given. */
    public Value integers(long... values) {
        return once(
                "integers" + Arrays.toString(values),
                name -> {
                    byte[] bytes = new byte[8 * values.length];
                    LongBuffer longs = littleEndian(bytes).asLongBuffer();
                    longs.put(values);
                    return constant(name, ElementType.INT64, List.of((long) values.length), bytes);
                });
    }

    /** One number, in the type the graph computes in. */
    public Value number(double value) {
        return once("number " + value, name -> floats(name, List.of(), value).cast(compute));
    }

    /** A list of numbers, FLOAT. */
    public Value floats(double... values) {
        return floats(fresh(), List.of((long) values.length), values);
    }

    /** So many times the same number, in the type the graph computes in. */
    public Value repeated(double value, int times) {
        return once(
                times + " times " + value,
                name ->
                        floats(
                                        name,
                                        List.of((long) times),
                                        IntStream.range(0, times).mapToDouble(i -> value).toArray())
                                .cast(compute));
    }

    private Value floats(String name, List<Long> shape, double... values) {
        byte[] bytes = new byte[4 * values.length];
        FloatBuffer floats = littleEndian(bytes).asFloatBuffer();
        Arrays.stream(values).forEach(value -> floats.put((float) value));
        return constant(name, ElementType.FLOAT, shape, bytes);
    }

    private Value constant(String name, ElementType type, List<Long> shape, byte[] bytes) {
        graph.add(GraphTensor.of(name, type, shape, bytes));
        return new Value(this, name, type);
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An input that is left out. */
    Value none() {
        return new Value(this, "");
    }

    /** One of ONNX's operators, with one result in the type the graph computes in. */
    Value apply(String operator, List<Value> inputs, GraphAttribute... attributes) {
        return apply(compute, operator, inputs, attributes);
    }

    Value apply(
            ElementType type, String operator, List<Value> inputs, GraphAttribute... attributes) {
        String name = fresh();
        graph.add(
                GraphNode.of(
                        operator,
                        inputs.stream().map(Value::name).toList(),
                        List.of(name),
                        attributes));
        return new Value(this, name, type);
    }

    /** One of ONNX Runtime's own operators. */
    Value microsoft(String operator, List<Value> inputs, GraphAttribute... attributes) {
        String name = fresh();
        graph.add(
                GraphNode.in(
                        MICROSOFT,
                        operator,
                        inputs.stream().map(Value::name).toList(),
                        List.of(name),
                        attributes));
        return new Value(this, name, compute);
    }

    private String fresh() {
        return "v" + values++;
    }

    /** The type values have unless something else is said. */
    ElementType compute() {
        return compute;
    }

    /** The whole graph; nothing may be added after. */
    public OnnxGraph graph() {
        return graph;
    }
}
