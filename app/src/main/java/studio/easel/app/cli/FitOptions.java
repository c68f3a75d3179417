package studio.easel.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.app.files.PictureHash;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Names;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Fit;

/** How pictures of another size become as large as the request. */
final class FitOptions {
    /** The usual one first. */
    private static final List<Fit> ALL = List.of(Fit.CROP, Fit.STRETCH, Fit.FILL);

    @Option(
            names = "--fit",
            paramLabel = "NAME",
            description =
                    "How other pictures become as large as --size: crop, stretch, or fill (the edge goes on). Default: crop.")
    @Nullable String fit;

    void refuseWithoutPicture(boolean hasPicture) {
        if (fit != null && !hasPicture) {
            throw new RequestException(
                    Field.START,
                    "--fit %s was given but no picture, expected both. Name one with --image or --control."
                            .formatted(fit));
        }
    }

    /**
     * The way a picture becomes that large: as typed, otherwise the one that gives the picture it
     * was before, otherwise {@link Fit#CROP}.
     *
     * @param theirs what such a picture was, once fitted
     */
    Fit mode(RgbImage picture, int width, int height, Optional<PictureHash> theirs) {
        if (fit != null) {
            return parse(fit);
        }
        return ALL.stream()
                .filter(
                        mode ->
                                theirs.isPresent()
                                        && theirs.get()
                                                .mayBe(
                                                        PictureHash.of(
                                                                mode.of(picture, width, height))))
                .findFirst()
                .orElse(Fit.CROP);
    }

    /** The picture in that size. */
    RgbImage fitted(RgbImage picture, int width, int height, Optional<PictureHash> theirs) {
        return picture.width() == width && picture.height() == height
                ? picture
                : mode(picture, width, height, theirs).of(picture, width, height);
    }

    static boolean isOf(RgbImage picture, ImageSize size) {
        return picture.width() == size.width() && picture.height() == size.height();
    }

    private static Fit parse(String text) {
        return ALL.stream()
                .filter(mode -> label(mode).equals(label(text)))
                .findFirst()
                .orElseThrow(
                        () ->
                                new RequestException(
                                        Field.START,
                                        Names.unknown("Fit", text, labels().toList())));
    }

    private static Stream<String> labels() {
        return ALL.stream().map(FitOptions::label);
    }

    private static String label(Fit mode) {
        return label(mode.name());
    }

    private static String label(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
