package studio.easel.app.gallery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A picture as the index has it.
 *
 * @param file absolute
 * @param bytes of the file
 * @param changed when the file was written last
 * @param width in pixels; 0 where the file is not readable
 * @param prompt empty where the picture says nothing
 * @param model empty likewise, as are sampler and tool
 * @param tool whose way of writing settings down was understood: {@code EASEL}, {@code A1111}
 * @param stars 0 to 5
 * @param problem why it cannot be read, in a sentence
 */
public record Picture(
        long id,
        Path file,
        long bytes,
        Instant changed,
        int width,
        int height,
        String prompt,
        String negativePrompt,
        String model,
        String sampler,
        Optional<Long> seed,
        String tool,
        int stars,
        Optional<String> problem) {}
