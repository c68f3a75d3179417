package studio.easel.engine;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the golden files are: the system property {@code easel.goldens}, by default the committed
 * copies in {@code src/test/goldens}. A file that the given set lacks skips the test that needs it,
 * by name.
 */
public final class Goldens {
    private Goldens() {}

    /** The golden file or folder {@code name}, for example {@code sampling/sched_DDIM.json}. */
    public static Path path(String name) {
        Path file = root().resolve(name);
        if (!Files.exists(file)) {
            abort("no " + name + " in the given goldens: skipped");
        }
        return file;
    }

    private static Path root() {
        Path here = Path.of(System.getProperty("easel.root", "../"));
        return here.resolve(System.getProperty("easel.goldens", "src/test/goldens"));
    }
}
