package studio.easel.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;

/**
 * A model that comes with Easel, unpacked once into the models folder. A list beside its resources
 * ({@code starter-v1.files}) says the hash of each of its files.
 *
 * <p>Unpacking fills a folder beside the final one, which then takes its place in one move; so two
 * processes may unpack at once, and the second finds the place taken and uses what is there. After
 * that a start costs a look at sizes and times, which a marker remembers; only when they differ are
 * the files read, and whatever is damaged or missing is written anew.
 */
final class StarterModel {
    /** Sizes and times of the files when they were last found to be right. */
    private static final String MARKER = ".verified";

    /** What a process that died while unpacking left behind is nobody's after this long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Bundled bundled;
    private final Path models;
    private final Path folder;

    /**
     * @param models the folder it goes into, under its id
     */
    StarterModel(Bundled bundled, Path models) {
        this.bundled = bundled;
        this.models = models;
        this.folder = models.resolve(bundled.id());
    }

    Path folder() {
        return folder;
    }

    /** How the library lists it, whether it is unpacked yet or not. */
    InstalledModel listing() {
        try {
            JsonNode card = MAPPER.readTree(PackedFile.resource(bundled.id() + "/easel.json"));
            return new InstalledModel(
                    bundled.id(),
                    card.path("name").asText(),
                    bundled.kind(),
                    bundled.family(),
                    card.path("description").asText(),
                    folder,
                    Optional.empty(),
                    true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it was trained on, can draw and cannot: Markdown, for people. */
    static String card() {
        try {
            return new String(PackedFile.resource("CARD.md"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sees to it that the model lies whole in its folder.
     *
     * @param stage hears about unpacking and repairs; nothing when all is well
     * @throws ModelException when it cannot be written there
     * @throws CancellationException when the calling thread is interrupted; nothing half is left
     */
    synchronized void unpack(Consumer<String> stage) {
        List<PackedFile> files = listed();
        try {
            sweep(); // what an unpacking that was killed has left
            if (verified(files)) {
                return;
            }
            if (!Files.isDirectory(folder)) {
                stage.accept(
                        "Unpacking %s (%s MB, once)".formatted(bundled.words(), megabytes(files)));
                unpackWhole(files);
            }
            if (!Files.isRegularFile(folder.resolve(MARKER))) {
                requireOurs(files);
            }
            repair(files, stage);
        } catch (ClosedByInterruptException e) {
            throw (CancellationException) new CancellationException().initCause(e);
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be unpacked into %s (%s). It needs %s MB and permission to write there; make room, or choose another models folder."
                            .formatted(capitalised(bundled.words()), folder, e, megabytes(files)),
                    e);
        }
    }

    private List<PackedFile> listed() {
        try {
            return PackedFile.all(bundled.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String megabytes(List<PackedFile> files) {
        double megabytes = files.stream().mapToLong(PackedFile::size).sum() / 1e6;
        return String.format(Locale.ROOT, megabytes < 10 ? "%.1f" : "%.0f", megabytes);
    }

    private static String capitalised(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private boolean verified(List<PackedFile> files) throws IOException {
        Path marker = folder.resolve(MARKER);
        return Files.isRegularFile(marker)
                && Files.size(marker) < 1 << 16
                && state(folder, files)
                        .equals(new String(Files.readAllBytes(marker), StandardCharsets.UTF_8));
    }

    /** One line a file: what it should be, and its size and time as they are. */
    private static String state(Path folder, List<PackedFile> files) throws IOException {
        StringBuilder state = new StringBuilder();
        for (PackedFile file : files) {
            Path path = folder.resolve(file.path());
            if (Files.isRegularFile(path)) {
                BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
                state.append(file.hash()).append(' ').append(is.size()).append(' ');
                state.append(is.lastModifiedTime().toMillis()).append('\n');
            }
        }
        return state.toString();
    }

    private void unpackWhole(List<PackedFile> files) throws IOException {
        Files.createDirectories(models);
        Path filling = models.resolve("." + bundled.id() + "-" + UUID.randomUUID());
        try {
            for (PackedFile file : files) {
                NewFile.write(filling.resolve(file.path()), file.bytes());
            }
            mark(filling, files);
            Files.move(filling, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // Another process was faster; what it wrote is checked next.
        } finally {
            delete(filling);
        }
    }

    /** Somebody's own folder of that name is not to be overwritten. */
    private void requireOurs(List<PackedFile> files) throws IOException {
        boolean others = false;
        for (PackedFile file : files) {
            Path path = folder.resolve(file.path());
            if (Files.isRegularFile(path)) {
                if (hash(path).equals(file.hash())) {
                    return;
                }
                others = true;
            }
        }
        if (others) {
            throw new ModelException(
                    "%s lies where %s belongs, and is another model. Give that folder another name."
                            .formatted(folder, bundled.words()));
        }
    }

    private void repair(List<PackedFile> files, Consumer<String> stage) throws IOException {
        if (verified(files)) {
            return;
        }
        for (PackedFile file : files) {
            Path path = folder.resolve(file.path());
            boolean there = Files.isRegularFile(path);
            if (!there || !hash(path).equals(file.hash())) {
                stage.accept(
                        "Repairing %s: %s was %s"
                                .formatted(
                                        bundled.words(),
                                        file.path(),
                                        there ? "damaged" : "missing"));
                NewFile.write(path, file.bytes());
            }
        }
        markIfPossible(files);
    }

    /** A folder that is right but cannot be written is checked whole at each start instead. */
    private void markIfPossible(List<PackedFile> files) {
        try {
            mark(folder, files);
        } catch (IOException e) {
            return;
        }
    }

    private static void mark(Path folder, List<PackedFile> files) throws IOException {
        NewFile.write(
                folder.resolve(MARKER), state(folder, files).getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.of(in, read -> {});
        }
    }

    private void sweep() throws IOException {
        if (!Files.isDirectory(models)) {
            return;
        }
        Instant limit = Instant.now().minus(ABANDONED);
        for (Path left : list(models)) {
            if (String.valueOf(left.getFileName()).startsWith("." + bundled.id() + "-")
                    && Files.getLastModifiedTime(left).toInstant().isBefore(limit)) {
                delete(left);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
