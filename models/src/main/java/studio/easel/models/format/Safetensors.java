package studio.easel.models.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.ModelException;
import studio.easel.engine.Names;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.FileState;
import studio.easel.models.graph.Weights;

/**
 * What is in a {@code .safetensors} file (github.com/huggingface/safetensors, "Format"): eight
 * bytes say how long the header is, the header is JSON and says where each tensor lies in what
 * follows. The file is foreign: it is refused unless the tensors fill it to the last byte, one
 * behind the other, and each has the bytes its shape asks for. {@link SafetensorsHeader} reads the
 * header.
 */
final class Safetensors {
    /** The longest header the format allows, in bytes; those of the largest models have 2 MB. */
    static final int LONGEST_HEADER = 100_000_000;

    private static final int PREFIX = 8;

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

        /** Of one number. */
        int bytes() {
            return bytes;
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
    private final Path real;
    private final FileState state;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private Safetensors(
            Path file,
            Path real,
            FileState state,
            Map<String, Entry> entries,
            Map<String, String> metadata) {
        this.file = file;
        this.real = real;
        this.state = state;
        this.entries = entries;
        this.metadata = metadata;
    }

    /** As {@link #read(Path, int)}, with the longest header the format allows. */
    static Safetensors read(Path file) {
        return read(file, LONGEST_HEADER);
    }

    /**
     * @param longestHeader in bytes
     * @throws ModelException when it is not such a file, or its header is longer
     */
    static Safetensors read(Path file, int longestHeader) {
        try {
            Path real = file.toRealPath();
            return read(file, real, FileState.of(real), longestHeader);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Safetensors read(Path file, Path real, FileState state, int longestHeader)
            throws IOException {
        try (FileChannel channel = FileChannel.open(real)) {
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
            SafetensorsHeader header =
                    SafetensorsHeader.read(file, channel.position(PREFIX), length);
            long data = PREFIX + length;
            return new Safetensors(
                    file,
                    real,
                    state,
                    placed(file, header.tensors(), data, size),
                    header.metadata());
        }
    }

    /** Those of the header in the order of their places, which must fill the file. */
    private static Map<String, Entry> placed(Path file, List<Entry> found, long data, long size) {
        long filled = data;
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Entry entry :
                found.stream()
                        .sorted(
                                Comparator.comparingLong(Entry::start)
                                        .thenComparingLong(Entry::length))
                        .toList()) {
            // Neither end can overflow: offsets are at most what the size of this file allows.
            if (entry.start() > size - data || data + entry.start() != filled) {
                throw wrong(
                        file,
                        "\"%s\" begins at byte %,d of the data, expected %,d, where the tensor before it ends"
                                .formatted(quote(entry.name()), entry.start(), filled - data));
            }
            filled += entry.length();
            if (filled > size) {
                throw wrong(
                        file,
                        "\"%s\" ends at byte %,d and the file at %,d: the copy or download broke off"
                                .formatted(quote(entry.name()), filled, size));
            }
            entries.put(
                    entry.name(),
                    new Entry(
                            entry.name(),
                            entry.type(),
                            entry.shape(),
                            data + entry.start(),
                            entry.length()));
        }
        if (filled != size) {
            throw wrong(
                    file,
                    "its tensors end at byte %,d and the file at %,d".formatted(filled, size));
        }
        return entries;
    }

    /** By name, in the order in which they lie in the file. */
    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** What its maker wrote about it, by key; notes longer than a page are left out. */
    Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Its tensors as weights of a graph; those of types no network computes in are left out. Of a
     * link those of the file it leads to: people share their models between programs so, and ONNX
     * Runtime follows no link out of a folder.
     */
    Weights weights() {
        Map<String, Weights.Stored> tensors = new LinkedHashMap<>();
        String name = String.valueOf(real.getFileName());
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
        return new Weights(real.resolveSibling(""), file.toString(), Map.of(name, state), tensors);
    }

    /**
     * The numbers of a tensor, row-major.
     *
     * @throws ModelException when they are neither F32, F16 nor BF16, or the file has changed
     */
    float[] floats(Entry entry) {
        Type type = entry.type();
        if (type != Type.F32 && type != Type.F16 && type != Type.BF16) {
            throw wrong(
                    file,
                    "\"%s\" holds %s, expected F32, F16 or BF16"
                            .formatted(quote(entry.name()), type));
        }
        try (FileChannel channel = FileChannel.open(real)) {
            state.require(real);
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
    static ModelException wrong(Path file, String found) {
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

    /** Foreign text as it may stand in a sentence. */
    static String quote(String text) {
        return Names.quote(text);
    }
}
