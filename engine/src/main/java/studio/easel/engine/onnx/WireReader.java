package studio.easel.engine.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelException;

/**
 * Walks through a protobuf message field by field (protobuf.dev/programming-guides/encoding), in a
 * file or in memory. What is skipped is never read. The bytes are foreign: lengths are held against
 * what is there, and the number of fields and of bytes kept is limited.
 *
 * <p>{@link #next} goes to the next field; then exactly one of the methods below it takes its
 * value.
 */
final class WireReader {
    /** The U-Net of SDXL has some hundred thousand. */
    private static final int MOST_FIELDS = 1 << 20;

    /** Weights are not kept; the rest of a graph has a few megabytes. */
    private static final int MOST_KEPT = 256 << 20;

    private static final int WINDOW = 1 << 16;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    /** What all readers of one file may still spend. */
    private static final class Budget {
        private int fields = MOST_FIELDS;
        private long kept = MOST_KEPT;
    }

    private final String file;
    private final @Nullable FileChannel channel;
    private final Budget budget;
    private ByteBuffer window;
    private long windowStart;
    private long end;
    private long fieldStart;
    private int field;
    private int type;

    private WireReader(
            String file,
            @Nullable FileChannel channel,
            Budget budget,
            ByteBuffer window,
            long end) {
        this.file = file;
        this.channel = channel;
        this.budget = budget;
        this.window = window;
        this.end = end;
    }

    /**
     * @param file its name, for sentences
     */
    static WireReader of(String file, FileChannel channel) throws IOException {
        return new WireReader(
                file, channel, new Budget(), ByteBuffer.allocate(WINDOW).limit(0), channel.size());
    }

    /** A reader for a message this one has read, at its expense. */
    WireReader inside(byte[] message) {
        return new WireReader(file, null, budget, ByteBuffer.wrap(message), message.length);
    }

    /** Goes to the next field; false at the end of the message. */
    boolean next() {
        if (position() == end) {
            return false;
        }
        if (--budget.fields < 0) {
            throw broken("it has more than %,d fields".formatted(MOST_FIELDS));
        }
        fieldStart = position();
        long tag = varint();
        type = (int) tag & 7;
        field = (int) (tag >>> 3);
        if (tag >>> 32 != 0 || field == 0) {
            throw broken("a field has the number %d".formatted(tag >>> 3));
        }
        return true;
    }

    int field() {
        return field;
    }

    /** Whether the field is a list of numbers in one piece. */
    boolean packed() {
        return type == LENGTH;
    }

    long number() {
        require(VARINT);
        return varint();
    }

    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
        } catch (CharacterCodingException e) {
            throw broken("a name is not UTF-8");
        }
    }

    byte[] bytes() {
        long length = length();
        byte[] bytes = range(position(), length);
        move(length);
        return bytes;
    }

    /** The field as it stands in the message, tag included. */
    byte[] verbatim() {
        skip();
        return range(fieldStart, position() - fieldStart);
    }

    void skip() {
        move(
                switch (type) {
                    case VARINT -> {
                        varint();
                        yield 0;
                    }
                    case FIXED64 -> 8;
                    case FIXED32 -> 4;
                    case LENGTH -> length();
                    default -> throw broken("a field is of the unknown kind %d".formatted(type));
                });
    }

    /**
     * Passes over the field's bytes unread.
     *
     * @return where they begin in the file, and how many they are
     */
    long[] place() {
        long length = length();
        long start = position();
        move(length);
        return new long[] {start, length};
    }

    /** Bytes of the file that {@link #place} passed over. */
    byte[] at(long start, long length) {
        return range(start, length);
    }

    /** Whether a list of numbers in one piece, being read by itself, goes on. */
    boolean more() {
        return position() < end;
    }

    long packedNumber() {
        return varint();
    }

    /**
     * Reads on inside the field, a message.
     *
     * @return to be given to {@link #leave}
     */
    long enter() {
        long length = length();
        long outer = end;
        end = position() + length;
        return outer;
    }

    void leave(long outer) {
        end = outer;
    }

    ModelException broken(String what) {
        return new ModelException(
                "%s is not a sound ONNX graph: %s. Copy or export the model again."
                        .formatted(file, what));
    }

    private long length() {
        require(LENGTH);
        long length = varint();
        if (length < 0 || length > end - position()) {
            throw broken("a field at byte %,d reaches beyond its end".formatted(fieldStart));
        }
        return length;
    }

    private void require(int expected) {
        if (type != expected) {
            throw broken(
                    "field %d at byte %,d is of kind %d, expected %d"
                            .formatted(field, fieldStart, type, expected));
        }
    }

    /** Seven bits a byte, the lowest first; the last has the eighth bit clear. */
    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = next8();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw broken("a number at byte %,d has no end".formatted(position()));
    }

    private long position() {
        return windowStart + window.position();
    }

    private byte next8() {
        if (position() >= end) {
            throw broken("it ends inside a field, at byte %,d".formatted(position()));
        }
        if (!window.hasRemaining()) {
            windowStart = position();
            window.clear();
            fill(window, windowStart);
            window.flip();
        }
        return window.get();
    }

    private void move(long bytes) {
        long target = position() + bytes;
        if (target > end) {
            throw broken("a field at byte %,d reaches beyond its end".formatted(fieldStart));
        }
        if (target <= windowStart + window.limit()) {
            window.position((int) (target - windowStart));
        } else {
            window.position(0).limit(0);
            windowStart = target;
        }
    }

    private byte[] range(long start, long length) {
        budget.kept -= length;
        if (budget.kept < 0) {
            throw broken("it has more than %,d bytes beside its weights".formatted(MOST_KEPT));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        if (channel == null) {
            bytes.put(window.duplicate().position((int) start).limit((int) (start + length)));
        } else {
            fill(bytes, start);
            if (bytes.hasRemaining()) {
                throw new UncheckedIOException(new EOFException(file + " became shorter"));
            }
        }
        return bytes.array();
    }

    /** As many bytes as there are from {@code start} on; at least one. */
    private void fill(ByteBuffer bytes, long start) {
        if (channel == null) {
            throw broken("it ends inside a field");
        }
        try {
            int filled = 0;
            while (bytes.hasRemaining() && filled >= 0) {
                filled = channel.read(bytes, start + bytes.position());
            }
            if (bytes.position() == 0 && bytes.capacity() > 0) {
                throw new EOFException(file + " became shorter");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
