package studio.easel.models.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.ElementType;
import studio.easel.models.graph.Weights;

/**
 * What is in a {@code .safetensors} file (github.com/huggingface/safetensors, "Format"): eight
 * bytes say how long the header is, the header is JSON and says where each tensor lies in what
 * follows. The file is foreign: it is refused unless the tensors fill it to the last byte, one
 * behind the other, and each has the bytes its shape asks for.
 */
final class Safetensors {
    private static final int PREFIX = 8;
    private static final int MOST_AXES = 16;
    private static final int LONGEST_QUOTE = 60;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(8)
                                                    .maxNumberLength(20)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** What numbers are stored as, under the format's own names. */
    enum Type {
        BOOL(1),
        U8(1),
        I8(1),
        F8_E5M2(1),
        F8_E4M3(1),
        I16(2),
        U16(2),
        F16(2),
        BF16(2),
        I32(4),
        U32(4),
        F32(4),
        F64(8),
        I64(8),
        U64(8);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        private Optional<ElementType> inGraphs() {
            return switch (this) {
                case F8_E5M2 -> Optional.of(ElementType.FLOAT8E5M2);
                case F8_E4M3 -> Optional.of(ElementType.FLOAT8E4M3FN);
                case F16 -> Optional.of(ElementType.FLOAT16);
                case BF16 -> Optional.of(ElementType.BFLOAT16);
                case F32 -> Optional.of(ElementType.FLOAT);
                case F64 -> Optional.of(ElementType.DOUBLE);
                case BOOL, U8, I8, I16, U16, I32, U32, I64, U64 -> Optional.empty();
            };
        }
    }

    /**
     * A tensor in the file.
     *
     * @param start of its bytes in the file
     */
    record Entry(String name, Type type, List<Long> shape, long start, long length) {
        long count() {
            return length / type.bytes;
        }
    }

    private final Path file;
    private final Map<String, Entry> entries;

    private Safetensors(Path file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /**
     * @param longestHeader in bytes
     * @throws ModelException when it is not such a file, or its header is longer
     */
    static Safetensors read(Path file, int longestHeader) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size < PREFIX) {
                throw wrong(file, "it has %d bytes".formatted(size));
            }
            long length = bytes(channel, 0, PREFIX).getLong();
            if (length < 2 || length > size - PREFIX) {
                throw wrong(
                        file,
                        "it says its header has %s bytes and the file has %,d"
                                .formatted(Long.toUnsignedString(length), size));
            }
            if (length > longestHeader) {
                throw wrong(
                        file,
                        "its header has %,d bytes, expected at most %,d"
                                .formatted(length, longestHeader));
            }
            byte[] header = bytes(channel, PREFIX, (int) length).array();
            return new Safetensors(
                    file, entries(file, header, PREFIX + length, size - PREFIX - length));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Map<String, Entry> entries(Path file, byte[] header, long data, long length) {
        JsonNode root = header(file, header);
        List<Entry> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                found.add(entry(file, field.getKey(), field.getValue(), data));
            }
        }
        found.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::length));
        long filled = data;
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Entry entry : found) {
            if (entry.start() != filled) {
                throw wrong(
                        file,
                        "\"%s\" begins at byte %,d of the file, expected %,d, where the tensor before it ends"
                                .formatted(quote(entry.name()), entry.start(), filled));
            }
            filled = entry.start() + entry.length();
            entries.put(entry.name(), entry);
        }
        if (filled != data + length) {
            throw wrong(
                    file,
                    "its tensors end at byte %,d and the file at %,d"
                            .formatted(filled, data + length));
        }
        return entries;
    }

    private static JsonNode header(Path file, byte[] header) {
        if (header[0] != '{') {
            throw wrong(file, "its header does not begin with {");
        }
        try {
            return MAPPER.readTree(header);
        } catch (JsonProcessingException e) {
            throw wrong(file, "its header is not sound JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Entry entry(Path file, String name, JsonNode value, long data) {
        JsonNode offsets = value.path("data_offsets");
        List<Long> shape = new ArrayList<>();
        value.path("shape").forEach(axis -> shape.add(size(file, name, axis)));
        if (!value.path("shape").isArray()
                || shape.size() > MOST_AXES
                || !offsets.isArray()
                || offsets.size() != 2) {
            throw wrong(file, "\"%s\" is not described as a tensor".formatted(quote(name)));
        }
        long start = size(file, name, offsets.get(0));
        long end = size(file, name, offsets.get(1));
        Type type = type(file, name, value.path("dtype").asText());
        try {
            long length = type.bytes;
            for (long axis : shape) {
                length = Math.multiplyExact(length, axis);
            }
            if (Math.subtractExact(end, start) != length) {
                throw wrong(
                        file,
                        "\"%s\" has %,d bytes, expected %,d for %s of %s"
                                .formatted(quote(name), end - start, length, type, shape));
            }
            return new Entry(name, type, List.copyOf(shape), Math.addExact(data, start), length);
        } catch (ArithmeticException e) {
            throw wrong(file, "\"%s\" has the shape %s".formatted(quote(name), shape));
        }
    }

    private static Type type(Path file, String name, String text) {
        for (Type type : Type.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw wrong(
                file, "\"%s\" is of the unknown type \"%s\"".formatted(quote(name), quote(text)));
    }

    private static long size(Path file, String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw wrong(
                    file,
                    "\"%s\" has %s for a size or place"
                            .formatted(quote(name), quote(value.toString())));
        }
        return value.longValue();
    }

    /** By name, in the order in which they lie in the file. */
    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Its tensors as weights of a graph; those of types no network computes in are left out. */
    Weights weights() {
        Map<String, Weights.Stored> tensors = new LinkedHashMap<>();
        String name = String.valueOf(file.getFileName());
        for (Entry entry : entries.values()) {
            entry.type()
                    .inGraphs()
                    .ifPresent(
                            type ->
                                    tensors.put(
                                            entry.name(),
                                            new Weights.Stored(
                                                    type, entry.shape(), name, entry.start())));
        }
        return new Weights(
                file.toAbsolutePath().normalize().resolveSibling(""), file.toString(), tensors);
    }

    /**
     * The numbers of a tensor, row-major.
     *
     * @throws ModelException when they are neither F32, F16 nor BF16
     */
    float[] floats(Entry entry) {
        Type type = entry.type();
        if (type != Type.F32 && type != Type.F16 && type != Type.BF16) {
            throw wrong(
                    file,
                    "\"%s\" holds %s, expected F32, F16 or BF16"
                            .formatted(quote(entry.name()), type));
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = bytes(channel, entry.start(), Math.toIntExact(entry.length()));
            float[] values = new float[Math.toIntExact(entry.count())];
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        switch (type) {
                            case F16 -> half(bytes.getShort());
                            case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
                            default -> bytes.getFloat();
                        };
            }
            return values;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** IEEE 754 binary16: 5 bits of exponent, 10 of fraction. */
    private static float half(short bits) {
        int exponent = bits >>> 10 & 0x1f;
        float fraction = (bits & 0x3ff) * 0x1p-10f;
        float size;
        if (exponent == 0x1f) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            size = fraction * 0x1p-14f;
        } else {
            size = Math.scalb(1 + fraction, exponent - 15);
        }
        return bits < 0 ? -size : size;
    }

    private static ByteBuffer bytes(FileChannel channel, long start, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, start + bytes.position()) < 0) {
                throw new EOFException("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    /** The sentence for a file that is not as the format wants it. */
    private static ModelException wrong(Path file, String found) {
        return new ModelException(
                "%s is not a sound safetensors file: %s. Fetch the file again."
                        .formatted(file, found));
    }

    private static ModelException unreadable(Path file, IOException e) {
        return new ModelException(
                "%s cannot be read (%s). Check the file's permissions and the disk."
                        .formatted(file, e),
                e);
    }

    static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }
}
