package studio.easel.app.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;
import studio.easel.app.JobQueue;
import studio.easel.app.Pace;
import studio.easel.app.Words;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RgbImage;
import studio.easel.engine.pipeline.ImagePipeline;

/** The runs that were asked for: the one that runs, how far it is, and those that wait. */
public final class Runs {
    /**
     * A rough picture of what is being made.
     *
     * @param rough an eighth of the size
     * @param size of the picture it will be
     */
    public record Preview(RgbImage rough, ImageSize size) {}

    private final Workshop workshop;
    private final Consumer<GeneratedImage> made;
    private final Consumer<String> noticed;
    private final BiConsumer<Run, Throwable> failed;
    private final Denoising denoising = new Denoising();
    private final Deque<Run> unfinishedRuns = new ArrayDeque<>();
    private final Map<Run.Effort, Double> paces = new HashMap<>();
    private final ReadOnlyObjectWrapper<@Nullable Run> running = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper unfinished = new ReadOnlyIntegerWrapper();
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
    private final ReadOnlyStringWrapper words = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper provider = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<@Nullable Preview> preview = new ReadOnlyObjectWrapper<>();
    private final BooleanBinding busy = unfinished.greaterThan(0);

    /**
     * The runs.
     *
     * @param made hears of each finished picture on the thread that generates
     * @param noticed hears, in the window, what the artist should read
     * @param failed hears why a run could not go on, on that thread too
     */
    Runs(
            Workshop workshop,
            Consumer<GeneratedImage> made,
            Consumer<String> noticed,
            BiConsumer<Run, Throwable> failed) {
        this.workshop = workshop;
        this.made = made;
        this.noticed = noticed;
        this.failed = failed;
    }

    // Properties

    /** Whether something runs or waits. */
    public BooleanBinding busy() {
        return busy;
    }

    /** Runs that are not over, the running one included. */
    public ReadOnlyIntegerProperty unfinished() {
        return unfinished.getReadOnlyProperty();
    }

    /** 0 to 1, or -1 where nobody can say. */
    public ReadOnlyDoubleProperty progress() {
        return progress.getReadOnlyProperty();
    }

    /** "Picture 2 of 4 · Step 13 of 20 · 6 s left"; afterwards how long it took. */
    public ReadOnlyStringProperty words() {
        return words.getReadOnlyProperty();
    }

    /** What ran the last graphs, {@code cpu}; empty before the first. */
    public ReadOnlyStringProperty provider() {
        return provider.getReadOnlyProperty();
    }

    /** What the picture in the making looks like. */
    public ReadOnlyObjectProperty<@Nullable Preview> preview() {
        return preview.getReadOnlyProperty();
    }

    /** How the last pictures came to be. */
    Denoising denoising() {
        return denoising;
    }

    ReadOnlyObjectProperty<@Nullable Run> running() {
        return running.getReadOnlyProperty();
    }

    /** Seconds a run would take, where one like it was timed. */
    Optional<Double> expected(Run run) {
        return Optional.ofNullable(paces.get(run.effort())).map(pace -> pace * run.steps());
    }

    // Commands

    void submit(Run run) {
        unfinishedRuns.add(run);
        unfinished.set(unfinishedRuns.size());
        if (unfinishedRuns.size() == 1) {
            starting();
        }
        run.handle = workshop.queue().submit(() -> work(run), new Ending(run));
    }

    /** Ends the running run, or the next one; whatever it finished stays. */
    public void cancel() {
        Optional.ofNullable(unfinishedRuns.peekFirst()).ifPresent(Run::cancel);
    }

    /** Ends the runs that wait behind the running one. */
    public void cancelWaiting() {
        unfinishedRuns.stream().skip(1).toList().forEach(Run::cancel);
    }

    /** The finished picture takes the preview's place. */
    void forgetPreview() {
        preview.set(null);
    }

    private void work(Run run) {
        ImagePipeline pipeline =
                workshop.pipelines()
                        .open(run.model, run.device, stage -> inWindow(() -> words.set(stage)));
        var receiver =
                new ProgressRelay.Receiver(
                        report -> stepped(run, report), words::set, noticed, made);
        pipeline.generate(
                run.request,
                denoising.beside(
                        new ProgressRelay(workshop.window(), workshop.nanoTime(), receiver)));
        String ranOn = pipeline.provider();
        inWindow(() -> provider.set(ranOn));
    }

    private void stepped(Run run, ProgressRelay.Report report) {
        double done = report.image() * report.steps() + report.step();
        progress.set(done / (report.steps() * run.request.count()));
        words.set(run.words(report));
        report.secondsPerStep().ifPresent(pace -> paces.put(run.effort(), pace));
        report.preview().ifPresent(rough -> preview.set(new Preview(rough, run.request.size())));
    }

    /** How a run ends, said on the window's thread. */
    private final class Ending implements JobQueue.Listener {
        private final Run run;
        private volatile long startedNanos;

        Ending(Run run) {
            this.run = run;
        }

        @Override
        public void started() {
            startedNanos = workshop.nanoTime().getAsLong();
            inWindow(() -> begin(run));
        }

        @Override
        public void finished() {
            double seconds = (workshop.nanoTime().getAsLong() - startedNanos) / 1e9;
            int count = run.request.count();
            String took = Pace.words(seconds);
            inWindow(
                    () ->
                            end(
                                    run,
                                    count == 1
                                            ? say("run.took.one", took)
                                            : say("run.took", count, took)));
        }

        @Override
        public void cancelled() {
            inWindow(() -> stop(run, say("run.cancelled")));
        }

        @Override
        public void failed(Throwable problem) {
            inWindow(() -> stop(run, ""));
            failed.accept(run, problem);
        }
    }

    private void begin(Run run) {
        running.set(run);
        starting();
    }

    private void starting() {
        progress.set(-1);
        words.set(say("run.starting"));
    }

    private void stop(Run run, String how) {
        if (running.get() == run) {
            forgetPreview(); // Nothing will take its place.
        }
        end(run, how);
    }

    private void end(Run run, String how) {
        unfinishedRuns.remove(run);
        unfinished.set(unfinishedRuns.size());
        if (running.get() == run) {
            running.set(null);
        }
        if (unfinishedRuns.isEmpty()) {
            progress.set(0);
            words.set(how);
        }
    }

    private static String say(String key, Object... parts) {
        return Words.of(Runs.class).say(key, parts);
    }

    private void inWindow(Runnable change) {
        workshop.window().execute(change);
    }
}
