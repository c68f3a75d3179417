package studio.easel.engine.onnx;

import java.util.ArrayList;
import java.util.List;

/** An input or output of a graph: its name and, where stated, its type and shape. Immutable. */
public final class GraphValue {
    /**
     * The length of an axis.
     *
     * @param size -1 for any
     * @param name of a length that is any, the same wherever the same length is meant; may be empty
     */
    public record Axis(long size, String name) {
        public static Axis of(long size) {
            return new Axis(size, "");
        }
    }

    private final String name;
    private final ElementType type;
    private final List<Axis> shape;
    private final byte[] encoded;

    private GraphValue(String name, ElementType type, List<Axis> shape, byte[] encoded) {
        this.name = name;
        this.type = type;
        this.shape = List.copyOf(shape);
        this.encoded = encoded;
    }

    public static GraphValue of(String name, ElementType type, List<Axis> shape) {
        WireWriter axes = new WireWriter();
        for (Axis axis : shape) {
            WireWriter length = new WireWriter();
            if (axis.size() >= 0) {
                length.number(1, axis.size());
            } else if (!axis.name().isEmpty()) {
                length.text(2, axis.name());
            }
            axes.message(1, length);
        }
        WireWriter tensor = new WireWriter().number(1, type.code()).message(2, axes);
        WireWriter message =
                new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor));
        return new GraphValue(name, type, shape, message.toByteArray());
    }

    /** An output whose type and shape follow from what gives it. */
    public static GraphValue of(String name) {
        return new GraphValue(
                name, ElementType.OTHER, List.of(), new WireWriter().text(1, name).toByteArray());
    }

    static GraphValue read(WireReader graph) {
        byte[] encoded = graph.bytes();
        String name = "";
        ElementType type = ElementType.OTHER;
        List<Axis> shape = new ArrayList<>();
        WireReader value = graph.inside(encoded);
        while (value.next()) {
            switch (value.field()) {
                case 1 -> name = value.text();
                case 2 -> {
                    long outer = value.enter();
                    type = readType(value, shape);
                    value.leave(outer);
                }
                default -> value.skip();
            }
        }
        return new GraphValue(name, type, shape, encoded);
    }

    /** TypeProto: field 1 is a tensor's type, field 1 of that its elements, field 2 its shape. */
    private static ElementType readType(WireReader value, List<Axis> shape) {
        ElementType type = ElementType.OTHER;
        while (value.next()) {
            if (value.field() == 1) {
                long outer = value.enter();
                while (value.next()) {
                    switch (value.field()) {
                        case 1 -> type = ElementType.of(value.number());
                        case 2 -> readShape(value, shape);
                        default -> value.skip();
                    }
                }
                value.leave(outer);
            } else {
                value.skip();
            }
        }
        return type;
    }

    private static void readShape(WireReader value, List<Axis> shape) {
        long outer = value.enter();
        while (value.next()) {
            if (value.field() == 1) {
                shape.add(readAxis(value));
            } else {
                value.skip();
            }
        }
        value.leave(outer);
    }

    private static Axis readAxis(WireReader value) {
        long size = -1;
        String name = "";
        long outer = value.enter();
        while (value.next()) {
            switch (value.field()) {
                case 1 -> size = value.number();
                case 2 -> name = value.text();
                default -> value.skip();
            }
        }
        value.leave(outer);
        return new Axis(Math.max(-1, size), name);
    }

    public String name() {
        return name;
    }

    public ElementType type() {
        return type;
    }

    public List<Axis> shape() {
        return shape;
    }

    byte[] encoded() {
        return encoded;
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
