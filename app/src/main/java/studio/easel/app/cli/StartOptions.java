package studio.easel.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.References.Masked;
import studio.easel.app.files.References.StartPicture;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;
import studio.easel.engine.picture.Canvas;

/** The picture a walk begins with, and which part of it is repainted. */
final class StartOptions {
    private static final double USUAL_STRENGTH = 0.75;
    private static final int MOST_PADDING = 1024;

    @Option(
            names = "--image",
            paramLabel = "PICTURE",
            description =
                    "Start from a PNG instead of pure noise. Its own size counts unless --size says another.")
    @Nullable Path image;

    @Option(
            names = "--strength",
            paramLabel = "X",
            description =
                    "How much of the start picture may change, above 0 to 1. Default: 0.75, or as the picture of --from had it.")
    @Nullable String strength;

    @Option(
            names = "--mask",
            paramLabel = "PICTURE",
            description =
                    "Repaint only where this PNG is white; transparent counts as black. As large as the start picture, and resized with it.")
    @Nullable Path mask;

    @Option(
            names = "--fill",
            paramLabel = "NAME",
            description =
                    "What the masked part starts from: original, fill, \"latent noise\" or \"latent nothing\". Default: original.")
    @Nullable String fill;

    @Option(
            names = "--mask-blur",
            paramLabel = "PIXELS",
            description = "How far the mask's edge is softened. Default: 0.")
    @Nullable String maskBlur;

    @Option(
            names = "--soft-mask",
            negatable = true,
            description = "Whether grey means partly repainted. Default: no.")
    @Nullable Boolean softMask;

    @Option(
            names = "--only-masked",
            paramLabel = "PIXELS",
            description =
                    "Work on the masked part and so many pixels around it, enlarged to --size, instead of the whole picture.")
    @Nullable String onlyMasked;

    @Option(
            names = "--compositing",
            negatable = true,
            description =
                    "Whether the old pixels are put back where the mask is black. Default: yes.")
    @Nullable Boolean compositing;

    /**
     * Where the walk begins; empty for pure noise.
     *
     * @param theirs what the picture of {@code --from} began with
     * @param say hears what is missing or other than it was
     */
    Optional<Start> start(
            OutpaintOptions outpaint,
            StartPlace place,
            Optional<StartPicture> theirs,
            Consumer<String> say) {
        refuseHalves(outpaint);
        boolean lacksMask = !hasMask(outpaint) && theirs.flatMap(StartPicture::masked).isPresent();
        if (image == null || lacksMask) {
            theirs.map(StartPicture::missing).ifPresent(say);
        }
        return Optional.ofNullable(image)
                .map(file -> begin(PngFile.read(file).image(), outpaint))
                .map(begin -> start(begin, place, theirs, say));
    }

    private boolean hasMask(OutpaintOptions outpaint) {
        return mask != null || outpaint.isGiven();
    }

    private void refuseHalves(OutpaintOptions outpaint) {
        if (image == null) {
            String needed = "picture to start from, expected both. Name a picture with --image.";
            refuse(strength, "A denoising strength of " + strength, needed);
            refuse(mask, "The mask " + mask, needed);
            refuse(outpaint.margins, "--outpaint " + outpaint.margins, needed);
        }
        if (!outpaint.isGiven()) {
            refuse(
                    outpaint.feather,
                    "--feather " + outpaint.feather,
                    "room to fade into, expected both. Add for example --outpaint 0,0,64,0.");
        }
        if (mask != null && outpaint.isGiven()) {
            throw new RequestException(
                    Field.START,
                    "The mask %s and --outpaint were both given, expected one or the other. Grow the picture first, then repaint a part of the new one."
                            .formatted(mask));
        }
        if (!hasMask(outpaint)) {
            String needed = "mask, expected both. Name a mask with --mask.";
            refuse(fill, "--fill " + fill, needed);
            refuse(maskBlur, "--mask-blur " + maskBlur, needed);
            refuse(softMask, "--soft-mask", needed);
            refuse(onlyMasked, "--only-masked " + onlyMasked, needed);
            refuse(compositing, "--compositing", needed);
        }
    }

    private static void refuse(@Nullable Object given, String what, String needed) {
        if (given != null) {
            throw new RequestException(Field.START, what + " was given but no " + needed);
        }
    }

    private Beginning begin(RgbImage picture, OutpaintOptions outpaint) {
        if (outpaint.margins == null) {
            return new Beginning(picture, Optional.ofNullable(mask).map(PngFile::readMask));
        }
        Canvas canvas = outpaint.around(picture, outpaint.margins);
        return new Beginning(canvas.picture(), Optional.of(canvas.mask()));
    }

    private Start start(
            Beginning named,
            StartPlace place,
            Optional<StartPicture> theirs,
            Consumer<String> say) {
        double denoisingStrength =
                strength == null
                        ? theirs.map(StartPicture::denoisingStrength).orElse(USUAL_STRENGTH)
                        : Typed.number(Field.START, "Denoising strength", strength);
        if (named.mask().isEmpty()) {
            Beginning begin = placed(named, place, theirs, say);
            return new Start.FromImage(begin.image(), denoisingStrength);
        }
        Inpainting base =
                theirs.flatMap(StartPicture::masked)
                        .map(Masked::how)
                        .orElseGet(() -> Inpainting.at(denoisingStrength));
        Inpainting how = over(base, denoisingStrength);
        if (how.onlyMasked().isPresent()) { // A picture of any size.
            theirs.ifPresent(it -> named.compare(it, say));
            return new Start.Inpaint(named.image(), named.mask().get(), how);
        }
        Beginning begin = placed(named, place, theirs, say);
        return new Start.Inpaint(begin.image(), begin.mask().orElseThrow(), how);
    }

    private static Beginning placed(
            Beginning named,
            StartPlace place,
            Optional<StartPicture> theirs,
            Consumer<String> say) {
        Beginning begin = place.placed(named, theirs.map(StartPicture::image));
        theirs.ifPresent(it -> begin.compare(it, say));
        return begin;
    }

    private Inpainting over(Inpainting base, double denoisingStrength) {
        return new Inpainting(
                denoisingStrength,
                fill == null ? base.fill() : Inpainting.Fill.parse(fill),
                maskBlur == null
                        ? base.maskBlur()
                        : Typed.number(Field.START, "Mask blur", maskBlur),
                softMask == null ? base.softMask() : softMask,
                onlyMasked == null ? base.onlyMasked() : OptionalInt.of(padding(onlyMasked)),
                compositing == null ? base.compositing() : compositing);
    }

    private static int padding(String text) {
        return Typed.few(Field.START, "The padding around the masked part", text, MOST_PADDING);
    }

    /** The size a walk from there has to have; empty where it is free. */
    static Optional<ImageSize> size(Start start) {
        if (start instanceof Start.FromImage from) {
            return Optional.of(size(from.image()));
        }
        return start instanceof Start.Inpaint inpaint && inpaint.how().onlyMasked().isEmpty()
                ? Optional.of(size(inpaint.image()))
                : Optional.empty();
    }

    private static ImageSize size(RgbImage picture) {
        return new ImageSize(picture.width(), picture.height());
    }
}
