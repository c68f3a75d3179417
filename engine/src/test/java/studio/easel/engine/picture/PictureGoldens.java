package studio.easel.engine.picture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import studio.easel.engine.Goldens;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** The recorded pictures; every level is exact. */
final class PictureGoldens {
    private static final String EXPECTED = "expected";

    private final JsonNode file;

    PictureGoldens() {
        try {
            file = new ObjectMapper().readTree(Goldens.path("pictures/pictures.json").toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The cases of one part of the file, named by what distinguishes them. */
    Stream<Named<JsonNode>> cases(String part) {
        return StreamSupport.stream(file.get(part).spliterator(), false)
                .map(golden -> Named.of(name(golden), golden));
    }

    private static String name(JsonNode golden) {
        StringBuilder name = new StringBuilder();
        golden.properties().stream()
                .filter(field -> field.getValue().toString().length() < 40)
                .forEach(
                        field ->
                                name.append(field.getKey())
                                        .append(' ')
                                        .append(field.getValue().toString().replace("\"", ""))
                                        .append(' '));
        return name.toString().strip();
    }

    boolean isMask(String name) {
        JsonNode picture = file.get("pictures").get(name);
        return levels(picture, "levels").length
                == picture.get("width").asInt() * picture.get("height").asInt();
    }

    RgbImage picture(String name) {
        JsonNode picture = file.get("pictures").get(name);
        return picture(
                picture, "levels", picture.get("width").asInt(), picture.get("height").asInt());
    }

    Mask mask(String name) {
        JsonNode picture = file.get("pictures").get(name);
        return mask(picture, "levels", picture.get("width").asInt(), picture.get("height").asInt());
    }

    static RgbImage expected(JsonNode golden, RgbImage like) {
        return picture(golden, EXPECTED, like.width(), like.height());
    }

    static Mask expected(JsonNode golden, Mask like) {
        return mask(golden, EXPECTED, like.width(), like.height());
    }

    static RgbImage picture(JsonNode golden, String field, int width, int height) {
        return new RgbImage(width, height, levels(golden, field));
    }

    static Mask mask(JsonNode golden, String field, int width, int height) {
        return new Mask(width, height, levels(golden, field));
    }

    private static byte[] levels(JsonNode golden, String field) {
        return Base64.getDecoder().decode(golden.get(field).asText());
    }

    /** The recipe's own: sharp, of any size. */
    static RgbImage pattern(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = pattern(i / 3 % width, i / 3 / width, i % 3);
        }
        return new RgbImage(width, height, rgb);
    }

    /** Its first colour. */
    static Mask patternMask(int width, int height) {
        byte[] grey = new byte[width * height];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = pattern(i % width, i / width, 0);
        }
        return new Mask(width, height, grey);
    }

    private static byte pattern(int x, int y, int band) {
        return (byte) ((x * 7 + band * 40) ^ (y * 5));
    }

    static String sha256(byte[] levels) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(levels));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
