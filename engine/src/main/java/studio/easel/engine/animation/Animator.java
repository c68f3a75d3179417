package studio.easel.engine.animation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Variation;
import studio.easel.engine.animation.Animation.Mode;
import studio.easel.engine.animation.Diffusion.Diffuser;
import studio.easel.engine.animation.frame.Blend;
import studio.easel.engine.animation.frame.ColourMatch;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.animation.frame.DepthMap;
import studio.easel.engine.animation.frame.FrameNoise;
import studio.easel.engine.animation.frame.Grey;
import studio.easel.engine.animation.frame.GuidedColours;
import studio.easel.engine.animation.frame.Overlay;

/**
 * The second page: how settings become frames, in Deforum's order of things. One call of {@link
 * #advance} diffuses one frame and gives those before it that were waiting; the state between two
 * calls is a value, so that a render can stop and go on anywhere.
 */
public final class Animator {
    /** Takes finished frames, in ascending order. */
    @FunctionalInterface
    public interface Frames {
        void frame(int index, RgbImage picture);
    }

    private final Animation animation;
    private final Diffuser diffuser;
    private final Depth depth;
    private final Pictures pictures;
    private final FrameMasks masks;
    private final Optional<Hybrid> hybrid;
    private final Redo redo;

    /**
     * @param depth asked in 3D mode, where the settings want depth
     * @throws EaselException when a schedule composes masks there are not
     */
    public Animator(Animation animation, Diffuser diffuser, Depth depth, Pictures pictures) {
        this.animation = animation;
        this.diffuser = diffuser;
        this.depth = depth;
        this.pictures = pictures;
        this.masks = new FrameMasks(animation, pictures);
        this.hybrid = Hybrid.of(animation, depth, pictures);
        this.redo = new Redo(animation);
    }

    /**
     * Goes through all frames without making them, so that none of them ends a render hours later.
     * Neither pictures nor masks are looked at.
     *
     * @throws EaselException when one cannot be made, with its number
     */
    public void check() {
        for (int frame = 0, diffusions = 0; frame < animation.frames(); frame++) {
            boolean diffused = frame % animation.cadence() == 0;
            try {
                // Nothing moves to the first frame, and no noise is added to it.
                if (frame > 0 && grows()) {
                    check(frame, diffused);
                }
                if (diffused) {
                    long seed = animation.seed(diffusions++, frame);
                    diffuser.check(diffusion(frame, seed, Optional.empty(), 0, Optional.empty()));
                }
            } catch (EaselException e) {
                throw new EaselException("At frame %d: %s".formatted(frame, e.getMessage()), e);
            }
        }
    }

    /** What these are made of refuses what it cannot be. */
    private void check(int frame, boolean diffused) {
        if (animation.mode() == Mode.THREE_D) {
            Object unused = List.of(animation.flip(frame), animation.warp3d(frame));
        } else {
            Object unused = animation.warp2d(frame);
        }
        if (diffused) {
            Object unused =
                    List.of(
                            animation.contrast(frame),
                            animation.antiBlur(frame),
                            animation.noise(frame, 0));
        }
    }

    /** Whether there is nothing left to do. */
    public boolean isDone(RenderState state) {
        // Deforum leaves out the frames behind the last diffused one.
        boolean waiting =
                animation.cadence() > 1
                        && animation.dialect() == Dialect.EASEL
                        && state.next() - animation.cadence() < animation.frames();
        return state.next() >= animation.frames() && !waiting;
    }

    /** All frames, from the first. */
    public void render(Frames frames) {
        for (RenderState state = RenderState.start(); !isDone(state); ) {
            state = advance(state, frames);
        }
    }

    /** One more diffused frame, and the frames between it and the one before. */
    public RenderState advance(RenderState state, Frames frames) {
        RenderState reached = state.after().isPresent() ? between(state, frames) : state;
        int k = reached.next();
        if (k >= animation.frames()) {
            return at(reached, k + animation.cadence());
        }
        long seed = animation.seed(reached.diffusions(), k);

        // What the frame grows from: the last one moved, or what the settings name.
        Start start = start(reached, k, seed);
        RgbImage diffused = made(k, seed, start);
        RgbImage made =
                hybrid.filter(video -> k > 0)
                        .map(video -> video.laidOver(diffused, k, Hybrid.When.AFTER_GENERATION))
                        .orElse(diffused);

        // Its colours are kept, and what is masked stays.
        Optional<RgbImage> reference = start.reference();
        boolean first = k == 0 && animation.coherenceIs("Image");
        first |= animation.hasVideoColours() && (k == 0 || !grows());
        boolean matched = !animation.settings().flag("legacy_colormatch") || first;
        RgbImage coloured = matched ? matched(made, reference) : made;
        RgbImage finished = finished(coloured, k, start.kept());

        boolean keepsReference =
                animation.coherenceIs("Image") || animation.coherenceIs("Video Input");
        boolean becomesReference =
                animation.settings().flag("legacy_colormatch")
                        ? animation.at("strength_schedule", k) == 0
                        : start.picture().isEmpty();
        if (animation.coherence().isPresent() && !keepsReference && becomesReference) {
            reference = Optional.of(finished);
        }
        Optional<RgbImage> last = grows() ? Optional.of(finished) : Optional.empty();
        int next = k + animation.cadence();
        int diffusions = reached.diffusions() + 1;
        if (animation.cadence() == 1) {
            frames.frame(k, finished);
            return new RenderState(
                    next, diffusions, Optional.empty(), Optional.empty(), last, reference);
        }
        return new RenderState(
                next, diffusions, reached.after(), Optional.of(finished), last, reference);
    }

    /**
     * Under cadence: the frames up to the next diffused one fade from the diffused picture before
     * to the last one, both moved on from frame to frame.
     */
    private RenderState between(RenderState state, Frames frames) {
        int cadence = animation.cadence();
        int first = state.next() - cadence;
        int end = Math.min(state.next(), animation.frames());
        Optional<RgbImage> before = state.before();
        RgbImage after = state.after().orElseThrow();
        RgbImage last = after;
        Optional<CadenceFlow> flow = CadenceFlow.of(animation, first, state.next(), before, after);
        if (flow.isPresent()) {
            after = flow.get().back(after);
        }
        for (int j = first; j < end; j++) {
            Optional<DepthMap> seen = depthOf(after);
            double weight = (j - first + 1) / (double) cadence;
            int frame = j;
            flow.ifPresent(between -> between.move(frame, seen));
            UnaryOperator<RgbImage> motion = motion(j, seen, last, flow, weight);
            before = before.map(motion);
            after = j > first ? motion.apply(after) : after; // just diffused where it stands
            RgbImage shown = after;
            last =
                    before.filter(picture -> weight < 1)
                            .map(picture -> new Blend(weight).of(picture, shown))
                            .orElse(shown);
            last = finished(last, j, Optional.empty());
            frames.frame(j, last);
        }
        return new RenderState(
                state.next(),
                state.diffusions(),
                before,
                Optional.of(after),
                Optional.of(last),
                state.reference());
    }

    /** All that moves a picture on to a frame between two diffused ones. */
    private UnaryOperator<RgbImage> motion(
            int frame,
            Optional<DepthMap> seen,
            RgbImage last,
            Optional<CadenceFlow> flow,
            double weight) {
        UnaryOperator<RgbImage> own = motion(frame, seen);
        Optional<UnaryOperator<RgbImage>> videos = hybrid.map(video -> video.motion(frame, last));
        return picture -> {
            RgbImage moved = own.apply(picture);
            RgbImage followed = videos.map(motion -> motion.apply(moved)).orElse(moved);
            return flow.map(between -> between.of(followed, weight)).orElse(followed);
        };
    }

    /**
     * Where a diffused frame starts.
     *
     * @param picture empty for pure noise
     * @param strength how much of it is kept
     * @param reference whose colours are kept from here on
     * @param kept what shows where nothing may change
     * @param moved the frame before where it has moved to, without grain; empty where none grows
     */
    private record Start(
            Optional<RgbImage> picture,
            double strength,
            Optional<RgbImage> reference,
            Optional<RgbImage> kept,
            Optional<RgbImage> moved) {
        boolean grown() {
            return moved.isPresent();
        }
    }

    private Start start(RenderState state, int k, long seed) {
        Optional<RgbImage> reference = reference(state, k);
        double strength = new Strength(animation.at(strengths(), k)).value();
        if (animation.mode() == Mode.VIDEO_INPUT) {
            Optional<RgbImage> frame = Optional.of(pictures.video(k));
            return new Start(frame, strength, reference, frame, Optional.empty());
        }
        if (grows() && state.last().isPresent()) {
            RgbImage alone = moved(state.last().get(), k);
            RgbImage moved = hybrid.map(video -> video.moved(alone, k)).orElse(alone);
            Optional<RgbImage> from = reference.isPresent() ? reference : colours(moved);
            RgbImage coloured = matched(moved, reference);
            return new Start(
                    Optional.of(prepared(coloured, k, seed)),
                    strength,
                    from,
                    initial(),
                    Optional.of(greyed(coloured)));
        }
        Optional<RgbImage> initial =
                animation.mode() == Mode.INTERPOLATION
                        ? Optional.empty()
                        : animation
                                .guides()
                                .map(guides -> pictures.guide(guides.index(k)))
                                .or(this::initial);
        double own =
                initial.isPresent()
                        ? new Strength(animation.settings().number("strength")).value()
                        : 0;
        return new Start(initial, own, reference, initial, Optional.empty());
    }

    /** Deforum means guided images to have a strength of their own and forgets it. */
    private String strengths() {
        return animation.guides().isPresent() && animation.dialect() == Dialect.EASEL
                ? "image_strength_schedule"
                : "strength_schedule";
    }

    /** Whose colours a frame is to have, as far as that is known before it is made. */
    private Optional<RgbImage> reference(RenderState state, int k) {
        long every = animation.settings().whole("color_coherence_video_every_N_frames");
        if (animation.hasVideoColours() && k % Math.max(1, every) == 0) {
            return Optional.of(pictures.video(k));
        }
        return state.reference()
                .or(() -> animation.coherenceIs("Image") ? pictures.colours() : Optional.empty());
    }

    /** A frame as the model makes it, perhaps from what it made of it before. */
    private RgbImage made(int k, long seed, Start start) {
        Optional<RgbImage> from = start.picture();
        double strength = start.strength();
        int passes = start.grown() && strength > 0 ? redo.passes() : 0;
        for (int pass = 0; pass < passes; pass++) {
            RgbImage once = guided(k, animation.redoSeed(k, pass), from, strength, true);
            from = Optional.of(redo.following(pass, k, start.moved().orElseThrow(), once));
            strength =
                    animation.guides().isPresent()
                            ? new Strength(animation.at("image_strength_schedule", k)).value()
                            : strength;
        }
        return guided(k, seed, from, strength, start.grown());
    }

    private RgbImage guided(
            int k, long seed, Optional<RgbImage> from, double strength, boolean grown) {
        if (animation.guides().isEmpty() || !grown) {
            return diffused(k, seed, from, strength);
        }
        RgbImage own = from.orElseThrow();
        RgbImage guide = pictures.guide(animation.guides().get().index(k));
        double share = Math.max(0, Math.min(1, animation.at("color_correction_factor", k)));
        RgbImage start = new Blend(animation.guideWeight(k)).of(own, guide);
        return new GuidedColours(new Blend(share).of(own, guide))
                .of(diffused(k, seed, Optional.of(start), strength));
    }

    /** Black pictures, a model's way of giving up, are made anew where that is wanted. */
    private RgbImage diffused(int k, long seed, Optional<RgbImage> from, double strength) {
        Optional<Mask> mask = masks.diffused(k);
        RgbImage made = diffuser.diffuse(diffusion(k, seed, from, strength, mask));
        String wanted = animation.settings().text("reroll_blank_frames");
        if (wanted.equals("ignore") || !isBlack(made)) {
            return made;
        }
        long patience = wanted.equals("reroll") ? animation.settings().whole("reroll_patience") : 0;
        for (long turn = 1; turn <= patience; turn++) {
            made = diffuser.diffuse(diffusion(k, seed + turn, from, strength, mask));
            if (!isBlack(made)) {
                return made;
            }
        }
        throw new EaselException(
                "Frame %d came out black%s, and reroll_blank_frames says to stop then. Change its prompt, seed or strength, or set reroll_blank_frames to ignore; the frames before it are kept."
                        .formatted(
                                k, patience > 0 ? " with %d seeds".formatted(patience + 1) : ""));
    }

    private static boolean isBlack(RgbImage picture) {
        for (byte level : picture.rgb()) {
            if (level != 0) {
                return false;
            }
        }
        return true;
    }

    private Optional<RgbImage> initial() {
        return hybrid.flatMap(Hybrid::initial).or(pictures::initial);
    }

    /** A picture whose colours are kept from here on, where colours are kept at all. */
    private Optional<RgbImage> colours(RgbImage picture) {
        return animation.coherence().isPresent() ? Optional.of(picture) : Optional.empty();
    }

    private RgbImage prepared(RgbImage picture, int k, long seed) {
        RgbImage grey = greyed(picture);
        RgbImage strong = animation.contrast(k).of(grey);
        RgbImage sharp =
                pictures.opacity()
                        .map(mask -> animation.antiBlur(k).of(strong, mask))
                        .orElseGet(() -> animation.antiBlur(k).of(strong));
        FrameNoise noise = animation.noise(k, seed);
        return noise.amount() == 0
                ? sharp
                : masks.noisy(k)
                        .map(mask -> noise.of(sharp, mask))
                        .orElseGet(() -> noise.of(sharp));
    }

    /** Whether each frame grows from the one before. */
    private boolean grows() {
        return animation.mode() == Mode.TWO_D || animation.mode() == Mode.THREE_D;
    }

    private RgbImage moved(RgbImage picture, int frame) {
        return motion(frame, depthOf(picture)).apply(picture);
    }

    private UnaryOperator<RgbImage> motion(int frame, Optional<DepthMap> seen) {
        if (animation.mode() == Mode.THREE_D) {
            return picture -> {
                RgbImage tilted =
                        animation
                                .flip(frame)
                                .map(flip -> flip.of(picture, animation.edge()))
                                .orElse(picture);
                return animation.warp3d(frame).of(tilted, seen.orElseThrow());
            };
        }
        return picture -> animation.warp2d(frame).of(picture); // not asked for at frame 0
    }

    private Optional<DepthMap> depthOf(RgbImage picture) {
        if (animation.mode() != Mode.THREE_D) {
            return Optional.empty();
        }
        boolean deep = animation.settings().flag("use_depth_warping");
        return Optional.of((deep ? depth : Depth.flat()).of(picture));
    }

    private RgbImage matched(RgbImage picture, Optional<RgbImage> reference) {
        return animation
                .coherence()
                .flatMap(
                        space ->
                                reference.map(
                                        colours ->
                                                new ColourMatch(
                                                                colours,
                                                                space,
                                                                animation.fidelity())
                                                        .of(picture)))
                .orElse(picture);
    }

    private RgbImage greyed(RgbImage picture) {
        return animation.settings().flag("color_force_grayscale") ? Grey.of(picture) : picture;
    }

    /**
     * @param kept what shows where nothing may change; empty for the picture itself
     */
    private RgbImage finished(RgbImage picture, int frame, Optional<RgbImage> kept) {
        RgbImage grey = greyed(picture);
        if (!animation.overlaysMask()) {
            return grey;
        }
        Optional<RgbImage> under = kept.isPresent() ? kept : initial();
        return masks.overlaid(frame)
                .flatMap(mask -> under.map(old -> new Overlay(mask, false).of(grey, old)))
                .orElse(grey);
    }

    private Diffusion diffusion(
            int k, long seed, Optional<RgbImage> start, double strength, Optional<Mask> mask) {
        DeforumSettings settings = animation.settings();
        double towards = animation.hasSubseeds() ? animation.at("subseed_strength_schedule", k) : 0;
        return new Diffusion(
                k,
                animation.prompt(k),
                seed,
                towards > 0
                        ? Optional.of(Variation.towards(animation.subseed(k), Math.min(1, towards)))
                        : Optional.empty(),
                start,
                start.isPresent() ? strength : 0,
                animation.steps(k),
                animation.at("cfg_scale_schedule", k),
                settings.flag("enable_sampler_scheduling")
                        ? Optional.of(animation.wordAt("sampler_schedule", k))
                        : Optional.empty(),
                settings.flag("enable_clipskip_scheduling")
                        ? OptionalInt.of((int) animation.wholeAt("clipskip_schedule", k))
                        : OptionalInt.empty(),
                settings.flag("enable_ddim_eta_scheduling")
                        ? OptionalDouble.of(animation.at("ddim_eta_schedule", k))
                        : OptionalDouble.empty(),
                noiseAmounts(k),
                mask,
                animation.hasCheckpoints()
                        ? Optional.of(animation.wordAt("checkpoint_schedule", k))
                        : Optional.empty());
    }

    private NoiseAmounts noiseAmounts(int k) {
        DeforumSettings settings = animation.settings();
        return new NoiseAmounts(
                settings.flag("enable_noise_multiplier_scheduling")
                        ? animation.at("noise_multiplier_schedule", k)
                        : 1,
                settings.flag("enable_ancestral_eta_scheduling")
                        ? animation.at("ancestral_eta_schedule", k)
                        : 1);
    }

    private static RenderState at(RenderState state, int next) {
        return new RenderState(
                next,
                state.diffusions(),
                state.before(),
                state.after(),
                state.last(),
                state.reference());
    }
}
