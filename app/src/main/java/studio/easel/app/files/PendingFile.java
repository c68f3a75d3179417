package studio.easel.app.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import studio.easel.engine.EaselException;

/**
 * A file that is already whole and safe on disk, under a passing name in its folder, and waits for
 * its own name. Nobody ever meets it half-written; closed without a name, it is gone.
 */
public final class PendingFile implements AutoCloseable {
    /** A picture is written within seconds. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path passing;
    private final int length;

    private PendingFile(Path passing, int length) {
        this.passing = passing;
        this.length = length;
    }

    /**
     * In the folder of {@code file}, which must exist.
     *
     * @throws EaselException when the folder does not take it: missing, read-only, full
     */
    public static PendingFile beside(Path file, byte[] content) {
        return in(folderOf(file), content);
    }

    /**
     * Makes the folder of {@code file}, with those above it, if it is missing.
     *
     * @throws EaselException when it cannot be made, or is a file
     */
    public static void createFolderOf(Path file) {
        OutputFolder.create(folderOf(file));
    }

    /**
     * Deletes what processes left in {@code folder} that were killed; nobody may write there now.
     */
    public static void sweep(Path folder) {
        sweep(folder, left -> true);
    }

    /** As {@link #sweep(Path)}, where others may be writing: what nobody has written to lately. */
    static void sweepAbandoned(Path folder) {
        FileTime lately = FileTime.from(Instant.now().minus(ABANDONED));
        sweep(folder, left -> Files.getLastModifiedTime(left).compareTo(lately) < 0);
    }

    private static void sweep(Path folder, DirectoryStream.Filter<Path> which) {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(folder, ".easel-????????????????.part")) {
            for (Path part : left) {
                if (which.accept(part)) {
                    delete(part);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // a folder that is not there has nothing in it
        }
    }

    static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    /**
     * @throws EaselException when the folder does not take it: missing, read-only, full
     */
    static PendingFile in(Path folder, byte[] content) {
        long random = ThreadLocalRandom.current().nextLong();
        Path passing = folder.resolve(".easel-%016x.part".formatted(random));
        PendingFile pending = new PendingFile(passing, content.length);
        try {
            Files.createFile(passing);
            pending.write(content);
            return pending;
        } catch (IOException e) {
            pending.close();
            throw UnwritableFolder.because(folder, content.length, e);
        }
    }

    // A stream and not a channel: cancelling the next picture must not spoil this one's writing.
    private void write(byte[] content) throws IOException {
        try (FileOutputStream out = new FileOutputStream(passing.toFile())) {
            out.write(content);
            out.getFD().sync();
        }
    }

    /**
     * Takes the name {@code file}, in place of what had it before.
     *
     * @throws EaselException when a folder has it, or the system refuses
     */
    public void replace(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new EaselException(
                        "%s is a folder, expected a file to write. Choose another name."
                                .formatted(file));
            }
            move(file);
        } catch (IOException e) {
            throw UnwritableFolder.because(folderOf(file), length, e);
        }
    }

    /** Takes the name {@code file} unless it is taken, be it by another process just now. */
    boolean claim(Path file) {
        try {
            // A second name for what is whole; the passing one goes at the end.
            Files.createLink(file, passing);
            syncFolder(folderOf(file));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            return claimEmpty(file); // As on a memory stick: no file has two names there.
        }
    }

    /** In two steps: somebody may see the name before there is a picture. */
    private boolean claimEmpty(Path file) {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw UnwritableFolder.because(folderOf(file), length, e);
        }
        try {
            move(file);
            return true;
        } catch (IOException e) {
            delete(file);
            throw UnwritableFolder.because(folderOf(file), length, e);
        }
    }

    private void move(Path file) throws IOException {
        try {
            Files.move(passing, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(passing, file, StandardCopyOption.REPLACE_EXISTING);
        }
        syncFolder(folderOf(file));
    }

    /** So that the new name survives a power cut. Windows neither can nor needs to. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The picture itself is safe; only its name might be lost with the power.
        }
    }

    @Override
    public void close() {
        delete(passing);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What could not be deleted was most likely never made: the folder takes nothing.
        }
    }
}
