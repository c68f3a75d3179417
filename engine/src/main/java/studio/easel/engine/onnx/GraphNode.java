package studio.easel.engine.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** One operator of a graph, between values that go by name. Immutable. */
public final class GraphNode {
    private final String name;
    private final String operator;
    private final String domain;
    private final List<String> inputs;
    private final List<String> outputs;
    private final List<byte[]> others; // fields, attributes among them, as they stood
    private final List<Setting> integers;
    private final byte[] encoded;

    private record Setting(String name, long value) {}

    private GraphNode(
            String name,
            String operator,
            String domain,
            List<String> inputs,
            List<String> outputs,
            List<byte[]> others,
            List<Setting> integers) {
        this.name = name;
        this.operator = operator;
        this.domain = domain;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.others = List.copyOf(others);
        this.integers = List.copyOf(integers);
        this.encoded = encode();
    }

    private GraphNode(WireReader graph, byte[] encoded) {
        String readName = "";
        String readOperator = "";
        String readDomain = "";
        List<String> readInputs = new ArrayList<>();
        List<String> readOutputs = new ArrayList<>();
        List<byte[]> rest = new ArrayList<>();
        List<Setting> settings = new ArrayList<>();
        WireReader node = graph.inside(encoded);
        while (node.next()) {
            switch (node.field()) {
                case 1 -> readInputs.add(node.text());
                case 2 -> readOutputs.add(node.text());
                case 3 -> readName = node.text();
                case 4 -> readOperator = node.text();
                case 5 -> {
                    byte[] field = node.verbatim();
                    rest.add(field);
                    readInteger(node.inside(field), settings);
                }
                case 7 -> readDomain = node.text();
                default -> rest.add(node.verbatim());
            }
        }
        this.name = readName;
        this.operator = readOperator;
        this.domain = readDomain;
        this.inputs = List.copyOf(readInputs);
        this.outputs = List.copyOf(readOutputs);
        this.others = List.copyOf(rest);
        this.integers = List.copyOf(settings);
        this.encoded = encoded;
    }

    private static void readInteger(WireReader field, List<Setting> settings) {
        field.next();
        field.enter();
        String name = "";
        OptionalLong value = OptionalLong.empty();
        while (field.next()) {
            switch (field.field()) {
                case 1 -> name = field.text();
                case 3 -> value = OptionalLong.of(field.number());
                default -> field.skip();
            }
        }
        if (value.isPresent()) {
            settings.add(new Setting(name, value.getAsLong()));
        }
    }

    static GraphNode read(WireReader graph) {
        return new GraphNode(graph, graph.bytes());
    }

    /** An operator of ONNX's own set. */
    public static GraphNode of(
            String operator,
            List<String> inputs,
            List<String> outputs,
            GraphAttribute... attributes) {
        return in("", operator, inputs, outputs, attributes);
    }

    /**
     * An operator of another set.
     *
     * @param domain the set's name; the graph must {@link OnnxGraph#imports import} it
     */
    public static GraphNode in(
            String domain,
            String operator,
            List<String> inputs,
            List<String> outputs,
            GraphAttribute... attributes) {
        List<byte[]> fields = new ArrayList<>();
        for (GraphAttribute attribute : attributes) {
            fields.add(new WireWriter().bytes(5, attribute.encoded()).toByteArray());
        }
        return new GraphNode("", operator, domain, inputs, outputs, fields, List.of());
    }

    /** The same operator between other values, without its own name, which must stay unique. */
    public GraphNode between(UnaryOperator<String> inputNames, UnaryOperator<String> outputNames) {
        return new GraphNode(
                "",
                operator,
                domain,
                inputs.stream().map(inputNames).toList(),
                outputs.stream().map(outputNames).toList(),
                others,
                integers);
    }

    /** Often empty; a hint at most. */
    public String name() {
        return name;
    }

    public String operator() {
        return operator;
    }

    /** Empty for ONNX's own operators. */
    public String domain() {
        return domain;
    }

    /** Whether this is ONNX's own operator of that name. */
    public boolean is(String onnxOperator) {
        return operator.equals(onnxOperator) && (domain.isEmpty() || domain.equals("ai.onnx"));
    }

    /** Names of values; empty ones were left out. */
    public List<String> inputs() {
        return inputs;
    }

    public List<String> outputs() {
        return outputs;
    }

    /** The whole number an attribute is set to. */
    public OptionalLong integer(String attribute) {
        return integers.stream()
                .filter(setting -> setting.name().equals(attribute))
                .mapToLong(Setting::value)
                .findFirst();
    }

    byte[] encoded() {
        return encoded;
    }

    private byte[] encode() {
        WireWriter message = new WireWriter();
        inputs.forEach(input -> message.text(1, input));
        outputs.forEach(output -> message.text(2, output));
        if (!name.isEmpty()) {
            message.text(3, name);
        }
        message.text(4, operator);
        others.forEach(message::verbatim);
        if (!domain.isEmpty()) {
            message.text(7, domain);
        }
        return message.toByteArray();
    }

    @Override
    public String toString() {
        return operator + inputs + " -> " + outputs;
    }
}
