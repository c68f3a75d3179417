package studio.easel.app.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SizeConditioning;

/** What the networks around the U-Net are told. */
final class EncodingOptions {
    private static final Pattern PAIR =
            Pattern.compile("\\s*(\\d{1,9})\\s*[xX×*,]\\s*(\\d{1,9})\\s*");

    @Option(
            names = "--clip-skip",
            paramLabel = "N",
            description = "Text encoder layer, counted from the end as A1111 does. Default: 1.")
    @Nullable String clipSkip;

    @Option(
            names = "--vae-tile",
            paramLabel = "PIXELS",
            description =
                    "Decode in tiles of this side, for less memory; 0: all at once. Default: 0.")
    @Nullable String vaeTile;

    @Option(
            names = "--original-size",
            paramLabel = "WxH",
            description = "What SDXL is told of the picture's size. Default: the picture's own.")
    @Nullable String originalSize;

    @Option(
            names = "--crop",
            paramLabel = "LEFT,TOP",
            description = "What SDXL is told was cut off. Default: 0,0.")
    @Nullable String crop;

    void into(GenerationRequest.Draft draft, GenerationRequest base, ImageSize size) {
        draft.clipSkip(
                        clipSkip == null
                                ? base.clipSkip()
                                : Typed.few(
                                        Field.CLIP_SKIP,
                                        "Clip skip",
                                        clipSkip,
                                        GenerationRequest.MOST_CLIP_SKIP))
                .vaeTile(
                        vaeTile == null
                                ? base.vaeTile()
                                : Typed.few(
                                        Field.VAE_TILE,
                                        "The VAE's tile",
                                        vaeTile,
                                        ImageSize.LARGEST))
                .sizeConditioning(told(base.sizeConditioning(), size));
    }

    private Optional<SizeConditioning> told(Optional<SizeConditioning> base, ImageSize size) {
        if (originalSize == null && crop == null) {
            return base;
        }
        SizeConditioning before = base.orElseGet(() -> SizeConditioning.of(size));
        int[] original =
                originalSize == null
                        ? new int[] {before.originalWidth(), before.originalHeight()}
                        : pair("The original size", originalSize, "1024x1024");
        int[] cut =
                crop == null
                        ? new int[] {before.cropLeft(), before.cropTop()}
                        : pair("The crop", crop, "0,0");
        return Optional.of(
                new SizeConditioning(
                        original[0],
                        original[1],
                        cut[0],
                        cut[1],
                        before.targetWidth(),
                        before.targetHeight()));
    }

    private static int[] pair(String what, String text, String example) {
        Matcher matcher = PAIR.matcher(text);
        if (!matcher.matches()) {
            throw new RequestException(
                    Field.SIZE_CONDITIONING,
                    "%s is \"%s\", expected two lengths in pixels. Write it like %s."
                            .formatted(what, text, example));
        }
        return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }
}
