package studio.easel.app.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The chunk IHDR, once it is known to make sense.
 *
 * @param width in pixels, with height at most {@value #MOST_PIXELS}
 * @param depth bits a sample: 1, 2, 4, 8 or 16
 */
record PngHeader(int width, int height, int depth, Kind kind, boolean interlaced) {
    static final int MOST_PIXELS = 64_000_000;

    private static final int LENGTH = 13;

    /** What a pixel consists of. */
    enum Kind {
        GREY(0, 1, "1 2 4 8 16"),
        RGB(2, 3, "8 16"),
        PALETTE(3, 1, "1 2 4 8"),
        GREY_ALPHA(4, 2, "8 16"),
        RGB_ALPHA(6, 4, "8 16");

        private final int code;
        private final int samples;
        private final String depths;

        Kind(int code, int samples, String depths) {
            this.code = code;
            this.samples = samples;
            this.depths = " " + depths + " ";
        }

        int samples() {
            return samples;
        }
    }

    static PngHeader of(byte[] data) throws IOException {
        if (data.length != LENGTH) {
            throw new IOException("it is damaged, its header has a wrong length");
        }
        ByteBuffer header = ByteBuffer.wrap(data);
        int width = header.getInt();
        int height = header.getInt();
        int depth = header.get();
        Kind kind = kind(header.get(), depth);
        // Compression, filters, interlacing.
        if (data[10] != 0 || data[11] != 0 || (data[12] & ~1) != 0) {
            throw new IOException("its header asks for a method no PNG has");
        }
        checkSize(width, height);
        return new PngHeader(width, height, depth, kind, data[12] == 1);
    }

    private static Kind kind(int code, int depth) throws IOException {
        for (Kind kind : Kind.values()) {
            if (kind.code == code && kind.depths.contains(" " + depth + " ")) {
                return kind;
            }
        }
        throw new IOException(
                "its header asks for colour type %d with %d bits, which no PNG has"
                        .formatted(code, depth));
    }

    private static void checkSize(int width, int height) throws IOException {
        if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
            throw new IOException(
                    "it says to be %sx%s pixels, expected 1 to %d million in all"
                            .formatted(
                                    Integer.toUnsignedString(width),
                                    Integer.toUnsignedString(height),
                                    MOST_PIXELS / 1_000_000));
        }
    }

    /** Bytes a row of {@code pixels} takes, without its filter. */
    int rowBytes(int pixels) {
        return Math.toIntExact(((long) pixels * kind.samples * depth + 7) / 8);
    }

    /** Bytes between a byte and its left neighbour for the filters. */
    int pixelBytes() {
        return Math.max(1, kind.samples * depth / 8);
    }
}
