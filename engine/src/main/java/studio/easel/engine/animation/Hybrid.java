package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.frame.Blend;
import studio.easel.engine.animation.frame.CameraFit;
import studio.easel.engine.animation.frame.CompositeMask;
import studio.easel.engine.animation.frame.ConsistentFlow;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.animation.frame.Flow;
import studio.easel.engine.animation.frame.FlowWarp;
import studio.easel.engine.animation.frame.OpticalFlow;

/**
 * A video's part in frames that grow from each other, Deforum's "hybrid video": they move as it
 * moves, and it is laid over them.
 */
public final class Hybrid {
    private static final String NONE = "None";

    /** When the video is laid over a frame. */
    enum When {
        /** Before the frame moves as the video does. */
        BEFORE_MOTION("Before Motion"),
        /** After that, before the frame is diffused. */
        NORMAL("Normal"),
        /** After the frame was diffused. */
        AFTER_GENERATION("After Generation");

        private final String word;

        When(String word) {
            this.word = word;
        }
    }

    private final Animation animation;
    private final DeforumSettings settings;
    private final Depth depth;
    private final Pictures pictures;
    private final OpticalFlow method;

    // What the frames about the present one need again; nothing depends on their being here.
    private final Map<Integer, RgbImage> frames;
    private final Map<Integer, UnaryOperator<RgbImage>> motions;

    private Hybrid(Animation animation, Depth depth, Pictures pictures) {
        this.animation = animation;
        this.settings = animation.settings();
        this.depth = depth;
        this.pictures = pictures;
        OpticalFlow plain = FlowMethod.of(settings, "hybrid_flow_method").orElseThrow();
        this.method =
                settings.flag("hybrid_flow_consistency")
                        ? new ConsistentFlow(
                                plain, (int) Math.max(0, settings.whole("hybrid_consistency_blur")))
                        : plain;
        this.frames = latest(animation.cadence() + 2);
        this.motions = latest(animation.cadence() + 1);
    }

    /** Empty where the settings give a video no part. */
    static Optional<Hybrid> of(Animation animation, Depth depth, Pictures pictures) {
        return isOn(animation.settings())
                ? Optional.of(new Hybrid(animation, depth, pictures))
                : Optional.empty();
    }

    private static <V> Map<Integer, V> latest(int count) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, V> eldest) {
                return size() > count;
            }
        };
    }

    private static boolean isOn(DeforumSettings settings) {
        String mode = settings.text("animation_mode");
        return (mode.equals("2D") || mode.equals("3D"))
                && (moves(settings) || !settings.text("hybrid_composite").equals(NONE));
    }

    private static boolean moves(DeforumSettings settings) {
        return !settings.text("hybrid_motion").equals(NONE);
    }

    /** Whether frames of {@code video_init_path} are needed beside the motion. */
    public static boolean wantsVideo(DeforumSettings settings) {
        return isOn(settings) && (moves(settings) || !settings.flag("hybrid_use_init_image"));
    }

    /** Whether there are as many frames as the video has. */
    public static boolean decidesLength(DeforumSettings settings) {
        return wantsVideo(settings) && !settings.flag("hybrid_use_init_image");
    }

    /** What is done otherwise than the settings say. */
    static List<String> notes(DeforumSettings settings) {
        List<String> notes = new ArrayList<>();
        if (!isOn(settings)) {
            return notes;
        }
        if (settings.text("hybrid_motion").equals("Optical Flow")) {
            FlowMethod.note(settings, "hybrid_flow_method").ifPresent(notes::add);
        }
        if (!settings.text("hybrid_generate_human_masks").equals(NONE)) {
            notes.add("hybrid_generate_human_masks is not done: no masks of people are made.");
        }
        if (settings.flag("hybrid_comp_save_extra_frames")) {
            notes.add("hybrid_comp_save_extra_frames is not done: only finished frames are kept.");
        }
        return notes;
    }

    /** What the first frame starts from; empty where the video does not say. */
    Optional<RgbImage> initial() {
        boolean first = settings.flag("hybrid_use_first_frame_as_init_image");
        return first && decidesLength(settings) ? Optional.of(video(0)) : Optional.empty();
    }

    /** A frame's picture with the video over it, moved as the video moved. */
    RgbImage moved(RgbImage picture, int frame) {
        RgbImage under = laidOver(picture, frame, When.BEFORE_MOTION);
        return laidOver(motion(frame, under).apply(under), frame, When.NORMAL);
    }

    /**
     * As the video moved from the frame before.
     *
     * @param last the picture of that frame
     */
    UnaryOperator<RgbImage> motion(int frame, RgbImage last) {
        if (!moves(settings) || frame == 0) {
            return picture -> picture;
        }
        if (settings.flag("hybrid_motion_use_prev_img")) {
            return between(last, video(frame), frame);
        }
        return cached(motions, frame, j -> between(video(j - 1), video(j), j));
    }

    private UnaryOperator<RgbImage> between(RgbImage from, RgbImage to, int frame) {
        boolean camera = !settings.text("hybrid_motion").equals("Optical Flow");
        boolean lost = settings.flag("hybrid_motion_use_prev_img");
        if (camera && lost && animation.dialect() == Dialect.DEFORUM) {
            return picture -> picture; // Deforum loses the motion it found
        }
        Flow flow = method.between(from, to);
        return switch (settings.text("hybrid_motion")) {
            case "Affine" -> CameraFit.AFFINE.of(from, flow);
            case "Perspective" -> CameraFit.PERSPECTIVE.of(from, flow);
            default -> new FlowWarp(flow, animation.at("hybrid_flow_factor_schedule", frame))::of;
        };
    }

    /** The video over a picture, if the settings want it there at this time. */
    RgbImage laidOver(RgbImage picture, int frame, When when) {
        if (!settings.text("hybrid_composite").equals(when.word)) {
            return picture;
        }
        RgbImage video =
                settings.flag("hybrid_use_init_image")
                        ? pictures.initial().orElse(picture)
                        : video(frame);
        RgbImage over =
                mask(picture, video, frame)
                        .map(mask -> refinement(frame).lay(video, picture, mask))
                        .orElse(video);
        return new Blend(part(animation.at("hybrid_comp_alpha_schedule", frame))).of(picture, over);
    }

    /** White where the picture stays; empty where it goes everywhere. */
    private Optional<Mask> mask(RgbImage picture, RgbImage video, int frame) {
        return switch (settings.text("hybrid_comp_mask_type")) {
            case "Depth" -> Optional.of(depth.of(picture).nearness());
            case "Video Depth" -> Optional.of(depth.of(video).nearness());
            case "Blend" -> {
                double weight = part(animation.at("hybrid_comp_mask_blend_alpha_schedule", frame));
                yield Optional.of(Mask.of(new Blend(weight).of(picture, video)));
            }
            case "Difference" -> Optional.of(difference(picture, video));
            default -> Optional.empty();
        };
    }

    private static Mask difference(RgbImage a, RgbImage b) {
        byte[] levels = Mask.of(a).grey();
        byte[] others = Mask.of(b).grey();
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) Math.abs((levels[i] & 0xFF) - (others[i] & 0xFF));
        }
        return new Mask(a.width(), a.height(), levels);
    }

    private CompositeMask refinement(int frame) {
        String equalised = settings.text("hybrid_comp_mask_equalize");
        Optional<CompositeMask.Stretch> stretch =
                settings.flag("hybrid_comp_mask_auto_contrast")
                        ? Optional.of(
                                new CompositeMask.Stretch(
                                        cutoff("low", frame), cutoff("high", frame)))
                        : Optional.empty();
        return new CompositeMask(
                settings.flag("hybrid_comp_mask_inverse"),
                equalised.equals("Before") || equalised.equals("Both"),
                animation.at("hybrid_comp_mask_contrast_schedule", frame),
                stretch,
                equalised.equals("After") || equalised.equals("Both"));
    }

    private long cutoff(String end, int frame) {
        return animation.wholeAt(
                "hybrid_comp_mask_auto_contrast_cutoff_%s_schedule".formatted(end), frame);
    }

    /** Deforum lets a weight go beyond both ends; the picture is or is not seen there. */
    private static double part(double weight) {
        return Math.max(0, Math.min(1, weight));
    }

    private RgbImage video(int frame) {
        return cached(frames, frame, pictures::video);
    }

    private static <V> V cached(Map<Integer, V> known, int frame, IntFunction<V> otherwise) {
        V found = known.get(frame);
        if (found == null) {
            found = otherwise.apply(frame);
            known.put(frame, found);
        }
        return found;
    }
}
