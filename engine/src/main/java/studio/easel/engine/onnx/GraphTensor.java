package studio.easel.engine.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Weights of a graph: their name, type and shape. The numbers stay where they are; large ones that
 * lie in the graph's own file are referred to there, so that an edited graph is small whatever the
 * weights. Immutable.
 */
public final class GraphTensor {
    /** Smaller ones may be shapes, which ONNX Runtime wants to see while it opens the graph. */
    private static final int WORTH_LEAVING = 1 << 10;

    private static final int MOST_AXES = 32;

    private static final int EXTERNAL = 1;

    private final String name;
    private final ElementType type;
    private final List<Long> shape;
    private final byte[] encoded;
    private final Optional<Place> place;
    private final byte @Nullable [] values;

    /**
     * Where numbers lie outside the message.
     *
     * @param location relative to the folder of the graph's weights
     */
    record Place(String location, long offset, long length) {}

    private GraphTensor(
            String name,
            ElementType type,
            List<Long> shape,
            byte[] encoded,
            Optional<Place> place,
            byte @Nullable [] values) {
        this.name = name;
        this.type = type;
        this.shape = List.copyOf(shape);
        this.encoded = encoded;
        this.place = place;
        this.values = values;
    }

    /**
     * @param values little-endian, row-major
     */
    public static GraphTensor of(String name, ElementType type, List<Long> shape, byte[] values) {
        requireSize(name, type, shape, values.length);
        return new GraphTensor(
                name,
                type,
                shape,
                header(name, type, shape).bytes(9, values).toByteArray(),
                Optional.empty(),
                values);
    }

    /**
     * Weights in another file, which may be a {@code .safetensors} or another graph.
     *
     * @param location relative to the graph's folder, in it or below
     * @param offset of the first byte; any, aligned or not
     */
    public static GraphTensor in(
            String location, long offset, String name, ElementType type, List<Long> shape) {
        long length = Math.multiplyExact(count(shape), type.bytes());
        requireSize(name, type, shape, length);
        WireWriter message =
                header(name, type, shape)
                        .message(13, entry("location", location))
                        .message(13, entry("offset", Long.toString(offset)))
                        .message(13, entry("length", Long.toString(length)))
                        .number(14, EXTERNAL);
        return new GraphTensor(
                name,
                type,
                shape,
                message.toByteArray(),
                Optional.of(new Place(location, offset, length)),
                null);
    }

    /**
     * @param file the name of the file {@code graph} reads; empty where weights shall not be left
     *     in it
     */
    static GraphTensor read(WireReader graph, Optional<String> file) {
        String name = "";
        ElementType type = ElementType.OTHER;
        List<Long> shape = new ArrayList<>();
        long @Nullable [] raw = null;
        Map<String, String> outside = new HashMap<>();
        WireWriter rest = new WireWriter();
        long outer = graph.enter();
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> readShape(graph, shape);
                case 2 -> {
                    long code = graph.number();
                    type = ElementType.of(code);
                    rest.number(2, code);
                }
                case 8 -> name = graph.text();
                case 9 -> {
                    if (raw != null) {
                        throw graph.broken("weights \"%s\" are there twice".formatted(name));
                    }
                    raw = graph.place();
                }
                case 13 -> {
                    byte[] entry = graph.verbatim();
                    readEntry(graph.inside(entry), outside);
                    rest.verbatim(entry);
                }
                default -> rest.verbatim(graph.verbatim());
            }
        }
        graph.leave(outer);
        long count = checkedCount(graph, name, shape);
        if (raw != null && file.isPresent() && leaves(type, count, raw[1])) {
            return in(file.get(), raw[0], name, type, shape);
        }
        for (long size : shape) {
            rest.number(1, size);
        }
        rest.text(8, name);
        byte[] values = raw == null ? null : graph.at(raw[0], raw[1]);
        if (values != null) {
            rest.bytes(9, values);
        }
        return new GraphTensor(
                name, type, shape, rest.toByteArray(), place(outside, type, count), values);
    }

    private static void readEntry(WireReader field, Map<String, String> entries) {
        field.next();
        field.enter();
        String key = "";
        String value = "";
        while (field.next()) {
            switch (field.field()) {
                case 1 -> key = field.text();
                case 2 -> value = field.text();
                default -> field.skip();
            }
        }
        entries.put(key, value);
    }

    /** Where that is understood; ONNX Runtime judges the rest. */
    private static Optional<Place> place(
            Map<String, String> entries, ElementType type, long count) {
        String location = entries.get("location");
        String offset = entries.getOrDefault("offset", "0");
        return location == null || !offset.matches("\\d{1,18}")
                ? Optional.empty()
                : Optional.of(new Place(location, Long.parseLong(offset), count * type.bytes()));
    }

    private static boolean leaves(ElementType type, long count, long length) {
        return length >= WORTH_LEAVING
                && type.bytes() > 0
                && length / type.bytes() == count
                && length % type.bytes() == 0;
    }

    private static void readShape(WireReader tensor, List<Long> shape) {
        tensor.numbers(
                size -> {
                    if (shape.size() == MOST_AXES) {
                        throw tensor.broken("weights have more than %d axes".formatted(MOST_AXES));
                    }
                    shape.add(size);
                });
    }

    private static long checkedCount(WireReader graph, String name, List<Long> shape) {
        try {
            return count(shape);
        } catch (ArithmeticException e) {
            throw graph.broken("weights \"%s\" have the shape %s".formatted(name, shape));
        }
    }

    /**
     * @throws ArithmeticException when no computer holds that many
     */
    private static long count(List<Long> shape) {
        long count = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new ArithmeticException("negative size");
            }
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    private static void requireSize(String name, ElementType type, List<Long> shape, long length) {
        if (type.bytes() == 0 || count(shape) * type.bytes() != length) {
            throw new IllegalArgumentException(
                    "%d bytes given for %s %s %s".formatted(length, name, type, shape));
        }
    }

    private static WireWriter header(String name, ElementType type, List<Long> shape) {
        WireWriter message = new WireWriter();
        for (long size : shape) {
            message.number(1, size);
        }
        return message.number(2, type.code()).text(8, name);
    }

    private static WireWriter entry(String key, String value) {
        return new WireWriter().text(1, key).text(2, value);
    }

    public String name() {
        return name;
    }

    public ElementType type() {
        return type;
    }

    public List<Long> shape() {
        return shape;
    }

    byte[] encoded() {
        return encoded;
    }

    /** Empty where the numbers are in the message. */
    Optional<Place> place() {
        return place;
    }

    /** Its numbers as they stand in the message; empty where they are not, or are typed lists. */
    Optional<ByteBuffer> values() {
        return Optional.ofNullable(values).map(ByteBuffer::wrap);
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
