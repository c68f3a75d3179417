package studio.easel.app.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import studio.easel.app.files.DeforumFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Diffusion.Diffuser;
import studio.easel.engine.animation.FileReference;
import studio.easel.engine.animation.Hybrid;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.video.FrameRange;
import studio.easel.engine.video.FrameRate;
import studio.easel.engine.video.FrameSink;
import studio.easel.engine.video.Soundtrack;
import studio.easel.engine.video.VideoFile;
import studio.easel.engine.video.VideoFormat;
import studio.easel.engine.video.VideoFrames;
import studio.easel.engine.video.VideoSettings;

/**
 * A render, with all that is known of it before a model is opened: whatever can be refused is
 * refused here, before there is anything on disk.
 */
public final class RenderPlan implements AutoCloseable {
    /** What a render may be beside an ordinary one. */
    public enum Wish {
        /** Goes on with the frames there are. */
        RESUME,
        /** The motion only, without a model. */
        MOTION_ONLY,
        /** Half the size, fewer steps, fewer frames diffused. */
        DRAFT,
        /** With Deforum's own mistakes. */
        STRICT
    }

    /**
     * What is to be rendered.
     *
     * @param project the settings file's folder, where the files lie that it names
     * @param clip the video; its frames are kept in a folder beside it
     */
    public record Order(DeforumFile file, Path project, Path clip, Set<Wish> wishes) {
        public Order {
            wishes = Set.copyOf(wishes);
        }

        /** Where the frames are kept. */
        public Path frames() {
            return beside(wishes.contains(Wish.MOTION_ONLY) ? "-preview" : "-render");
        }

        private Path beside(String ending) {
            String name = String.valueOf(clip.getFileName());
            int dot = name.lastIndexOf('.');
            return clip.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ending);
        }

        private boolean wants(Wish wish) {
            return wishes.contains(wish);
        }
    }

    /**
     * The part of an animation that is rendered.
     *
     * @param from the first frame that is rendered again; empty for the first that needs it
     * @param end the frame behind the last; empty for all
     */
    public record Span(OptionalInt from, OptionalInt end) {
        /** All that is missing. */
        public static final Span ALL = new Span(OptionalInt.empty(), OptionalInt.empty());
    }

    /** Hears how a render goes. */
    public interface Watcher {
        /**
         * Rendering begins.
         *
         * @param folder with the frames that are there already
         * @param end the frame behind the last
         */
        default void begun(RenderFolder folder, int end) {}

        /**
         * @param frames how many there are now
         */
        void finished(int frames);
    }

    private final Order order;
    private final InputVideo video;
    private final InputVideo masks;
    private final Animation animation;
    private final String settings;
    private final VideoSettings encoding;
    private final ProjectPictures pictures;

    private RenderPlan(
            Order order,
            DeforumSettings asked,
            InputVideo video,
            InputVideo masks,
            Consumer<String> say) {
        this.order = order;
        this.video = video;
        this.masks = masks;
        DeforumSettings meant = withoutMissingVideo(asked, say);
        // An input video decides how long it is, without one a mask video.
        InputVideo longest = isDriven(meant) ? video : masks;
        Animation whole =
                animation(
                        meant,
                        longest.isThere() ? OptionalInt.of(longest.count()) : OptionalInt.empty());
        this.animation = order.wants(Wish.DRAFT) ? whole.draft() : whole;
        animation.notes().forEach(say);
        if (masks.isThere() && masks.count() < animation.frames()) {
            say.accept(
                    "The mask video has %d frames of %d; its last one stays."
                            .formatted(masks.count(), animation.frames()));
        }
        this.settings = order.file().with(whole.settings()).text();
        this.encoding = encoding(say);
        VideoFile.check(encoding, animation.width(), animation.height());
        this.pictures = new ProjectPictures(order.project(), animation, video, masks, say);
    }

    /**
     * Opens what the settings name.
     *
     * @param newSeed draws one where the settings leave it open
     * @param say hears what is done otherwise than the settings say
     * @throws EaselException when this cannot be rendered, or not to there
     */
    public static RenderPlan of(Order order, LongSupplier newSeed, Consumer<String> say) {
        if (order.wants(Wish.RESUME)) {
            RenderFolder.refuseNone(order.frames());
        }
        format(order.clip());
        refuseToReplace(order);
        DeforumSettings asked = ParseqFile.inlined(order.project(), seeded(order, newSeed));
        InputVideo video = video(order, asked, say);
        try {
            InputVideo masks = maskVideo(order.project(), asked, say);
            try {
                RenderPlan plan = new RenderPlan(order, asked, video, masks, say);
                plan.sayRoom(say);
                return plan;
            } catch (RuntimeException e) {
                masks.close();
                throw e;
            }
        } catch (RuntimeException e) {
            video.close();
            throw e;
        }
    }

    /** A disk that runs full stops a render, and it is better known hours before. */
    private void sayRoom(Consumer<String> say) {
        Path parent = order.clip().toAbsolutePath().getParent();
        if (order.wants(Wish.RESUME) || parent == null || !Files.isDirectory(parent)) {
            return;
        }
        long needed =
                RenderFolder.mostBytes(
                        animation.width(),
                        animation.height(),
                        animation.frames(),
                        animation.cadence());
        try {
            room(needed, Files.getFileStore(parent).getUsableSpace(), parent).ifPresent(say);
        } catch (IOException e) {
            // nobody knows; writing will tell
        }
    }

    /** A sentence where there may be too little room. */
    static Optional<String> room(long needed, long free, Path folder) {
        return needed <= free
                ? Optional.empty()
                : Optional.of(
                        "The frames take up to %.1f GB, and the disk of %s has %.1f GB free. Should it run full, all finished frames are kept: make room and go on (--resume)."
                                .formatted(needed / 1e9, folder, free / 1e9));
    }

    /** What is rendered. */
    public Animation animation() {
        return animation;
    }

    /**
     * Renders what is missing; every frame is kept, the video has them all.
     *
     * @param models fingerprints of the models, by what they are for
     */
    public void render(
            Diffuser diffuser,
            Depth depth,
            Map<String, String> models,
            Span span,
            Watcher watcher) {
        Animator animator = new Animator(animation, diffuser, depth, pictures);
        animator.check();
        Map<String, String> parts = new LinkedHashMap<>(pictures.fingerprints());
        parts.put("--strict", String.valueOf(order.wants(Wish.STRICT)));
        parts.putAll(models);
        int end = Math.min(animation.frames(), span.end().orElse(animation.frames()));
        if (span.end().isPresent()) {
            refuseShorter(order.clip(), end);
        }
        try (RenderFolder folder = folder(new Origin(parts), span);
                FrameSink sink = VideoFile.create(order.clip(), encoding)) {
            watcher.begun(folder, end);
            new Render(folder, animator, animation.frames())
                    .to(end, Optional.of(sink), watcher::finished);
        }
    }

    @Override
    public void close() {
        try (masks) {
            video.close();
        }
    }

    /** A video that was not made from these frames stays: an input, a stranger's, hours of work. */
    private static void refuseToReplace(Order order) {
        Path clip = order.clip();
        boolean input =
                order.file().settings().references().stream()
                        .filter(it -> it.where() == FileReference.Where.INSIDE)
                        .map(it -> order.project().resolve(it.name()))
                        .anyMatch(it -> isSame(it, clip));
        boolean finished =
                order.wants(Wish.MOTION_ONLY) && Files.isDirectory(order.beside("-render"));
        boolean mine =
                Files.isDirectory(order.frames()) || Files.isDirectory(order.beside("-preview"));
        if (Files.isRegularFile(clip) && (input || finished || !mine)) {
            throw new EaselException(
                    "%s is there already and %s, so it is not replaced. Give the video another name (--out)."
                            .formatted(
                                    clip,
                                    input
                                            ? "the settings name it"
                                            : finished
                                                    ? "is no preview"
                                                    : "was not made from frames kept beside it"));
        }
    }

    /** The first frames alone are not worth the whole clip. */
    private static void refuseShorter(Path clip, int end) {
        int there = Files.isRegularFile(clip) ? frames(clip) : 0;
        if (there > end) {
            throw new EaselException(
                    "%s has %d frames, and a video of the first %d would take its place. Move it away first, or leave the end out of --frames."
                            .formatted(clip, there, end));
        }
    }

    /** None where it is no video, or no longer one. */
    private static int frames(Path clip) {
        try (VideoFrames frames = VideoFrames.open(clip, FrameRange.ALL)) {
            return frames.count();
        } catch (EaselException e) {
            return 0;
        }
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** The seed of a render that goes on is the one that was drawn for it. */
    private static DeforumSettings seeded(Order order, LongSupplier newSeed) {
        DeforumSettings asked = order.file().settings();
        if (asked.whole("seed") >= 0) {
            return asked;
        }
        long seed =
                order.wants(Wish.RESUME)
                        ? DeforumFile.read(order.frames().resolve(RenderFolder.SETTINGS))
                                .settings()
                                .whole("seed")
                        : newSeed.getAsLong();
        return asked.with("seed", seed);
    }

    private Animation animation(DeforumSettings meant, OptionalInt videoFrames) {
        return Animation.of(
                meant,
                meant.whole("seed"),
                order.wants(Wish.STRICT) ? Dialect.DEFORUM : Dialect.EASEL,
                videoFrames,
                ParseqFile.in(meant));
    }

    private static boolean isVideoInput(DeforumSettings settings) {
        return settings.text("animation_mode").equals("Video Input");
    }

    private static boolean isDriven(DeforumSettings settings) {
        return isVideoInput(settings) || Hybrid.decidesLength(settings);
    }

    private static InputVideo video(Order order, DeforumSettings settings, Consumer<String> say) {
        boolean needed = isVideoInput(settings) || Hybrid.wantsVideo(settings);
        boolean forColours =
                !order.wants(Wish.STRICT) && settings.text("color_coherence").equals("Video Input");
        if (!needed && !forColours) {
            return InputVideo.none();
        }
        Optional<InputVideo> video =
                ProjectPictures.file(order.project(), settings, "video_init_path", say)
                        .map(file -> InputVideo.of(file, settings, say));
        if (needed && video.isEmpty()) {
            throw new EaselException(
                    "%s and there is no video. Copy one beside the settings and name it in video_init_path."
                            .formatted(
                                    isVideoInput(settings)
                                            ? "The animation mode is Video Input"
                                            : "The settings want hybrid video"));
        }
        return video.orElseGet(InputVideo::none);
    }

    private static InputVideo maskVideo(
            Path project, DeforumSettings settings, Consumer<String> say) {
        boolean wanted =
                settings.flag("use_mask_video")
                        && !settings.text("animation_mode").equals("Interpolation");
        if (!wanted) {
            return InputVideo.none();
        }
        return ProjectPictures.file(project, settings, "video_mask_path", say)
                .map(file -> InputVideo.of(file, settings, say))
                .orElseThrow(
                        () ->
                                new EaselException(
                                        "use_mask_video is on and there is no mask video. Copy one beside the settings and name it in video_mask_path."));
    }

    /** Colours of a video that is not there are left alone. */
    private DeforumSettings withoutMissingVideo(DeforumSettings asked, Consumer<String> say) {
        boolean missing =
                !order.wants(Wish.STRICT)
                        && asked.text("color_coherence").equals("Video Input")
                        && !video.isThere();
        if (missing) {
            say.accept("Colours are not kept: color_coherence is Video Input without a video.");
        }
        return missing ? asked.with("color_coherence", "None") : asked;
    }

    private VideoSettings encoding(Consumer<String> say) {
        DeforumSettings meant = animation.settings();
        FrameRate rate = FrameRate.parse(String.valueOf(meant.number("fps")));
        VideoSettings silent = VideoSettings.of(format(order.clip()), rate).withComment(settings);
        Optional<Path> sound =
                switch (meant.text("add_soundtrack")) {
                    case "File" ->
                            ProjectPictures.file(order.project(), meant, "soundtrack_path", say);
                    case "Init Video" ->
                            ProjectPictures.file(order.project(), meant, "video_init_path", say);
                    default -> Optional.empty();
                };
        return sound.map(Soundtrack::of).map(silent::withSoundtrack).orElse(silent);
    }

    private static VideoFormat format(Path clip) {
        String name = String.valueOf(clip.getFileName());
        String extension = name.substring(name.lastIndexOf('.') + 1);
        for (VideoFormat format : VideoFormat.values()) {
            if (format.extension().equalsIgnoreCase(extension)) {
                return format;
            }
        }
        throw new EaselException(
                "%s ends in \"%s\", expected .mp4, .webm, .gif or .mkv. Name the video clip.mp4, for example."
                        .formatted(clip, extension));
    }

    private RenderFolder folder(Origin origin, Span span) {
        Path frames = order.frames();
        if (!order.wants(Wish.RESUME)) {
            return RenderFolder.begin(frames, settings, origin);
        }
        RenderFolder folder = RenderFolder.open(frames);
        try {
            DeforumSettings then = DeforumFile.read(folder.settings()).settings();
            Animation whole = animation(then, OptionalInt.of(then.variables(0).frames()));
            Animation before = order.wants(Wish.DRAFT) ? whole.draft() : whole;
            int changed = animation.firstDifference(before);
            int from = Math.min(changed, span.from().orElse(changed));
            if (from > 0 && folder.frames() > 0) {
                Optional<String> other = origin.difference(folder.origin());
                if (span.from().isEmpty()) {
                    refuseAnother(other, frames);
                }
                other.ifPresent(
                        part -> refuseMore(part, from, folder.again(from, animation.cadence())));
            }
            folder.rewind(from, animation.cadence());
            folder.settings(settings, origin);
            return folder;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** With another model, say, frames that are wanted as they are would become others. */
    private static void refuseMore(String part, int from, int again) {
        if (again < from) {
            throw new EaselException(
                    "Frame %d cannot be rendered again with another %s without those from %d on: what they grow from is no longer kept. Render again from there (--resume --frames %d..)."
                            .formatted(from, part, again, again));
        }
    }

    /** Frames of two models, say, do not become one animation unasked. */
    private static void refuseAnother(Optional<String> part, Path frames) {
        part.ifPresent(
                name -> {
                    throw new EaselException(
                            "The render in %s was begun with another %s. Go on with the same, or render again from a frame on (--resume --frames 0..)."
                                    .formatted(frames, name));
                });
    }
}
