package studio.easel.app.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a PNG's chunks and takes out what is wanted. Nothing is believed: lengths are held
 * against the file's, checksums are computed, sizes and counts are capped. Every {@link
 * IOException} has a message that goes on a sentence "x.png cannot be read: ...".
 */
final class PngReader {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private static final long LARGEST_FILE = 256L << 20;
    private static final int MOST_CHUNKS = 200_000;
    private static final int FRAME = 12; // length, type and CRC around a chunk's data
    private static final Set<String> KNOWN_CRITICAL = Set.of("IHDR", "PLTE", "IDAT", "IEND");

    /**
     * What was found.
     *
     * @param texts by keyword; only keywords that were asked for, the first of each
     * @param palette red, green, blue of each entry; empty for none
     * @param transparency as in the chunk tRNS; empty for none
     * @param pixels the packed pixels, piece by piece; empty unless asked for
     */
    record Contents(
            PngHeader header,
            Map<String, String> texts,
            ByteBuffer palette,
            ByteBuffer transparency,
            List<byte[]> pixels) {}

    private final RandomAccessFile file;
    private final Set<String> keywords;
    private final boolean wantsPixels;
    private final Map<String, String> texts = new HashMap<>();
    private final List<byte[]> pixels = new ArrayList<>();
    private byte[] palette = {};
    private byte[] transparency = {};
    private String type = "";
    private int length;

    private PngReader(RandomAccessFile file, Set<String> keywords, boolean wantsPixels) {
        this.file = file;
        this.keywords = keywords;
        this.wantsPixels = wantsPixels;
    }

    /** Reads the texts under {@code keywords}, and the pixels, still packed, if they are wanted. */
    static Contents read(Path path, Set<String> keywords, boolean wantsPixels) throws IOException {
        // Not a channel: a thread that is interrupted, because its job is cancelled, still reads.
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            return new PngReader(file, keywords, wantsPixels).contents();
        }
    }

    private Contents contents() throws IOException {
        if (file.length() > LARGEST_FILE) {
            throw new IOException(
                    "it has %d MB, at most %d are read"
                            .formatted(file.length() >> 20, LARGEST_FILE >> 20));
        }
        checkSignature();
        next();
        if (!type.equals("IHDR")) {
            throw damaged("it does not begin with a header");
        }
        PngHeader header = PngHeader.of(data());
        for (int count = 1; !type.equals("IEND"); count++) {
            if (count > MOST_CHUNKS) {
                throw damaged("it has more than %d chunks".formatted(MOST_CHUNKS));
            }
            next();
            take();
        }
        return new Contents(
                header, texts, ByteBuffer.wrap(palette), ByteBuffer.wrap(transparency), pixels);
    }

    private void checkSignature() throws IOException {
        byte[] start = new byte[(int) Math.min(16, file.length())];
        file.readFully(start);
        if (!Arrays.equals(SIGNATURE, Arrays.copyOf(start, SIGNATURE.length))) {
            throw new IOException("it is %s, expected a PNG picture".formatted(kindOf(start)));
        }
        file.seek(SIGNATURE.length);
    }

    private static String kindOf(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.isEmpty()) {
            return "an empty file";
        }
        if (text.startsWith("\u00FF\u00D8\u00FF")) {
            return "a JPEG picture";
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return "a WebP picture";
        }
        return text.startsWith("GIF8") ? "a GIF picture" : "something else";
    }

    private void next() throws IOException {
        byte[] head = new byte[8];
        try {
            file.readFully(head);
        } catch (EOFException e) {
            throw brokenOff(e);
        }
        length = ByteBuffer.wrap(head).getInt();
        type = new String(head, 4, 4, StandardCharsets.ISO_8859_1);
        if (!type.matches("[A-Za-z]{4}") || length < 0) {
            throw damaged("at byte %d there is no chunk".formatted(file.getFilePointer() - 8));
        }
        if (length > file.length() - file.getFilePointer() - (FRAME - 8)) {
            throw brokenOff(null);
        }
    }

    private void take() throws IOException {
        boolean isCritical = Character.isUpperCase(type.charAt(0));
        if (isCritical && !KNOWN_CRITICAL.contains(type)) {
            throw new IOException("it has a chunk %s, which is not PNG".formatted(type));
        }
        if (type.equals("PLTE")) {
            palette = table(3);
        } else if (type.equals("tRNS")) {
            transparency = table(1);
        } else if (type.equals("IDAT") && wantsPixels) {
            pixels.add(data());
        } else if (PngTexts.isText(type)) {
            takeText();
        } else {
            file.seek(file.getFilePointer() + length + (FRAME - 8));
        }
    }

    /** A chunk of at most 256 entries. */
    private byte[] table(int entryBytes) throws IOException {
        if (length > 256 * entryBytes) {
            throw damaged("its chunk %s is too long".formatted(type));
        }
        return data();
    }

    private void takeText() throws IOException {
        long end = file.getFilePointer() + length + (FRAME - 8);
        byte[] head = new byte[Math.min(length, 80)];
        file.readFully(head);
        String keyword = PngTexts.keyword(head);
        if (keywords.contains(keyword) && !texts.containsKey(keyword)) {
            takeText(keyword, head.length);
        }
        file.seek(end);
    }

    /** A text of ours must be whole; without another tool's a picture is still a picture. */
    private void takeText(String keyword, int read) throws IOException {
        try {
            if (length > PngTexts.LONGEST_CHUNK) {
                throw new IOException("its text \"%s\" is absurdly long".formatted(keyword));
            }
            file.seek(file.getFilePointer() - read);
            texts.put(keyword, PngTexts.text(type, data()));
        } catch (IOException e) {
            if (!ForeignSettings.KEYWORDS.contains(keyword)) {
                throw e;
            }
        }
    }

    private byte[] data() throws IOException {
        byte[] data = new byte[length];
        file.readFully(data);
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.ISO_8859_1));
        crc.update(data);
        if ((int) crc.getValue() != file.readInt()) {
            throw damaged("its chunk %s does not match its checksum".formatted(type));
        }
        return data;
    }

    private static IOException damaged(String reason) {
        return new IOException("it is damaged, " + reason);
    }

    private static IOException brokenOff(@Nullable Throwable cause) {
        return new IOException("it breaks off before its end", cause);
    }
}
