package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import studio.easel.engine.ModelException;

/**
 * A file of a model inside this module's jar, with what is known about it.
 *
 * @param model the model's id, the name of its folder among the resources
 * @param hash SHA-256, 64 hex digits
 * @param size in bytes
 * @param path within the model, with slashes
 */
record PackedFile(String model, String hash, long size, String path) {
    /** The files of {@code model}: its list has a line {@code <hash> <size> <path>} for each. */
    static List<PackedFile> all(String model) throws IOException {
        String list = new String(resource(model + ".files"), StandardCharsets.UTF_8);
        return list.lines().map(line -> parse(model, line)).toList();
    }

    private static PackedFile parse(String model, String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        return new PackedFile(
                model,
                line.substring(0, first),
                Long.parseLong(line.substring(first + 1, second)),
                line.substring(second + 1));
    }

    /**
     * The file's content.
     *
     * @throws ModelException when it is not what the list promises
     */
    byte[] bytes() throws IOException {
        byte[] bytes = resource(model + "/" + path);
        if (!Sha256.of(bytes).equals(hash)) {
            throw new ModelException(
                    "A starter model inside this copy of Easel is damaged (%s/%s). Install Easel again."
                            .formatted(model, path));
        }
        return bytes;
    }

    /** A resource beside this class. */
    static byte[] resource(String name) throws IOException {
        try (InputStream in = PackedFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ModelException(
                        "This copy of Easel lacks a part of its starter models (%s). Install Easel again."
                                .formatted(name));
            }
            return in.readAllBytes();
        }
    }
}
