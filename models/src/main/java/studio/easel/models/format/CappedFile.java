package studio.easel.models.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import studio.easel.engine.ModelException;

/** Reads a small foreign file whole, and refuses one that is larger than such files ever are. */
final class CappedFile {
    /** Configurations have a few kilobytes. */
    static final int CONFIGURATION = 1 << 20;

    /** Vocabularies have one to four megabytes. */
    static final int VOCABULARY = 64 << 20;

    private CappedFile() {}

    static byte[] read(Path file, int cap) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(
                    "%s is missing or is not a file. Copy the model again.".formatted(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(cap + 1);
            if (bytes.length > cap) {
                throw new ModelException(
                        "%s has %,d bytes, expected at most %,d. This is not the file its name says; copy the model again."
                                .formatted(file, Files.size(file), cap));
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(file, e),
                    e);
        }
    }
}
