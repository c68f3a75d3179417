package studio.easel.app.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import studio.easel.app.files.PngHeader.Kind;

/**
 * A text hidden in the lowest bits of a picture's transparency, or of its colours, as NovelAI and
 * an extension of A1111 do it: column by column, a signature of 15 letters, the length in bits,
 * then the text, packed or not. Only as much is unpacked as it takes to see that there is none.
 */
final class StealthText {
    private static final int SIGNATURE = 15;

    private final PngReader.Contents png;
    private final int first;
    private final int channels;
    private byte[] bits = {};
    private int rows;
    private int next;

    private StealthText(PngReader.Contents png, boolean inColours) {
        this.png = png;
        this.first = inColours ? 0 : 3;
        this.channels = inColours ? 3 : 1;
    }

    /** Whether a picture of this kind can hide one. */
    static boolean mayBeIn(PngHeader header) {
        return header.depth() == 8
                && !header.interlaced()
                && (header.kind() == Kind.RGB || header.kind() == Kind.RGB_ALPHA);
    }

    /** The text; empty where there is none, or the pixels are damaged. */
    static Optional<String> in(PngReader.Contents png) {
        if (!PngDecoder.mayHold(png)) {
            return Optional.empty();
        }
        try {
            Optional<String> hidden =
                    png.header().kind() == Kind.RGB_ALPHA
                            ? new StealthText(png, false).text("png")
                            : Optional.empty();
            return hidden.isPresent() ? hidden : new StealthText(png, true).text("rgb");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> text(String where) throws IOException {
        int height = png.header().height();
        unpack(Math.min(height, SIGNATURE * 8));
        if (capacity() < SIGNATURE * 8) {
            return Optional.empty();
        }
        String signature = new String(bytes(SIGNATURE), StandardCharsets.ISO_8859_1);
        boolean plain = signature.equals("stealth_%sinfo".formatted(where));
        if (!plain && !signature.equals("stealth_%scomp".formatted(where))) {
            return Optional.empty();
        }
        unpack(height);
        next = SIGNATURE * 8;
        if (capacity() < next + 32) {
            return Optional.empty();
        }
        byte[] size = bytes(4);
        long length = Integer.toUnsignedLong(java.nio.ByteBuffer.wrap(size).getInt()) / 8;
        if (length > PngTexts.LONGEST || length * 8 > capacity() - next) {
            return Optional.empty();
        }
        byte[] payload = bytes((int) length);
        return Optional.of(PngTexts.guessed(plain ? payload : unzipped(payload)));
    }

    private static byte[] unzipped(byte[] packed) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] text = in.readNBytes(PngTexts.LONGEST + 1);
            if (text.length > PngTexts.LONGEST) {
                throw new IOException("it unpacks to too much");
            }
            return text;
        }
    }

    private long capacity() {
        return (long) png.header().width() * rows * channels;
    }

    /** The lowest bits of the first {@code count} rows. */
    private void unpack(int count) throws IOException {
        int width = png.header().width();
        int pixelBytes = png.header().pixelBytes();
        rows = count;
        bits = new byte[Math.multiplyExact(Math.multiplyExact(width, count), channels)];
        byte[] row = new byte[width * pixelBytes];
        byte[] above = new byte[row.length];
        var pieces = png.pixels().stream().map(ByteArrayInputStream::new).toList();
        try (InputStream in =
                new InflaterInputStream(new SequenceInputStream(Collections.enumeration(pieces)))) {
            for (int y = 0; y < count; y++) {
                int filter = in.read();
                if (filter < 0
                        || filter >= PngFilter.COUNT
                        || in.readNBytes(row, 0, row.length) < row.length) {
                    throw new IOException("its pixels break off");
                }
                PngFilter.undo(filter, row, above, pixelBytes);
                for (int x = 0; x < width; x++) {
                    for (int channel = 0; channel < channels; channel++) {
                        bits[(x * count + y) * channels + channel] =
                                (byte) (row[x * pixelBytes + first + channel] & 1);
                    }
                }
                byte[] passed = above;
                above = row;
                row = passed;
            }
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count * 8; i++) {
            bytes[i / 8] = (byte) (bytes[i / 8] << 1 | bits[next++]);
        }
        return bytes;
    }
}
