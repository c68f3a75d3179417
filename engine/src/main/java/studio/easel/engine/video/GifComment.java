package studio.easel.engine.video;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The comment of a GIF (GIF89a, section 24), which FFmpeg does not write: text in blocks of up to
 * 255 bytes, here between the screen's palette and the first frame.
 */
final class GifComment {
    private static final int EXTENSION = 0x21;
    private static final int COMMENT = 0xFE;
    private static final int LARGEST_BLOCK = 255;
    private static final int HEADER = 13;
    private static final int FLAGS = 10;

    private GifComment() {}

    /** Copies a GIF, with a comment unless that is empty. */
    static void copyWith(String comment, Path from, Path to) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(from));
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            byte[] header = in.readNBytes(HEADER);
            out.write(header);
            out.write(in.readNBytes(paletteBytes(header)));
            if (!comment.isEmpty()) {
                write(comment.getBytes(StandardCharsets.UTF_8), out);
            }
            in.transferTo(out);
        }
    }

    private static void write(byte[] text, OutputStream out) throws IOException {
        out.write(EXTENSION);
        out.write(COMMENT);
        for (int from = 0; from < text.length; from += LARGEST_BLOCK) {
            int length = Math.min(LARGEST_BLOCK, text.length - from);
            out.write(length);
            out.write(text, from, length);
        }
        out.write(0);
    }

    /** The comments before the first frame; empty where there are none, or this is no GIF. */
    static Optional<String> read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            byte[] header = in.readNBytes(HEADER);
            if (header.length < HEADER
                    || !new String(header, 0, 4, StandardCharsets.US_ASCII).equals("GIF8")) {
                return Optional.empty();
            }
            in.skipNBytes(paletteBytes(header));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            ByteArrayOutputStream other = new ByteArrayOutputStream();
            while (in.read() == EXTENSION) {
                readBlocks(in, in.read() == COMMENT ? text : other);
            }
            return text.size() == 0
                    ? Optional.empty()
                    : Optional.of(text.toString(StandardCharsets.UTF_8));
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    private static void readBlocks(InputStream in, ByteArrayOutputStream into) throws IOException {
        int length = in.read();
        while (length > 0) {
            into.write(in.readNBytes(length));
            length = in.read();
        }
    }

    private static int paletteBytes(byte[] header) {
        boolean present = header.length == HEADER && (header[FLAGS] & 0x80) != 0;
        return present ? 3 << ((header[FLAGS] & 7) + 1) : 0;
    }
}
