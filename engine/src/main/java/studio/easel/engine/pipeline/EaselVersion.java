package studio.easel.engine.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Easel's version, as the build wrote it. */
public final class EaselVersion {
    private EaselVersion() {}

    /** For example {@code 0.1.0}. */
    public static String text() {
        Properties properties = new Properties();
        try (InputStream stream = EaselVersion.class.getResourceAsStream("version.properties")) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
