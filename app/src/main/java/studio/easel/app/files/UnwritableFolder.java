package studio.easel.app.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import studio.easel.engine.EaselException;

/** Why a folder does not take a file, in a sentence. */
final class UnwritableFolder {
    private UnwritableFolder() {}

    /**
     * @param needed bytes that were to be written
     */
    static EaselException because(Path folder, long needed, IOException cause) {
        return new EaselException(sentence(folder, needed, cause), cause);
    }

    private static String sentence(Path folder, long needed, IOException cause) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            return "%s is a file, expected a folder. Choose another place.".formatted(folder);
        }
        if (!Files.exists(folder)) {
            return "The folder %s is missing and cannot be made: %s. Choose another one."
                    .formatted(folder, reason(cause));
        }
        Optional<Long> free = free(folder);
        if (free.isPresent() && free.get() < needed) {
            return "The disk of %s is full: %d KB needed, %d KB free. Make room or choose another folder."
                    .formatted(folder, needed / 1024 + 1, free.get() / 1024);
        }
        return "The folder %s cannot be written to: %s. Allow it or choose another folder."
                .formatted(folder, reason(cause));
    }

    /** Bytes free; empty where the folder takes nothing however much is free. */
    private static Optional<Long> free(Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            boolean isDisk = !store.isReadOnly() && store.getTotalSpace() > 0;
            return isDisk ? Optional.of(store.getUsableSpace()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "you may not write there";
        }
        String reason =
                cause instanceof FileSystemException failure
                        ? failure.getReason()
                        : cause.getMessage();
        return reason == null ? "the system refused" : reason;
    }
}
