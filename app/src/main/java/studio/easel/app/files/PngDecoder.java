package studio.easel.app.files;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import studio.easel.app.files.PngHeader.Kind;
import studio.easel.engine.RgbImage;

/**
 * Unpacks any PNG to 8-bit RGB: every depth and colour type, interlaced or not; what is transparent
 * is laid on white, or on black. Our own and not javax.imageio's, which brightens grey pictures,
 * reads the hostile parts of a file along with its pixels, and wakes the whole window toolkit.
 */
final class PngDecoder {
    // Deflate packs 1032 to 1 at best: a file that promises more is lying and costs no memory.
    private static final long BEST_PACKING = 1032;

    private static final int BLACK = 0;
    private static final int WHITE = 255;

    /** First column and row of an interlaced picture's seven passes, and the steps from there. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8},
        {4, 0, 8, 8},
        {0, 4, 4, 8},
        {2, 0, 4, 4},
        {0, 2, 2, 4},
        {1, 0, 2, 2},
        {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private final PngHeader header;
    private final byte[] palette;
    private final byte[] transparency;
    private final byte[] rgb;
    private final int ground;

    private PngDecoder(PngReader.Contents png, int ground) {
        this.ground = ground;
        this.header = png.header();
        this.palette = png.palette().array();
        this.transparency = png.transparency().array();
        this.rgb = new byte[header.width() * header.height() * 3];
    }

    /**
     * @throws IOException when the pixels break off or make no sense; the message says so
     */
    static RgbImage decode(PngReader.Contents png) throws IOException {
        return decode(png, WHITE);
    }

    /** As {@link #decode}, but what is transparent is laid on black: it was not painted. */
    static RgbImage decodeOnBlack(PngReader.Contents png) throws IOException {
        return decode(png, BLACK);
    }

    private static RgbImage decode(PngReader.Contents png, int ground) throws IOException {
        if (!mayHold(png)) {
            throw new IOException("its pixels break off");
        }
        var pieces = png.pixels().stream().map(ByteArrayInputStream::new).toList();
        PngHeader header = png.header();
        PngDecoder decoder = new PngDecoder(png, ground);
        try (InputStream rows =
                new InflaterInputStream(new SequenceInputStream(Collections.enumeration(pieces)))) {
            decoder.readPasses(rows);
        } catch (ZipException e) {
            throw new IOException("its pixels cannot be unpacked", e);
        } catch (EOFException e) {
            throw new IOException("its pixels break off", e);
        }
        return new RgbImage(header.width(), header.height(), decoder.rgb);
    }

    /** Whether there are packed pixels enough for the size the picture says it has. */
    static boolean mayHold(PngReader.Contents png) {
        PngHeader header = png.header();
        long packed = png.pixels().stream().mapToLong(piece -> piece.length).sum();
        return (long) header.rowBytes(header.width()) * header.height() <= packed * BEST_PACKING;
    }

    private void readPasses(InputStream rows) throws IOException {
        for (int[] pass : header.interlaced() ? ADAM7 : ONE_PASS) {
            readPass(rows, pass[0], pass[1], pass[2], pass[3]);
        }
    }

    private void readPass(InputStream rows, int left, int top, int stepX, int stepY)
            throws IOException {
        int pixels = (header.width() - left + stepX - 1) / stepX;
        if (pixels <= 0) {
            return;
        }
        byte[] row = new byte[header.rowBytes(pixels)];
        byte[] above = new byte[row.length];
        for (int y = top; y < header.height(); y += stepY) {
            readRow(rows, row, above);
            for (int i = 0; i < pixels; i++) {
                put(row, i, 3 * (y * header.width() + left + i * stepX));
            }
            byte[] passed = above;
            above = row;
            row = passed;
        }
    }

    private void readRow(InputStream rows, byte[] row, byte[] above) throws IOException {
        int filter = rows.read();
        if (filter < 0 || rows.readNBytes(row, 0, row.length) < row.length) {
            throw new EOFException();
        }
        if (filter >= PngFilter.COUNT) {
            throw new IOException("its pixels have a filter no PNG has");
        }
        PngFilter.undo(filter, row, above, header.pixelBytes());
    }

    private void put(byte[] row, int pixel, int to) throws IOException {
        int first = pixel * header.kind().samples();
        if (header.kind() == Kind.PALETTE) {
            putEntry(sample(row, first), to);
            return;
        }
        boolean isGrey = header.kind().samples() < 3;
        int red = sample(row, first);
        int green = isGrey ? red : sample(row, first + 1);
        int blue = isGrey ? red : sample(row, first + 2);
        int alpha = alpha(row, first, red, green, blue);
        put(to, inByte(red), inByte(green), inByte(blue), alpha);
    }

    private int sample(byte[] row, int index) {
        if (header.depth() == 8) {
            return row[index] & 0xFF;
        }
        if (header.depth() == 16) {
            return word(row, index);
        }
        int bit = index * header.depth();
        int shift = 8 - header.depth() - bit % 8;
        return ((row[bit / 8] & 0xFF) >> shift) & ((1 << header.depth()) - 1);
    }

    private static int word(byte[] data, int index) {
        return ((data[2 * index] & 0xFF) << 8) | (data[2 * index + 1] & 0xFF);
    }

    private int inByte(int sample) {
        int white = (1 << header.depth()) - 1;
        return (sample * 255 + white / 2) / white;
    }

    private int alpha(byte[] row, int first, int red, int green, int blue) {
        int samples = header.kind().samples();
        if (samples == 2 || samples == 4) {
            return inByte(sample(row, first + samples - 1));
        }
        return isTransparent(red, green, blue) ? 0 : 255;
    }

    /** The chunk tRNS names one colour (or one grey) that is to be seen through. */
    private boolean isTransparent(int red, int green, int blue) {
        if (transparency.length < 2 * header.kind().samples()) {
            return false;
        }
        boolean isGrey = header.kind() == Kind.GREY;
        return word(transparency, 0) == red
                && (isGrey || (word(transparency, 1) == green && word(transparency, 2) == blue));
    }

    private void putEntry(int entry, int to) throws IOException {
        if (3 * entry + 3 > palette.length) {
            throw new IOException("its pixels name a colour that its palette lacks");
        }
        int red = palette[3 * entry] & 0xFF;
        int green = palette[3 * entry + 1] & 0xFF;
        int blue = palette[3 * entry + 2] & 0xFF;
        put(to, red, green, blue, entry < transparency.length ? transparency[entry] & 0xFF : 255);
    }

    private void put(int to, int red, int green, int blue, int alpha) {
        rgb[to] = onGround(red, alpha);
        rgb[to + 1] = onGround(green, alpha);
        rgb[to + 2] = onGround(blue, alpha);
    }

    private byte onGround(int colour, int alpha) {
        return (byte) ((colour * alpha + ground * (255 - alpha) + 127) / 255);
    }
}
