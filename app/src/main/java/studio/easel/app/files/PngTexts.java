package studio.easel.app.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** PNG's three kinds of text chunk: tEXt (Latin-1), zTXt (the same, packed), iTXt (UTF-8). */
final class PngTexts {
    /** Bytes a text may have once unpacked: 1 MB, twenty times a prompt of 5,000 words. */
    static final int LONGEST = 1 << 20;

    // Bytes a chunk may have: a text, and in front of it keyword, language and translation.
    static final int LONGEST_CHUNK = LONGEST + 4096;

    private static final int LONGEST_KEYWORD = 79;

    private PngTexts() {}

    static boolean isText(String chunkType) {
        return chunkType.equals("tEXt") || chunkType.equals("zTXt") || chunkType.equals("iTXt");
    }

    /** The chunk's keyword; empty where there is none. */
    static String keyword(byte[] data) {
        int end = indexOfZero(data, 0);
        return end < 1 || end > LONGEST_KEYWORD ? "" : new String(data, 0, end, ISO_8859_1);
    }

    /**
     * The text of a chunk that has a keyword.
     *
     * @throws IOException when it breaks off or unpacks to too much; the message says so
     */
    static String text(String chunkType, byte[] data) throws IOException {
        int start = indexOfZero(data, 0) + 1;
        if (chunkType.equals("tEXt")) {
            return guessed(limited(rest(data, start)));
        }
        if (chunkType.equals("zTXt")) {
            return guessed(unpacked(rest(data, start + 1)));
        }
        boolean packed = start < data.length && data[start] == 1;
        int language = indexOfZero(data, start + 2);
        int translation = language < 0 ? -1 : indexOfZero(data, language + 1);
        if (translation < 0) {
            throw new IOException("a text in it breaks off");
        }
        byte[] text = rest(data, translation + 1);
        return guessed(packed ? unpacked(text) : limited(text));
    }

    private static int indexOfZero(byte[] data, int from) {
        for (int i = from; i < data.length; i++) {
            if (data[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] rest(byte[] data, int start) {
        return start >= data.length ? new byte[0] : Arrays.copyOfRange(data, start, data.length);
    }

    private static byte[] limited(byte[] text) throws IOException {
        if (text.length > LONGEST) {
            throw tooLong();
        }
        return text;
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] text = new byte[1 << 12];
            int length = 0;
            while (!inflater.finished()) {
                if (length == text.length) {
                    text = Arrays.copyOf(limited(text), length * 2);
                }
                int read = inflater.inflate(text, length, text.length - length);
                if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new IOException("a text in it breaks off");
                }
                length += read;
            }
            return limited(Arrays.copyOf(text, length));
        } catch (DataFormatException e) {
            throw new IOException("a text in it cannot be unpacked", e);
        } finally {
            inflater.end();
        }
    }

    private static IOException tooLong() {
        return new IOException(
                "a text in it is longer than the %d MB any settings need".formatted(LONGEST >> 20));
    }

    /** UTF-8 where it is that, which other tools write even into tEXt; otherwise Latin-1. */
    static String guessed(byte[] text) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            return new String(text, ISO_8859_1);
        }
    }
}
