package studio.easel.models.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;

/**
 * The files of a network's folder that determine pictures: its graph and whatever lies beside it,
 * for weights outside a graph have names of the exporter's choice.
 */
final class PartFiles {
    /** Weights of the same networks for other programs; they determine no picture of ours. */
    private static final Pattern OTHER_WEIGHTS =
            Pattern.compile(
                    "(diffusion_pytorch_model|pytorch_model|model|diffusion_flax_model|flax_model).*\\.(safetensors|bin|msgpack|index\\.json)");

    private PartFiles() {}

    /** Those in {@code part}, relative to {@code folder}; none where there is no such part. */
    static List<Path> in(Path folder, String part) {
        Path whole = folder.resolve(part);
        if (!Files.isDirectory(whole)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(whole)) {
            return found.filter(Files::isRegularFile)
                    .filter(PartFiles::determinesPictures)
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be listed (%s). Check the folder's permissions.".formatted(whole, e),
                    e);
        }
    }

    private static boolean determinesPictures(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && !OTHER_WEIGHTS.matcher(name).matches();
    }
}
