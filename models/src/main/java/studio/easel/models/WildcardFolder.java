package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import studio.easel.engine.EaselException;
import studio.easel.engine.text.Wildcards;

/**
 * The choices of wildcards in a folder of text files: {@code __clothes/hats__} is drawn from the
 * lines of {@code clothes/hats.txt}. Blank lines and lines that begin with # are no choices. Files
 * are read each time, so that an edit counts at once; nothing outside the folder is ever read.
 */
public final class WildcardFolder implements Wildcards.Source {
    private static final String EXTENSION = ".txt";

    /** A hundred thousand lines; a list of every word there is. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int MOST_FILES = 10_000;
    private static final int DEEPEST = 8;

    private final Path folder;

    /**
     * @param folder need not be there: then it has no wildcards
     */
    public WildcardFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * @throws EaselException when the file is too large, no text, or leads outside the folder
     */
    @Override
    public Optional<List<String>> choices(String name) {
        Optional<Path> found = file(name).filter(Files::isRegularFile);
        return found.map(file -> lines(text(file, bytes(file))));
    }

    /** The names of all files, sorted; none where the folder cannot be read. */
    @Override
    public List<String> names() {
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(EXTENSION))
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .limit(MOST_FILES)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // they are suggestions; choices() says what is wrong with a file
        }
    }

    /** The file of a name; empty where no file of the folder can have that name. */
    private Optional<Path> file(String name) {
        boolean inside =
                Arrays.stream(name.split("/", -1))
                        .allMatch(part -> !part.isBlank() && !part.startsWith("."));
        if (!inside || name.indexOf('\\') >= 0 || name.indexOf(':') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.resolve(name + EXTENSION));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private byte[] bytes(Path file) {
        try {
            if (!file.toRealPath().startsWith(folder.toRealPath())) {
                throw new EaselException(
                        "%s leads outside the folder of wildcards (%s), expected a file in it. Copy the file there instead of linking it."
                                .formatted(file, file.toRealPath()));
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw new EaselException(
                            "%s has %,d bytes, expected at most %,d for a list of choices. Split it."
                                    .formatted(file, Files.size(file), MOST_BYTES));
                }
                return bytes;
            }
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be read (%s). Check the file's permissions.".formatted(file, e), e);
        }
    }

    private static String text(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new EaselException(
                    "%s is no UTF-8 text, expected one choice a line. Save it as UTF-8."
                            .formatted(file),
                    e);
        }
    }

    private static List<String> lines(String text) {
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return withoutMark
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
