package studio.easel.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Remembers the hashes of files that have not changed since, in a text file with one line a hash.
 * It is only a cache: whatever is unreadable in it is ignored, and losing it costs time alone.
 */
final class HashCache {
    /** A file at a moment: whoever changes it changes its size or its time. */
    record Key(String path, long size, long modified) {
        static Key of(Path file) throws IOException {
            Path real = file.toRealPath();
            return new Key(
                    real.toString(), Files.size(real), Files.getLastModifiedTime(real).toMillis());
        }
    }

    private record Entry(long size, long modified, String hash) {}

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})\t(\\d+)\t(-?\\d+)\t(.+)");
    private static final int LARGEST = 4 << 20;

    private final Path file;
    private final Map<String, Entry> entries = new TreeMap<>();
    private boolean changed;

    HashCache(Path file) {
        this.file = file;
        load();
    }

    synchronized Optional<String> find(Key key) {
        return Optional.ofNullable(entries.get(key.path()))
                .filter(entry -> entry.size() == key.size() && entry.modified() == key.modified())
                .map(Entry::hash);
    }

    /** Remembers {@code hash} and returns it. */
    synchronized String remember(Key key, String hash) {
        entries.put(key.path(), new Entry(key.size(), key.modified(), hash));
        changed = true;
        return hash;
    }

    /**
     * Writes what is new, without the files that are gone. A cache that cannot be written waits.
     */
    synchronized void save() {
        if (!changed) {
            return;
        }
        Map<String, Entry> ours = new TreeMap<>(entries);
        load(); // what another process has added meanwhile
        entries.putAll(ours);
        entries.keySet().removeIf(HashCache::isGone);
        try {
            NewFile.write(file, text().getBytes(StandardCharsets.UTF_8));
            changed = false;
        } catch (IOException e) {
            changed = true;
        }
    }

    /** A name this system's encoding cannot even spell counts as gone. */
    private static boolean isGone(String path) {
        try {
            return !Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return true;
        }
    }

    private String text() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().indexOf('\n') < 0)
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
    }

    private static String line(String path, Entry entry) {
        return String.join(
                        "\t",
                        entry.hash(),
                        Long.toString(entry.size()),
                        Long.toString(entry.modified()),
                        path)
                + "\n";
    }

    private void load() {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                // Decoding by hand: damaged bytes become damaged lines, which match nothing.
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                text.lines().forEach(this::add);
            }
        } catch (IOException e) {
            // Unreadable: as good as empty.
            changed = true;
        }
    }

    private void add(String line) {
        Matcher match = LINE.matcher(line);
        if (match.matches() && match.group(2).length() < 19 && match.group(3).length() < 19) {
            entries.put(
                    match.group(4),
                    new Entry(
                            Long.parseLong(match.group(2)),
                            Long.parseLong(match.group(3)),
                            match.group(1)));
        }
    }
}
