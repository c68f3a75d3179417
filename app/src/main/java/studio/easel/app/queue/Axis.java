package studio.easel.app.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.References;
import studio.easel.app.files.References.Masked;
import studio.easel.app.files.References.StartPicture;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Names;
import studio.easel.engine.Provenance;
import studio.easel.engine.RequestException;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/**
 * One setting, and the values it takes along an edge of a grid.
 *
 * @param values as typed, ranges spelled out; for {@link Setting#PROMPT} the first is the text to
 *     look for, and the others take its place
 */
public record Axis(Setting setting, List<String> values) {
    /** Values an axis may have. */
    public static final int MOST_VALUES = 1000;

    private static final String NUMBER = "(-?\\d{1,18}(?:\\.\\d{1,18})?)";

    // A1111's ranges: 1-5, 1-9 (+2), 10-1 (-3), 1-10 [4].
    private static final Pattern RANGE =
            Pattern.compile(
                    NUMBER
                            + "\\s*-\\s*"
                            + NUMBER
                            + "(?:\\s*\\(([+-]\\d{1,18}(?:\\.\\d{1,18})?)\\)|\\s*\\[(\\d{1,4})\\])?");

    /** What can change along an axis; the names are A1111's where it has them. */
    public enum Setting {
        PROMPT("Prompt S/R", RequestException.Field.PROMPT, false),
        SEED("Seed", RequestException.Field.SEED, true),
        STEPS("Steps", RequestException.Field.STEPS, true),
        GUIDANCE("CFG Scale", RequestException.Field.GUIDANCE_SCALE, true),
        SAMPLER("Sampler", RequestException.Field.SAMPLER, false),
        SPACING("Schedule type", RequestException.Field.SPACING, false),
        STRENGTH("Denoising", RequestException.Field.START, true),
        SIZE("Size", RequestException.Field.SIZE, false),
        CLIP_SKIP("Clip skip", RequestException.Field.CLIP_SKIP, true),
        ETA("Eta", RequestException.Field.ETA, true),
        MODEL("Checkpoint name", RequestException.Field.START, false);

        private final String label;
        private final RequestException.Field field;
        private final boolean numeric;

        Setting(String label, RequestException.Field field, boolean numeric) {
            this.label = label;
            this.field = field;
            this.numeric = numeric;
        }

        public String label() {
            return label;
        }

        /**
         * The setting of a name, in any case.
         *
         * @throws RequestException with the names there are
         */
        public static Setting parse(String name) {
            for (Setting setting : values()) {
                if (setting.name().equalsIgnoreCase(name) || setting.label.equalsIgnoreCase(name)) {
                    return setting;
                }
            }
            throw new RequestException(
                    RequestException.Field.PROMPT,
                    Names.unknown(
                            "The axis",
                            name,
                            Arrays.stream(values()).map(Setting::label).toList()));
        }
    }

    public Axis {
        values = List.copyOf(values);
        if (values.isEmpty() || values.size() > MOST_VALUES) {
            throw new RequestException(
                    setting.field,
                    "The axis %s has %d values, expected 1 to %d."
                            .formatted(setting.label, values.size(), MOST_VALUES));
        }
    }

    /**
     * Values between commas; one with a comma stands in quotes. Numbers may be ranges as in A1111:
     * {@code 1-5}, {@code 10-50 (+10)}, {@code 1-10 [4]}.
     *
     * @throws RequestException when there are none or too many
     */
    public static Axis parse(Setting setting, String text) {
        List<String> values = new ArrayList<>();
        for (String part : parts(text)) {
            Matcher range = RANGE.matcher(part);
            if (setting.numeric && range.matches()) {
                values.addAll(range(setting, range));
            } else {
                values.add(part);
            }
        }
        return new Axis(setting, values);
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private static List<String> range(Setting setting, Matcher range) {
        double first = Double.parseDouble(range.group(1));
        double last = Double.parseDouble(range.group(2));
        boolean whole = !range.group().contains(".");
        int count;
        double by;
        if (range.group(4) != null) {
            count = Integer.parseInt(range.group(4));
            by = count < 2 ? 0 : (last - first) / (count - 1);
        } else {
            by =
                    range.group(3) == null
                            ? Math.signum(last - first)
                            : Double.parseDouble(range.group(3));
            double steps = by == 0 ? 0 : (last - first) / by;
            // Adding 0.1 ten times ends a little below 1.
            count = (int) Math.min(MOST_VALUES + 1.0, Math.floor(Math.max(0, steps) + 1e-9) + 1);
        }
        if (count < 1 || count > MOST_VALUES) {
            throw new RequestException(
                    setting.field,
                    "The range %s has %s values, expected 1 to %d."
                            .formatted(
                                    range.group(),
                                    count < 1 ? "no" : "more than " + MOST_VALUES,
                                    MOST_VALUES));
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double value = first + i * by;
            values.add(
                    whole && (range.group(4) == null || setting != Setting.GUIDANCE)
                            ? Long.toString(Math.round(value))
                            : shortest(value));
        }
        return values;
    }

    private static String shortest(double value) {
        double rounded = Math.rint(value * 1e6) / 1e6;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }

    /** How value {@code index} is named in a sheet. */
    String label(int index) {
        String value = values.get(index);
        return setting == Setting.PROMPT ? value : setting.label + ": " + value;
    }

    /**
     * {@code record} with value {@code index}.
     *
     * @throws RequestException when the setting cannot have it
     */
    EaselRecord apply(EaselRecord record, int index) {
        String value = values.get(index);
        GenerationRequest request = record.request();
        return switch (setting) {
            case PROMPT -> replaced(record, value);
            case SEED -> with(record, request.but().seed(whole(value)));
            case STEPS -> with(record, request.but().steps(small(value)));
            case GUIDANCE ->
                    with(record, request.but().guidance(scaled(request.guidance(), value)));
            case SAMPLER -> with(record, request.but().sampler(SamplerName.parse(value)));
            case SPACING -> with(record, request.but().spacing(SigmaSpacing.parse(value)));
            case STRENGTH -> strength(record, real(value));
            case SIZE -> sized(record, ImageSize.parse(value));
            case CLIP_SKIP -> with(record, request.but().clipSkip(small(value)));
            case ETA -> with(record, request.but().eta(real(value)));
            case MODEL -> model(record, value);
        };
    }

    private static EaselRecord with(EaselRecord record, GenerationRequest.Draft draft) {
        return new EaselRecord(draft.request(), record.provenance(), record.references());
    }

    private EaselRecord replaced(EaselRecord record, String value) {
        String wanted = values.get(0);
        GenerationRequest request = record.request();
        if (!request.prompt().contains(wanted) && !request.negativePrompt().contains(wanted)) {
            throw new RequestException(
                    setting.field,
                    "\"%s\" is to be replaced but stands in neither prompt. Write it as it stands there."
                            .formatted(wanted));
        }
        return with(
                record,
                request.but()
                        .prompt(request.prompt().replace(wanted, value))
                        .negativePrompt(request.negativePrompt().replace(wanted, value)));
    }

    private static Guidance scaled(Guidance guidance, double scale) {
        return new Guidance(scale, guidance.rescale(), guidance.from(), guidance.to());
    }

    private Guidance scaled(Guidance guidance, String value) {
        return scaled(guidance, real(value));
    }

    private EaselRecord strength(EaselRecord record, double strength) {
        References old = record.references();
        StartPicture start =
                old.start()
                        .orElseThrow(
                                () ->
                                        new RequestException(
                                                setting.field,
                                                "An axis of denoising strengths needs a picture to start from, and there is none. Choose one, or another axis."));
        // The rules for strengths are those of a start.
        Inpainting how = start.masked().map(Masked::how).orElse(Inpainting.at(strength));
        Inpainting other =
                new Inpainting(
                        strength,
                        how.fill(),
                        how.maskBlur(),
                        how.softMask(),
                        how.onlyMasked(),
                        how.compositing());
        StartPicture changed =
                new StartPicture(
                        start.image(),
                        strength,
                        start.masked().map(masked -> new Masked(masked.mask(), other)));
        return new EaselRecord(
                record.request(),
                record.provenance(),
                new References(
                        Optional.of(changed),
                        old.controls(),
                        old.refiner(),
                        old.upscaling(),
                        old.vae(),
                        old.embeddings(),
                        old.loras()));
    }

    private EaselRecord sized(EaselRecord record, ImageSize size) {
        References references = record.references();
        if (references.start().isPresent() || !references.controls().isEmpty()) {
            throw new RequestException(
                    setting.field,
                    "An axis of sizes was asked for beside a picture that has a size of its own, expected one or the other. Take the picture out, or choose another axis.");
        }
        return with(record, record.request().but().size(size));
    }

    private static EaselRecord model(EaselRecord record, String name) {
        Provenance old = record.provenance();
        boolean same = old.modelName().equals(name);
        return new EaselRecord(
                record.request(),
                new Provenance(
                        name,
                        same ? old.modelHash() : "",
                        old.vae(),
                        old.easelVersion(),
                        old.runtimeVersion(),
                        old.provider()),
                record.references());
    }

    private int small(String value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, whole(value)));
    }

    private long whole(String value) {
        return number(value, "a whole number", (text, axis) -> Long.valueOf(text));
    }

    private double real(String value) {
        return number(value, "a number", (text, axis) -> Double.valueOf(text));
    }

    private <T> T number(String value, String expected, BiFunction<String, Axis, T> parser) {
        try {
            return parser.apply(value, this);
        } catch (NumberFormatException e) {
            throw new RequestException(
                    setting.field,
                    "The axis %s has the value \"%s\", expected %s."
                            .formatted(setting.label.toLowerCase(Locale.ROOT), value, expected));
        }
    }
}
