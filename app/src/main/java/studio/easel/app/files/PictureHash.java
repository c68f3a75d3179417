package studio.easel.app.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * What remains of a picture that a file was made with but does not hold.
 *
 * @param sha256 of its pixels, 64 hex digits: of {@code width * height * 3} bytes, of a mask {@code
 *     width * height}; empty where another tool did not write it down
 */
public record PictureHash(String sha256) {
    /** Of a picture nobody fingerprinted; every picture may be it. */
    static final PictureHash UNKNOWN = new PictureHash("");

    public static PictureHash of(RgbImage image) {
        return of(image.rgb());
    }

    public static PictureHash of(Mask mask) {
        return of(mask.grey());
    }

    private static PictureHash of(byte[] pixels) {
        try {
            return new PictureHash(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }

    /** Whether {@code other} is that picture, for certain. */
    public boolean isSame(PictureHash other) {
        return !sha256.isEmpty() && sha256.equals(other.sha256);
    }

    /** Whether {@code other} may be that picture, as far as is known. */
    public boolean mayBe(PictureHash other) {
        return sha256.isEmpty() || sha256.equals(other.sha256);
    }
}
