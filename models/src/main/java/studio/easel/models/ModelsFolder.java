package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.Names;

/** Puts models into the models folder and takes them out; nothing half is ever seen in it. */
final class ModelsFolder {
    /** What a system needs to go on with. */
    private static final long RESERVE = 256L << 20;

    private static final System.Logger LOG = System.getLogger(ModelsFolder.class.getName());

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
        boolean kept =
                Arrays.stream(Bundled.values()).anyMatch(it -> it.id().equalsIgnoreCase(name));
        if (kept || Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new ModelException(
                    "There is a model %s in %s already, and nothing is overwritten. Give another name with --name, or remove that one first."
                            .formatted(name, models));
        }
        return place;
    }

    /** Where a file of that name lies in it, be it there or not. */
    Path file(String name) {
        return models.resolve(name);
    }

    /** Deletes what a process that died while adding or removing has left. */
    private void sweepAbandoned() throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (Stream<Path> entries = Files.list(models)) {
            for (Path left : entries.filter(ModelsFolder::isOurs).toList()) {
                if (Files.getLastModifiedTime(left, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(limit)) {
                    sweepQuietly(left);
                }
            }
        }
    }

    /** What cannot be deleted today is no reason to add nothing. */
    private static void sweepQuietly(Path left) {
        try {
            delete(left);
        } catch (ModelException e) {
            LOG.log(System.Logger.Level.DEBUG, "Abandoned, and not to be deleted: " + left, e);
        }
    }

    private static boolean isOurs(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(ADDING) || name.startsWith(REMOVING);
    }

    /**
     * Copies a file or folder to a {@link #place}.
     *
     * @param check looks at the copy before anybody else sees it, and throws where it is no good
     * @throws ModelException when there are links in the folder that lead out of it, or it cannot
     *     be copied
     */
    void copy(Path from, Path place, Consumer<Path> check, Consumer<String> stage) {
        try {
            Map<Path, Path> files = new LinkedHashMap<>();
            // A link that a person names is followed, for that they know of.
            Path real = from.toRealPath();
            for (Path file : files(real)) {
                files.put(real.relativize(file), file);
            }
            gather(files, place, check, stage);
        } catch (IOException | UncheckedIOException e) {
            throw notCopied(from, e);
        }
    }

    /**
     * As {@link #copy}, for files that do not make a folder of their own yet.
     *
     * @param files by what they will be called in it
     */
    void gather(Map<Path, Path> files, Path place, Consumer<Path> check, Consumer<String> stage) {
        // With the ending of what it will be, for by that graphs are known.
        Path filling = models.resolve(ADDING + UUID.randomUUID() + ending(place));
        try {
            Files.createDirectories(models);
            sweepAbandoned();
            makeSureOfRoom(size(files.values()));
            for (Map.Entry<Path, Path> file : files.entrySet()) {
                copyFile(file.getValue(), filling.resolve(file.getKey().toString()), stage);
            }
            check.accept(filling);
            settle(filling, place);
        } catch (ClosedByInterruptException e) {
            throw (CancellationException) new CancellationException().initCause(e);
        } catch (IOException | UncheckedIOException e) {
            throw notCopied(place.getFileName(), e);
        } finally {
            sweep(filling);
        }
    }

    private ModelException notCopied(Path what, Exception e) {
        return new ModelException(
                "%s cannot be copied into %s (%s). Check the folders' permissions and the disk."
                        .formatted(what, models, e),
                e);
    }

    /**
     * Moves a file or folder to a {@link #place}; where it lies on another disk, or is or has a
     * link, which would lead nowhere from there, by copying, and then {@code check} looks at the
     * copy. Of a link only the link is taken away.
     */
    void move(Path from, Path place, Consumer<Path> check, Consumer<String> stage) {
        if (!hasLinks(from)) {
            try {
                Files.createDirectories(models);
                settle(from, place);
                return;
            } catch (IOException otherDisk) {
                // Copied below.
            }
        }
        copy(from, place, check, stage);
        delete(from);
    }

    private static boolean hasLinks(Path from) {
        try (Stream<Path> entries = Files.walk(from)) {
            return entries.anyMatch(Files::isSymbolicLink);
        } catch (IOException | UncheckedIOException e) {
            return true; // copying says what is wrong
        }
    }

    /** Gives what is complete its name. Nothing is overwritten that appeared there meanwhile. */
    private static void settle(Path whole, Path place) throws IOException {
        if (Files.isRegularFile(whole, LinkOption.NOFOLLOW_LINKS) && linked(whole, place)) {
            try {
                Files.delete(whole);
            } catch (IOException e) {
                Files.delete(place);
                throw e;
            }
        } else {
            Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** A file's move would overwrite, a second name does not; not every disk has second names. */
    private static boolean linked(Path whole, Path place) throws IOException {
        try {
            Files.createLink(place, whole);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
    }

    /** Whether a path leads into this folder, as far as its words go. */
    boolean holds(Path model) {
        Path place = model.toAbsolutePath().normalize();
        Path folder = models.toAbsolutePath().normalize();
        return place.startsWith(folder) && !place.equals(folder);
    }

    /**
     * Deletes what lies in the models folder; of a link the link alone.
     *
     * @throws ModelException when it lies elsewhere, be it through a link, or cannot be deleted
     */
    void remove(Path model) {
        Path place = model.toAbsolutePath().normalize();
        try {
            Path folder = models.toRealPath();
            if (!holds(place) || !place.resolveSibling("").toRealPath().startsWith(folder)) {
                throw new ModelException(
                        "%s does not lie in the models folder %s, so Easel does not delete it. Delete it yourself if you want to."
                                .formatted(model, models));
            }
            // Out of sight first: a model that is half deleted is none.
            Path leaving = folder.resolve(REMOVING + UUID.randomUUID());
            Files.move(place, leaving, StandardCopyOption.ATOMIC_MOVE);
            touch(leaving);
            delete(leaving);
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be deleted (%s). Close what uses it, and check the folder's permissions."
                            .formatted(model, e),
                    e);
        }
    }

    /** Now it is being removed; its own time would call it abandoned. */
    private static void touch(Path leaving) throws IOException {
        if (!Files.isSymbolicLink(leaving)) {
            Files.setLastModifiedTime(leaving, FileTime.from(Instant.now()));
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

    /**
     * Those in the folder {@code from}, or itself. Whoever made an archive chose where its links
     * lead, to private files or the whole disk; a copy would pass these on with the model.
     */
    private static List<Path> files(Path from) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            List<Path> all = entries.sorted().toList();
            for (Path entry : all) {
                if (Files.isSymbolicLink(entry) && !leadsToAFileOf(from, entry)) {
                    throw new ModelException(
                            "%s is a link to %s. Expected links to files of the same folder only: Easel copies a model, and nothing from elsewhere on the disk. Delete the link; or if all of that is the model's, make a copy with cp -rL and add that."
                                    .formatted(
                                            entry,
                                            Names.quote(Files.readSymbolicLink(entry).toString())));
                }
            }
            return all.stream().filter(Files::isRegularFile).toList();
        }
    }

    private static boolean leadsToAFileOf(Path folder, Path link) {
        try {
            Path real = link.toRealPath();
            Path snapshots = folder.resolveSibling("");
            // Hugging Face's cache keeps a model's files beside its snapshots, which link to them.
            boolean cached =
                    snapshots.endsWith("snapshots")
                            && real.startsWith(snapshots.resolveSibling("blobs"));
            return Files.isRegularFile(real) && (real.startsWith(folder) || cached);
        } catch (IOException e) {
            return false; // it leads nowhere, or round and round
        }
    }

    private static long size(Collection<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
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
        try (FileChannel written = FileChannel.open(to, StandardOpenOption.WRITE)) {
            written.force(true); // a crash must not leave a short file under the model's name
        }
    }

    private static void sweep(Path filling) {
        if (Files.exists(filling, LinkOption.NOFOLLOW_LINKS)) {
            delete(filling);
        }
    }

    /**
     * @throws ModelException when something in it cannot be deleted
     */
    static void delete(Path tree) {
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
        String ending = Files.isRegularFile(from) ? ending(from) : "";
        return name.toLowerCase(Locale.ROOT).endsWith(ending.toLowerCase(Locale.ROOT))
                ? name
                : name + ending;
    }

    private static String ending(Path file) {
        String own = String.valueOf(file.getFileName());
        int dot = own.lastIndexOf('.');
        return dot > 0 ? own.substring(dot) : "";
    }
}
