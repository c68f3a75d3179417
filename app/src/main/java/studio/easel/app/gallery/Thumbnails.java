package studio.easel.app.gallery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.files.PendingFile;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Resampling;
import studio.easel.engine.picture.Resize;

/**
 * Small copies of pictures, kept on disk up to a size; what was looked at longest ago goes first. A
 * picture that changes has another copy. Never on the window's thread: {@link #of} returns at once.
 */
public final class Thumbnails {
    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    private final Path folder;
    private final int side;
    private final long most;
    private final Executor background;
    private final AtomicLong size = new AtomicLong(-1);

    /** A file that is kept, and when it was looked at last. */
    private record Kept(Path file, long bytes, FileTime seen) {}

    /**
     * @param folder of their own, among the caches
     * @param side the longer one's length in pixels
     * @param most bytes on disk
     * @param background where pictures are read
     */
    public Thumbnails(Path folder, int side, long most, Executor background) {
        this.folder = folder;
        this.side = side;
        this.most = most;
        this.background = background;
    }

    /**
     * The small copy of a picture; ends with an {@link EaselException} where the picture cannot be
     * read. Cancelling it before its turn saves the work.
     */
    public CompletableFuture<RgbImage> of(Picture picture) {
        CompletableFuture<RgbImage> later = new CompletableFuture<>();
        background.execute(
                () -> {
                    if (later.isDone()) {
                        return; // It has scrolled out of sight.
                    }
                    try {
                        later.complete(kept(picture));
                    } catch (RuntimeException | OutOfMemoryError e) {
                        later.completeExceptionally(e);
                    }
                });
        return later;
    }

    private RgbImage kept(Picture picture) {
        Path file = file(picture);
        if (Files.isRegularFile(file)) {
            try {
                RgbImage small = PngFile.read(file).image();
                Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
                return small;
            } catch (EaselException | IOException e) {
                LOG.debug("A damaged thumbnail is made again", e);
            }
        }
        RgbImage small = smaller(PngFile.read(picture.file()).image());
        keep(file, small);
        return small;
    }

    private RgbImage smaller(RgbImage whole) {
        int longer = Math.max(whole.width(), whole.height());
        if (longer <= side) {
            return whole;
        }
        return new Resize(
                        Math.max(1, Math.round((float) whole.width() * side / longer)),
                        Math.max(1, Math.round((float) whole.height() * side / longer)),
                        Resampling.BILINEAR)
                .of(whole);
    }

    /** Named after everything that makes it this copy; a thousandth of them in each folder. */
    Path file(Picture picture) {
        String key =
                "%s\n%d\n%d\n%d"
                        .formatted(
                                picture.file(),
                                picture.changed().toEpochMilli(),
                                picture.bytes(),
                                side);
        try {
            String hash =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(key.getBytes(StandardCharsets.UTF_8)));
            return folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2) + ".png");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }

    private void keep(Path file, RgbImage small) {
        try {
            PendingFile.createFolderOf(file);
            PngFile.write(file, small);
            long now = size.get() < 0 ? measured() : size.addAndGet(Files.size(file));
            size.compareAndSet(-1, now);
            if (now > most) {
                makeRoom();
            }
        } catch (EaselException | IOException e) {
            LOG.warn("A thumbnail could not be kept: {}", e.getMessage());
        }
    }

    private long measured() throws IOException {
        return all().stream().mapToLong(Kept::bytes).sum();
    }

    private List<Kept> all() throws IOException {
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".png")).toList()) {
                all.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
        }
        return all;
    }

    /** Down to nine tenths, so that it is not asked at every picture. */
    private synchronized void makeRoom() throws IOException {
        List<Kept> all = all();
        all.sort(Comparator.comparing(Kept::seen));
        long left = all.stream().mapToLong(Kept::bytes).sum();
        for (Kept kept : all) {
            if (left <= most * 9 / 10) {
                break;
            }
            Files.deleteIfExists(kept.file());
            left -= kept.bytes();
        }
        size.set(left);
    }
}
