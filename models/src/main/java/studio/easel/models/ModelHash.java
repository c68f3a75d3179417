package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        List<String> hashes = files.stream().map(file -> of(folder.resolve(file), stage)).toList();
        cache.save();
        return together(files, hashes);
    }

    /** Remembers what somebody else has just computed. */
    void remember(Path file, String sha256) {
        try {
            cache.remember(HashCache.Key.of(file), sha256);
            cache.save();
        } catch (IOException e) {
            return; // then it is computed again
        }
    }

    /** What the files' hashes were when they were last read; empty where one was never read. */
    Optional<String> remembered(Path folder, List<Path> files) {
        try {
            List<String> hashes = new ArrayList<>();
            for (Path file : files) {
                Optional<String> hash = cache.find(HashCache.Key.of(folder.resolve(file)));
                if (hash.isEmpty()) {
                    return Optional.empty();
                }
                hashes.add(hash.get());
            }
            return Optional.of(together(files, hashes));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As {@link #of}, reading the files whatever is remembered; from now on that is. */
    String again(Path folder, List<Path> files, Consumer<String> stage) {
        List<String> hashes =
                files.stream().map(file -> again(folder.resolve(file), stage)).toList();
        cache.save();
        return together(files, hashes);
    }

    private String again(Path file, Consumer<String> stage) {
        try {
            HashCache.Key key = HashCache.Key.of(file);
            return cache.remember(key, read(file, key.size(), stage));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String together(List<Path> files, List<String> hashes) {
        if (files.size() == 1) {
            return hashes.get(0);
        }
        String lines =
                IntStream.range(0, files.size())
                        .mapToObj(i -> slashes(files.get(i)) + " " + hashes.get(i) + "\n")
                        .sorted()
                        .collect(Collectors.joining());
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
