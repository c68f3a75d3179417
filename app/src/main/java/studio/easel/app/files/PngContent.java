package studio.easel.app.files;

import java.util.Map;
import java.util.Optional;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.RgbImage;

/**
 * What a PNG holds.
 *
 * @param image as 8-bit RGB; what was transparent is laid on white
 * @param settings how it was made, if it says so in a way Easel understands
 * @param texts the ones Easel reads, by keyword, as they stand there
 */
public record PngContent(
        RgbImage image, Optional<SavedSettings> settings, Map<String, String> texts) {
    public PngContent {
        texts = Map.copyOf(texts);
    }

    /** The picture as Easel made it; empty when something else did. */
    public Optional<GeneratedImage> generated() {
        return settings.flatMap(SavedSettings::exact)
                .map(record -> new GeneratedImage(image, record.request(), record.provenance()));
    }
}
