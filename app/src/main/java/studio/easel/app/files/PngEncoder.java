package studio.easel.app.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import studio.easel.engine.RgbImage;

/**
 * Lays a PNG out in memory, chunk by chunk: length, type, data, CRC (PNG specification, section 5).
 * The same calls give the same bytes on the same Java.
 */
final class PngEncoder {
    private static final int CHANNELS = 3;
    private static final int PIECE = 1 << 17;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PngEncoder() {}

    /** Begins a picture of 8-bit sRGB. */
    static PngEncoder begin(RgbImage image) {
        PngEncoder encoder = new PngEncoder();
        encoder.out.writeBytes(PngReader.SIGNATURE);
        byte[] depthAndKind = {8, 2, 0, 0, 0}; // 8 bits, RGB, deflate, filtered, not interlaced
        encoder.chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(image.width())
                        .putInt(image.height())
                        .put(depthAndKind)
                        .array());
        return encoder.chunk("sRGB", new byte[] {0});
    }

    /** A text as A1111 stores it: plain where Latin-1 can hold it, otherwise international. */
    PngEncoder text(String keyword, String text) {
        byte[] latin1 = text.getBytes(ISO_8859_1);
        // Latin-1 that happens to be UTF-8 would be read as such by readers that guess.
        boolean plain = text.equals(PngTexts.guessed(latin1));
        return plain
                ? chunk("tEXt", joined((keyword + "\0").getBytes(ISO_8859_1), latin1))
                : internationalText(keyword, text);
    }

    /** A text in UTF-8: no compression, no language, no translated keyword. */
    PngEncoder internationalText(String keyword, String text) {
        byte[] head = (keyword + "\0\0\0\0\0").getBytes(ISO_8859_1);
        return chunk("iTXt", joined(head, text.getBytes(UTF_8)));
    }

    private static byte[] joined(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    /** The pixels, then the end: the whole file. */
    byte[] finish(RgbImage image) {
        return finish(deflated(filtered(image), Deflater.DEFAULT_COMPRESSION));
    }

    /**
     * As {@link #finish(RgbImage)}, on every core, and four times as fast on one, for a file a
     * third larger. How it is cut does not depend on the cores: the same picture, the same bytes.
     */
    byte[] finishQuickly(RgbImage image) {
        byte[] rows = filteredUp(image);
        int pieces = (rows.length + PIECE - 1) / PIECE;
        byte[][] packed = new byte[pieces][];
        IntStream.range(0, pieces)
                .parallel()
                .forEach(i -> packed[i] = packed(rows, i * PIECE, i == pieces - 1));
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        pixels.writeBytes(new byte[] {0x78, 0x01}); // RFC 1950: deflate, 32 KiB window, fastest
        for (byte[] piece : packed) {
            pixels.writeBytes(piece);
        }
        Adler32 sum = new Adler32();
        sum.update(rows);
        pixels.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        return finish(pixels.toByteArray());
    }

    /** One piece of a stream that is packed in pieces: all but the last end at a whole byte. */
    private static byte[] packed(byte[] data, int from, boolean last) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(data, from, Math.min(PIECE, data.length - from));
            if (last) {
                deflater.finish();
            }
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            int flush = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
            for (int n = buffer.length; n == buffer.length; ) {
                n = deflater.deflate(buffer, 0, buffer.length, flush);
                packed.write(buffer, 0, n);
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private byte[] finish(byte[] pixels) {
        chunk("IDAT", pixels);
        chunk("IEND", new byte[0]);
        return out.toByteArray();
    }

    private PngEncoder chunk(String type, byte[] data) {
        byte[] typed = joined(type.getBytes(ISO_8859_1), data);
        CRC32 crc = new CRC32();
        crc.update(typed);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(typed);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return this;
    }

    private static byte[] filtered(RgbImage image) {
        byte[] rgb = image.rgb();
        int length = image.width() * CHANNELS;
        ByteBuffer rows = ByteBuffer.allocate((length + 1) * image.height());
        byte[] row = new byte[length];
        byte[] above = new byte[length];
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(rgb, y * length, row, 0, length);
            putBest(row, above, rows);
            byte[] passed = above;
            above = row;
            row = passed;
        }
        return rows.array();
    }

    /** Every row as its difference to the one above. */
    private static byte[] filteredUp(RgbImage image) {
        byte[] rgb = image.rgb();
        int length = image.width() * CHANNELS;
        byte[] rows = new byte[(length + 1) * image.height()];
        for (int y = 0; y < image.height(); y++) {
            int from = y * length;
            int to = y * (length + 1) + 1;
            rows[to - 1] = PngFilter.UP;
            if (y == 0) {
                System.arraycopy(rgb, 0, rows, to, length);
                continue;
            }
            for (int i = 0; i < length; i++) {
                rows[to + i] = (byte) (rgb[from + i] - rgb[from + i - length]);
            }
        }
        return rows;
    }

    // The specification's advice (section 12.8): the filter whose differences are smallest in sum.
    private static void putBest(byte[] row, byte[] above, ByteBuffer rows) {
        byte[] best = new byte[row.length];
        byte[] candidate = new byte[row.length];
        int chosen = 0;
        int least = Integer.MAX_VALUE;
        for (int filter = 0; filter < PngFilter.COUNT; filter++) {
            int sum = PngFilter.apply(filter, row, above, CHANNELS, candidate);
            if (sum < least) {
                least = sum;
                chosen = filter;
                System.arraycopy(candidate, 0, best, 0, best.length);
            }
        }
        rows.put((byte) chosen).put(best);
    }

    private static byte[] deflated(byte[] data, int level) {
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
