package studio.easel.app.animate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.JobQueue;
import studio.easel.app.Notice;
import studio.easel.app.Pace;
import studio.easel.app.Sentence;
import studio.easel.app.Words;
import studio.easel.app.files.DeforumFile;
import studio.easel.app.render.FrameModels;
import studio.easel.app.render.RenderFolder;
import studio.easel.app.render.RenderPlan;
import studio.easel.app.render.RenderPlan.Order;
import studio.easel.app.render.RenderPlan.Span;
import studio.easel.app.render.RenderPlan.Wish;
import studio.easel.engine.EaselException;
import studio.easel.engine.Progress;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.onnx.Device;
import studio.easel.models.InstalledModel;

/** The render that runs, or waits for its turn, and what it has made. One at a time. */
public final class Rendering {
    private static final Logger LOG = LoggerFactory.getLogger(Rendering.class);
    private static final double PNG_SHARE =
            0.6; // of the pixels' bytes, by what diffused frames take

    /**
     * What is rendered.
     *
     * @param name of the clip, without an ending
     * @param home where the files lie that the settings name
     * @param draft half the size, half the steps, half as many frames diffused
     */
    record Job(DeforumFile file, String name, Path home, boolean draft) {
        DeforumSettings settings() {
            return file.settings();
        }

        /** What its files are called, without an ending. */
        String base() {
            return draft ? name + "-draft" : name;
        }

        Job ofDraft(boolean isDraft) {
            return new Job(file, name, home, isDraft);
        }
    }

    /**
     * A render that is there already.
     *
     * @param frames how many it has
     */
    record Found(Job job, Path folder, int frames) {}

    /** What decides how long a frame takes. */
    private record Effort(
            String model, Device device, double pixels, double steps, boolean draft) {}

    private record Plan(
            Job job, InstalledModel model, Device device, Path folder, boolean resume, Span span) {
        Path clip() {
            String name = String.valueOf(folder.getFileName());
            return folder.resolveSibling(name.replaceFirst("-render$", "") + ".mp4");
        }
    }

    private static Effort effort(Job job, InstalledModel model, Device device) {
        return effort(job.settings(), model, device, job.draft());
    }

    private static Effort effort(
            DeforumSettings settings, InstalledModel model, Device device, boolean draft) {
        return new Effort(
                model.id(),
                device,
                settings.number("W") * settings.number("H"),
                settings.number("steps"),
                draft);
    }

    private final Desk desk;
    private final Consumer<Notice> tell;
    private final Map<Effort, Double> paces = new HashMap<>();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper();
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
    private final Sentence words = new Sentence();
    private final ReadOnlyObjectWrapper<@Nullable Found> found = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Path> clip = new ReadOnlyObjectWrapper<>();
    private final ObservableList<Path> frames = FXCollections.observableArrayList();
    private JobQueue.@Nullable Handle handle;
    private @Nullable Plan last;
    private boolean pausing;

    Rendering(Desk desk, Consumer<Notice> tell) {
        this.desk = desk;
        this.tell = tell;
    }

    // Properties

    /** Whether a render runs or waits. */
    public ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    /** Whether the last render was stopped to go on with it. */
    ReadOnlyBooleanProperty paused() {
        return paused.getReadOnlyProperty();
    }

    /** 0 to 1, or -1 where nobody can say. */
    ReadOnlyDoubleProperty progress() {
        return progress.getReadOnlyProperty();
    }

    /** "Frame 12 of 60 · 1 min 20 s left"; afterwards how long it took. */
    public StringBinding words() {
        return words;
    }

    /** The render that waits for an answer: go on with it, or start anew; null where none does. */
    ReadOnlyObjectProperty<@Nullable Found> found() {
        return found.getReadOnlyProperty();
    }

    /** The clip that was finished last; null before the first. */
    ReadOnlyObjectProperty<@Nullable Path> clip() {
        return clip.getReadOnlyProperty();
    }

    /** The files of the frames, those of a resumed render included. */
    ObservableList<Path> frames() {
        return frames;
    }

    /** "60 frames, about 3 min and 28 MB" */
    String estimate(DeforumSettings settings) {
        return estimate(settings, false);
    }

    /** The same for a draft. */
    String estimateOfDraft(DeforumSettings settings) {
        return estimate(settings, true);
    }

    private String estimate(DeforumSettings settings, boolean draft) {
        double count = settings.number("max_frames");
        double bytes = count * bytesPerFrame(settings, draft);
        Optional<Double> pace =
                desk.model()
                        .get()
                        .map(
                                model ->
                                        paces.get(
                                                effort(
                                                        settings,
                                                        model,
                                                        desk.device().get(),
                                                        draft)));
        double every = Math.max(1, settings.number("diffusion_cadence")) * (draft ? 2 : 1);
        double diffused = Math.ceil(count / every);
        return pace.map(seconds -> Pace.words(seconds * diffused))
                .map(time -> say("estimate", count, time, size(bytes)))
                .orElseGet(() -> say("estimate.unknown", count, size(bytes)));
    }

    private static double bytesPerFrame(DeforumSettings settings, boolean draft) {
        double pixels = settings.number("W") * settings.number("H") / (draft ? 4 : 1);
        return pixels * 3 * PNG_SHARE;
    }

    private static String size(double bytes) {
        return bytes < 1e9
                ? "%.0f MB".formatted(Math.max(1, bytes / 1e6))
                : "%.1f GB".formatted(bytes / 1e9);
    }

    // Commands

    /** Renders, unless there is a render of that name already; then asks. */
    void render(Job job) {
        ready().ifPresent(model -> inBackground(() -> look(plan(job, model))));
    }

    /**
     * Renders frames again from one on, in the folder that was rendered into last; what comes out
     * otherwise before that frame, too.
     */
    void again(Job job, int from) {
        Optional<Plan> before =
                Optional.ofNullable(last).filter(it -> it.job().name().equals(job.name()));
        ready().ifPresent(
                        model -> {
                            boolean draft = before.map(it -> it.job().draft()).orElse(false);
                            Plan usual = plan(job.ofDraft(draft), model);
                            Path folder = before.map(Plan::folder).orElse(usual.folder());
                            Span span = new Span(OptionalInt.of(from), OptionalInt.empty());
                            inBackground(
                                    () -> lookAgain(resumed(usual.job(), model, folder, span)));
                        });
    }

    /** Stops the render; {@link #goOn} goes on with it. */
    void pause() {
        pausing = busy.get();
        cancel();
    }

    /** Goes on with the render that was paused, further where there are more frames by now. */
    void goOn(Job job) {
        Plan before = last;
        if (before != null && paused.get()) {
            ready().ifPresent(
                            model -> {
                                Job meant = job.ofDraft(before.job().draft());
                                Path folder = before.folder();
                                inBackground(() -> begin(whole(meant, model, folder)));
                            });
        }
    }

    /** The model, unless something runs; says where there is none. */
    private Optional<InstalledModel> ready() {
        if (busy.get()) {
            return Optional.empty();
        }
        Optional<InstalledModel> model = desk.model().get();
        if (model.isEmpty()) {
            tell.accept(Notice.problem(say("no-model")));
        }
        found.set(null);
        return model;
    }

    private void inBackground(Runnable task) {
        desk.background()
                .execute(
                        () -> {
                            try {
                                task.run();
                            } catch (RuntimeException problem) {
                                explain(problem);
                            }
                        });
    }

    /** Goes on with the render that was found. */
    void resume() {
        Found there = found.get();
        Optional<InstalledModel> model = desk.model().get();
        if (there != null && model.isPresent()) {
            found.set(null);
            Plan plan = resumed(there.job(), model.get(), there.folder(), Span.ALL);
            inBackground(() -> begin(plan));
        }
    }

    /** Leaves the render that was found alone and renders into another folder. */
    void startAnew() {
        Found there = found.get();
        Optional<InstalledModel> model = desk.model().get();
        if (there != null && model.isPresent()) {
            found.set(null);
            inBackground(() -> beginAnew(there.job(), model.get()));
        }
    }

    /** Does nothing about the render that was found. */
    void leave() {
        found.set(null);
    }

    /** Stops the render; finished frames stay. */
    void cancel() {
        if (handle != null) {
            handle.cancel();
        }
    }

    private Plan plan(Job job, InstalledModel model) {
        return new Plan(
                job,
                model,
                desk.device().get(),
                desk.renders().get().resolve(job.base() + "-render"),
                false,
                Span.ALL);
    }

    private Plan resumed(Job job, InstalledModel model, Path folder, Span span) {
        return new Plan(job, model, desk.device().get(), folder, true, span);
    }

    /** One that was paused before its first frame left nothing to go on with. */
    private Plan whole(Job job, InstalledModel model, Path folder) {
        boolean begun = RenderFolder.isRender(folder);
        return new Plan(job, model, desk.device().get(), folder, begun, Span.ALL);
    }

    private void look(Plan plan) {
        if (RenderFolder.isRender(plan.folder())) {
            Found one = new Found(plan.job(), plan.folder(), finished(plan.folder()));
            inWindow(() -> found.set(one));
        } else {
            begin(plan);
        }
    }

    private void lookAgain(Plan plan) {
        if (!RenderFolder.isRender(plan.folder())) {
            throw new EaselException(say("no-render", plan.folder()));
        }
        begin(plan);
    }

    private static int finished(Path folder) {
        try (RenderFolder there = RenderFolder.open(folder)) {
            return there.frames();
        }
    }

    /** Refuses what the disk has no room for before anything is made. */
    private void begin(Plan plan) {
        DeforumSettings settings = plan.job().settings();
        double missing =
                Math.max(
                        0,
                        settings.number("max_frames")
                                - (plan.resume() ? finished(plan.folder()) : 0));
        double needed = missing * bytesPerFrame(settings, plan.job().draft());
        long room = desk.room().applyAsLong(plan.folder());
        if (needed > room) {
            throw new EaselException(
                    say(
                            "no-room",
                            size(needed),
                            String.valueOf(plan.folder().getParent()),
                            room < 1e6 ? say("no-room.little") : size((double) room)));
        }
        inWindow(() -> submit(plan));
    }

    private void beginAnew(Job job, InstalledModel model) {
        int number = 2;
        Path renders = desk.renders().get();
        while (Files.exists(renders.resolve("%s-%d-render".formatted(job.base(), number)))) {
            number++;
        }
        Path folder = renders.resolve("%s-%d-render".formatted(job.base(), number));
        begin(new Plan(job, model, desk.device().get(), folder, false, Span.ALL));
    }

    private void submit(Plan plan) {
        if (busy.get()) {
            return; // Render was pressed twice before the disk was looked at.
        }
        last = plan;
        pausing = false;
        paused.set(false);
        busy.set(true);
        progress.set(-1);
        words.say(() -> say("run.waiting"));
        clip.set(null);
        frames.clear();
        handle = desk.queue().submit(() -> work(plan), new Ending(plan));
    }

    // The work, on the thread that generates

    private void work(Plan plan) {
        Set<Wish> wishes = EnumSet.noneOf(Wish.class);
        if (plan.resume()) {
            wishes.add(Wish.RESUME);
        }
        if (plan.job().draft()) {
            wishes.add(Wish.DRAFT);
        }
        Order order = new Order(plan.job().file(), plan.job().home(), plan.clip(), wishes);
        try (RenderPlan render = RenderPlan.of(order, desk.newSeed(), this::note)) {
            Clock clock = new Clock(plan, render.animation());
            new FrameModels(
                            desk.shelf().get(),
                            desk.pipelines(),
                            plan.device(),
                            stage -> doing(() -> stage))
                    .render(render, plan.model(), clock, plan.span(), clock, this::note);
        }
    }

    private void doing(Supplier<String> what) {
        inWindow(() -> words.say(what));
    }

    private void note(String sentence) {
        inWindow(() -> tell.accept(Notice.of(sentence)));
    }

    /** Tells how far a render is and how long it will take. */
    private final class Clock implements Progress, RenderPlan.Watcher {
        private final Plan plan;
        private final int all;
        private final int cadence;
        private @Nullable RenderFolder folder;
        private int done;
        private int first;
        private long firstNanos;

        Clock(Plan plan, Animation animation) {
            this.plan = plan;
            this.all = animation.frames();
            this.cadence = animation.cadence();
        }

        @Override
        public void begun(RenderFolder begun, int end) {
            folder = begun;
            done = begun.frames();
            first = done;
            firstNanos = desk.nanoTime().getAsLong();
            for (int i = 0; i < done; i++) {
                show(i);
            }
        }

        @Override
        public void step(Step step) {
            if (done == first) {
                int next = done + 1;
                doing(() -> say("run.step", next, all, step.step(), step.steps()));
            }
        }

        @Override
        public void notice(String sentence) {
            note(sentence);
        }

        @Override
        public void finished(int count) {
            for (int i = done; i < count; i++) {
                show(i);
            }
            done = count;
            if (done == first) {
                return; // Under cadence the first diffused frame waits for the second.
            }
            double passed = (desk.nanoTime().getAsLong() - firstNanos) / 1e9;
            double pace = passed / (done - first);
            double left = pace * (all - done);
            inWindow(
                    () -> {
                        words.say(() -> say("run.left", count, all, Pace.words(left)));
                        progress.set((double) count / all);
                        paces.put(effort(plan.job(), plan.model(), plan.device()), pace * cadence);
                    });
        }

        private void show(int index) {
            Path frame = Objects.requireNonNull(folder).frame(index);
            inWindow(() -> frames.add(frame));
        }
    }

    /** How a render ends, said in the window. */
    private final class Ending implements JobQueue.Listener {
        private final Plan plan;
        private volatile long startedNanos;

        Ending(Plan plan) {
            this.plan = plan;
        }

        @Override
        public void started() {
            startedNanos = desk.nanoTime().getAsLong();
            doing(() -> say("run.opening"));
        }

        @Override
        public void finished() {
            double seconds = (desk.nanoTime().getAsLong() - startedNanos) / 1e9;
            inWindow(
                    () -> {
                        clip.set(plan.clip());
                        String made = String.valueOf(plan.clip().getFileName());
                        end(() -> say("run.done", made, Pace.words(seconds)));
                    });
        }

        @Override
        public void cancelled() {
            inWindow(
                    () -> {
                        paused.set(pausing);
                        int kept = frames.size();
                        boolean goesOn = pausing;
                        end(() -> goesOn ? say("run.paused", kept) : say("run.cancelled"));
                    });
        }

        @Override
        public void failed(Throwable problem) {
            inWindow(() -> end(() -> ""));
            explain(problem);
        }
    }

    private void end(Supplier<String> how) {
        words.say(how);
        progress.set(0);
        handle = null;
        busy.set(false); // last: who waits for it finds the rest told
    }

    private void explain(Throwable problem) {
        if (problem instanceof EaselException wrong) {
            LOG.info("{}", wrong.getMessage(), wrong);
            inWindow(() -> tell.accept(Notice.problem(String.valueOf(wrong.getMessage()))));
        } else {
            LOG.error("Unexpected", problem);
            String sentence =
                    problem instanceof OutOfMemoryError
                            ? say("memory")
                            : say("unexpected", problem);
            inWindow(() -> tell.accept(Notice.problem(sentence)));
        }
    }

    private static String say(String key, Object... parts) {
        return Words.of(Rendering.class).say(key, parts);
    }

    private void inWindow(Runnable change) {
        desk.window().execute(change);
    }
}
