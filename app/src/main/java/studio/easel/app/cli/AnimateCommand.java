package studio.easel.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
import studio.easel.app.render.Origin;
import studio.easel.app.render.PipelineDiffuser;
import studio.easel.app.render.ProjectPictures;
import studio.easel.app.render.Render;
import studio.easel.app.render.RenderFolder;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Diffusion;
import studio.easel.engine.animation.FileReference;
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
        if (resume) {
            RenderFolder.refuseNone(renders);
        }
        VideoFormat format = format(clip);
        refuseToReplace(clip, renders, project, file.settings());
        DeforumSettings seeded = seeded(file.settings(), renders);
        TerminalProgress progress = new TerminalProgress(err, false);
        try (InputVideo video = video(project, seeded, say)) {
            // Whatever can be refused is refused before there is anything on disk.
            Animation animation = animation(seeded, video);
            animation.notes().forEach(say);
            String text = file.with(animation.settings()).text();
            VideoSettings encoding = encoding(format, animation, project, text, say);
            VideoFile.check(encoding, animation.width(), animation.height());
            ProjectPictures pictures = new ProjectPictures(project, animation, video, say);
            Work work = new Work(animation, pictures, text, clip, encoding, progress);
            if (preview) {
                render(work, new MotionPreview(animation), "", span);
            } else {
                diffuse(work, span, say);
            }
        } finally {
            progress.end();
        }
        spec.commandLine().getOut().println(clip);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** What is rendered, from where, and into which file. */
    private record Work(
            Animation animation,
            ProjectPictures pictures,
            String settings,
            Path clip,
            VideoSettings encoding,
            TerminalProgress progress) {}

    private void diffuse(Work work, Span span, Consumer<String> say) {
        ModelSpec opened =
                workbench
                        .library()
                        .open(workbench.model(Optional.ofNullable(model)), work.progress()::stage);
        Device wanted = workbench.device(Optional.ofNullable(device));
        try (ImagePipeline pipeline = workbench.pipeline(opened, wanted)) {
            Progress steps = work.progress().saving(image -> {});
            Diffusion.Diffuser diffuser =
                    new PipelineDiffuser(pipeline, work.animation(), steps, say);
            render(work, diffuser, opened.hash(), span);
        }
    }

    /**
     * @param model its fingerprint; empty without one
     */
    private void render(Work work, Diffusion.Diffuser diffuser, String model, Span span) {
        Animation animation = work.animation();
        Animator animator = new Animator(animation, diffuser, Depth.flat(), work.pictures());
        animator.check();
        Map<String, String> parts = new LinkedHashMap<>(work.pictures().fingerprints());
        parts.put("--strict", String.valueOf(strict));
        parts.put("--model", model);
        int end = Math.min(animation.frames(), span.end().orElse(animation.frames()));
        try (RenderFolder folder = folder(work, new Origin(parts), span);
                FrameSink sink = VideoFile.create(work.clip(), work.encoding())) {
            new Render(folder, animator, animation.frames())
                    .to(
                            end,
                            Optional.of(sink),
                            done -> work.progress().stage("Frame %d of %d".formatted(done, end)));
        }
    }

    private Path project() {
        Path parent = settings.toAbsolutePath().getParent();
        return parent == null ? settings.toAbsolutePath() : parent;
    }

    private Path clip() {
        return out == null ? project().resolve("clip.mp4") : out.toAbsolutePath();
    }

    /** A video that was not made from these frames stays: an input, a stranger's, hours of work. */
    private void refuseToReplace(Path clip, Path renders, Path project, DeforumSettings settings) {
        boolean input =
                settings.references().stream()
                        .filter(it -> it.where() == FileReference.Where.INSIDE)
                        .map(it -> project.resolve(it.name()))
                        .anyMatch(it -> isSame(it, clip));
        boolean finished =
                preview && Files.isDirectory(clip.resolveSibling(stem(clip) + "-render"));
        boolean mine =
                Files.isDirectory(renders)
                        || Files.isDirectory(clip.resolveSibling(stem(clip) + "-preview"));
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

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private static String stem(Path clip) {
        String name = String.valueOf(clip.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private Path renders(Path clip) {
        return clip.resolveSibling(stem(clip) + (preview ? "-preview" : "-render"));
    }

    /** The seed of a render that goes on is the one that was drawn for it. */
    private DeforumSettings seeded(DeforumSettings asked, Path renders) {
        if (asked.whole("seed") >= 0) {
            return asked;
        }
        long seed =
                resume
                        ? DeforumFile.read(renders.resolve("settings.txt")).settings().whole("seed")
                        : ThreadLocalRandom.current().nextLong(1L << 32);
        return asked.with("seed", seed);
    }

    private Animation animation(DeforumSettings settings, InputVideo video) {
        return Animation.of(
                settings,
                settings.whole("seed"),
                strict ? Dialect.DEFORUM : Dialect.EASEL,
                video.isThere() ? OptionalInt.of(video.count()) : OptionalInt.empty());
    }

    private static InputVideo video(Path project, DeforumSettings settings, Consumer<String> say) {
        if (!settings.text("animation_mode").equals("Video Input")) {
            return InputVideo.none();
        }
        return ProjectPictures.file(project, settings, "video_init_path", say)
                .map(file -> InputVideo.of(file, settings))
                .orElseThrow(
                        () ->
                                new EaselException(
                                        "The animation mode is Video Input and there is no video. Copy one beside the settings and name it in video_init_path."));
    }

    private static VideoSettings encoding(
            VideoFormat format,
            Animation animation,
            Path project,
            String text,
            Consumer<String> say) {
        DeforumSettings settings = animation.settings();
        VideoSettings encoding =
                VideoSettings.of(format, FrameRate.parse(String.valueOf(settings.number("fps"))))
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

    private RenderFolder folder(Work work, Origin origin, Span span) {
        Path renders = renders(work.clip());
        Animation animation = work.animation();
        if (!resume) {
            return RenderFolder.begin(renders, work.settings(), origin);
        }
        RenderFolder folder = RenderFolder.open(renders);
        try {
            DeforumSettings before = DeforumFile.read(folder.settings()).settings();
            int changed =
                    animation.firstDifference(
                            Animation.of(
                                    before,
                                    before.whole("seed"),
                                    animation.dialect(),
                                    OptionalInt.of(before.variables(0).frames())));
            int from = Math.min(changed, span.from().orElse(changed));
            if (from > 0 && folder.frames() > 0 && span.from().isEmpty()) {
                refuseAnother(origin.difference(folder.origin()), renders);
            }
            folder.rewind(from, animation.cadence());
            folder.settings(work.settings(), origin);
            return folder;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Frames of two models, say, do not become one animation unasked. */
    private static void refuseAnother(Optional<String> part, Path renders) {
        part.ifPresent(
                name -> {
                    throw new EaselException(
                            "The render in %s was begun with another %s. Go on with the same, or render again from a frame on (--resume --frames 0..)."
                                    .formatted(renders, name));
                });
    }
}
