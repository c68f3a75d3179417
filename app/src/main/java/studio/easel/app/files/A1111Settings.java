package studio.easel.app.files;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Provenance;
import studio.easel.engine.RequestException;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;

/** Easel's settings under the names and in the spelling of A1111's text, there and back. */
final class A1111Settings {
    private static final int HASH_DIGITS = 10;
    private static final int LONGEST_SHOWN = 60;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,19}");
    private static final Pattern PIXELS = Pattern.compile("[0-9]{1,9}x[0-9]{1,9}");
    private static final Pattern REAL =
            Pattern.compile("[0-9]{1,18}(\\.[0-9]{0,40})?([eE][+-]?[0-9]{1,3})?");

    private final String parameters;
    private final Map<String, Object> fields;
    private final List<String> notes = new ArrayList<>();

    private A1111Settings(String parameters) {
        this.parameters = parameters;
        this.fields = Infotext.parse(parameters).completed();
    }

    /** The text that tells other tools how {@code image} was made. */
    static Infotext of(GeneratedImage image) {
        GenerationRequest request = image.request();
        Provenance provenance = image.provenance();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Steps", request.steps());
        values.put("Sampler", request.sampler().label());
        values.put("Schedule type", request.spacing().label());
        values.put("CFG scale", request.guidanceScale());
        values.put("Seed", request.seed());
        values.put("Size", request.size().toString());
        values.put("Model hash", shortHash(provenance.modelHash()));
        values.put("Model", provenance.modelName());
        // Our noise is that of torch's CPU generator; A1111 would take the graphics card's.
        values.put("RNG", "CPU");
        if (request.start() instanceof Start.FromImage from) {
            values.put("Denoising strength", from.denoisingStrength());
        }
        if (request.sampler() == SamplerName.DDIM && request.eta() != 0) {
            values.put("Eta DDIM", request.eta());
        }
        // Not a bare number: A1111 would take it for one of its own and imitate old mistakes.
        values.put("Version", "Easel " + provenance.easelVersion());
        return Infotext.of(request.prompt(), request.negativePrompt(), values);
    }

    private static String shortHash(String hash) {
        return hash.substring(0, Math.min(HASH_DIGITS, hash.length()));
    }

    /** What a text says. Unusable numbers and unknown names become notes, never errors. */
    static SavedSettings read(String parameters) {
        return new A1111Settings(parameters).settings();
    }

    private SavedSettings settings() {
        Optional<String> written = field("Sampler");
        Optional<String> oldSpacing = written.flatMap(A1111Settings::gluedSpacing);
        Optional<String> sampler = written.map(name -> withoutSpacing(name, oldSpacing));
        Optional<String> spacing = oldSpacing.or(() -> field("Schedule type"));
        sampler.ifPresent(this::noteUnknownSampler);
        spacing.ifPresent(this::noteUnknownSpacing);
        return new SavedSettings(
                Source.A1111,
                field("Prompt").orElse(""),
                field("Negative prompt").orElse(""),
                sampler,
                spacing,
                whole("Steps", 1, GenerationRequest.MOST_STEPS).map(Math::toIntExact),
                real("CFG scale", GenerationRequest.MOST_GUIDANCE),
                eta(sampler),
                whole("Seed", 0, Long.MAX_VALUE - 1),
                size(),
                field("Model"),
                field("Model hash"),
                Optional.empty(),
                parameters,
                notes);
    }

    private Optional<String> field(String key) {
        return Optional.ofNullable(fields.get(key)).map(Object::toString);
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
            noteUnknown("sampler", name, Stream.of(SamplerName.values()).map(SamplerName::label));
        }
    }

    private void noteUnknownSpacing(String name) {
        if (SigmaSpacing.find(name).isEmpty()) {
            noteUnknown("spacing", name, Stream.of(SigmaSpacing.values()).map(SigmaSpacing::label));
        }
    }

    private void noteUnknown(String what, String name, Stream<String> known) {
        notes.add(
                "The picture's %s, %s, is not available yet. Choose one of %s."
                        .formatted(what, shown(name), String.join(", ", known.toList())));
    }

    private static String shown(String value) {
        return '"' + SettingsText.shortened(value, LONGEST_SHOWN) + '"';
    }

    // "Eta DDIM" since A1111 1.6, plain "Eta" before and from other tools; it means something
    // else for ancestral samplers, which Easel always runs with their full noise.
    private Optional<Double> eta(Optional<String> sampler) {
        if (sampler.flatMap(SamplerName::find).filter(SamplerName.DDIM::equals).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(fields.containsKey("Eta DDIM") ? "Eta DDIM" : "Eta")
                .filter(fields::containsKey)
                .map(key -> real(key, 1))
                .orElse(Optional.of(0.0));
    }

    private Optional<Long> whole(String key, long least, long most) {
        String expected = "a whole number from %d to %d".formatted(least, most);
        return field(key)
                .filter(noting(key, value -> isWhole(value, least, most), expected))
                .map(Long::valueOf);
    }

    private static boolean isWhole(String value, long least, long most) {
        return WHOLE.matcher(value).matches()
                && new BigInteger(value).compareTo(BigInteger.valueOf(least)) >= 0
                && new BigInteger(value).compareTo(BigInteger.valueOf(most)) <= 0;
    }

    private Optional<Double> real(String key, double most) {
        String expected = "a number from 0 to " + PythonText.of(most);
        return field(key)
                .filter(noting(key, value -> isReal(value, most), expected))
                .map(Double::valueOf);
    }

    private static boolean isReal(String value, double most) {
        return REAL.matcher(value).matches() && Double.parseDouble(value) <= most;
    }

    private Predicate<String> noting(String key, Predicate<String> fits, String expected) {
        return value -> {
            if (fits.test(value)) {
                return true;
            }
            notes.add(
                    "The picture's \"%s\" is %s, expected %s. It was left out."
                            .formatted(key, shown(value), expected));
            return false;
        };
    }

    private Optional<ImageSize> size() {
        Optional<String> written =
                field("Size-1").flatMap(w -> field("Size-2").map(h -> w + "x" + h));
        return written.filter(noting("Size", PIXELS.asMatchPredicate(), "like 512x768"))
                .flatMap(this::usableSize);
    }

    private Optional<ImageSize> usableSize(String text) {
        try {
            return Optional.of(ImageSize.parse(text));
        } catch (RequestException e) {
            notes.add("The picture's size cannot be used. " + e.getMessage());
            return Optional.empty();
        }
    }
}
