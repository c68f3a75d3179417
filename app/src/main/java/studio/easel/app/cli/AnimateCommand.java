package studio.easel.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.app.files.DeforumFile;
import studio.easel.app.files.SettingsText;
import studio.easel.app.render.InputVideo;
import studio.easel.app.render.MotionPreview;
import studio.easel.app.render.ParseqFile;
import studio.easel.app.render.PipelineDiffuser;
import studio.easel.app.render.ProjectPictures;
import studio.easel.app.render.Render;
import studio.easel.app.render.RenderFolder;
import studio.easel.app.render.ScheduledModels;
import studio.easel.engine.DepthSpec;
import studio.easel.engine.EaselException;
import studio.easel.engine.Progress;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Diffusion;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.animation.frame.DepthNetwork;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.video.FrameRate;
import studio.easel.engine.video.FrameSink;
import studio.easel.engine.video.Soundtrack;
import studio.easel.engine.video.VideoFile;
import studio.easel.engine.video.VideoFormat;
import studio.easel.engine.video.VideoSettings;
import studio.easel.models.InstalledModel;

/** {@code easel animate settings.txt --out clip.mp4}: renders Deforum's settings. */
@Command(
        name = "animate",
        customSynopsis = "easel animate SETTINGS [OPTIONS]",
        description = "Renders a Deforum settings file to a video; goes on where it was stopped.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AnimateCommand implements Callable<Integer> {
    private static final Pattern FRAMES = Pattern.compile("(\\d{1,6})?\\.\\.(\\d{1,6})?");

    private final Workbench workbench;

    @Parameters(
            paramLabel = "SETTINGS",
            description = "A Deforum settings file; files it names are looked for in its folder.")
    Path settings = Path.of("settings.txt");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "The video: .mp4, .webm, .gif or .mkv (lossless). Frames are kept in a folder of its name with \"-render\". Default: clip.mp4 beside the settings.")
    @Nullable Path out;

    @Option(
            names = "--resume",
            description =
                    "Go on with the render there is, from the first frame that is missing or comes out otherwise with these settings.")
    boolean resume;

    @Option(
            names = "--frames",
            paramLabel = "A..B",
            description =
                    "Render again from frame A on (with --resume), and stop behind frame B; either may be left out.")
    @Nullable String frames;

    @Option(
            names = "--preview",
            description = "The motion only, without a model: seconds instead of hours.")
    boolean preview;

    @Option(
            names = "--draft",
            description =
                    "Half the size, half the steps, half as many frames diffused: to see how it goes. The video and its frames have \"-draft\" in their names.")
    boolean draft;

    @Option(
            names = "--strict",
            description = "Make Deforum's own mistakes, too; docs/schedule-language.md lists them.")
    boolean strict;

    @Option(names = "--model", paramLabel = "ID|PATH", description = "Default: the starter.")
    @Nullable String model;

    @Option(
            names = "--depth",
            paramLabel = "ID|PATH",
            description = "The depth model of 3D animations. Default: the only one installed.")
    @Nullable String depth;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:N.")
    @Nullable String device;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    AnimateCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    /** Frames A to B, the last one not included. */
    private record Span(OptionalInt from, OptionalInt end) {
        static Span of(@Nullable String text) {
            if (text == null) {
                return new Span(OptionalInt.empty(), OptionalInt.empty());
            }
            Matcher matcher = FRAMES.matcher(text.strip());
            if (!matcher.matches()) {
                throw new EaselException(
                        "The frames are \"%s\", expected two numbers with two points between. Write it like 0..119, or 60.. for all from frame 60."
                                .formatted(text));
            }
            OptionalInt from = number(matcher.group(1));
            OptionalInt last = number(matcher.group(2));
            if (from.isPresent() && last.isPresent() && from.getAsInt() > last.getAsInt()) {
                throw new EaselException(
                        "The frames are %s, expected the smaller number first.".formatted(text));
            }
            return new Span(from, last.isPresent() ? OptionalInt.of(last.getAsInt() + 1) : last);
        }

        private static OptionalInt number(@Nullable String digits) {
            return digits == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
        }
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Span span = Span.of(frames);
        DeforumFile file = DeforumFile.read(settings);
        List<String> said = new ArrayList<>();
        Consumer<String> say =
                sentence -> {
                    if (!said.contains(sentence)) {
                        said.add(sentence);
                        err.println(SettingsText.printable(sentence));
                    }
                };
        Path project = project();
        Path clip = clip();
        Path renders = renders(clip);
        DeforumSettings seeded = ParseqFile.inlined(project, seeded(file.settings(), renders));
        try (InputVideo video = video(project, seeded, say);
                InputVideo masks = maskVideo(project, seeded, say)) {
            DeforumSettings meant = withoutMissingVideo(seeded, video, say);
            Animation whole = animation(meant, video, masks);
            Animation animation = draft ? whole.draft() : whole;
            animation.notes().forEach(say);
            noteShortMask(animation, masks, say);
            VideoSettings encoding = encoding(clip, animation, project, file.text(), say);
            VideoFile.check(encoding, animation.width(), animation.height());
            ProjectPictures pictures = new ProjectPictures(project, animation, video, masks, say);
            String text = file.with(whole.settings()).text();
            render(new Plan(animation, pictures, encoding, clip, renders, text), span, say);
        }
        spec.commandLine().getOut().println(clip);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Everything that is known before the first model is opened. */
    private record Plan(
            Animation animation,
            ProjectPictures pictures,
            VideoSettings encoding,
            Path clip,
            Path renders,
            String settings) {}

    private void render(Plan plan, Span span, Consumer<String> say) {
        TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), false);
        try {
            if (preview) {
                go(plan, new MotionPreview(plan.animation()), Depth.flat(), span, progress);
                return;
            }
            Device wanted = workbench.device(Optional.ofNullable(device));
            Progress steps = progress.saving(image -> {});
            Map<String, InstalledModel> scheduled = scheduled(plan.animation());
            InstalledModel usual = workbench.model(Optional.ofNullable(model));
            Optional<DepthSpec> seeing =
                    depthModel(plan.animation(), say)
                            .map(it -> workbench.library().openDepth(it, progress::stage));
            try (ScheduledModels models =
                    new ScheduledModels(
                            usual.id(),
                            name ->
                                    workbench.pipeline(
                                            workbench
                                                    .library()
                                                    .open(
                                                            scheduled.getOrDefault(name, usual),
                                                            progress::stage),
                                            wanted))) {
                Diffusion.Diffuser diffuser =
                        new PipelineDiffuser(models, plan.animation(), steps, say);
                if (seeing.isEmpty()) {
                    go(plan, diffuser, Depth.flat(), span, progress);
                    return;
                }
                try (DepthNetwork network =
                        DepthNetwork.open(seeing.get(), wanted, plan.animation().fidelity())) {
                    go(plan, diffuser, network, span, progress);
                }
            }
        } finally {
            progress.end();
        }
    }

    private void go(
            Plan plan,
            Diffusion.Diffuser diffuser,
            Depth depth,
            Span span,
            TerminalProgress progress) {
        Animation animation = plan.animation();
        int end = Math.min(animation.frames(), span.end().orElse(animation.frames()));
        // Whatever can be refused is refused before there is a folder.
        Animator animator = new Animator(animation, diffuser, depth, plan.pictures());
        try (RenderFolder folder = folder(plan, span);
                FrameSink sink = VideoFile.create(plan.clip(), plan.encoding())) {
            new Render(folder, animator, animation.frames())
                    .to(
                            end,
                            Optional.of(sink),
                            done -> progress.stage("Frame %d of %d".formatted(done, end)));
        }
    }

    /** The models the settings name by frames; each is there. */
    private Map<String, InstalledModel> scheduled(Animation animation) {
        Map<String, InstalledModel> models = new LinkedHashMap<>();
        for (String name : animation.checkpoints()) {
            InstalledModel found = workbench.checkpoint(name);
            found.problem()
                    .ifPresent(
                            why -> {
                                throw new EaselException(why);
                            });
            if (found.kind() != InstalledModel.Kind.PICTURES) {
                throw new EaselException(
                        "checkpoint_schedule names %s, which makes no pictures. Name a model that does."
                                .formatted(name));
            }
            models.put(name, found);
        }
        return models;
    }

    private Optional<InstalledModel> depthModel(Animation animation, Consumer<String> say) {
        boolean wanted =
                animation.mode() == Animation.Mode.THREE_D
                        && animation.settings().flag("use_depth_warping");
        if (!wanted) {
            return Optional.empty();
        }
        Optional<InstalledModel> found = workbench.depthModel(Optional.ofNullable(depth));
        if (found.isEmpty()) {
            say.accept(
                    "No depth model is installed, so the camera moves before a flat picture. Put the .onnx file of one (MiDaS, Depth Anything) into %s for depth."
                            .formatted(workbench.settings().models(workbench.folders())));
        }
        return found;
    }

    private Path project() {
        Path parent = settings.toAbsolutePath().getParent();
        return parent == null ? settings.toAbsolutePath() : parent;
    }

    private Path clip() {
        Path clip = out == null ? project().resolve("clip.mp4") : out.toAbsolutePath();
        String name = String.valueOf(clip.getFileName());
        int dot = name.lastIndexOf('.');
        return draft && dot > 0
                ? clip.resolveSibling(name.substring(0, dot) + "-draft" + name.substring(dot))
                : clip;
    }

    private Path renders(Path clip) {
        String name = String.valueOf(clip.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return clip.resolveSibling(stem + (preview ? "-preview" : "-render"));
    }

    /** The seed of a render that goes on is the one that was drawn for it. */
    private DeforumSettings seeded(DeforumSettings asked, Path renders) {
        if (asked.whole("seed") >= 0) {
            return asked;
        }
        boolean going = resume && RenderFolder.isRender(renders);
        long seed =
                going
                        ? DeforumFile.read(renders.resolve("settings.txt")).settings().whole("seed")
                        : ThreadLocalRandom.current().nextLong(1L << 32);
        return asked.with("seed", seed);
    }

    private Animation animation(DeforumSettings settings, InputVideo video, InputVideo masks) {
        // An input video decides how long it is, without one a mask video.
        boolean isInput = settings.text("animation_mode").equals("Video Input");
        InputVideo longest = isInput ? video : masks;
        return animation(
                settings,
                longest.isThere() ? OptionalInt.of(longest.count()) : OptionalInt.empty());
    }

    private Animation animation(DeforumSettings settings, OptionalInt videoFrames) {
        return Animation.of(
                settings,
                settings.whole("seed"),
                strict ? Dialect.DEFORUM : Dialect.EASEL,
                videoFrames,
                ParseqFile.in(settings));
    }

    private InputVideo video(Path project, DeforumSettings settings, Consumer<String> say) {
        boolean isInput = settings.text("animation_mode").equals("Video Input");
        boolean forColours = !strict && settings.text("color_coherence").equals("Video Input");
        if (!isInput && !forColours) {
            return InputVideo.none();
        }
        Optional<InputVideo> video =
                ProjectPictures.file(project, settings, "video_init_path", say)
                        .map(file -> InputVideo.of(file, settings));
        if (isInput && video.isEmpty()) {
            throw new EaselException(
                    "The animation mode is Video Input and there is no video. Copy one beside the settings and name it in video_init_path.");
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
                .map(file -> InputVideo.of(file, settings))
                .orElseThrow(
                        () ->
                                new EaselException(
                                        "use_mask_video is on and there is no mask video. Copy one beside the settings and name it in video_mask_path."));
    }

    /** Colours of a video that is not there are left alone. */
    private DeforumSettings withoutMissingVideo(
            DeforumSettings settings, InputVideo video, Consumer<String> say) {
        boolean missing =
                !strict
                        && settings.text("color_coherence").equals("Video Input")
                        && !video.isThere();
        if (missing) {
            say.accept("Colours are not kept: color_coherence is Video Input without a video.");
        }
        return missing ? settings.with("color_coherence", "None") : settings;
    }

    private static void noteShortMask(Animation animation, InputVideo masks, Consumer<String> say) {
        if (masks.isThere() && masks.count() < animation.frames()) {
            say.accept(
                    "The mask video has %d frames of %d; its last one stays."
                            .formatted(masks.count(), animation.frames()));
        }
    }

    private static VideoSettings encoding(
            Path clip, Animation animation, Path project, String text, Consumer<String> say) {
        DeforumSettings settings = animation.settings();
        VideoSettings encoding =
                VideoSettings.of(
                                format(clip),
                                FrameRate.parse(String.valueOf(settings.number("fps"))))
                        .withComment(text);
        Optional<Path> sound =
                switch (settings.text("add_soundtrack")) {
                    case "File" -> ProjectPictures.file(project, settings, "soundtrack_path", say);
                    case "Init Video" ->
                            ProjectPictures.file(project, settings, "video_init_path", say);
                    default -> Optional.empty();
                };
        return sound.map(Soundtrack::of).map(encoding::withSoundtrack).orElse(encoding);
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

    private RenderFolder folder(Plan plan, Span span) {
        if (!resume || !RenderFolder.isRender(plan.renders())) {
            return RenderFolder.begin(plan.renders(), plan.settings());
        }
        RenderFolder folder = RenderFolder.open(plan.renders());
        DeforumSettings then = DeforumFile.read(folder.settings()).settings();
        Animation whole = animation(then, OptionalInt.of(then.variables(0).frames()));
        Animation before = draft ? whole.draft() : whole;
        int changed = plan.animation().firstDifference(before);
        int from = Math.min(changed, span.from().orElse(changed));
        folder.rewind(from, plan.animation().cadence());
        folder.settings(plan.settings());
        return folder;
    }
}
