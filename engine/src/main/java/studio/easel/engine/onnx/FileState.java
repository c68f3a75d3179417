package studio.easel.engine.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import studio.easel.engine.ModelException;

/**
 * What tells a file from another that took its place: its length and when it was last written. Said
 * of weights when their places in the file are read, and compared when the numbers are.
 *
 * @param text as it stands in a graph's metadata
 */
public record FileState(String text) {
    /** The state the file is in now; its bytes are not read. */
    public static FileState of(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState("%d %s".formatted(now.size(), now.lastModifiedTime()));
    }

    /**
     * @throws ModelException when {@code file} is in another state
     */
    public void require(Path file) throws IOException {
        if (!equals(of(file))) {
            throw changed(file);
        }
    }

    static ModelException changed(Path file) {
        return new ModelException(
                "%s has changed since Easel read what is in it, and is not opened half old and half new. Open the list of models or start Easel again, so that it is read anew."
                        .formatted(file));
    }
}
