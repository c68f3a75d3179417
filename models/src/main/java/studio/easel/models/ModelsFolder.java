package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;

/** Puts models into the models folder and takes them out; nothing half is ever seen in it. */
final class ModelsFolder {
    /** What a system needs to go on with. */
    private static final long RESERVE = 256L << 20;

    private static final String ADDING = ".adding-";
    private static final String REMOVING = ".removing-";

    /** The slowest disk has copied the largest model by then. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final int BLOCK = 1 << 20;
    private static final int LONGEST_NAME = 120;

    /** Names of devices on Windows, which no file can have there. */
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

    private final Path models;

    ModelsFolder(Path models) {
        this.models = models;
    }

    /**
     * Where a model called {@code name} would go.
     *
     * @throws ModelException when it is no name for a file, or taken
     */
    Path place(String name) {
        boolean plain =
                !name.isBlank()
                        && name.length() <= LONGEST_NAME
                        && !name.startsWith(".")
                        && !name.endsWith(".")
                        && name.equals(name.strip())
                        && name.chars().noneMatch(c -> c < ' ' || "/\\:*?\"<>|".indexOf(c) >= 0)
                        && !DEVICE.matcher(name).matches();
        if (!plain) {
            throw new ModelException(
                    "\"%s\" is no name for a model, expected letters, digits, spaces, dots, - and _, not beginning with a dot. Give another with --name."
                            .formatted(name.replaceAll("\\p{Cntrl}", "?")));
        }
        Path place = models.resolve(name);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new ModelException(
                    "There is a model %s in %s already, and nothing is overwritten. Give another name with --name, or remove that one first."
                            .formatted(name, models));
        }
        return place;
    }

    /** Deletes what a process that died while adding or removing has left. */
    private void sweepAbandoned() throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (Stream<Path> entries = Files.list(models)) {
            for (Path left : entries.filter(ModelsFolder::isOurs).toList()) {
                if (Files.getLastModifiedTime(left, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(limit)) {
                    delete(left);
                }
            }
        }
    }

    private static boolean isOurs(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(ADDING) || name.startsWith(REMOVING);
    }

    /** Copies a file or folder to a {@link #place}. */
    void copy(Path from, Path place, Consumer<String> stage) {
        Path filling = models.resolve(ADDING + UUID.randomUUID());
        try {
            Files.createDirectories(models);
            sweepAbandoned();
            makeSureOfRoom(size(from));
            for (Path file : files(from)) {
                Path to =
                        file.equals(from)
                                ? filling
                                : filling.resolve(from.relativize(file).toString());
                copyFile(file, to, stage);
            }
            Files.move(filling, place);
        } catch (ClosedByInterruptException e) {
            throw (CancellationException) new CancellationException().initCause(e);
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "%s cannot be copied into %s (%s). Check the folders' permissions and the disk."
                            .formatted(from, models, e),
                    e);
        } finally {
            sweep(filling);
        }
    }

    /** Moves a file or folder to a {@link #place}; where it lies on another disk, by copying. */
    void move(Path from, Path place, Consumer<String> stage) {
        try {
            Files.createDirectories(models);
            Files.move(from, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException otherDisk) {
            copy(from, place, stage);
            delete(from);
        }
    }

    /**
     * Deletes what lies in the models folder; of a link the link alone.
     *
     * @throws ModelException when it lies elsewhere, or cannot be deleted
     */
    void remove(Path model) {
        Path place = model.toAbsolutePath().normalize();
        Path folder = models.toAbsolutePath().normalize();
        if (!place.startsWith(folder) || place.equals(folder)) {
            throw new ModelException(
                    "%s does not lie in the models folder %s, so Easel does not delete it. Delete it yourself if you want to."
                            .formatted(model, models));
        }
        try {
            // Out of sight first: a model that is half deleted is none.
            Path leaving = folder.resolve(REMOVING + UUID.randomUUID());
            Files.move(place, leaving, StandardCopyOption.ATOMIC_MOVE);
            delete(leaving);
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be deleted (%s). Close what uses it, and check the folder's permissions."
                            .formatted(model, e),
                    e);
        }
    }

    private void makeSureOfRoom(long bytes) throws IOException {
        long free = Files.getFileStore(models).getUsableSpace();
        if (free - RESERVE < bytes) {
            throw new ModelException(
                    "There are %,d MB free in %s, expected %,d and some to spare. Make room, move the model there instead (--move), or choose another models folder."
                            .formatted(free >> 20, models, bytes + RESERVE >> 20));
        }
    }

    private static List<Path> files(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static long size(Path from) throws IOException {
        long bytes = 0;
        for (Path file : files(from)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static void copyFile(Path from, Path to, Consumer<String> stage) throws IOException {
        Files.createDirectories(to.toAbsolutePath().normalize().resolveSibling(""));
        long size = Files.size(from);
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = Files.newOutputStream(to)) {
            byte[] block = new byte[BLOCK];
            long copied = 0;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException();
                }
                out.write(block, 0, n);
                copied += n;
                if (size > 1 << 26 && copied % (1 << 26) < n) {
                    stage.accept(
                            "Copying %s: %d %%".formatted(from.getFileName(), 100 * copied / size));
                }
            }
        }
    }

    private static void sweep(Path filling) {
        if (Files.exists(filling, LinkOption.NOFOLLOW_LINKS)) {
            delete(filling);
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "%s cannot be deleted (%s). Check the folder's permissions and delete it yourself."
                            .formatted(tree, e),
                    e);
        }
    }

    /** What a file is called in the models folder: as it is, with its ending in small letters. */
    static String named(String name, Path from) {
        String own = String.valueOf(from.getFileName());
        int dot = own.lastIndexOf('.');
        String ending = dot > 0 && Files.isRegularFile(from) ? own.substring(dot) : "";
        return name.toLowerCase(Locale.ROOT).endsWith(ending.toLowerCase(Locale.ROOT))
                ? name
                : name + ending;
    }
}
