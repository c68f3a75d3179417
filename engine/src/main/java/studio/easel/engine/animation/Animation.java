package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.frame.AntiBlur;
import studio.easel.engine.animation.frame.ColourSpace;
import studio.easel.engine.animation.frame.Contrast;
import studio.easel.engine.animation.frame.Fidelity;
import studio.easel.engine.animation.frame.FrameNoise;
import studio.easel.engine.animation.frame.Perlin;
import studio.easel.engine.animation.frame.PerspectiveFlip;
import studio.easel.engine.animation.frame.Warp2d;
import studio.easel.engine.animation.frame.Warp3d;

/**
 * An animation made ready: every schedule of {@link DeforumSettings} read and every frame's values
 * known, so that what cannot be rendered is said before the first frame. Immutable.
 */
public final class Animation {
    /** Deforum's limits. */
    private static final int SMALLEST = 64;

    private static final int LARGEST = 2048;
    private static final int MOST_CADENCE = 1000;

    /** What drives the frames. */
    public enum Mode {
        /** Each frame is the one before, moved in its plane. */
        TWO_D,
        /** Each frame is the one before, seen by a camera that moved. */
        THREE_D,
        /** Each frame starts from one of a video's. */
        VIDEO_INPUT,
        /** Each frame is new; prompts blend. */
        INTERPOLATION
    }

    private final DeforumSettings settings;
    private final Dialect dialect;
    private final Mode mode;
    private final int width;
    private final int height;
    private final int frames;
    private final int cadence;
    private final KeyframePrompts prompts;
    private final SeedSequence seeds;
    private final Map<String, KeyframeSchedule> schedules = new LinkedHashMap<>();
    private final Map<String, TextSchedule> words = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Animation(
            DeforumSettings settings, long seed, Dialect dialect, OptionalInt videoFrames) {
        this.settings =
                videoFrames.isPresent()
                        ? settings.with("max_frames", videoFrames.getAsInt())
                        : settings;
        this.dialect = dialect;
        this.mode =
                switch (settings.text("animation_mode")) {
                    case "3D" -> Mode.THREE_D;
                    case "Video Input" -> Mode.VIDEO_INPUT;
                    case "Interpolation" -> Mode.INTERPOLATION;
                    default -> Mode.TWO_D;
                };
        this.width = length("W", settings.whole("W"));
        this.height = length("H", settings.whole("H"));
        Variables variables = this.settings.variables(seed);
        this.frames = variables.frames();
        this.cadence = readCadence();
        this.prompts = this.settings.prompts(variables, dialect);
        this.seeds = this.settings.seeds(variables, dialect);
        notes.addAll(settings.notes());
        for (String name : SCHEDULES) {
            KeyframeSchedule schedule = this.settings.schedule(name, variables, dialect);
            schedules.put(name, schedule);
            schedule.notes().forEach(note -> notes.add(name + ": " + note.sentence()));
        }
        for (String name : TEXT_SCHEDULES) {
            words.put(name, this.settings.words(name, variables, dialect));
        }
    }

    private static final List<String> TEXT_SCHEDULES =
            List.of("sampler_schedule", "mask_schedule", "noise_mask_schedule");

    private static final List<String> NOT_IN_FRAMES =
            List.of(
                    "max_frames",
                    "prompts",
                    "animation_prompts",
                    "animation_prompts_positive",
                    "animation_prompts_negative",
                    "seed_schedule",
                    "fps",
                    "batch_name",
                    "add_soundtrack",
                    "soundtrack_path",
                    "make_gif",
                    "skip_video_creation");

    private static final List<String> SCHEDULES =
            List.of(
                    "angle",
                    "zoom",
                    "translation_x",
                    "translation_y",
                    "translation_z",
                    "transform_center_x",
                    "transform_center_y",
                    "rotation_3d_x",
                    "rotation_3d_y",
                    "rotation_3d_z",
                    "perspective_flip_theta",
                    "perspective_flip_phi",
                    "perspective_flip_gamma",
                    "perspective_flip_fv",
                    "noise_schedule",
                    "strength_schedule",
                    "contrast_schedule",
                    "cfg_scale_schedule",
                    "steps_schedule",
                    "fov_schedule",
                    "aspect_ratio_schedule",
                    "subseed_schedule",
                    "subseed_strength_schedule",
                    "clipskip_schedule",
                    "ddim_eta_schedule",
                    "amount_schedule",
                    "kernel_schedule",
                    "sigma_schedule",
                    "threshold_schedule");

    /** The settings that are schedules of numbers and have a part in the frames. */
    public static List<String> schedules() {
        return SCHEDULES;
    }

    /**
     * Reads every schedule.
     *
     * @param seed the start seed; where the settings have -1 it has been drawn by now
     * @param videoFrames how many frames the video has that decides on their number
     * @throws ScheduleException where a schedule cannot be read, with its name and the character
     * @throws EaselException when a setting cannot be rendered
     */
    public static Animation of(
            DeforumSettings settings, long seed, Dialect dialect, OptionalInt videoFrames) {
        return new Animation(settings, seed, dialect, videoFrames);
    }

    private static int length(String name, long pixels) {
        if (pixels < SMALLEST || pixels > LARGEST) {
            throw new EaselException(
                    "%s is %d, expected %d to %d pixels. Change it in the settings."
                            .formatted(name, pixels, SMALLEST, LARGEST));
        }
        return (int) (pixels - pixels % 8);
    }

    private int readCadence() {
        long every = settings.whole("diffusion_cadence");
        if (every < 1 || every > MOST_CADENCE) {
            throw new EaselException(
                    "diffusion_cadence is %d, expected 1 (every frame is diffused) to %d. 1 to 4 is usual."
                            .formatted(every, MOST_CADENCE));
        }
        // A video's frames, and new ones, have none between them.
        return mode == Mode.TWO_D || mode == Mode.THREE_D ? (int) every : 1;
    }

    /**
     * The first frame that may come out otherwise than with other settings: 0 where more than
     * schedules, prompts and the length differ.
     */
    public int firstDifference(Animation other) {
        boolean sameBeside =
                dialect == other.dialect
                        && mode == other.mode
                        && width == other.width
                        && height == other.height
                        && cadence == other.cadence
                        && beside(settings).equals(beside(other.settings));
        int frame = 0;
        while (sameBeside
                && frame < Math.min(frames, other.frames)
                && values(frame).equals(other.values(frame))) {
            frame++;
        }
        return frame;
    }

    /** Everything but what {@link #values} has, and what only the video knows. */
    private static Map<String, Object> beside(DeforumSettings settings) {
        Map<String, Object> beside = new LinkedHashMap<>(settings.values());
        beside.keySet().removeAll(SCHEDULES);
        beside.keySet().removeAll(TEXT_SCHEDULES);
        beside.keySet().removeAll(NOT_IN_FRAMES);
        // 7 from a file and 7 from a field are one seed, whatever Java calls them.
        beside.replaceAll(
                (name, value) -> value instanceof Number number ? number.doubleValue() : value);
        return beside;
    }

    private List<Object> values(int frame) {
        List<Object> values =
                new ArrayList<>(List.of(prompt(frame), seed(frame, frame), steps(frame)));
        SCHEDULES.forEach(name -> values.add(at(name, frame)));
        TEXT_SCHEDULES.forEach(name -> values.add(wordAt(name, frame)));
        return values;
    }

    public Mode mode() {
        return mode;
    }

    /** Pixels, a multiple of 8. */
    public int width() {
        return width;
    }

    /** Pixels, a multiple of 8. */
    public int height() {
        return height;
    }

    public int frames() {
        return frames;
    }

    /** Every how many frames one is diffused. */
    public int cadence() {
        return cadence;
    }

    public Dialect dialect() {
        return dialect;
    }

    public DeforumSettings settings() {
        return settings;
    }

    /** What was read otherwise than meant. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** A schedule's value at a frame; behind the last one it stays. */
    double at(String name, int frame) {
        KeyframeSchedule schedule = schedules.get(name);
        if (schedule == null) {
            throw new IllegalArgumentException(name);
        }
        return schedule.at(Math.min(frame, frames - 1));
    }

    long wholeAt(String name, int frame) {
        return (long) at(name, frame);
    }

    /** The name a text schedule holds at a frame. */
    String wordAt(String name, int frame) {
        TextSchedule schedule = words.get(name);
        if (schedule == null) {
            throw new IllegalArgumentException(name);
        }
        return schedule.at(Math.min(frame, frames - 1));
    }

    /**
     * @param diffusion how many frames were diffused before
     */
    long seed(int diffusion, int frame) {
        return seeds.at(diffusion, frame);
    }

    FramePrompt prompt(int frame) {
        return mode == Mode.INTERPOLATION ? prompts.blended(frame) : prompts.held(frame);
    }

    int steps(int frame) {
        return (int)
                (settings.flag("enable_steps_scheduling")
                        ? wholeAt("steps_schedule", frame)
                        : settings.whole("steps"));
    }

    /** Whether Deforum's plain mistakes are made, too. */
    Fidelity fidelity() {
        return dialect == Dialect.DEFORUM ? Fidelity.STRICT : Fidelity.MENDED;
    }

    /** Colours are kept near a reference; empty where they are left alone. */
    Optional<ColourSpace> coherence() {
        if (mode == Mode.INTERPOLATION) {
            return Optional.empty();
        }
        return switch (settings.text("color_coherence")) {
            case "None" -> Optional.empty();
            case "RGB" -> Optional.of(ColourSpace.RGB);
            case "HSV" -> Optional.of(ColourSpace.HSV);
            default -> Optional.of(ColourSpace.LAB);
        };
    }

    boolean coherenceIs(String name) {
        return settings.text("color_coherence").equals(name);
    }

    Contrast contrast(int frame) {
        return new Contrast(at("contrast_schedule", frame), fidelity());
    }

    AntiBlur antiBlur(int frame) {
        return new AntiBlur(
                (int) wholeAt("kernel_schedule", frame),
                at("sigma_schedule", frame),
                at("amount_schedule", frame),
                at("threshold_schedule", frame),
                fidelity());
    }

    /**
     * @param seed the frame's
     */
    FrameNoise noise(int frame, long seed) {
        boolean perlin = settings.text("noise_type").equals("perlin");
        return new FrameNoise(
                at("noise_schedule", frame),
                perlin
                        ? Optional.of(
                                new Perlin(
                                        8,
                                        8,
                                        (int) settings.whole("perlin_octaves"),
                                        settings.number("perlin_persistence")))
                        : Optional.empty(),
                seed,
                fidelity());
    }

    /** The motion in the plane between a frame and the one before. */
    Warp2d warp2d(int frame) {
        return new Warp2d(
                at("angle", frame),
                at("zoom", frame),
                at("translation_x", frame),
                at("translation_y", frame),
                at("transform_center_x", frame),
                at("transform_center_y", frame),
                flip(frame),
                edge(),
                fidelity());
    }

    /** What a camera does between a frame and the one before. */
    Warp3d warp3d(int frame) {
        double aspect =
                settings.flag("aspect_ratio_use_old_formula")
                        ? (double) width / height
                        : at("aspect_ratio_schedule", frame);
        return new Warp3d(
                new Warp3d.Camera(
                        at("translation_x", frame),
                        at("translation_y", frame),
                        at("translation_z", frame),
                        at("rotation_3d_x", frame),
                        at("rotation_3d_y", frame),
                        at("rotation_3d_z", frame),
                        at("fov_schedule", frame),
                        aspect),
                switch (settings.text("sampling_mode")) {
                    case "bilinear" -> Warp3d.Sampling.BILINEAR;
                    case "nearest" -> Warp3d.Sampling.NEAREST;
                    default -> Warp3d.Sampling.BICUBIC;
                },
                switch (settings.text("padding_mode")) {
                    case "reflection" -> Warp3d.Edge.REFLECTION;
                    case "zeros" -> Warp3d.Edge.ZEROS;
                    default -> Warp3d.Edge.BORDER;
                });
    }

    Optional<PerspectiveFlip> flip(int frame) {
        return settings.flag("enable_perspective_flip")
                ? Optional.of(
                        new PerspectiveFlip(
                                at("perspective_flip_theta", frame),
                                at("perspective_flip_phi", frame),
                                at("perspective_flip_gamma", frame),
                                at("perspective_flip_fv", frame)))
                : Optional.empty();
    }

    Warp2d.Edge edge() {
        return switch (settings.text("border")) {
            case "wrap" -> Warp2d.Edge.WRAP;
            case "reflect" -> Warp2d.Edge.REFLECT;
            default -> Warp2d.Edge.REPLICATE;
        };
    }
}
