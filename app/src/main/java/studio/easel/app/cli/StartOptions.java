package studio.easel.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.app.files.PictureHash;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.References.Masked;
import studio.easel.app.files.References.StartPicture;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;

/** The picture a walk begins with, and which part of it is repainted. */
final class StartOptions {
    private static final double USUAL_STRENGTH = 0.75;
    private static final int MOST_PADDING = 1024;

    @Option(
            names = "--image",
            paramLabel = "PICTURE",
            description = "Start from a PNG instead of pure noise; the size is the picture's.")
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
                    "Repaint only where this PNG is white; transparent counts as black. As large as the start picture.")
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
    Optional<Start> start(Optional<StartPicture> theirs, Consumer<String> say) {
        refuseHalves();
        boolean lacksMask = mask == null && theirs.flatMap(StartPicture::masked).isPresent();
        if (image == null || lacksMask) {
            theirs.map(StartPicture::missing).ifPresent(say);
        }
        return Optional.ofNullable(image).map(file -> start(file, theirs, say));
    }

    private void refuseHalves() {
        if (image == null) {
            String needed = "picture to start from, expected both. Name a picture with --image.";
            refuse(strength, "A denoising strength of " + strength, needed);
            refuse(mask, "The mask " + mask, needed);
        }
        if (mask == null) {
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

    private Start start(Path file, Optional<StartPicture> theirs, Consumer<String> say) {
        RgbImage picture = PngFile.read(file).image();
        if (theirs.isPresent() && !theirs.get().image().mayBe(PictureHash.of(picture))) {
            say.accept(
                    "The start picture is not the one these settings were used with: the pixels will differ.");
        }
        double denoisingStrength =
                strength == null
                        ? theirs.map(StartPicture::denoisingStrength).orElse(USUAL_STRENGTH)
                        : Typed.number(Field.START, "Denoising strength", strength);
        if (mask == null) {
            return new Start.FromImage(picture, denoisingStrength);
        }
        Optional<Masked> masked = theirs.flatMap(StartPicture::masked);
        Mask painted = PngFile.readMask(mask);
        if (masked.isPresent() && !masked.get().mask().mayBe(PictureHash.of(painted))) {
            say.accept(
                    "The mask is not the one these settings were used with: the pixels will differ.");
        }
        Inpainting base = masked.map(Masked::how).orElseGet(() -> Inpainting.at(denoisingStrength));
        return new Start.Inpaint(picture, painted, over(base, denoisingStrength));
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
