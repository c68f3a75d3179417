package studio.easel.app.queue;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.JobQueue;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.OutputFolder;
import studio.easel.app.files.PendingFile;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelException;
import studio.easel.engine.Progress;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SeparateVae;

/**
 * Does the jobs of a {@link JobStore}, picture by picture, on the thread of a {@link JobQueue}:
 * whatever else is handed in there comes between two pictures. Every picture is on disk and in the
 * store before the next begins. Where no picture can be saved the queue pauses: what follows would
 * be computed for nothing.
 */
public final class QueueRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);

    private final JobStore store;
    private final JobQueue worker;
    private final Engine engine;
    private final Supplier<Path> folder;
    private final BooleanSupplier declareAi;
    private final LongSupplier nanos;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    private @Nullable Running running;
    private boolean closed;

    /** Of the queue at the beginning of a picture; null before it is asked for. */
    private volatile @Nullable OptionalDouble secondsLeft;

    /** Hears how the queue goes on, on the worker's or the caller's thread. */
    public interface Listener {
        /** Jobs, their order or their states are others than before. */
        default void changed() {}

        /**
         * A step is done.
         *
         * @param share of the job's work, 0 to 1
         * @param secondsLeft of the whole queue; empty while nothing was measured
         */
        default void progress(Job job, double share, OptionalDouble secondsLeft) {}

        /** A picture, or a sheet, is on disk. */
        default void saved(Job job, Path file) {}

        /** The queue itself cannot be read or written, so nothing goes on. */
        default void stuck(EaselException why) {}
    }

    /** The place for pictures takes none. */
    private static final class UnsavedException extends EaselException {
        @Serial private static final long serialVersionUID = 1L;

        UnsavedException(EaselException cause) {
            super(
                    "%s The queue is paused; continue it afterwards.".formatted(cause.getMessage()),
                    cause);
        }
    }

    /** The job that is being done. */
    private static final class Running {
        final Job job;
        final List<Cell> left;
        final Work work;

        /** Why the first of the cells that could not be made could not. */
        @Nullable EaselException problem;

        int failed;

        /** Whether the sheet shows what there is. */
        boolean sheet;

        JobQueue.@Nullable Handle handle;
        boolean cancelled;

        Running(Job job, Work work, List<Cell> left) {
            this.job = job;
            this.work = work;
            this.left = left;
        }
    }

    /**
     * Nothing starts before {@link #resume}, unless the store says it was not paused.
     *
     * @param worker whose thread pictures are made on
     * @param folder where pictures go at the time
     * @param declareAi whether they shall say that a model made them
     */
    public QueueRunner(
            JobStore store,
            JobQueue worker,
            Engine engine,
            Supplier<Path> folder,
            BooleanSupplier declareAi) {
        this(store, worker, engine, folder, declareAi, System::nanoTime);
    }

    QueueRunner(
            JobStore store,
            JobQueue worker,
            Engine engine,
            Supplier<Path> folder,
            BooleanSupplier declareAi,
            LongSupplier nanos) {
        this.store = store;
        this.worker = worker;
        this.engine = engine;
        this.folder = folder;
        this.declareAi = declareAi;
        this.nanos = nanos;
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Puts a job at the end, and starts it if nothing runs and nobody paused. */
    public Job add(Work work) {
        Job job = store.add(work);
        changed();
        goOn();
        return job;
    }

    /** Lets the picture in progress be finished and nothing start after it. */
    public void pause() {
        store.pause(true);
        changed();
    }

    /** Goes on where the queue stands. */
    public void resume() {
        store.pause(false);
        changed();
        goOn();
    }

    /** Cancels a job; the running one within a step. What it has made stays. */
    public void cancel(long id) {
        interruptOrCancel(id);
        changed();
    }

    /** Cancels everything that waits or runs; what somebody holds stays held. */
    public void cancelAll() {
        List<Job> jobs = new ArrayList<>(store.jobs());
        Collections.reverse(jobs); // The running one last: nothing is to follow it.
        for (Job job : jobs) {
            if (job.state().ready() || job.state() == JobState.RUNNING) {
                interruptOrCancel(job.id());
            }
        }
        changed();
    }

    private synchronized void interruptOrCancel(long id) {
        if (running == null || running.job.id() != id) {
            store.cancel(id);
            return;
        }
        running.cancelled = true;
        if (running.handle != null) {
            running.handle.cancel();
        }
    }

    /** Whether a job is being done. */
    public synchronized boolean busy() {
        return running != null;
    }

    /**
     * Ends the picture in progress; its job waits where it is for the next start, and the store
     * says so by the time this returns. The worker says when it is idle.
     */
    @Override
    public synchronized void close() {
        closed = true;
        @Nullable Running now = running;
        if (now == null) {
            return;
        }
        if (now.handle != null) {
            now.handle.cancel();
        }
        // A graph may open for longer than the program waits; to be cut off there is no crash.
        orSaySo(() -> end(now, now.cancelled ? JobState.CANCELLED : JobState.WAITING, ""));
    }

    /** Looks whether there is something to do: after the store was changed, too. */
    public void goOn() {
        orSaySo(
                () -> {
                    while (begun()) {
                        changed();
                        if (submitted()) {
                            return;
                        }
                    }
                });
        changed();
    }

    /** On the worker's thread nobody else would. */
    private void orSaySo(Runnable step) {
        try {
            step.run();
        } catch (EaselException e) {
            LOG.warn("The queue does not go on", e);
            listeners.forEach(it -> it.stuck(e));
        }
    }

    /** Takes the next job up, if it is time. */
    private synchronized boolean begun() {
        if (running != null || closed || store.readOnly() || store.paused()) {
            return false;
        }
        for (Optional<Job> next = store.next(); next.isPresent(); next = store.next()) {
            Job job = next.get();
            Work work;
            List<Cell> cells;
            try {
                work = job.work();
                cells = work.cells();
            } catch (EaselException unreadable) {
                store.end(job.id(), JobState.FAILED, String.valueOf(unreadable.getMessage()));
                continue;
            }
            List<Cell> left = left(job, work, cells);
            store.begin(job.id());
            Running now = new Running(job, work, left);
            now.sheet = left.isEmpty() && store.sheet(job.id()).isPresent();
            running = now;
            return true;
        }
        return false;
    }

    /** The cells without a picture; one made in the moment Easel ended is found again. */
    private List<Cell> left(Job job, Work work, List<Cell> cells) {
        Map<Integer, Path> made = store.made(job.id());
        List<Cell> left = new ArrayList<>();
        boolean begunBefore = store.begun(job.id());
        for (Cell cell : cells) {
            if (made.containsKey(cell.index())) {
                continue;
            }
            Optional<Path> found =
                    left.isEmpty() && begunBefore ? found(job, work, cell) : Optional.empty();
            if (found.isPresent()) {
                store.made(job.id(), cell.index(), found.get(), 0);
            } else {
                left.add(cell);
            }
        }
        return left;
    }

    private Optional<Path> found(Job job, Work work, Cell cell) {
        if (work.hasSheet()) {
            return job.folder()
                    .map(home -> home.resolve(name(cell)))
                    .filter(file -> shows(file, cell));
        }
        String end = "-seed%d.png".formatted(cell.record().request().seed());
        Path pictures = folder.get();
        if (!Files.isDirectory(pictures)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(pictures)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .filter(file -> !store.knows(file) && shows(file, cell))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // Then it is made once more.
        }
    }

    /** Whether {@code file} is the picture of {@code cell}. */
    private static boolean shows(Path file, Cell cell) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            Optional<EaselRecord> exact = PngFile.readSettings(file).flatMap(SavedSettings::exact);
            return exact.isPresent()
                    && exact.get().request().equals(cell.record().request())
                    && exact.get()
                            .references()
                            .withoutVae()
                            .equals(cell.record().references().withoutVae())
                    && sameVae(exact.get().provenance(), cell.record().provenance())
                    && sameModel(exact.get().provenance(), cell.record().provenance());
        } catch (EaselException e) {
            return false;
        }
    }

    /** A job names a model that shares its name with another by its id, a picture by its name. */
    private static boolean sameModel(Provenance made, Provenance wanted) {
        return made.modelName().equals(wanted.modelName())
                || (!wanted.modelHash().isEmpty() && made.modelHash().equals(wanted.modelHash()));
    }

    /** A job may have been asked for before its VAE's fingerprint was known. */
    private static boolean sameVae(Provenance made, Provenance wanted) {
        return made.vae().map(SeparateVae::name).equals(wanted.vae().map(SeparateVae::name))
                && made.vae()
                        .map(SeparateVae::hash)
                        .orElse("")
                        .startsWith(wanted.vae().map(SeparateVae::hash).orElse(""));
    }

    /** Hands in the next picture, or the sheet; false when the job is over. */
    private synchronized boolean submitted() {
        @Nullable Running now = running;
        if (now == null) {
            return false;
        }
        try {
            return submitted(now);
        } catch (EaselException e) {
            running = null; // Whatever the store says: somebody may try again.
            throw e;
        }
    }

    private boolean submitted(Running now) {
        if (now.cancelled || closed || (store.paused() && !now.left.isEmpty())) {
            end(now, now.cancelled ? JobState.CANCELLED : JobState.WAITING, "");
            return false;
        }
        if (!now.left.isEmpty()) {
            Cell cell = now.left.remove(0);
            now.handle = worker.submit(() -> make(now, cell), new Ending(now));
            return true;
        }
        boolean some = now.failed == 0 || !store.made(now.job.id()).isEmpty();
        if (now.work.hasSheet() && some && !now.sheet) {
            now.sheet = true;
            now.handle = worker.submit(() -> drawSheet(now), new Ending(now));
            return true;
        }
        @Nullable EaselException problem = now.problem;
        if (problem == null) {
            end(now, JobState.DONE, "");
        } else {
            end(now, JobState.FAILED, sentence(now.failed, now.job.cells(), problem));
        }
        return false;
    }

    private static String sentence(int failed, int cells, EaselException problem) {
        String why = String.valueOf(problem.getMessage());
        return failed == cells
                ? why
                : "%d of %d pictures are missing: %s".formatted(failed, cells, why);
    }

    private synchronized void end(Running job, JobState state, String sentence) {
        if (running == job) {
            running = null; // As above.
        }
        store.end(job.job.id(), state, sentence);
    }

    /** What follows a picture. */
    private final class Ending implements JobQueue.Listener {
        private final Running job;

        Ending(Running job) {
            this.job = job;
        }

        @Override
        public void finished() {
            changed();
            orSaySo(
                    () -> {
                        if (!submitted()) {
                            goOn();
                        }
                    });
        }

        @Override
        public void cancelled() {
            ended(closed && !job.cancelled ? JobState.WAITING : JobState.CANCELLED, "");
        }

        @Override
        public void failed(Throwable problem) {
            LOG.warn("job {} failed", job.job.id(), problem);
            if (problem instanceof UnsavedException unsaved) {
                orSaySo(() -> store.pause(true));
                ended(JobState.WAITING, String.valueOf(unsaved.getMessage()));
                return;
            }
            String sentence =
                    problem instanceof EaselException
                            ? String.valueOf(problem.getMessage())
                            : "Easel met a fault of its own (%s). The log has the details."
                                    .formatted(problem);
            ended(JobState.FAILED, sentence);
        }

        private void ended(JobState state, String sentence) {
            orSaySo(
                    () -> {
                        end(job, state, sentence);
                        goOn();
                    });
        }
    }

    private void make(Running now, Cell cell) throws Exception {
        requireRoom(now);
        long begun = nanos.getAsLong();
        int done = now.job.cells() - now.left.size() - 1;
        secondsLeft = null; // The last picture is done, and its time is known.
        Progress progress =
                step -> {
                    double share = (done + (double) step.step() / step.steps()) / now.job.cells();
                    OptionalDouble left = secondsLeft(cell, (double) step.step() / step.steps());
                    listeners.forEach(it -> it.progress(now.job, share, left));
                };
        GeneratedImage image;
        try {
            image = engine.make(new Order(cell.record(), store.pictures()), progress);
        } catch (EaselException problem) {
            if (!now.work.hasSheet()) {
                throw problem;
            }
            passOver(now, cell, problem);
            return;
        }
        double seconds = (nanos.getAsLong() - begun) / 1e9;
        Path file = save(now, cell, image);
        store.made(now.job.id(), cell.index(), file, seconds);
        store.pace().heard(cell.record(), seconds, file.toFile().length());
        listeners.forEach(it -> it.saved(now.job, file));
    }

    /** One cell, or one model, is not to cost the rest of a grid: its place stays grey. */
    private synchronized void passOver(Running now, Cell cell, EaselException problem) {
        LOG.warn(
                "picture {} of job {} is passed over: {}",
                cell.index(),
                now.job.id(),
                problem.getMessage());
        int before = now.left.size();
        if (problem instanceof ModelException) {
            String model = cell.record().provenance().modelName();
            now.left.removeIf(other -> other.record().provenance().modelName().equals(model));
        }
        now.failed += 1 + before - now.left.size();
        if (now.problem == null) {
            now.problem = problem;
        }
    }

    private OptionalDouble secondsLeft(Cell current, double share) {
        try {
            OptionalDouble all = secondsLeft();
            OptionalDouble one = store.pace().seconds(current.record());
            return all.isPresent() && one.isPresent()
                    ? OptionalDouble.of(Math.max(0, all.getAsDouble() - share * one.getAsDouble()))
                    : OptionalDouble.empty();
        } catch (EaselException e) {
            return OptionalDouble.empty(); // No estimate is worth a picture.
        }
    }

    private OptionalDouble secondsLeft() {
        @Nullable OptionalDouble known = secondsLeft;
        OptionalDouble all = known == null ? store.secondsLeft() : known;
        secondsLeft = all;
        return all;
    }

    /** Asked before the minutes a picture takes. */
    private void requireRoom(Running now) {
        try {
            new OutputFolder(now.work.hasSheet() ? home(now) : folder.get()).check();
        } catch (EaselException e) {
            throw new UnsavedException(e);
        }
    }

    private Path save(Running now, Cell cell, GeneratedImage image) {
        try {
            if (!now.work.hasSheet()) {
                return new OutputFolder(folder.get()).save(image, declareAi.getAsBoolean());
            }
            Path file = home(now).resolve(name(cell));
            PngFile.write(file, image, declareAi.getAsBoolean());
            return file;
        } catch (EaselException e) {
            throw new UnsavedException(e);
        }
    }

    private static String name(Cell cell) {
        GenerationRequest request = cell.record().request();
        return "%04d-seed%d.png".formatted(cell.index() + 1, request.seed());
    }

    /** The grid's own folder. */
    private Path home(Running now) {
        Optional<Path> known = store.job(now.job.id()).flatMap(Job::folder);
        if (known.isPresent()) {
            PendingFile.createFolderOf(known.get().resolve("picture"));
            return known.get();
        }
        Path home = freeFolder(folder.get(), now.job.id());
        store.folder(now.job.id(), home);
        return home;
    }

    private static Path freeFolder(Path pictures, long id) {
        for (int number = 1; ; number++) {
            String more = number == 1 ? "" : "-" + number;
            Path home = pictures.resolve("grid-%04d%s".formatted(id, more));
            PendingFile.createFolderOf(home);
            try {
                return Files.createDirectory(home);
            } catch (IOException e) {
                if (!Files.exists(home)) {
                    throw new EaselException(
                            "The folder %s cannot be made: %s. Choose another place for pictures."
                                    .formatted(home, e.getMessage()),
                            e);
                }
            }
        }
    }

    private void drawSheet(Running now) {
        Path file = home(now).resolve("sheet.png");
        RgbImage sheet = new GridSheet(now.work).draw(store.made(now.job.id()));
        try {
            PngFile.write(file, sheet);
        } catch (EaselException e) {
            throw new UnsavedException(e);
        }
        store.made(now.job.id(), JobStore.SHEET, file, 0);
        listeners.forEach(it -> it.saved(now.job, file));
    }

    private void changed() {
        secondsLeft = null;
        listeners.forEach(Listener::changed);
    }
}
