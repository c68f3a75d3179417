package studio.easel.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import studio.easel.app.animate.InputVideo;
import studio.easel.app.animate.MotionPreview;
import studio.easel.app.animate.PipelineDiffuser;
import studio.easel.app.animate.ProjectPictures;
import studio.easel.app.animate.Render;
import studio.easel.app.animate.RenderFolder;
import studio.easel.app.files.DeforumFile;
import studio.easel.app.files.SettingsText;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Diffusion;
import studio.easel.engine.animation.Hybrid;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.video.FrameRate;
import studio.easel.engine.video.FrameSink;
import studio.easel.engine.video.Soundtrack;
import studio.easel.engine.video.VideoFile;
import studio.easel.engine.video.VideoFormat;
import studio.easel.engine.video.VideoSettings;

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
            names = "--strict",
            description = "Make Deforum's own mistakes, too; docs/schedule-language.md lists them.")
    boolean strict;

    @Option(names = "--model", paramLabel = "ID|PATH", description = "Default: the starter.")
    @Nullable String model;

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
        DeforumSettings seeded = seeded(file.settings(), renders);
        try (InputVideo video = video(project, seeded, say)) {
            Animation animation = animation(seeded, video);
            animation.notes().forEach(say);
            VideoSettings encoding = encoding(clip, animation, project, file.text(), say);
            VideoFile.check(encoding, animation.width(), animation.height());
            String text = file.with(animation.settings()).text();
            try (RenderFolder folder = folder(renders, text, animation, span)) {
                render(folder, animation, new Inputs(project, video), encoding, clip, span, say);
            }
        }
        spec.commandLine().getOut().println(clip);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private record Inputs(Path project, InputVideo video) {}

    private void render(
            RenderFolder folder,
            Animation animation,
            Inputs inputs,
            VideoSettings encoding,
            Path clip,
            Span span,
            Consumer<String> say) {
        ProjectPictures pictures =
                new ProjectPictures(inputs.project(), animation, inputs.video(), say);
        TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), false);
        int end = Math.min(animation.frames(), span.end().orElse(animation.frames()));
        try (FrameSink sink = VideoFile.create(clip, encoding)) {
            if (preview) {
                go(folder, animation, new MotionPreview(animation), pictures, sink, end, progress);
                return;
            }
            ModelSpec opened =
                    workbench
                            .library()
                            .open(workbench.model(Optional.ofNullable(model)), progress::stage);
            Device wanted = workbench.device(Optional.ofNullable(device));
            try (ImagePipeline pipeline = workbench.pipeline(opened, wanted)) {
                Progress steps = progress.saving(image -> {});
                go(
                        folder,
                        animation,
                        new PipelineDiffuser(pipeline, animation, steps, say),
                        pictures,
                        sink,
                        end,
                        progress);
            }
        } finally {
            progress.end();
        }
    }

    private static void go(
            RenderFolder folder,
            Animation animation,
            Diffusion.Diffuser diffuser,
            ProjectPictures pictures,
            FrameSink sink,
            int end,
            TerminalProgress progress) {
        Animator animator = new Animator(animation, diffuser, Depth.flat(), pictures);
        new Render(folder, animator, animation.frames())
                .to(
                        end,
                        Optional.of(sink),
                        done -> progress.stage("Frame %d of %d".formatted(done, end)));
    }

    private Path project() {
        Path parent = settings.toAbsolutePath().getParent();
        return parent == null ? settings.toAbsolutePath() : parent;
    }

    private Path clip() {
        return out == null ? project().resolve("clip.mp4") : out.toAbsolutePath();
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

    private Animation animation(DeforumSettings settings, InputVideo video) {
        return Animation.of(
                settings,
                settings.whole("seed"),
                strict ? Dialect.DEFORUM : Dialect.EASEL,
                video.isThere() && decidesLength(settings)
                        ? OptionalInt.of(video.count())
                        : OptionalInt.empty());
    }

    private static boolean decidesLength(DeforumSettings settings) {
        return settings.text("animation_mode").equals("Video Input")
                || Hybrid.decidesLength(settings);
    }

    private static InputVideo video(Path project, DeforumSettings settings, Consumer<String> say) {
        boolean drives = settings.text("animation_mode").equals("Video Input");
        if (!drives && !Hybrid.wantsVideo(settings)) {
            return InputVideo.none();
        }
        return ProjectPictures.file(project, settings, "video_init_path", say)
                .map(file -> InputVideo.of(file, settings))
                .orElseThrow(
                        () ->
                                new EaselException(
                                        "%s and there is no video. Copy one beside the settings and name it in video_init_path."
                                                .formatted(
                                                        drives
                                                                ? "The animation mode is Video Input"
                                                                : "The settings want hybrid video")));
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

    private RenderFolder folder(Path renders, String text, Animation animation, Span span) {
        if (!resume || !RenderFolder.isRender(renders)) {
            return RenderFolder.begin(renders, text);
        }
        RenderFolder folder = RenderFolder.open(renders);
        DeforumSettings before = DeforumFile.read(folder.settings()).settings();
        int changed =
                animation.firstDifference(
                        Animation.of(
                                before,
                                before.whole("seed"),
                                animation.dialect(),
                                OptionalInt.of(before.variables(0).frames())));
        int from = Math.min(changed, span.from().orElse(changed));
        folder.rewind(from, animation.cadence());
        folder.settings(text);
        return folder;
    }
}
