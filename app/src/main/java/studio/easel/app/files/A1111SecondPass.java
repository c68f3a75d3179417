package studio.easel.app.files;

import java.util.Optional;
import java.util.stream.Stream;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.References.Upscaling;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.LatentResampling;

/**
 * The second pass A1111's text asks for: its "hires fix".
 *
 * @param own one that Easel can do by itself
 * @param byNetwork one that an upscaler is needed for
 */
record A1111SecondPass(Optional<HiresFix> own, Optional<Upscaling> byNetwork) {
    private static final A1111SecondPass NONE =
            new A1111SecondPass(Optional.empty(), Optional.empty());
    private static final double MOST_FACTOR = 16;

    // What A1111 assumes where a text does not say.
    private static final double USUAL_STRENGTH = 0.7;
    private static final String USUAL_UPSCALER = "Latent";

    static A1111SecondPass in(A1111Fields fields, Optional<ImageSize> first) {
        boolean asked =
                Stream.of("Hires upscale", "Hires resize", "First pass size")
                        .anyMatch(fields::isWritten);
        Optional<ImageSize> size = asked ? first.flatMap(it -> size(fields, it)) : Optional.empty();
        return size.map(it -> to(it, fields)).orElse(NONE);
    }

    private static A1111SecondPass to(ImageSize size, A1111Fields fields) {
        double strength = fields.real("Denoising strength", 1).orElse(USUAL_STRENGTH);
        int steps =
                fields.whole("Hires steps", 0, GenerationRequest.MOST_STEPS)
                        .map(Math::toIntExact)
                        .orElse(0);
        String name = fields.text("Hires upscaler").orElse(USUAL_UPSCALER);
        Optional<HiresFix> usable =
                fields.usable(
                        "Hires upscaler",
                        () -> new HiresFix(size, enlarging(name), steps, strength));
        boolean known = isKnown(name);
        return new A1111SecondPass(
                usable.filter(it -> known),
                usable.filter(it -> !known)
                        .map(it -> new Upscaling(new NamedModel(name, ""), size, steps, strength)));
    }

    private static boolean isKnown(String upscaler) {
        return upscaler.equals("Lanczos") || LatentResampling.find(upscaler).isPresent();
    }

    private static Enlarging enlarging(String upscaler) {
        return LatentResampling.find(upscaler)
                .<Enlarging>map(Enlarging.Latent::new)
                .orElseGet(Enlarging.Lanczos::new);
    }

    /** A1111 cuts what is no multiple of a latent cell. */
    private static Optional<ImageSize> size(A1111Fields fields, ImageSize first) {
        Optional<ImageSize> stated =
                fields.isWritten("Hires upscale")
                        ? fields.real("Hires upscale", MOST_FACTOR)
                                .flatMap(
                                        by ->
                                                size(
                                                        fields,
                                                        (int) (first.width() * by),
                                                        (int) (first.height() * by)))
                        : side(fields, "Hires resize-1")
                                .flatMap(
                                        w ->
                                                side(fields, "Hires resize-2")
                                                        .flatMap(
                                                                h -> resized(fields, first, w, h)));
        return stated.filter(size -> isLarger(fields, first, size));
    }

    private static Optional<Integer> side(A1111Fields fields, String key) {
        return fields.whole(key, 0, ImageSize.LARGEST).map(Math::toIntExact);
    }

    /** Where one side is 0 it follows the other. */
    private static Optional<ImageSize> resized(
            A1111Fields fields, ImageSize first, int width, int height) {
        if (width == 0 && height == 0) {
            return Optional.empty();
        }
        return size(
                fields,
                width == 0 ? height * first.width() / first.height() : width,
                height == 0 ? width * first.height() / first.width() : height);
    }

    private static Optional<ImageSize> size(A1111Fields fields, int width, int height) {
        return fields.usable(
                "Hires resize",
                () ->
                        new ImageSize(
                                width / ImageSize.CELL * ImageSize.CELL,
                                height / ImageSize.CELL * ImageSize.CELL));
    }

    private static boolean isLarger(A1111Fields fields, ImageSize first, ImageSize size) {
        if (size.width() >= first.width() && size.height() >= first.height()) {
            return true;
        }
        fields.note(
                "The picture's second pass is %s, expected no side shorter than the first pass's %s. It was left out."
                        .formatted(size, first));
        return false;
    }
}
