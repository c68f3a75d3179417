package studio.easel.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.app.Pipelines;
import studio.easel.app.files.DeforumFile;
import studio.easel.app.files.SettingsText;
import studio.easel.app.render.FrameModels;
import studio.easel.app.render.FrameModels.Shelf;
import studio.easel.app.render.MotionPreview;
import studio.easel.app.render.RenderFolder;
import studio.easel.app.render.RenderPlan;
import studio.easel.app.render.RenderPlan.Order;
import studio.easel.app.render.RenderPlan.Span;
import studio.easel.app.render.RenderPlan.Wish;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.onnx.Device;
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
            names = "--vae",
            paramLabel = "ID|PATH",
            description = "A VAE in place of the model's own, or none. Default: the model's own.")
    @Nullable String vae;

    @Option(
            names = "--depth",
            paramLabel = "ID|PATH",
            description =
                    "The depth model of 3D animations. Default: the only one installed, or the starter's.")
    @Nullable String depth;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:N.")
    @Nullable String device;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    AnimateCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Span span = span(frames);
        DeforumFile file = DeforumFile.read(settings);
        List<String> said = new ArrayList<>();
        Consumer<String> say =
                sentence -> {
                    if (!said.contains(sentence)) {
                        said.add(sentence);
                        err.println(SettingsText.printable(sentence));
                    }
                };
        Order order = new Order(file, project(), clip(), wishes());
        LongSupplier newSeed = () -> ThreadLocalRandom.current().nextLong(1L << 32);
        TerminalProgress progress = new TerminalProgress(err, false);
        try (RenderPlan plan = RenderPlan.of(order, newSeed, say)) {
            if (preview) {
                MotionPreview motion = new MotionPreview(plan.animation());
                plan.render(motion, Depth.flat(), Map.of(), span, new Frames(progress));
            } else {
                diffuse(plan, span, progress, say);
            }
        } finally {
            progress.end();
        }
        spec.commandLine().getOut().println(order.clip());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void diffuse(
            RenderPlan plan, Span span, TerminalProgress progress, Consumer<String> say) {
        InstalledModel usual =
                workbench
                        .model(Optional.ofNullable(model))
                        .with(
                                Optional.ofNullable(vae)
                                        .filter(name -> !name.equals(GenerateCommand.NONE))
                                        .map(workbench.library()::find));
        Device wanted = workbench.device(Optional.ofNullable(device));
        Shelf shelf = Shelf.of(workbench.library(), Optional.ofNullable(depth));
        try (Pipelines pipelines = new Pipelines(workbench.library()::open, workbench::pipeline)) {
            new FrameModels(shelf, pipelines, wanted, progress::stage)
                    .render(
                            plan,
                            usual,
                            progress.saving(image -> {}),
                            span,
                            new Frames(progress),
                            say);
        }
    }

    /** Says how far it is. */
    private static final class Frames implements RenderPlan.Watcher {
        private final TerminalProgress progress;
        private int end;

        Frames(TerminalProgress progress) {
            this.progress = progress;
        }

        @Override
        public void begun(RenderFolder folder, int end) {
            this.end = end;
        }

        @Override
        public void finished(int frames) {
            progress.stage("Frame %d of %d".formatted(frames, end));
        }
    }

    private Set<Wish> wishes() {
        Set<Wish> wishes = EnumSet.noneOf(Wish.class);
        Map.of(
                        Wish.RESUME, resume,
                        Wish.MOTION_ONLY, preview,
                        Wish.DRAFT, draft,
                        Wish.STRICT, strict)
                .forEach(
                        (wish, wanted) -> {
                            if (wanted) {
                                wishes.add(wish);
                            }
                        });
        return wishes;
    }

    /** Frames A to B, the last one included. */
    private static Span span(@Nullable String text) {
        if (text == null) {
            return Span.ALL;
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
}
