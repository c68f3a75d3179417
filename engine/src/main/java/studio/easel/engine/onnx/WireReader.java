package studio.easel.engine.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
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

    private static final int LONGEST_TEXT = 1 << 16;

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
    // Not a channel: an interrupt would close that, and look like a broken file.
    private final @Nullable RandomAccessFile source;
    private final Budget budget;
    private final byte[] buffer;
    private final ByteBuffer window; // on the buffer
    private long windowStart;
    private long end;
    private long fieldStart;
    private int field;
    private int type;

    private WireReader(
            String file,
            @Nullable RandomAccessFile source,
            Budget budget,
            byte[] buffer,
            int filled,
            long end) {
        this.file = file;
        this.source = source;
        this.budget = budget;
        this.buffer = buffer;
        this.window = ByteBuffer.wrap(buffer).limit(filled);
        this.end = end;
    }

    /**
     * @param file its name, for sentences
     */
    static WireReader of(String file, RandomAccessFile source) throws IOException {
        return new WireReader(file, source, new Budget(), new byte[WINDOW], 0, source.length());
    }

    /** A reader for a message this one has read, at its expense. */
    WireReader inside(byte[] message) {
        return new WireReader(file, null, budget, message, message.length, message.length);
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
        // Readers in C++ look at 32 bits only: to them, a wider tag is another field.
        if (tag >>> 32 != 0 || field == 0) {
            throw broken("a field has the number %s".formatted(Long.toUnsignedString(tag >>> 3)));
        }
        return true;
    }

    int field() {
        return field;
    }

    long number() {
        require(VARINT);
        return varint();
    }

    String text() {
        long length = length();
        if (length > LONGEST_TEXT) {
            throw broken("a name has %,d bytes".formatted(length));
        }
        byte[] text = range(position(), length);
        move(length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
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

    /** Each number of the field: one, or a list in one piece. */
    void numbers(LongConsumer each) {
        if (type != LENGTH) {
            each.accept(number());
            return;
        }
        long outer = enter();
        while (position() < end) {
            each.accept(varint());
        }
        leave(outer);
    }

    /**
     * Reads the field, a message.
     *
     * @param each hears the number of every field in it, and takes its value or skips it
     */
    void message(IntConsumer each) {
        long outer = enter();
        while (next()) {
            each.accept(field);
        }
        leave(outer);
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
                "%s could not be opened: %s at byte %,d, expected an ONNX graph. The copy or download broke off or is damaged; fetch the file again, or export the model again."
                        .formatted(file, what, position()));
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
            window.position(0).limit(fill(buffer, windowStart));
            if (!window.hasRemaining()) {
                throw new UncheckedIOException(new EOFException(file + " became shorter"));
            }
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
        byte[] range = new byte[(int) length];
        if (source == null
                || start >= windowStart && start + length <= windowStart + window.limit()) {
            window.get((int) (start - windowStart), range);
        } else if (fill(range, start) < length) {
            throw new UncheckedIOException(new EOFException(file + " became shorter"));
        }
        return range;
    }

    /**
     * @return how many bytes there are from {@code start} on, at most as many as fit
     */
    private int fill(byte[] into, long start) {
        if (source == null) {
            throw broken("it ends inside a field");
        }
        try {
            source.seek(start);
            int filled = 0;
            int read = 0;
            while (filled < into.length && read >= 0) {
                filled += read;
                read = source.read(into, filled, into.length - filled);
            }
            return filled;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
