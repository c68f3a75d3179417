package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** SHA-256 as 64 hex digits. */
final class Sha256 {
    private static final int BLOCK = 1 << 20;

    private Sha256() {}

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /**
     * Hashes a stream to its end; {@code progress} hears after each MiB how many bytes are read.
     */
    static String of(InputStream in, LongConsumer progress) throws IOException {
        MessageDigest digest = digest();
        byte[] block = new byte[BLOCK];
        long read = 0;
        for (int n = in.readNBytes(block, 0, BLOCK); n > 0; n = in.readNBytes(block, 0, BLOCK)) {
            digest.update(block, 0, n);
            read += n;
            progress.accept(read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
