package studio.easel.engine.video;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The boxes an MP4 consists of (ISO/IEC 14496-12, section 4.2), looked at from outside. */
final class Mp4Boxes {
    private static final int FTYP = 0x66747970;
    private static final int HEADER = 8;

    private Mp4Boxes() {}

    /**
     * Where the last box ends that is all there, if the file breaks off in the one after it.
     *
     * @return 0 when it does not break off, or is no MP4
     */
    static long wholeBytes(Path file) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = Files.size(file);
            long end = 0;
            while (end + HEADER <= length) {
                in.seek(end);
                long size = Integer.toUnsignedLong(in.readInt());
                int type = in.readInt();
                if (end == 0 && type != FTYP) {
                    return 0;
                }
                if (size == 1) {
                    size = end + 2 * HEADER <= length ? in.readLong() : Long.MAX_VALUE;
                }
                // 0 means: to the end of the file.
                if (size < HEADER || size > length - end) {
                    return end;
                }
                end += size;
            }
            return end == length ? 0 : end;
        } catch (IOException e) {
            return 0;
        }
    }
}
