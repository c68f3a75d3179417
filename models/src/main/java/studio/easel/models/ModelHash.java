package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import studio.easel.engine.ModelException;

/**
 * The fingerprint of a model: SHA-256 over the sorted lines {@code <path with slashes> <SHA-256 of
 * file>} of the files that determine pictures, of all parts. Files are read as streams; their
 * hashes are remembered by real path, size and time of change.
 */
final class ModelHash {
    /** Smaller files are read before anybody wonders what is going on. */
    private static final long WORTH_A_WORD = 64L << 20;

    private final HashCache cache;

    ModelHash(Path caches) {
        this.cache = new HashCache(caches.resolve("model-hashes.tsv"));
    }

    /**
     * 64 hex digits for the {@code files} in {@code folder}. A single file's are its own, whatever
     * it is called.
     */
    String of(Path folder, List<Path> files, Consumer<String> stage) {
        if (files.size() == 1) {
            String own = of(folder.resolve(files.get(0)), stage);
            cache.save();
            return own;
        }
        String lines =
                files.stream()
                        .map(file -> slashes(file) + " " + of(folder.resolve(file), stage) + "\n")
                        .sorted()
                        .collect(Collectors.joining());
        cache.save();
        return Sha256.of(lines.getBytes(StandardCharsets.UTF_8));
    }

    private String of(Path file, Consumer<String> stage) {
        try {
            HashCache.Key key = HashCache.Key.of(file);
            return cache.find(key)
                    .orElseGet(() -> cache.remember(key, read(file, key.size(), stage)));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String read(Path file, long size, Consumer<String> stage) {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.of(in, read -> say(file, read, size, stage));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static void say(Path file, long read, long size, Consumer<String> stage) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException();
        }
        if (size >= WORTH_A_WORD && read % WORTH_A_WORD == 0) {
            Path part = file.subpath(Math.max(0, file.getNameCount() - 2), file.getNameCount());
            stage.accept("Fingerprinting %s: %d %%".formatted(slashes(part), 100 * read / size));
        }
    }

    private static ModelException unreadable(Path file, IOException e) {
        return new ModelException(
                "%s cannot be read (%s). Check the file's permissions and the disk."
                        .formatted(file, e),
                e);
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }
}
