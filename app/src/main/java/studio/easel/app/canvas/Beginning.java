package studio.easel.app.canvas;

import java.nio.file.Path;
import java.util.Optional;
import studio.easel.engine.RgbImage;

/**
 * The picture that is worked on.
 *
 * @param file where it came from, as it was; absent for a pasted one
 */
public record Beginning(RgbImage image, Optional<Path> file) {
    /** Where its mask is kept: under its own name in a folder beside it. */
    Optional<Path> maskFile() {
        return file.map(Beginning::maskOf);
    }

    static Path maskOf(Path picture) {
        String name = String.valueOf(picture.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return picture.toAbsolutePath().resolveSibling("masks").resolve(stem + ".png");
    }
}
