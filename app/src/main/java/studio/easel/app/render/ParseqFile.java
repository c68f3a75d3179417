package studio.easel.app.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import studio.easel.app.files.DeforumFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.FileReference;
import studio.easel.engine.animation.ParseqManifest;

/** Parseq's manifest: in the settings themselves, or in a file of their folder. */
public final class ParseqFile {
    private static final String KEY = "parseq_manifest";

    /** What Parseq gives for an hour of video. */
    private static final long MOST_BYTES = 64 << 20;

    private ParseqFile() {}

    /**
     * The settings with the manifest in them, so that they say everything by themselves.
     *
     * @param folder of the settings file
     * @throws EaselException when the file is not in there; without it nothing would move as meant
     */
    public static DeforumSettings inlined(Path folder, DeforumSettings settings) {
        Optional<FileReference> asked =
                settings.references().stream().filter(it -> it.key().equals(KEY)).findFirst();
        if (asked.isEmpty()) {
            return settings;
        }
        Path file = ProjectPictures.needed(folder, asked.get());
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new EaselException(
                        "%s has more than %,d bytes, expected a manifest of Parseq's."
                                .formatted(file, MOST_BYTES));
            }
            return settings.with(KEY, Files.readString(file).strip());
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be read (%s). Check that it is Parseq's JSON and that you may read it."
                            .formatted(file, e),
                    e);
        }
    }

    /**
     * The manifest in the settings; empty where there is none.
     *
     * @throws EaselException when it cannot be read
     */
    public static Optional<ParseqManifest> in(DeforumSettings settings) {
        String text = settings.text(KEY);
        return text.isBlank()
                ? Optional.empty()
                : Optional.of(DeforumFile.parseq(text, settings.flag("parseq_use_deltas")));
    }

    /** The manifest where the settings have it in them; one in a file is not looked at. */
    public static Optional<ParseqManifest> within(DeforumSettings settings) {
        return settings.text(KEY).strip().startsWith("{") ? in(settings) : Optional.empty();
    }
}
