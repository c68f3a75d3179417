package studio.easel.engine.video;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/** The pictures of a folder as frames, in the order of their names. */
public final class PictureFrames implements FrameSource {
    /** Reads one picture. */
    @FunctionalInterface
    public interface PictureReader {
        RgbImage read(Path file);
    }

    private final List<Path> pictures;
    private final FrameRate rate;
    private final PictureReader reader;
    private int taken;

    private PictureFrames(List<Path> pictures, FrameRate rate, PictureReader reader) {
        this.pictures = pictures;
        this.rate = rate;
        this.reader = reader;
    }

    /**
     * @param prefix of the names; empty takes every PNG
     * @param rate of the whole sequence, before frames are left out
     * @throws EaselException when the folder cannot be read or has no such picture
     */
    public static PictureFrames open(
            Path folder, String prefix, FrameRate rate, FrameRange range, PictureReader reader) {
        List<Path> all = pictures(folder, prefix);
        List<Path> wanted = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (range.contains(i)) {
                wanted.add(all.get(i));
            }
        }
        if (wanted.isEmpty()) {
            throw new EaselException(
                    "%s has %d pictures named %s*.png, expected more than %d, the first frame wanted. Choose another folder or an earlier frame."
                            .formatted(folder, all.size(), prefix, range.from()));
        }
        return new PictureFrames(List.copyOf(wanted), rate.dividedBy(range.step()), reader);
    }

    private static List<Path> pictures(Path folder, String prefix) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix) && name.endsWith(".png") && Files.isRegularFile(file)) {
                    found.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new EaselException(
                    "%s cannot be read, expected a folder of PNG pictures. Choose another."
                            .formatted(folder),
                    e);
        }
        Collections.sort(found);
        return found;
    }

    @Override
    public int count() {
        return pictures.size();
    }

    @Override
    public FrameRate rate() {
        return rate;
    }

    @Override
    public Optional<RgbImage> next() {
        return taken == pictures.size()
                ? Optional.empty()
                : Optional.of(reader.read(pictures.get(taken++)));
    }

    @Override
    public void close() {
        // Each picture is closed as soon as it is read.
    }
}
