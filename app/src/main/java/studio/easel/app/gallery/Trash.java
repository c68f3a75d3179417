package studio.easel.app.gallery;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.easel.app.files.PendingFile;
import studio.easel.engine.EaselException;

/**
 * Where deleted pictures wait: {@code .easel-trash} in the gallery's folder, so that moving there
 * is a matter of names. Each deletion has a numbered folder in which files lie as they lay before,
 * and so can be undone after a restart, too.
 */
public final class Trash {
    static final String NAME = ".easel-trash";

    private final Path root;
    private final Moving moving;

    /** Gives one file another name; {@code Files::move}. */
    @FunctionalInterface
    interface Moving {
        void move(Path from, Path to) throws IOException;
    }

    /**
     * @param root the gallery's folder
     */
    public Trash(Path root) {
        this(root, Files::move);
    }

    Trash(Path root, Moving moving) {
        this.root = root.toAbsolutePath().normalize();
        this.moving = moving;
    }

    /**
     * Pictures that were deleted together.
     *
     * @param home their folder in the trash
     * @param files where they were
     */
    public record Deletion(Path home, List<Path> files) {
        public Deletion {
            files = List.copyOf(files);
        }

        /** The same less those that are back. */
        public Deletion without(List<Path> back) {
            return new Deletion(home, files.stream().filter(it -> !back.contains(it)).toList());
        }
    }

    /**
     * Moves pictures here, with their sidecars: all of them or none. What is missing already is
     * left out.
     *
     * @throws EaselException when one is not in this gallery, or cannot be moved
     */
    public Deletion delete(List<Path> pictures) {
        if (!Files.isDirectory(root)) {
            throw new EaselException(
                    "The folder %s is missing, so nothing was deleted. Plug its drive in."
                            .formatted(root));
        }
        List<Path> files =
                pictures.stream()
                        .map(it -> it.toAbsolutePath().normalize())
                        .filter(it -> Files.exists(it, LinkOption.NOFOLLOW_LINKS))
                        .toList();
        if (files.isEmpty()) {
            return new Deletion(root.resolve(NAME), files);
        }
        files.forEach(this::requireOurs);
        Path home = freshHome();
        List<Path> moved = new ArrayList<>();
        try {
            for (Path file : files) {
                Path place = home.resolve(root.relativize(file));
                PendingFile.createFolderOf(place);
                moving.move(file, place);
                moved.add(file); // Before its sidecar, or it would not be put back.
                moveSidecar(file, place);
            }
            return new Deletion(home, files);
        } catch (IOException | EaselException e) {
            Deletion left = putBack(new Deletion(home, moved));
            throw new EaselException(
                    "The pictures cannot be moved to the trash: %s. %s"
                            .formatted(
                                    e,
                                    left.files().isEmpty()
                                            ? "They are where they were."
                                            : "%d of them could not be put back and are in %s."
                                                    .formatted(left.files().size(), home)),
                    e);
        }
    }

    private void requireOurs(Path file) {
        try {
            boolean ours =
                    Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && file.toRealPath().startsWith(root.toRealPath())
                            && file.startsWith(root)
                            && !file.startsWith(root.resolve(NAME));
            if (!ours) {
                throw new EaselException(
                        "%s is no picture in %s, so it was not deleted.".formatted(file, root));
            }
        } catch (IOException e) {
            throw new EaselException("%s is missing already.".formatted(file), e);
        }
    }

    private Path freshHome() {
        Path trash = root.resolve(NAME);
        for (int number = last(trash) + 1; ; number++) {
            Path home = trash.resolve(Integer.toString(number));
            PendingFile.createFolderOf(home);
            try {
                return Files.createDirectory(home);
            } catch (IOException e) {
                if (!Files.exists(home)) {
                    throw new EaselException(
                            "The trash in %s cannot be written: %s. Allow it, or delete the files yourself."
                                    .formatted(trash, e.getMessage()),
                            e);
                }
            }
        }
    }

    private static int last(Path trash) {
        return numbered(trash).stream().mapToInt(Trash::number).max().orElse(0);
    }

    private static int number(Path home) {
        return Integer.parseInt(String.valueOf(home.getFileName()));
    }

    private static List<Path> numbered(Path trash) {
        if (!Files.isDirectory(trash)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(trash)) {
            return homes.filter(it -> String.valueOf(it.getFileName()).matches("\\d{1,9}"))
                    .sorted(Comparator.comparingInt(Trash::number))
                    .toList();
        } catch (IOException e) {
            throw new EaselException(
                    "The trash in %s cannot be read: %s.".formatted(trash, e.getMessage()), e);
        }
    }

    /** Never over another one. */
    private void moveSidecar(Path from, Path to) throws IOException {
        if (Files.exists(Stars.sidecar(from)) && !Files.exists(Stars.sidecar(to))) {
            moving.move(Stars.sidecar(from), Stars.sidecar(to));
        }
    }

    /**
     * Puts pictures back where they were; those whose place is taken stay in the trash, as does a
     * sidecar that cannot be moved.
     *
     * @return those that are back
     * @throws EaselException when none could be put back
     */
    public List<Path> undo(Deletion deletion) {
        if (deletion.files().isEmpty()) {
            return List.of();
        }
        List<Path> back = new ArrayList<>();
        IOException[] last = new IOException[1];
        for (Path file : deletion.files()) {
            Path place = deletion.home().resolve(root.relativize(file));
            try {
                PendingFile.createFolderOf(file);
                moving.move(place, file);
                back.add(file);
                moveSidecar(place, file);
            } catch (IOException e) {
                last[0] = e;
            }
        }
        if (back.isEmpty() && last[0] != null) {
            throw new EaselException(
                    "The pictures cannot be put back: %s. They are in %s."
                            .formatted(last[0], deletion.home()),
                    last[0]);
        }
        if (last[0] == null) {
            deleteAll(deletion.home());
        }
        return back;
    }

    /** What could not be put back; the sentence that follows says what went wrong first. */
    private Deletion putBack(Deletion deletion) {
        try {
            if (deletion.files().isEmpty()) {
                deleteAll(deletion.home());
            }
            return deletion.without(undo(deletion));
        } catch (EaselException e) {
            return deletion;
        }
    }

    /** What waits here, oldest deletion first. */
    public List<Deletion> deletions() {
        return numbered(root.resolve(NAME)).stream()
                .map(this::deletion)
                .filter(it -> !it.files().isEmpty())
                .toList();
    }

    private Deletion deletion(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            return new Deletion(
                    home,
                    files.filter(Files::isRegularFile)
                            .filter(it -> !it.toString().endsWith(".xmp"))
                            .map(it -> root.resolve(home.relativize(it)))
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new EaselException(
                    "The trash in %s cannot be read: %s.".formatted(home, e.getMessage()), e);
        }
    }

    /** How many bytes {@link #empty} makes room for. */
    public long bytes() {
        Path trash = root.resolve(NAME);
        if (!Files.isDirectory(trash)) {
            return 0;
        }
        long[] sum = new long[1];
        try {
            Files.walkFileTree(
                    trash,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
                            sum[0] += about.size();
                            return FileVisitResult.CONTINUE;
                        }
                    });
            return sum[0];
        } catch (IOException e) {
            throw new EaselException(
                    "The trash in %s cannot be read: %s.".formatted(trash, e.getMessage()), e);
        }
    }

    /** Deletes for good what waits here. */
    public void empty() {
        numbered(root.resolve(NAME)).forEach(Trash::deleteAll);
    }

    private static void deleteAll(Path folder) {
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes unused)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path visited, @Nullable IOException e) throws IOException {
                            Files.delete(visited);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be deleted: %s. Delete it yourself."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }
}
