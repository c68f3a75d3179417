package studio.easel.app.cli;

import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Canvas;
import studio.easel.engine.picture.Canvas.Margins;

/** Room around the start picture, to be painted in. */
final class OutpaintOptions {
    private static final int USUAL_FEATHER = 32;
    private static final long MOST_PIXELS = 64_000_000;
    private static final Pattern MARGINS =
            Pattern.compile(String.join(",", Collections.nCopies(4, "\\s*(\\d{1,9})\\s*")));

    @Option(
            names = "--outpaint",
            paramLabel = "L,T,R,B",
            description =
                    "Grow the start picture by so many pixels to the left, top, right and bottom, and repaint what is new.")
    @Nullable String margins;

    @Option(
            names = "--feather",
            paramLabel = "PIXELS",
            description = "How far the old picture fades into the new. Default: 32.")
    @Nullable String feather;

    boolean isGiven() {
        return margins != null;
    }

    /**
     * The picture with room around it.
     *
     * @throws RequestException when what was typed is no such room, or too much of it
     */
    Canvas around(RgbImage picture, String typed) {
        Margins room = parse(typed);
        long width = (long) picture.width() + room.left() + room.right();
        long height = (long) picture.height() + room.top() + room.bottom();
        if (width * height > MOST_PIXELS) {
            throw refused(
                    "The picture would grow to %dx%d, expected at most %d million pixels in all. Grow it by less."
                            .formatted(width, height, MOST_PIXELS / 1_000_000));
        }
        int fading =
                feather == null
                        ? USUAL_FEATHER
                        : Typed.few(Field.START, "The feather", feather, ImageSize.LARGEST);
        return Canvas.around(picture, room, fading);
    }

    private static Margins parse(String text) {
        Matcher lengths = MARGINS.matcher(text);
        if (!lengths.matches()) {
            throw refused(
                    "The room to paint in is \"%s\", expected four lengths in pixels: left, top, right, bottom. Write it like 0,0,64,0."
                            .formatted(text));
        }
        return new Margins(
                Integer.parseInt(lengths.group(1)),
                Integer.parseInt(lengths.group(2)),
                Integer.parseInt(lengths.group(3)),
                Integer.parseInt(lengths.group(4)));
    }

    private static RequestException refused(String sentence) {
        return new RequestException(Field.START, sentence);
    }
}
