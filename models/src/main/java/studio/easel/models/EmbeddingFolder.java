package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.onnx.FileState;
import studio.easel.models.format.EmbeddingFile;

/** Textual inversions in a folder and those in it, each called by the name of its file. */
final class EmbeddingFolder {
    private static final int MOST_FILES = 10_000;
    private static final int DEEPEST = 8;
    private static final List<String> EXTENSIONS = List.of(EmbeddingFile.EXTENSION, ".pt", ".bin");

    private final Path folder;
    private final Map<Path, Read> read = new ConcurrentHashMap<>();

    /** A file as it was when it was read. */
    private record Read(FileState state, TextualInversion embedding) {}

    /**
     * @param folder need not be there: then it has no embeddings
     */
    EmbeddingFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Those whose names occur in a text as words of their own, in any case, by name. Others are not
     * even read.
     *
     * @throws ModelException when the file of one of them is no embedding
     */
    List<TextualInversion> namedIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return files().stream()
                .filter(file -> names(lower, name(file).toLowerCase(Locale.ROOT)))
                .map(this::embedding)
                .toList();
    }

    /** The names of all of them, sorted. */
    List<String> names() {
        return files().stream()
                .map(EmbeddingFolder::name)
                .distinct()
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .toList();
    }

    /**
     * As the tokenizer has it: "art" is no word of "party", but is one of "(art:1.2)" and "art2".
     */
    private static boolean names(String text, String name) {
        int at = text.indexOf(name);
        while (at >= 0) {
            if (!joined(text, at) && !joined(text, at + name.length())) {
                return true;
            }
            at = text.indexOf(name, at + 1);
        }
        return false;
    }

    /** Whether letters run on across a place. */
    private static boolean joined(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isLetter(text.codePointBefore(at))
                && Character.isLetter(text.codePointAt(at));
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !name(file).isEmpty())
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "The folder of embeddings %s cannot be listed (%s). Check its permissions."
                            .formatted(folder, e),
                    e);
        }
    }

    /** The file's name without its extension; empty for files of other kinds. */
    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return EXTENSIONS.stream()
                .filter(extension -> name.toLowerCase(Locale.ROOT).endsWith(extension))
                .findFirst()
                .map(extension -> name.substring(0, name.length() - extension.length()))
                .orElse("");
    }

    private TextualInversion embedding(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            FileState state = FileState.of(file);
            Read known = read.get(file);
            if (known != null && known.state().equals(state)) {
                return known.embedding();
            }
            TextualInversion embedding = EmbeddingFile.read(file, Sha256.of(in, bytes -> {}));
            read.put(file, new Read(state, embedding));
            return embedding;
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions.".formatted(file, e), e);
        }
    }
}
