package studio.easel.app.files;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Variation;

/** Settings Easel knows, out of A1111's text. */
final class A1111Settings {
    /** Fields that changed the picture in ways Easel does not know. */
    private static final List<String> BEYOND_EASEL =
            List.of(
                    "Image CFG scale",
                    "Face restoration",
                    "Conditional mask weight",
                    "ENSD",
                    "Token merging ratio",
                    "Token merging ratio hr",
                    "Tiling",
                    "Hires sampler",
                    "Hires schedule type",
                    "Hires checkpoint",
                    "Hires prompt",
                    "Hires negative prompt",
                    "Hypernet",
                    "NGMS",
                    "Skip Early CFG",
                    "Soft inpainting enabled",
                    "ADetailer model");

    // CFG Rescale's own names, old and new, Neutral Prompt's and SD.Next's.
    private static final List<String> RESCALE =
            List.of("CFG Rescale", "CFG Rescale φ", "CFG Rescale phi", "CFG rescale");

    private final Source source;
    private final String parameters;
    private final A1111Fields fields;

    private A1111Settings(Source source, String parameters, Infotext text) {
        this.source = source;
        this.parameters = parameters;
        this.fields = new A1111Fields(text);
    }

    /** What a text says. Unusable numbers and unknown names become notes, never errors. */
    static SavedSettings read(String parameters) {
        return new A1111Settings(Source.A1111, parameters, Infotext.parse(parameters)).settings();
    }

    /** As {@link #read(String)}, of another tool's settings under A1111's names. */
    static SavedSettings read(Source source, Infotext text) {
        return new A1111Settings(source, "", text).settings();
    }

    private SavedSettings settings() {
        Optional<String> written = fields.text("Sampler");
        Optional<String> oldSpacing = written.flatMap(A1111Settings::gluedSpacing);
        Optional<String> sampler = written.map(name -> withoutSpacing(name, oldSpacing));
        Optional<String> spacing = oldSpacing.or(() -> fields.text("Schedule type"));
        sampler.ifPresent(this::noteUnknownSampler);
        spacing.ifPresent(this::noteUnknownSpacing);
        Optional<ImageSize> size = fields.size("Size");
        A1111SecondPass second = A1111SecondPass.in(fields, size);
        Further further = further(second);
        References references = A1111References.in(fields, second.byNetwork());
        Optional<Integer> steps =
                fields.whole("Steps", 1, GenerationRequest.MOST_STEPS).map(Math::toIntExact);
        Optional<Guidance> guidance = guidance();
        Optional<Double> eta = eta(sampler);
        Optional<Long> seed = fields.whole("Seed", 0, Long.MAX_VALUE - 1);
        noteWhatIsBeyondEasel();
        return new SavedSettings(
                source,
                fields.text("Prompt").orElse(""),
                fields.text("Negative prompt").orElse(""),
                sampler,
                spacing,
                steps,
                guidance,
                eta,
                seed,
                size,
                fields.text("Model"),
                fields.text("Model hash"),
                further,
                references,
                Optional.empty(),
                parameters,
                fields.notes());
    }

    /** Before A1111 1.9 the spacing stood behind the sampler: {@code DPM++ 2M Karras}. */
    private static Optional<String> gluedSpacing(String sampler) {
        if (SamplerName.find(sampler).isPresent()) {
            return Optional.empty();
        }
        String name = sampler.toLowerCase(Locale.ROOT);
        return Stream.of("Karras", "Exponential", "Polyexponential")
                .filter(spacing -> name.endsWith(" " + spacing.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static String withoutSpacing(String sampler, Optional<String> spacing) {
        int glued = spacing.map(name -> name.length() + 1).orElse(0);
        return sampler.substring(0, sampler.length() - glued);
    }

    private void noteUnknownSampler(String name) {
        if (SamplerName.find(name).isEmpty()) {
            fields.noteUnknown(
                    "sampler", name, Stream.of(SamplerName.values()).map(SamplerName::label));
        }
    }

    private void noteUnknownSpacing(String name) {
        if (SigmaSpacing.find(name).isEmpty()) {
            fields.noteUnknown(
                    "spacing", name, Stream.of(SigmaSpacing.values()).map(SigmaSpacing::label));
        }
    }

    private Optional<Guidance> guidance() {
        Optional<Guidance> guidance =
                fields.real("CFG scale", GenerationRequest.MOST_GUIDANCE).map(Guidance::of);
        Optional<Double> rescale =
                RESCALE.stream()
                        .filter(fields::isWritten)
                        .findFirst()
                        .flatMap(key -> fields.real(key, 1));
        return guidance.map(it -> it.rescaled(rescale.orElse(0.0)));
    }

    // "Eta DDIM" since A1111 1.6, plain "Eta" before and from other tools; it means something
    // else for ancestral samplers.
    private Optional<Double> eta(Optional<String> sampler) {
        if (sampler.flatMap(SamplerName::find).filter(SamplerName.DDIM::equals).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(fields.isWritten("Eta DDIM") ? "Eta DDIM" : "Eta")
                .filter(fields::isWritten)
                .map(key -> fields.real(key, 1))
                .orElse(Optional.of(0.0));
    }

    private Further further(A1111SecondPass second) {
        return new Further(
                noiseKind(),
                variation(),
                fields.whole("Clip skip", 1, GenerationRequest.MOST_CLIP_SKIP)
                        .map(Math::toIntExact)
                        .orElse(1),
                second.own(),
                Optional.empty(),
                noiseAmounts(),
                Optional.empty());
    }

    private NoiseAmounts noiseAmounts() {
        boolean fresh =
                fields.text("Sampler")
                        .map(name -> withoutSpacing(name, gluedSpacing(name)))
                        .flatMap(SamplerName::find)
                        .filter(SamplerName::addsFreshNoise)
                        .isPresent();
        return new NoiseAmounts(
                amount("Noise multiplier"), fresh && fields.isWritten("Eta") ? amount("Eta") : 1);
    }

    private double amount(String key) {
        return fields.real(key, NoiseAmounts.MOST).orElse(1.0);
    }

    /**
     * Says nothing where there is no seed it could be about; A1111's own is the graphics card's.
     */
    private Optional<NoiseKind> noiseKind() {
        Optional<String> name = fields.text("RNG").filter(it -> fields.isWritten("Seed"));
        name.filter(it -> NoiseKind.find(it).isEmpty())
                .ifPresent(
                        it ->
                                fields.noteUnknown(
                                        "noise",
                                        it,
                                        Stream.of(NoiseKind.values()).map(NoiseKind::label)));
        return name.flatMap(NoiseKind::find);
    }

    private Optional<Variation> variation() {
        double strength = fields.real("Variation seed strength", 1).orElse(0.0);
        long subseed = fields.whole("Variation seed", 0, Long.MAX_VALUE - 1).orElse(0L);
        Optional<ImageSize> drawnAt = fields.size("Seed resize from");
        return strength == 0 && drawnAt.isEmpty()
                ? Optional.empty()
                : Optional.of(new Variation(subseed, strength, drawnAt));
    }

    private void noteWhatIsBeyondEasel() {
        String found =
                BEYOND_EASEL.stream().filter(fields::isWritten).collect(Collectors.joining(", "));
        if (!found.isEmpty()) {
            fields.note(
                    "The picture was also made with %s, which Easel does not know: the pixels will differ."
                            .formatted(found));
        }
    }
}
