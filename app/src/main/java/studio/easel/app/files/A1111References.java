package studio.easel.app.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.app.files.References.Masked;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.References.RefinerModel;
import studio.easel.app.files.References.StartPicture;
import studio.easel.app.files.References.SteeringPicture;
import studio.easel.engine.Control;
import studio.easel.engine.Inpainting;

/** What A1111's text says of other pictures and other models, second passes aside. */
final class A1111References {
    private static final int MOST_PADDING = 1024;
    private static final Pattern CONTROL_KEY = Pattern.compile("ControlNet [0-9]");

    // "name [7440042bbd]": the hash is a part of what A1111 calls the model.
    private static final Pattern NAME_AND_HASH =
            Pattern.compile("(.{1,1000}?)(?: \\[([0-9a-fA-F]{4,64})\\])?", Pattern.DOTALL);

    private static final Pattern EMBEDDING =
            Pattern.compile(" ?([^:]{1,1000}): ?([0-9a-fA-F]{4,64})");

    private static final Set<String> OWN_VAE = Set.of("none", "automatic", "built in", "baked vae");

    private final A1111Fields fields;

    private A1111References(A1111Fields fields) {
        this.fields = fields;
    }

    static References in(A1111Fields fields, Optional<References.Upscaling> upscaling) {
        A1111References reader = new A1111References(fields);
        return new References(
                reader.start(),
                reader.controls(),
                reader.refiner(),
                upscaling,
                reader.vae(),
                reader.hashed("TI hashes"),
                reader.hashed("Lora hashes"));
    }

    /** A second pass has the strength where there is one. */
    private Optional<StartPicture> start() {
        boolean isOfSecondPass =
                Stream.of("Hires upscale", "Hires resize", "Hires upscaler", "First pass size")
                        .anyMatch(fields::isWritten);
        if (isOfSecondPass || !fields.isWritten("Denoising strength")) {
            return Optional.empty();
        }
        return fields.real("Denoising strength", 1)
                .map(strength -> new StartPicture(PictureHash.UNKNOWN, strength, masked(strength)));
    }

    private Optional<Masked> masked(double strength) {
        boolean hasMask =
                Stream.of("Mask blur", "Inpaint area", "Masked content", "Mask mode")
                        .anyMatch(fields::isWritten);
        if (!hasMask) {
            return Optional.empty();
        }
        if (fields.text("Mask mode").filter("Inpaint not masked"::equals).isPresent()) {
            fields.note(
                    "The picture's mask was used the other way round: what is black there was repainted. Invert the mask.");
        }
        Optional<Double> blur =
                fields.isWritten("Mask blur")
                        ? fields.real("Mask blur", Inpainting.MOST_BLUR)
                        : Optional.empty();
        return fields.usable("Denoising strength", () -> how(strength, blur.orElse(0.0)))
                .map(how -> new Masked(PictureHash.UNKNOWN, how));
    }

    private Inpainting how(double strength, double blur) {
        return new Inpainting(strength, fill(), blur, false, padding(), true);
    }

    private Inpainting.Fill fill() {
        return fields.text("Masked content")
                .flatMap(name -> fields.usable("Masked content", () -> Inpainting.Fill.parse(name)))
                .orElse(Inpainting.Fill.ORIGINAL);
    }

    private OptionalInt padding() {
        if (!fields.text("Inpaint area").filter("Only masked"::equals).isPresent()) {
            return OptionalInt.empty();
        }
        return fields.whole("Masked area padding", 0, MOST_PADDING)
                .map(padding -> OptionalInt.of(Math.toIntExact(padding)))
                .orElse(OptionalInt.empty());
    }

    private List<SteeringPicture> controls() {
        List<SteeringPicture> pictures = new ArrayList<>();
        fields.writtenKeys()
                .filter(CONTROL_KEY.asMatchPredicate())
                .sorted()
                .forEach(key -> control(key).ifPresent(pictures::add));
        return pictures;
    }

    /** "Module: canny, Model: control_v11p_sd15_canny [d14c016b], Weight: 0.8, ..." */
    private Optional<SteeringPicture> control(String key) {
        Map<String, String> unit = new LinkedHashMap<>();
        InfotextFields.in(fields.text(key).orElse(""))
                .forEach(
                        field ->
                                unit.put(field.getKey(), InfotextQuotes.unquote(field.getValue())));
        return named(unit.getOrDefault("Model", "None"))
                .filter(net -> !net.name().equals("None")) // A preview without a network.
                .map(
                        net ->
                                new SteeringPicture(
                                        // Its hash is of another kind than ours.
                                        new NamedModel(net.name(), ""),
                                        PictureHash.UNKNOWN,
                                        share(key, unit, "Weight", 1, Control.MOST_WEIGHT),
                                        share(key, unit, "Guidance Start", 0, 1),
                                        share(key, unit, "Guidance End", 1, 1)));
    }

    private double share(
            String key, Map<String, String> unit, String name, double otherwise, double most) {
        return unit.containsKey(name)
                ? fields.real(key + ", " + name, unit.getOrDefault(name, ""), most)
                        .orElse(otherwise)
                : otherwise;
    }

    private Optional<RefinerModel> refiner() {
        if (!fields.isWritten("Refiner")) {
            return Optional.empty();
        }
        if (fields.text("Refiner switch by sampling steps").filter("true"::equals).isPresent()) {
            fields.note(
                    "The picture's refiner took over by steps, as before A1111 1.8; here it takes over by noise: the pixels will differ.");
        }
        Optional<Double> switchAt =
                fields.real("Refiner switch at", 1).filter(share -> share > 0 && share < 1);
        Optional<NamedModel> model = fields.text("Refiner").flatMap(A1111References::named);
        return model.flatMap(it -> switchAt.map(share -> new RefinerModel(it, share)));
    }

    /** A1111 writes none where the model's own was used; others say so in words. */
    private Optional<NamedModel> vae() {
        return fields.text("VAE")
                .filter(name -> !OWN_VAE.contains(name.toLowerCase(Locale.ROOT)))
                .map(name -> new NamedModel(name, fields.text("VAE hash").orElse("")));
    }

    /** "EasyNegative: c74b4e810b03, badhand: ...": names have neither colons nor commas there. */
    private List<NamedModel> hashed(String key) {
        return fields.text(key).map(list -> list.split(",")).stream()
                .flatMap(Stream::of)
                .map(EMBEDDING::matcher)
                .filter(Matcher::matches)
                .map(it -> new NamedModel(it.group(1), it.group(2).toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Optional<NamedModel> named(String text) {
        Matcher matcher = NAME_AND_HASH.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new NamedModel(
                                matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2)))
                : Optional.empty();
    }
}
