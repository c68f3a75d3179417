package studio.easel.app.files;

import java.nio.file.Path;
import studio.easel.engine.EaselException;

/** TEMPORARY stub. */
public final class PngFile {
    private PngFile() {}

    @SuppressWarnings("DoNotCallSuggester")
    public static SavedSettings readSettings(Path file) {
        throw new EaselException("stub");
    }
}
