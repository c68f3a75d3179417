package studio.easel.app.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;

/**
 * A folder of pictures, in which nothing is ever overwritten. Names say the day, a number that runs
 * through the folder, what was asked for, and the seed: {@code
 * 2026-11-20-0007-a-red-heart-by-the-sea-seed42.png}. Several processes may share the folder.
 */
public final class OutputFolder implements PictureOutput {
    private static final Pattern NUMBERED =
            Pattern.compile("[+-]?\\d{4,9}-\\d{2}-\\d{2}-(\\d{4,9})-.*\\.png");
    private static final byte[] PROBE = new byte[1 << 16];

    private final Path folder;
    private final Clock clock;

    /** The folder need not exist yet. */
    public OutputFolder(Path folder) {
        this(folder, Clock.system(ZoneId.systemDefault()));
    }

    OutputFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void check() {
        PendingFile.sweepAbandoned(folder);
        checkWritable(folder);
    }

    @Override
    public Path save(GeneratedImage image, boolean declareAi) {
        return save(
                PngFile.bytes(image, declareAi),
                image.request().prompt(),
                "seed%d.png".formatted(image.request().seed()));
    }

    @Override
    public Path save(EnlargedPicture picture, boolean declareAi) {
        return save(
                PngFile.bytes(picture, declareAi),
                picture.title(),
                "%dx.png".formatted(picture.factor()));
    }

    private synchronized Path save(byte[] png, String words, String end) {
        create(folder);
        try (PendingFile pending = PendingFile.in(folder, png)) {
            int number = lastNumber() + 1;
            Path file = name(number, words, end);
            while (!pending.claim(file)) {
                file = name(++number, words, end);
            }
            return file;
        }
    }

    private int lastNumber() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NUMBERED.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw UnwritableFolder.because(folder, 0, e);
        }
    }

    private Path name(int number, String words, String end) {
        String start = "%s-%04d-".formatted(LocalDate.now(clock), number);
        try {
            return folder.resolve(start + Slug.of(words) + end);
        } catch (InvalidPathException e) {
            // The system's own encoding is plain ASCII, as in a bare container.
            return folder.resolve(start + Slug.ascii(words) + end);
        }
    }

    static void checkWritable(Path folder) {
        Optional<Path> made = highestMissing(folder);
        create(folder);
        try {
            PendingFile.in(folder, PROBE).close();
        } finally {
            made.ifPresent(highest -> removeEmpty(folder, highest)); // until there is a picture
        }
    }

    /** The topmost folder on the way that does not exist yet. */
    private static Optional<Path> highestMissing(Path folder) {
        Optional<Path> missing = Optional.empty();
        for (Path path = folder.toAbsolutePath();
                path != null && !Files.exists(path);
                path = path.getParent()) {
            missing = Optional.of(path);
        }
        return missing;
    }

    private static void removeEmpty(Path folder, Path highest) {
        Path above = highest.getParent();
        for (Path path = folder.toAbsolutePath();
                path != null && !path.equals(above) && path.toFile().delete();
                path = path.getParent()) {
            // Deleting fails on a folder that holds something, which is what we want.
        }
    }

    /**
     * Makes the folder, with those above it, if it is missing.
     *
     * @throws EaselException when it cannot be made, or is a file
     */
    static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw UnwritableFolder.because(folder, 0, e);
        }
    }
}
