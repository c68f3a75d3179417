package studio.easel.app.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.queue.GridEstimate;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.QueueRunner;
import studio.easel.app.queue.Work;
import studio.easel.engine.EaselException;

/**
 * Everything the queue's panel knows and does. Properties change on the window's thread alone;
 * commands return at once.
 */
public final class JobsModel {
    private static final Logger LOG = LoggerFactory.getLogger(JobsModel.class);

    private final JobDesk desk;
    private final GridPlan plan = new GridPlan();
    private final ObservableList<Job> jobs = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper readOnly = new ReadOnlyBooleanWrapper(true);
    private final ReadOnlyIntegerWrapper unfinished = new ReadOnlyIntegerWrapper();
    private final ReadOnlyDoubleWrapper share = new ReadOnlyDoubleWrapper();
    private final ReadOnlyObjectWrapper<OptionalDouble> secondsLeft =
            new ReadOnlyObjectWrapper<>(OptionalDouble.empty());
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private long sharing = -1;
    private boolean countSoon;
    private long counts;

    /** Set once, on the keeping thread; read there and when the window closes. */
    private volatile @Nullable Opened opened;

    private record Opened(JobStore store, QueueRunner runner) {}

    public JobsModel(JobDesk desk) {
        this.desk = desk;
        InvalidationListener changed = now -> countSoon();
        plan.all().forEach(each -> each.addListener(changed));
    }

    // Properties

    /** Every job, in order. */
    public ObservableList<Job> jobs() {
        return jobs;
    }

    /** Whether nothing starts until somebody says so. */
    public ReadOnlyBooleanProperty paused() {
        return paused.getReadOnlyProperty();
    }

    /** Whether the queue can only be looked at: it is not open yet, or another studio has it. */
    public ReadOnlyBooleanProperty readOnly() {
        return readOnly.getReadOnlyProperty();
    }

    /** Jobs that wait or run. */
    public ReadOnlyIntegerProperty unfinished() {
        return unfinished.getReadOnlyProperty();
    }

    /** Of the running job, 0 to 1. */
    public ReadOnlyDoubleProperty share() {
        return share.getReadOnlyProperty();
    }

    /** Of the whole queue; empty while nothing was measured. */
    public ReadOnlyObjectProperty<OptionalDouble> secondsLeft() {
        return secondsLeft.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Notice> notice() {
        return notice.getReadOnlyProperty();
    }

    /** The grid that is being planned. */
    public GridPlan plan() {
        return plan;
    }

    // Commands

    /** Opens the queue, in the background; what was left unfinished waits for {@link #resume}. */
    public void begin() {
        desk.keeping()
                .execute(
                        () -> {
                            try {
                                open();
                            } catch (RuntimeException problem) {
                                tell(problem);
                            }
                        });
    }

    private void open() {
        JobStore store = desk.open().get();
        QueueRunner runner = desk.runner().apply(store);
        runner.listen(new Listening());
        opened = new Opened(store, runner);
        boolean crashed =
                store.jobs().stream().anyMatch(job -> job.state() == JobState.INTERRUPTED);
        inWindow(
                () -> {
                    readOnly.set(store.readOnly());
                    store.notes().forEach(note -> say(Notice.of(note)));
                    if (crashed) {
                        say(Notice.of(words().say("crashed")));
                    }
                });
        refresh();
        runner.goOn();
    }

    /** Puts what stands in the form at the end. */
    public void add() {
        desk.asked().get().ifPresent(asked -> add(asked, Work::pictures));
    }

    /** Puts the planned grid at the end. */
    public void addGrid() {
        GridPlan.Wanted wanted = plan.wanted();
        desk.asked().get().ifPresent(asked -> add(asked, wanted::of));
    }

    private void add(JobDesk.Asked asked, java.util.function.Function<EaselRecord, Work> kind) {
        onQueue(
                (store, runner) -> {
                    Work work = kind.apply(EaselRecord.of(asked.request(), asked.provenance()));
                    desk.installed().accept(work.models());
                    Job job =
                            runner.add(
                                    kind.apply(store.record(asked.request(), asked.provenance())));
                    LOG.info("Job {} with {} pictures", job.id(), job.cells());
                });
    }

    public void pause() {
        onQueue((store, runner) -> runner.pause());
    }

    /** Goes on where the queue stands. */
    public void resume() {
        inWindow(this::dismissNotice);
        onQueue((store, runner) -> runner.resume());
    }

    /** Cancels a job; what it has made stays. */
    public void cancel(Job job) {
        onQueue((store, runner) -> runner.cancel(job.id()));
    }

    public void cancelAll() {
        onQueue((store, runner) -> runner.cancelAll());
    }

    /** Takes finished jobs off the list. */
    public void removeFinished() {
        onQueue((store, runner) -> store.removeFinished());
    }

    /** Takes a job off the list; a running one is only cancelled. */
    public void remove(Job job) {
        onQueue(
                (store, runner) -> {
                    if (!store.remove(job.id())) {
                        runner.cancel(job.id());
                    }
                });
    }

    /**
     * Moves a job.
     *
     * @param to its place from 1; further than the end is the end
     */
    public void move(Job job, int to) {
        onQueue((store, runner) -> store.move(job.id(), Math.max(1, to)));
    }

    public void duplicate(Job job) {
        onQueue(
                (store, runner) -> {
                    store.duplicate(job.id());
                    runner.goOn();
                });
    }

    /**
     * Lets a waiting job wait until it is released, or a held or ended one wait its turn again; one
     * that is done is asked for once more. A running one goes on.
     */
    public void holdOrRelease(Job job) {
        if (job.state() == JobState.DONE) {
            duplicate(job);
            return;
        }
        onQueue(
                (store, runner) -> {
                    if (job.state().ready()) {
                        store.hold(job.id());
                    } else {
                        store.release(job.id());
                        runner.goOn();
                    }
                });
    }

    /** Shows where a job's pictures lie. */
    public void show(Job job) {
        onQueue(
                (store, runner) ->
                        store.job(job.id())
                                .flatMap(Job::folder)
                                .or(
                                        () ->
                                                store.made(job.id()).values().stream()
                                                        .findFirst()
                                                        .map(file -> file.resolveSibling("")))
                                .ifPresent(desk.show()));
    }

    public void say(Notice line) {
        notice.set(line);
    }

    public void dismissNotice() {
        notice.set(null);
    }

    /** Counts the plan again: what stands in the form may be another. */
    public void recount() {
        countSoon();
    }

    /** Ends the picture in progress; the worker is closed next, and then {@link #close}. */
    public void end() {
        Optional.ofNullable(opened).ifPresent(it -> it.runner().close());
    }

    /** Closes the queue, when nothing runs any more. */
    public void close() {
        Optional.ofNullable(opened).ifPresent(it -> it.store().close());
    }

    // Counting

    private void countSoon() {
        if (!countSoon && plan.shown().get()) {
            countSoon = true;
            desk.soon().execute(this::count);
        }
    }

    private void count() {
        countSoon = false;
        long mine = ++counts;
        GridPlan.Wanted wanted = plan.wanted();
        try {
            JobDesk.Asked asked = desk.planned().get();
            desk.keeping().execute(() -> count(mine, wanted, asked));
        } catch (EaselException wrong) {
            plan.cannot(String.valueOf(wrong.getMessage()));
        }
    }

    private void count(long mine, GridPlan.Wanted wanted, JobDesk.Asked asked) {
        Opened now = opened;
        if (now == null) {
            return;
        }
        try {
            Work work = wanted.of(EaselRecord.of(asked.request(), asked.provenance()));
            desk.installed().accept(work.models());
            GridEstimate estimate = GridEstimate.of(work, now.store().pace());
            inNewest(mine, () -> plan.costs(estimate));
        } catch (EaselException wrong) {
            inNewest(mine, () -> plan.cannot(String.valueOf(wrong.getMessage())));
        }
    }

    private void inNewest(long mine, Runnable change) {
        inWindow(
                () -> {
                    if (mine == counts) {
                        change.run();
                    }
                });
    }

    // Listening

    /** Hears, on whatever thread, how the queue goes on. */
    private final class Listening implements QueueRunner.Listener {
        @Override
        public void changed() {
            refreshSoon();
        }

        @Override
        public void progress(Job job, double done, OptionalDouble left) {
            inWindow(
                    () -> {
                        sharing = job.id();
                        share.set(done);
                        secondsLeft.set(left);
                    });
        }

        @Override
        public void saved(Job job, Path file) {
            desk.made().accept(file);
            refreshSoon();
            inWindow(JobsModel.this::recount); // Its time was measured.
        }

        @Override
        public void stuck(EaselException why) {
            tell(why);
        }
    }

    /** Once, however often it is asked for before it is done. */
    private void refreshSoon() {
        if (looking.compareAndSet(false, true)) {
            desk.keeping()
                    .execute(
                            () -> {
                                looking.set(false);
                                try {
                                    refresh();
                                } catch (RuntimeException problem) {
                                    tell(problem);
                                }
                            });
        }
    }

    private void refresh() {
        Opened now = opened;
        if (now == null) {
            return;
        }
        List<Job> latest = now.store().jobs();
        boolean isPaused = now.store().paused();
        boolean busy = now.runner().busy();
        OptionalDouble left = now.store().secondsLeft();
        inWindow(
                () -> {
                    update(latest);
                    latest.stream()
                            .filter(job -> job.state() == JobState.RUNNING)
                            .filter(job -> job.id() != sharing)
                            .forEach(job -> share.set((double) job.made() / job.cells()));
                    paused.set(isPaused);
                    unfinished.set(
                            (int)
                                    latest.stream()
                                            .filter(
                                                    job ->
                                                            job.state().ready()
                                                                    || job.state()
                                                                            == JobState.RUNNING)
                                            .count());
                    if (!busy) {
                        share.set(0);
                        secondsLeft.set(left);
                    }
                });
    }

    /** A row that is as it was stays, or the list would lose its place at each picture. */
    private void update(List<Job> latest) {
        if (latest.size() != jobs.size()) {
            jobs.setAll(latest);
            return;
        }
        for (int i = 0; i < latest.size(); i++) {
            if (!latest.get(i).equals(jobs.get(i))) {
                jobs.set(i, latest.get(i));
            }
        }
    }

    private void onQueue(BiConsumer<JobStore, QueueRunner> work) {
        desk.keeping()
                .execute(
                        () -> {
                            Opened now = opened;
                            if (now == null) {
                                inWindow(() -> say(Notice.problem(words().say("not.open"))));
                                return;
                            }
                            if (now.store().readOnly()) {
                                now.store()
                                        .notes()
                                        .forEach(note -> inWindow(() -> say(Notice.problem(note))));
                                return;
                            }
                            try {
                                work.accept(now.store(), now.runner());
                                refresh();
                            } catch (RuntimeException problem) {
                                tell(problem);
                            }
                        });
    }

    private void tell(RuntimeException problem) {
        if (problem instanceof EaselException) {
            LOG.info("{}", problem.getMessage(), problem);
            inWindow(() -> say(Notice.problem(String.valueOf(problem.getMessage()))));
        } else {
            LOG.error("Unexpected", problem);
            inWindow(() -> say(Notice.problem(words().say("unexpected", problem))));
        }
    }

    private static Words words() {
        return Words.of(JobsModel.class);
    }

    private void inWindow(Runnable change) {
        desk.window().execute(change);
    }
}
