package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.Expression.Place;
import studio.easel.engine.animation.frame.AntiBlur;
import studio.easel.engine.animation.frame.ColourSpace;
import studio.easel.engine.animation.frame.Contrast;
import studio.easel.engine.animation.frame.Fidelity;
import studio.easel.engine.animation.frame.FrameNoise;
import studio.easel.engine.animation.frame.GuidedImages;
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
    private static final int LEAST_DRAFT_STEPS = 4;

    /** How many seeds there are; PyTorch's others repeat them. */
    private static final long SEEDS = 1L << 32;

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
    private final long seed;
    private final Optional<ParseqManifest> parseq;
    private final boolean draft;
    private final IntFunction<FramePrompt> prompts;
    private final SeedSequence seeds;
    private final Map<String, KeyframeSchedule> schedules = new LinkedHashMap<>();
    private final Map<String, IntFunction<String>> words = new LinkedHashMap<>();
    private final Optional<GuidedImages> guides;
    private final List<String> guideNames = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Animation(
            DeforumSettings asked,
            long seed,
            Dialect dialect,
            Optional<ParseqManifest> parseq,
            boolean draft) {
        this.settings = asked;
        this.seed = seed;
        this.dialect = dialect;
        this.parseq = parseq;
        this.draft = draft;
        this.mode =
                switch (settings.text("animation_mode")) {
                    case "3D" -> Mode.THREE_D;
                    case "Video Input" -> Mode.VIDEO_INPUT;
                    case "Interpolation" -> Mode.INTERPOLATION;
                    default -> Mode.TWO_D;
                };
        this.width = side("W");
        this.height = side("H");
        Variables variables = settings.variables(seed);
        this.frames = variables.frames();
        this.cadence = readCadence();
        this.prompts = readPrompts(variables);
        this.seeds = settings.seeds(variables, dialect);
        notes.addAll(settings.notes());
        if (mode == Mode.TWO_D || mode == Mode.THREE_D) {
            FlowMethod.note(settings, "optical_flow_cadence").ifPresent(notes::add);
            FlowMethod.note(settings, "optical_flow_redo_generation").ifPresent(notes::add);
            notes.addAll(Hybrid.notes(settings));
        }
        notes.addAll(new Unrendered(settings).sentences());
        boolean guided = isGuided(settings);
        SCHEDULES.forEach(name -> read(name, variables));
        if (guided) {
            GUIDED.forEach(name -> read(name, variables));
        }
        TEXT_SCHEDULES.forEach(name -> readWords(name, variables));
        this.guides = guided ? Optional.of(readGuides(variables)) : Optional.empty();
    }

    /** Guided images are for frames that grow from the one before. */
    private static boolean isGuided(DeforumSettings settings) {
        return settings.flag("use_looper") && settings.text("animation_mode").endsWith("D");
    }

    private void read(String name, Variables variables) {
        Optional<KeyframeSchedule> managed = parseq.flatMap(manifest -> manifest.schedule(name));
        KeyframeSchedule schedule =
                managed.orElseGet(() -> settings.schedule(name, variables, dialect));
        schedules.put(name, schedule);
        schedule.notes().forEach(note -> notes.add(name + ": " + note.sentence()));
    }

    private void readWords(String name, Variables variables) {
        Optional<ParseqManifest> managing =
                parseq.filter(manifest -> manifest.wordsAt(name, 0).isPresent());
        words.put(
                name,
                managing.<IntFunction<String>>map(
                                manifest -> frame -> manifest.wordsAt(name, frame).orElseThrow())
                        .orElseGet(() -> settings.words(name, variables, dialect)::at));
    }

    private IntFunction<FramePrompt> readPrompts(Variables variables) {
        Optional<ParseqManifest> managing =
                parseq.filter(manifest -> manifest.promptAt(0).isPresent());
        if (managing.isPresent()) {
            ParseqManifest manifest = managing.get();
            return frame -> manifest.promptAt(frame).orElseThrow();
        }
        KeyframePrompts keyed = settings.prompts(variables, dialect);
        return mode == Mode.INTERPOLATION ? keyed::blended : keyed::held;
    }

    private GuidedImages readGuides(Variables variables) {
        if (settings.number("strength") <= 0) {
            throw new EaselException(
                    "Guided images are on and strength is %s, expected more than 0: the first picture would have no part in the first frame. Change strength."
                            .formatted(settings.number("strength")));
        }
        TreeMap<Integer, String> keyed = new TreeMap<>();
        settings.guides()
                .forEach(
                        (key, name) -> {
                            double frame =
                                    Expression.parse(key, 0, key.length(), dialect, Place.KEY)
                                            .at(0, variables);
                            if (!(frame >= 0 && frame < Variables.MOST_FRAMES)) {
                                throw new EaselException(
                                        "A guiding picture is for frame %s, expected a number from 0. Change its key in init_images."
                                                .formatted(frame));
                            }
                            keyed.put((int) frame, name);
                        });
        guideNames.addAll(keyed.values());
        return new GuidedImages(List.copyOf(keyed.keySet()));
    }

    private static final List<String> TEXT_SCHEDULES =
            List.of(
                    "sampler_schedule",
                    "mask_schedule",
                    "noise_mask_schedule",
                    "checkpoint_schedule");

    private static final List<String> GUIDED =
            List.of(
                    "image_strength_schedule",
                    "blendFactorMax",
                    "blendFactorSlope",
                    "tweening_frames_schedule",
                    "color_correction_factor");

    private static final List<String> NOT_IN_FRAMES =
            List.of(
                    "max_frames",
                    "prompts",
                    "animation_prompts",
                    "animation_prompts_positive",
                    "animation_prompts_negative",
                    "seed_schedule",
                    "parseq_manifest",
                    "parseq_use_deltas",
                    "fps",
                    "batch_name",
                    "add_soundtrack",
                    "soundtrack_path",
                    "make_gif",
                    "skip_video_creation",
                    "show_info_on_ui",
                    "motion_preview_mode",
                    "resume_from_timestring",
                    "resume_timestring",
                    "delete_imgs",
                    "delete_input_frames",
                    "overwrite_extracted_frames",
                    "store_frames_in_ram",
                    "save_depth_maps",
                    "near_schedule",
                    "far_schedule",
                    "r_upscale_video",
                    "r_upscale_factor",
                    "r_upscale_model",
                    "r_upscale_keep_imgs",
                    "frame_interpolation_engine",
                    "frame_interpolation_x_amount",
                    "frame_interpolation_slow_mo_enabled",
                    "frame_interpolation_slow_mo_amount",
                    "frame_interpolation_keep_imgs",
                    "frame_interpolation_use_upscaled");

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
                    "noise_multiplier_schedule",
                    "ddim_eta_schedule",
                    "ancestral_eta_schedule",
                    "amount_schedule",
                    "kernel_schedule",
                    "sigma_schedule",
                    "threshold_schedule",
                    "cadence_flow_factor_schedule",
                    "redo_flow_factor_schedule",
                    "hybrid_flow_factor_schedule",
                    "hybrid_comp_alpha_schedule",
                    "hybrid_comp_mask_blend_alpha_schedule",
                    "hybrid_comp_mask_contrast_schedule",
                    "hybrid_comp_mask_auto_contrast_cutoff_low_schedule",
                    "hybrid_comp_mask_auto_contrast_cutoff_high_schedule");

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
        return of(settings, seed, dialect, videoFrames, Optional.empty());
    }

    /**
     * As {@link #of(DeforumSettings, long, Dialect, OptionalInt)}, led by Parseq: what its manifest
     * has takes the place of what the settings have.
     */
    public static Animation of(
            DeforumSettings settings,
            long seed,
            Dialect dialect,
            OptionalInt videoFrames,
            Optional<ParseqManifest> parseq) {
        DeforumSettings led = parseq.map(manifest -> led(settings, manifest)).orElse(settings);
        if (videoFrames.isPresent()) {
            led = led.with("max_frames", videoFrames.getAsInt());
        }
        // Guided images go from one to the next by seeds of their own.
        DeforumSettings seeded = isGuided(led) ? led.with("seed_behavior", "schedule") : led;
        return new Animation(seeded, seed, dialect, parseq, false);
    }

    private static DeforumSettings led(DeforumSettings settings, ParseqManifest manifest) {
        if (!settings.flag("parseq_non_schedule_overrides")) {
            return settings;
        }
        DeforumSettings led = settings.with("max_frames", manifest.frames());
        if (manifest.framesPerSecond().isPresent()) {
            led = led.with("fps", manifest.framesPerSecond().getAsDouble());
        }
        return manifest.cadence().isPresent()
                ? led.with("diffusion_cadence", manifest.cadence().getAsInt())
                : led;
    }

    /**
     * The same motion in a quarter of the pixels, with half the steps and half as many frames
     * diffused: to see how it goes, in an eighth of the time or less.
     */
    public Animation draft() {
        return new Animation(settings, seed, dialect, parseq, true);
    }

    private int side(String name) {
        int whole = length(name, settings.whole(name));
        return draft ? Math.max(SMALLEST, whole / 2 / 8 * 8) : whole;
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
        if (mode != Mode.TWO_D && mode != Mode.THREE_D) {
            return 1;
        }
        return draft ? (int) Math.min(MOST_CADENCE, 2 * every) : (int) every;
    }

    /**
     * The first frame that may come out otherwise than with other settings: 0 where more than
     * schedules, prompts and the length differ.
     */
    public int firstDifference(Animation other) {
        boolean sameBeside =
                dialect == other.dialect
                        && draft == other.draft
                        && guideNames.equals(other.guideNames)
                        && guides.equals(other.guides)
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
        Map<String, Object> beside = settings.meanings();
        beside.keySet().removeAll(SCHEDULES);
        beside.keySet().removeAll(GUIDED);
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
        schedules.keySet().forEach(name -> values.add(at(name, frame)));
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
        IntFunction<String> schedule = words.get(name);
        if (schedule == null) {
            throw new IllegalArgumentException(name);
        }
        return schedule.apply(Math.min(frame, frames - 1));
    }

    /**
     * @param diffusion how many frames were diffused before
     */
    long seed(int diffusion, int frame) {
        return parseq.flatMap(manifest -> manifest.schedule("seed_schedule"))
                .map(managed -> managed.wholeAt(frame))
                .orElseGet(() -> seeds.at(diffusion, frame));
    }

    /**
     * The other seed a frame's noise is turned towards; a random one depends on its place alone.
     */
    long subseed(int frame) {
        long written = wholeAt("subseed_schedule", frame);
        return written == -1 ? seeds.beside(frame) : Math.floorMod(written, SEEDS);
    }

    /** The seed of a picture that a frame is grown from once more. */
    long redoSeed(int frame, int pass) {
        return seeds.again(frame, pass);
    }

    FramePrompt prompt(int frame) {
        return prompts.apply(frame);
    }

    int steps(int frame) {
        int whole =
                (int)
                        (settings.flag("enable_steps_scheduling")
                                ? wholeAt("steps_schedule", frame)
                                : settings.whole("steps"));
        return draft ? Math.min(whole, Math.max(LEAST_DRAFT_STEPS, whole / 2)) : whole;
    }

    /** Whether the noise of a frame is turned towards another seed's. */
    boolean hasSubseeds() {
        boolean managed =
                parseq.flatMap(manifest -> manifest.schedule("seed_schedule")).isPresent();
        return managed || settings.flag("enable_subseed_scheduling") || mode == Mode.INTERPOLATION;
    }

    /** The pictures frames are led towards. */
    Optional<GuidedImages> guides() {
        return guides;
    }

    /** The files of the guiding pictures, in the order of their frames; none without such. */
    public List<String> guideNames() {
        return List.copyOf(guideNames);
    }

    /** How the guiding picture comes in at a frame. */
    double guideWeight(int frame) {
        GuidedImages.Tween tween =
                new GuidedImages.Tween(
                        at("tweening_frames_schedule", frame),
                        at("blendFactorMax", frame),
                        at("blendFactorSlope", frame));
        double weight = guides.orElseThrow().blendFactor(frame, tween);
        return Math.max(0, Math.min(1, weight));
    }

    /** The models the schedule names, where it chooses them; else none. */
    public Set<String> checkpoints() {
        Set<String> names = new LinkedHashSet<>();
        for (int k = 0; hasCheckpoints() && k < frames; k += cadence) {
            names.add(wordAt("checkpoint_schedule", k));
        }
        return names;
    }

    boolean hasCheckpoints() {
        return settings.flag("enable_checkpoint_scheduling");
    }

    /** Whether a mask video says where each frame may change. */
    public boolean hasMaskVideo() {
        return settings.flag("use_mask_video") && mode != Mode.INTERPOLATION;
    }

    /** Whether there are masks at all. */
    boolean hasMasks() {
        return settings.flag("use_mask") || hasMaskVideo();
    }

    /** Whether the rest of a picture is put back over what the model made of it. */
    boolean overlaysMask() {
        return settings.flag("overlay_mask") || mode == Mode.VIDEO_INPUT && hasMaskVideo();
    }

    /** Whether colours are those of the video's frame. */
    public boolean hasVideoColours() {
        boolean meant = dialect == Dialect.EASEL && mode != Mode.INTERPOLATION;
        return coherenceIs("Video Input") && (meant || Hybrid.wantsVideo(settings));
    }

    /** Whether Deforum's plain mistakes are made, too. */
    public Fidelity fidelity() {
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
                at("translation_x", frame) * width / length("W", settings.whole("W")),
                at("translation_y", frame) * height / length("H", settings.whole("H")),
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
