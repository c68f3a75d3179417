package studio.easel.app.device;

import java.util.Locale;

/** How many bytes, in words. */
public final class ByteCount {
    private ByteCount() {}

    /** In the powers of ten in which disks and downloads are sold: {@code 2.1 GB}. */
    public static String words(long bytes) {
        if (bytes >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
        }
        return bytes >= 1_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : "%,d bytes".formatted(bytes);
    }
}
