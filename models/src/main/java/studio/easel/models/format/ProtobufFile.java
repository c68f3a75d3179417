package studio.easel.models.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import studio.easel.engine.ModelException;

/**
 * A file in protobuf's wire format, walked through field by field (protobuf.dev, "Encoding"). Only
 * what is asked for is read; lengths are checked against what encloses them before anything follows
 * them, so no file makes this read or keep more than a few kilobytes at a time.
 */
final class ProtobufFile implements Closeable {
    /** Hears a field's number while the file stands in its content. */
    interface Visitor {
        void visit(int field) throws IOException;
    }

    /** Reads a message the file stands in. */
    interface Reader {
        void read(ProtobufFile message) throws IOException;
    }

    private static final int WINDOW = 8 << 10;
    private static final int LONGEST_TEXT = 4096;

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int FOUR_BYTES = 5;

    private final Path path;
    private final RandomAccessFile file;
    private final byte[] window = new byte[WINDOW];
    private long windowStart;
    private int windowLength;
    private long at;
    private long end;

    ProtobufFile(Path path) throws IOException {
        this.path = path;
        // Not a channel: an interrupt would close that, and a reader of gigabytes asks by itself.
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.end = file.length();
    }

    /** Each field of this message that is a message, a text or bytes. */
    void fields(Visitor visitor) throws IOException {
        walk(visitor, (field, number) -> {});
    }

    /** Each message, text or bytes in the field {@code wanted}. */
    void each(int wanted, Reader reader) throws IOException {
        fields(
                field -> {
                    if (field == wanted) {
                        reader.read(this);
                    }
                });
    }

    /** Each number in the field {@code wanted}. */
    void numbers(int wanted, LongConsumer consumer) throws IOException {
        walk(
                field -> {},
                (field, number) -> {
                    if (field == wanted) {
                        consumer.accept(number);
                    }
                });
    }

    /** The whole of the field as text. */
    String text() throws IOException {
        if (end - at > LONGEST_TEXT) {
            throw broken("a name has %,d bytes".formatted(end - at));
        }
        byte[] bytes = new byte[(int) (end - at)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) octet();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    ModelException broken(String what) {
        return new ModelException(
                "%s could not be opened: %s at byte %,d, expected an ONNX graph. The copy or download broke off or is damaged; fetch the file again, or export the model again."
                        .formatted(path, what, at));
    }

    /** Hears a field's number and its value. */
    interface Numbers {
        void number(int field, long value);
    }

    /** The numbers that fill the field, one behind the other ("packed"). */
    void varints(LongConsumer consumer) throws IOException {
        while (at < end) {
            consumer.accept(varint());
        }
    }

    /** Each field of this message. */
    void walk(Visitor visitor, Numbers numbers) throws IOException {
        while (at < end) {
            long tag = varint();
            int field = (int) (tag >>> 3);
            // Readers in C++ look at 32 bits only: to them, a wider tag is another field.
            if (tag >>> 32 != 0 || field == 0) {
                throw broken("there is no field %s".formatted(Long.toUnsignedString(tag >>> 3)));
            }
            switch ((int) tag & 7) {
                case VARINT -> numbers.number(field, varint());
                case EIGHT_BYTES -> skip(Long.BYTES);
                case FOUR_BYTES -> skip(Integer.BYTES);
                case BYTES -> inside(varint(), field, visitor);
                default -> throw broken("a field has no known type");
            }
        }
    }

    private void inside(long length, int field, Visitor visitor) throws IOException {
        long enclosing = end;
        skip(length);
        end = at;
        at -= length;
        visitor.visit(field);
        at = end;
        end = enclosing;
    }

    private void skip(long length) {
        if (length < 0 || length > end - at) {
            throw broken(
                    "a part of %s bytes begins with only %,d left"
                            .formatted(Long.toUnsignedString(length), end - at));
        }
        at += length;
    }

    /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7FL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw broken("a number does not end");
    }

    private int octet() throws IOException {
        if (at >= end) {
            throw broken("the data ends within a field");
        }
        if (at < windowStart || at >= windowStart + windowLength) {
            fill();
        }
        return window[(int) (at++ - windowStart)] & 0xFF;
    }

    private void fill() throws IOException {
        file.seek(at);
        windowStart = at;
        windowLength = Math.max(0, file.read(window));
        if (windowLength == 0) {
            throw broken("the file was cut off just now");
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
