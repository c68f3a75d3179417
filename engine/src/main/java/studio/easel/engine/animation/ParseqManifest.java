package studio.easel.engine.animation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What Parseq (a sequencer for Deforum, sd-parseq) calculated for every frame. A schedule it
 * manages takes the place of Deforum's own; a field that frame 0 lacks is not managed.
 */
public final class ParseqManifest {
    /** Deforum's name, where Parseq's is another than that without "_schedule". */
    private static final Map<String, String> FIELDS =
            Map.ofEntries(
                    Map.entry("cfg_scale_schedule", "scale"),
                    Map.entry("kernel_schedule", "antiblur_kernel"),
                    Map.entry("sigma_schedule", "antiblur_sigma"),
                    Map.entry("amount_schedule", "antiblur_amount"),
                    Map.entry("threshold_schedule", "antiblur_threshold"),
                    Map.entry("sampler_schedule", "sampler_schedule"),
                    Map.entry("steps_schedule", "steps_schedule"),
                    Map.entry("image_strength_schedule", "guided_imageStrength"),
                    Map.entry("blendFactorMax", "guided_blendFactorMax"),
                    Map.entry("blendFactorSlope", "guided_blendFactorSlope"),
                    Map.entry("tweening_frames_schedule", "guided_tweening_frames"),
                    Map.entry("color_correction_factor", "guided_colorCorrectionFactor"));

    private static final Set<String> MOTION =
            Set.of(
                    "angle",
                    "zoom",
                    "translation_x",
                    "translation_y",
                    "translation_z",
                    "rotation_3d_x",
                    "rotation_3d_y",
                    "rotation_3d_z",
                    "perspective_flip_theta",
                    "perspective_flip_phi",
                    "perspective_flip_gamma",
                    "perspective_flip_fv");
    private static final String PROMPT = "deforum_prompt";

    private final List<Map<String, Object>> frames;
    private final int[] numbers;
    private final Map<String, Object> options;
    private final boolean deltas;

    /**
     * A manifest's content.
     *
     * @param renderedFrames each with its "frame"
     * @param options "output_fps" and "cadence" among them
     * @param deltas whether motion is taken from the fields of its change, "zoom_delta"
     * @throws ScheduleException where a frame has no number, or none is frame 0
     */
    public ParseqManifest(
            List<Map<String, Object>> renderedFrames, Map<String, Object> options, boolean deltas) {
        this.frames = List.copyOf(renderedFrames);
        this.options = new LinkedHashMap<>(options);
        this.deltas = deltas;
        this.numbers = new int[frames.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(i);
        }
        if (frames.isEmpty() || numbers[0] != 0) {
            throw new ScheduleException(
                    "Parseq's manifest begins with %s, expected frame 0. Let Parseq render it again."
                            .formatted(frames.isEmpty() ? "no frame" : "frame " + numbers[0]));
        }
    }

    private int number(int index) {
        double frame =
                frames.get(index).get("frame") instanceof Number number
                        ? number.doubleValue()
                        : Double.NaN;
        int before = index == 0 ? -1 : numbers[index - 1];
        boolean rising = frame > before && frame < Variables.MOST_FRAMES;
        if (!rising || frame != Math.rint(frame)) {
            throw new ScheduleException(
                    "Entry %d of Parseq's manifest is for frame %s, expected a whole number from %d to %d. Let Parseq render it again."
                            .formatted(index + 1, frame, before + 1, Variables.MOST_FRAMES - 1));
        }
        return (int) frame;
    }

    /** How many frames it is for. */
    public int frames() {
        return numbers[numbers.length - 1] + 1;
    }

    /** Frames a second of the video, where it says so. */
    public OptionalDouble framesPerSecond() {
        return option("output_fps");
    }

    /** Deforum's diffusion_cadence, where it says so. */
    public OptionalInt cadence() {
        OptionalDouble cadence = option("cadence");
        return cadence.isPresent() && cadence.getAsDouble() <= Variables.MOST_FRAMES
                ? OptionalInt.of((int) cadence.getAsDouble())
                : OptionalInt.empty();
    }

    private OptionalDouble option(String name) {
        Object value = options.getOrDefault(name, "");
        try {
            double number = Double.parseDouble(value.toString());
            return number >= 1 && Double.isFinite(number)
                    ? OptionalDouble.of(number)
                    : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * The numbers it has for one of Deforum's schedules; behind the last frame they stay.
     *
     * @param name as in {@link DeforumSettings}, "strength_schedule" for example
     */
    public Optional<KeyframeSchedule> schedule(String name) {
        String field = field(name);
        if (!(frames.get(0).get(field) instanceof Number)) {
            return Optional.empty();
        }
        double[] values = new double[frames()];
        Arrays.fill(values, Double.NaN);
        for (int i = 0; i < numbers.length; i++) {
            if (frames.get(i).get(field) instanceof Number number) {
                values[numbers[i]] = number.doubleValue();
            }
        }
        return Optional.of(KeyframeSchedule.of(field, values));
    }

    /**
     * The words it has for one of Deforum's schedules at a frame, "sampler_schedule" for example.
     */
    public Optional<String> wordsAt(String name, int frame) {
        return textAt(field(name), frame);
    }

    /** The prompt of a frame; its negative is in it, behind --neg. */
    public Optional<FramePrompt> promptAt(int frame) {
        return textAt(PROMPT, frame).map(FramePrompt::of);
    }

    private Optional<String> textAt(String field, int frame) {
        if (!(frames.get(0).get(field) instanceof String)) {
            return Optional.empty();
        }
        int found = Arrays.binarySearch(numbers, frame);
        for (int i = found >= 0 ? found : -found - 2; i > 0; i--) {
            if (frames.get(i).get(field) instanceof String text) {
                return Optional.of(text);
            }
        }
        return Optional.of((String) frames.get(0).get(field));
    }

    private String field(String name) {
        if (MOTION.contains(name)) {
            return deltas ? name + "_delta" : name;
        }
        return FIELDS.getOrDefault(name, name.replaceAll("_(?:schedule|series)$", ""));
    }
}
