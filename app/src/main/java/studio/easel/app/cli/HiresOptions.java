package studio.easel.app.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.app.files.References.Upscaling;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.ModelException;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.UpscalerSpec;

/** A second pass at a larger size. */
final class HiresOptions {
    private static final String NONE = "none";
    private static final double USUAL_STRENGTH = 0.7;
    private static final Pattern FACTOR =
            Pattern.compile("\\s*(\\d{1,2}(?:\\.\\d{1,6})?)\\s*[xX×]\\s*");

    @Option(
            names = "--hires",
            paramLabel = "WxH|2x",
            description =
                    "Draw small, enlarge to this size or by this factor, draw again; or none.")
    @Nullable String hires;

    @Option(
            names = "--hires-by",
            paramLabel = "NAME|ID|PATH",
            description =
                    "latent, bicubic, nearest-exact, ... (the latent itself), lanczos (the picture), or an upscaler model. Default: latent.")
    @Nullable String by;

    @Option(
            names = "--hires-steps",
            paramLabel = "N",
            description = "Steps of the second pass. Default, and 0: as many as the first.")
    @Nullable String steps;

    @Option(
            names = "--hires-strength",
            paramLabel = "X",
            description = "How much the second pass may change, above 0 to 1. Default: 0.7.")
    @Nullable String strength;

    /** What a picture's settings say of a second pass: one Easel does alone, or by a network. */
    record Theirs(Optional<HiresFix> own, Optional<Upscaling> byNetwork) {
        private Optional<HiresFix> known() {
            return own.or(() -> byNetwork.map(it -> it.by(new Enlarging.Lanczos())));
        }
    }

    /**
     * The second pass, if there is one.
     *
     * @param first size of the first pass
     * @param grid what sides are multiples of
     * @param say hears what is missing or other than it was
     */
    Optional<HiresFix> hires(
            Theirs theirs, ImageSize first, int grid, Networks networks, Consumer<String> say) {
        if (NONE.equals(hires)) {
            return Optional.empty();
        }
        Optional<HiresFix> before = theirs.known();
        if (hires == null && before.isEmpty()) {
            refuseAlone();
            return Optional.empty();
        }
        ImageSize size = hires == null ? before.orElseThrow().size() : size(hires, first, grid);
        int ownSteps =
                steps == null
                        ? before.map(HiresFix::steps).orElse(0)
                        : Typed.few(
                                Field.HIRES,
                                "The number of steps of the second pass",
                                steps,
                                GenerationRequest.MOST_STEPS);
        double denoisingStrength =
                strength == null
                        ? before.map(HiresFix::denoisingStrength).orElse(USUAL_STRENGTH)
                        : Typed.number(
                                Field.HIRES, "The second pass's denoising strength", strength);
        // Checked once before an upscaler, which may be large, is opened.
        HiresFix plain = new HiresFix(size, new Enlarging.Lanczos(), ownSteps, denoisingStrength);
        return Optional.of(
                new HiresFix(
                        plain.size(),
                        enlarging(theirs, networks, say),
                        plain.steps(),
                        plain.denoisingStrength()));
    }

    private void refuseAlone() {
        String given =
                by != null
                        ? "--hires-by " + by
                        : steps != null
                                ? "--hires-steps " + steps
                                : strength != null ? "--hires-strength " + strength : "";
        if (!given.isEmpty()) {
            throw new RequestException(
                    Field.HIRES,
                    "%s was given but no second pass, expected both. Add for example --hires 2x."
                            .formatted(given));
        }
    }

    private static ImageSize size(String text, ImageSize first, int grid) {
        Matcher factor = FACTOR.matcher(text);
        if (!factor.matches()) {
            return exactSize(text);
        }
        double by = Double.parseDouble(factor.group(1));
        return new ImageSize(
                (int) (first.width() * by) / grid * grid,
                (int) (first.height() * by) / grid * grid);
    }

    private static ImageSize exactSize(String text) {
        if (!text.matches("\\s*\\d{1,9}\\s*[xX×*]\\s*\\d{1,9}\\s*")) {
            throw new RequestException(
                    Field.HIRES,
                    "The second pass's size is \"%s\", expected a size or a factor. Write it like 1024x1024 or 2x."
                            .formatted(text));
        }
        return ImageSize.parse(text);
    }

    private Enlarging enlarging(Theirs theirs, Networks networks, Consumer<String> say) {
        if (by == null) {
            return theirs.own()
                    .map(HiresFix::enlarging)
                    .or(() -> theirs.byNetwork().map(it -> again(it, networks, say)))
                    .orElseGet(() -> new Enlarging.Latent(LatentResampling.BILINEAR));
        }
        if (by.strip().toLowerCase(Locale.ROOT).equals("lanczos")) {
            return new Enlarging.Lanczos();
        }
        Optional<LatentResampling> mode =
                by.strip().toLowerCase(Locale.ROOT).equals("latent")
                        ? Optional.of(LatentResampling.BILINEAR)
                        : LatentResampling.find(by);
        return mode.<Enlarging>map(Enlarging.Latent::new)
                .orElseGet(() -> new Enlarging.Network(networks.upscalers().apply(by)));
    }

    private static Enlarging again(Upscaling theirs, Networks networks, Consumer<String> say) {
        try {
            UpscalerSpec upscaler = networks.upscalers().apply(theirs.upscaler().name());
            Networks.compare(theirs.upscaler(), upscaler.hash(), say);
            return new Enlarging.Network(upscaler);
        } catch (ModelException missing) {
            say.accept(
                    "The picture was enlarged by \"%s\", which cannot be used here; Lanczos does it instead. %s"
                            .formatted(theirs.upscaler().name(), missing.getMessage()));
            return new Enlarging.Lanczos();
        }
    }
}
