package studio.easel.models.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelException;

/**
 * What has arrived of a file so far: {@code .name.part} beside it, locked against a second
 * download, and {@code .name.part.tag} with the tag by which the server knows this version again.
 */
final class PartialFile implements Closeable {
    private static final int LONGEST_TAG = 1024;

    private final Path target;
    private final Path part;
    private final Path tag;
    private final FileChannel channel;

    private PartialFile(Path target, Path part, Path tag, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.tag = tag;
        this.channel = channel;
    }

    /**
     * @throws ModelException when the file is there already, or is being fetched by somebody else
     */
    static PartialFile of(Path target) throws IOException {
        if (Files.exists(target)) {
            throw new ModelException(
                    "%s is there already, and nothing is overwritten. Remove it first, or keep it."
                            .formatted(target));
        }
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        Files.createDirectories(part.toAbsolutePath().normalize().resolveSibling(""));
        FileChannel channel =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new ModelException(
                    "%s is being downloaded by another Easel. Wait for that one."
                            .formatted(target.getFileName()));
        }
        return new PartialFile(
                target, part, part.resolveSibling(part.getFileName() + ".tag"), channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path path() {
        return part;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** The tag of the version that has begun to arrive. */
    Optional<String> tag() throws IOException {
        if (!Files.isRegularFile(tag) || Files.size(tag) > LONGEST_TAG) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(tag), StandardCharsets.UTF_8).strip();
        return Optional.of(text).filter(PartialFile::isTag);
    }

    private static boolean isTag(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    /** Begins anew, with a version the server calls {@code newTag}. */
    void restart(Optional<String> newTag) throws IOException {
        channel.truncate(0);
        Files.deleteIfExists(tag);
        Optional<String> kept = newTag.filter(text -> isTag(text) && text.length() <= LONGEST_TAG);
        if (kept.isPresent()) {
            Files.writeString(tag, kept.get());
        }
    }

    void append(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        channel.position(channel.size());
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** Onto the disk, and under its own name. */
    void finish() throws IOException {
        channel.force(true);
        channel.close();
        if (Files.exists(target)) {
            throw new ModelException(
                    "%s has appeared meanwhile, and nothing is overwritten. What was downloaded is %s."
                            .formatted(target, part));
        }
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target);
        }
        Files.deleteIfExists(tag);
    }

    void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
        Files.deleteIfExists(tag);
    }

    /** What has arrived stays for the next attempt; nothing at all leaves nothing. */
    @Override
    public void close() throws IOException {
        boolean nothing = channel.isOpen() && channel.size() == 0;
        channel.close();
        if (nothing) {
            Files.deleteIfExists(part);
            Files.deleteIfExists(tag);
        }
    }
}
