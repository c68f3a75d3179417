package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import studio.easel.engine.Names;
import studio.easel.engine.animation.DeforumKey.Kind;

/**
 * Deforum's settings, by the names in its files. What a file does not say is as in Deforum; what
 * cannot be used becomes a note; what is unknown is kept. The file itself is read elsewhere: the
 * engine knows values only.
 */
public final class DeforumSettings {
    private static final List<String> FILLS =
            List.of("fill", "original", "latent noise", "latent nothing");
    private static final List<String> SAMPLERS =
            List.of(
                    "Euler a",
                    "Euler",
                    "LMS",
                    "Heun",
                    "DPM2",
                    "DPM2 a",
                    "DPM++ 2S a",
                    "DPM++ 2M",
                    "DPM++ SDE",
                    "DPM fast",
                    "DPM adaptive",
                    "LMS Karras",
                    "DPM2 Karras",
                    "DPM2 a Karras",
                    "DPM++ 2S a Karras",
                    "DPM++ 2M Karras",
                    "DPM++ SDE Karras",
                    "DDIM",
                    "PLMS");
    private static final Pattern PATHS =
            Pattern.compile(
                    "init_image|mask_file|video_init_path|video_mask_path|soundtrack_path|image_path|outdir"
                            + "|color_coherence_image_path|cn_[1-5]_(?:mask_)?vid_path");
    private static final Pattern MANIFEST_ADDRESS = Pattern.compile("(?s)\\s*[^{\\[\\s].*");

    /** Objects that Deforum writes as the text of one. */
    private static final List<String> OBJECTS = List.of("init_images");

    private static final int LONGEST_SHOWN = 60;

    private final Map<String, Object> values;
    private final Map<String, Object> read = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private DeforumSettings(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.values.forEach(this::read);
    }

    /** Deforum's own settings, as its window shows them when it starts. */
    public static DeforumSettings defaults() {
        return new DeforumSettings(Map.of());
    }

    /**
     * The settings of a file, of any version.
     *
     * @param values texts, numbers and truths by name; objects as maps and lists of those
     */
    public static DeforumSettings of(Map<String, Object> values) {
        return new DeforumSettings(OldDeforumNames.upgraded(values));
    }

    /** The same with another value for one setting. */
    public DeforumSettings with(String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(key, value);
        return new DeforumSettings(changed);
    }

    /** Everything that was given, unknown names too, under today's names and in order. */
    public Map<String, Object> values() {
        return values;
    }

    /** What could not be used as it was written, in the order of the file. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void read(String name, Object value) {
        DeforumKey key = DeforumKey.ALL.get(name);
        if (key == null || value instanceof Map<?, ?> && OBJECTS.contains(name)) {
            return;
        }
        Optional<Object> found = understood(key, value);
        if (found.isPresent()) {
            read.put(name, found.get());
        } else {
            notes.add(
                    "%s is %s, expected %s; it stays %s."
                            .formatted(name, shown(value), expected(key), shown(key.initial())));
        }
    }

    private static Optional<Object> understood(DeforumKey key, Object value) {
        return switch (key.kind()) {
            case FLAG -> flag(value);
            case NUMBER -> number(value);
            case CHOICE -> choice(key, value);
            case TEXT -> text(key.name(), value);
            case SCHEDULE, TEXT_SCHEDULE -> schedule(value);
        };
    }

    /**
     * What every setting comes to, however it was written or left out; objects as they were given.
     * Unknown settings come to nothing.
     */
    Map<String, Object> meanings() {
        Map<String, Object> meanings = new LinkedHashMap<>();
        DeforumKey.ALL.forEach(
                (name, key) -> {
                    Object given = values.get(name);
                    Optional<Object> usual = understood(key, key.initial());
                    meanings.put(
                            name,
                            given instanceof Map<?, ?>
                                    ? given
                                    : value(key, usual.orElse(key.initial())));
                });
        return meanings;
    }

    private static String expected(DeforumKey key) {
        return switch (key.kind()) {
            case FLAG -> "true or false";
            case NUMBER -> "a number";
            case TEXT -> "a text";
            case CHOICE -> "one of " + String.join(", ", key.choices());
            case SCHEDULE, TEXT_SCHEDULE -> "a schedule such as 0:(1)";
        };
    }

    private static String shown(Object value) {
        String text = value.toString().replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
        return "\"%s\""
                .formatted(
                        text.length() <= LONGEST_SHOWN
                                ? text
                                : text.substring(0, LONGEST_SHOWN) + "…");
    }

    private static Optional<Object> flag(Object value) {
        if (value instanceof Boolean) {
            return Optional.of(value);
        }
        return switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "1.0", "on", "yes" -> Optional.of(true);
            case "false", "0", "0.0", "off", "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> number(Object value) {
        if (value instanceof Number number) {
            double real = number.doubleValue();
            return Double.isFinite(real) ? Optional.of(real) : Optional.empty();
        }
        String text = value.toString().strip();
        return value instanceof String && text.matches("[+-]?[0-9]{1,20}(?:\\.[0-9]{0,20})?")
                ? Optional.of(Double.valueOf(text))
                : Optional.empty();
    }

    private static Optional<Object> choice(DeforumKey key, Object value) {
        if (key.name().equals("fill")) {
            Optional<Object> filled = listed(FILLS, value);
            if (filled.isPresent()) {
                return filled;
            }
        }
        return key.choices().stream()
                .filter(it -> it.equalsIgnoreCase(value.toString().strip()))
                .map(it -> (Object) it)
                .findFirst();
    }

    /** The word of a number, as old files have numbers for words. */
    private static Optional<Object> listed(List<String> words, Object value) {
        if (!(value instanceof Number number)) {
            return Optional.empty();
        }
        double index = number.doubleValue();
        boolean there = index == Math.rint(index) && index >= 0 && index < words.size();
        return there ? Optional.of(words.get((int) index)) : Optional.empty();
    }

    private static Optional<Object> text(String name, Object value) {
        if (name.equals("sampler") && value instanceof Number) {
            return listed(SAMPLERS, value);
        }
        boolean one = value instanceof String || value instanceof Number;
        return one ? Optional.of(value.toString()) : Optional.empty();
    }

    /** A bare number is what it is at every frame. */
    private static Optional<Object> schedule(Object value) {
        if (value instanceof Number number) {
            return Optional.of("0:(%s)".formatted(PythonNumber.plain(number.doubleValue())));
        }
        return value instanceof String ? Optional.of(value) : Optional.empty();
    }

    private static DeforumKey known(String name, Kind... kinds) {
        DeforumKey key = DeforumKey.ALL.get(name);
        if (key == null || !List.of(kinds).contains(key.kind())) {
            throw new IllegalArgumentException(
                    Names.unknown("Setting", name, List.copyOf(DeforumKey.ALL.keySet())));
        }
        return key;
    }

    private Object value(DeforumKey key, Object initial) {
        return Objects.requireNonNull(read.getOrDefault(key.name(), initial));
    }

    /** A switch. */
    public boolean flag(String name) {
        DeforumKey key = known(name, Kind.FLAG);
        return (Boolean) value(key, Boolean.valueOf(key.initial()));
    }

    public double number(String name) {
        DeforumKey key = known(name, Kind.NUMBER);
        return (Double) value(key, Double.valueOf(key.initial()));
    }

    /** A number cut off toward zero. */
    public long whole(String name) {
        return (long) number(name);
    }

    /** A text, a choice, or a schedule as it is written. */
    public String text(String name) {
        DeforumKey key = known(name, Kind.TEXT, Kind.CHOICE, Kind.SCHEDULE, Kind.TEXT_SCHEDULE);
        return (String) value(key, key.initial());
    }

    /**
     * What {@code max_frames} and the seed make of the names in schedules.
     *
     * @param seed the start seed; where the settings have -1 it has been drawn by now
     */
    public Variables variables(long seed) {
        double frames = number("max_frames");
        return Variables.of(
                (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, frames)), seed);
    }

    /**
     * A schedule of numbers.
     *
     * @throws ScheduleException with its name, and the character where it cannot be read
     */
    public KeyframeSchedule schedule(String name, Variables variables, Dialect dialect) {
        known(name, Kind.SCHEDULE);
        try {
            return KeyframeSchedule.parse(text(name), variables, dialect);
        } catch (ScheduleException e) {
            throw e.in(name);
        }
    }

    /**
     * A schedule of words.
     *
     * @throws ScheduleException with its name, and the character where it cannot be read
     */
    public TextSchedule words(String name, Variables variables, Dialect dialect) {
        known(name, Kind.TEXT_SCHEDULE);
        try {
            return TextSchedule.parse(text(name), variables, dialect);
        } catch (ScheduleException e) {
            throw e.in(name);
        }
    }

    /** The seeds by {@code seed_behavior}. */
    public SeedSequence seeds(Variables variables, Dialect dialect) {
        SeedBehavior behavior = SeedBehavior.parse(text("seed_behavior"));
        return behavior == SeedBehavior.SCHEDULE
                ? SeedSequence.scheduled(
                        variables.seed(), schedule("seed_schedule", variables, dialect))
                : SeedSequence.of(
                        behavior, variables.seed(), (int) Math.max(1, whole("seed_iter_N")));
    }

    /** The prompts with {@code animation_prompts_positive} and {@code _negative} around them. */
    public KeyframePrompts prompts(Variables variables, Dialect dialect) {
        Map<String, String> prompts = texts("prompts");
        boolean blending = text("animation_mode").equals("Interpolation");
        try {
            return KeyframePrompts.parse(
                            prompts.isEmpty() ? texts("animation_prompts") : prompts,
                            variables,
                            blending,
                            dialect)
                    .joined(
                            Objects.toString(values.get("animation_prompts_positive"), ""),
                            Objects.toString(values.get("animation_prompts_negative"), ""));
        } catch (ScheduleException e) {
            throw e.in("prompts");
        }
    }

    private Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(key.toString(), Objects.toString(value, "")));
        }
        return texts;
    }

    /** The guiding pictures as they are named, by the texts of their key frames. */
    public Map<String, String> guides() {
        return texts("init_images");
    }

    /** The name of the run's folder, one name and never a path, from {@code batch_name}. */
    public String folderName(String timestring) {
        Map<String, Object> known = new LinkedHashMap<>(values);
        known.put("timestring", timestring);
        return FolderName.of(text("batch_name"), known);
    }

    /** The files and addresses that are asked for; nothing of it is opened or fetched here. */
    public List<FileReference> references() {
        List<FileReference> references = new ArrayList<>();
        values.forEach(
                (name, value) -> {
                    boolean manifest =
                            name.equals("parseq_manifest")
                                    && MANIFEST_ADDRESS.matcher(value.toString()).matches();
                    if (PATHS.matcher(name).matches() || manifest) {
                        add(references, name, value);
                    } else if (name.equals("init_images") && value instanceof Map<?, ?> map) {
                        map.values().forEach(path -> add(references, name, path));
                    }
                });
        return references;
    }

    private static void add(List<FileReference> references, String name, Object path) {
        if (path instanceof String text && !text.isBlank()) {
            references.add(FileReference.of(name, text));
        }
    }
}
