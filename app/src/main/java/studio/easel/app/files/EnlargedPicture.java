package studio.easel.app.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.RgbImage;

/**
 * A finished picture that a network enlarged. It remembers what the original remembered, word for
 * word, and beside it that it was enlarged, as A1111 writes that down.
 *
 * @param image the larger picture
 * @param name of the original's file
 * @param original what was enlarged
 * @param upscaler the network's name
 * @param factor how many times as wide and high it is now
 */
public record EnlargedPicture(
        RgbImage image, String name, PngContent original, String upscaler, int factor) {
    private static final Pattern NAME =
            Pattern.compile("(?:\\d{4}-\\d{2}-\\d{2}-\\d{4,9}-)?(.*?)(?:\\.[pP][nN][gG])?");

    /** {@code Postprocess upscale by: 4, Postprocess upscaler: esrgan}. */
    String postprocessing() {
        return "Postprocess upscale by: %d, Postprocess upscaler: %s"
                .formatted(factor, InfotextQuotes.quote(upscaler));
    }

    /** The original's name without the day and the number that an {@link OutputFolder} gave it. */
    String title() {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }
}
