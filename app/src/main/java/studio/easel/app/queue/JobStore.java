package studio.easel.app.queue;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.References;
import studio.easel.app.queue.StepPace.Load;
import studio.easel.app.store.Database;
import studio.easel.app.store.Schema;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Provenance;

/**
 * The jobs, on disk at every change. What ran when Easel ended is marked at the next opening, and
 * nothing goes on until somebody says so; a job during which Easel ended twice is set aside. Order
 * is kept in numbers of its own: no clock is asked.
 */
public final class JobStore implements AutoCloseable {
    /** Of the sheet among a job's pictures. */
    static final int SHEET = -1;

    private static final int MOST_CRASHES = 2;
    private static final String CRASHED =
            "Easel ended %d times while this job ran, so it is not started again by itself. Look at its settings, then start it again or remove it.";

    private static final String FOREIGN =
            "This job (%s, %s) is of a kind or in a state that this Easel does not know. Start the Easel that made it, or remove the job.";

    private static final Schema SCHEMA =
            new Schema(
                    "queue",
                    0x4561514A, // "EaQJ"
                    List.of(
                            List.of(
                                    """
                                    CREATE TABLE jobs(
                                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                                        place INTEGER NOT NULL,
                                        kind TEXT NOT NULL,
                                        title TEXT NOT NULL,
                                        record TEXT NOT NULL,
                                        axes TEXT NOT NULL,
                                        state TEXT NOT NULL,
                                        cells INTEGER NOT NULL,
                                        crashes INTEGER NOT NULL DEFAULT 0,
                                        begun INTEGER NOT NULL DEFAULT 0,
                                        folder TEXT,
                                        seconds REAL NOT NULL DEFAULT 0,
                                        sentence TEXT NOT NULL DEFAULT '')""",
                                    """
                                    CREATE TABLE made(
                                        job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
                                        cell INTEGER NOT NULL,
                                        file TEXT NOT NULL,
                                        PRIMARY KEY(job, cell)) WITHOUT ROWID""",
                                    """
                                    CREATE TABLE pace(
                                        seq INTEGER PRIMARY KEY AUTOINCREMENT,
                                        model TEXT NOT NULL,
                                        pixels INTEGER NOT NULL,
                                        work REAL NOT NULL,
                                        seconds REAL NOT NULL,
                                        bytes INTEGER NOT NULL)""",
                                    "CREATE TABLE flags(name TEXT PRIMARY KEY) WITHOUT ROWID")),
                    true);

    private static final String COLUMNS =
            "SELECT id, row_number() OVER (ORDER BY place), kind, title, state, cells,"
                    + " (SELECT count(*) FROM made WHERE job = id AND cell >= 0),"
                    + " crashes, folder, seconds, sentence, record, axes FROM jobs";

    private final Database database;
    private final KeptPictures pictures;
    private final StepPace pace;

    /** By job and cell: a grid of thousands takes longer to spread out than a step to do. */
    private final Map<Long, List<Load>> loads = new ConcurrentHashMap<>();

    private JobStore(Database database, Path folder) {
        this.database = database;
        this.pictures = new KeptPictures(folder.resolve("pictures"));
        this.pace = new StepPace(database);
        if (!readOnly()) {
            database.together(
                    () -> {
                        markInterrupted();
                        markUnreadable();
                    });
        }
    }

    /**
     * Opens the queue of {@code folder}: {@code jobs.db}, and the pictures jobs start from.
     *
     * @throws EaselException when a newer Easel has written it, or nothing can be written
     */
    public static JobStore open(Path folder) {
        return new JobStore(Database.open(folder.resolve("jobs.db"), SCHEMA), folder);
    }

    private void markInterrupted() {
        int crashed =
                database.change(
                        "UPDATE jobs SET crashes = crashes + 1, state = ? WHERE state = ?",
                        JobState.INTERRUPTED.name(),
                        JobState.RUNNING.name());
        if (crashed > 0) {
            for (Job job : jobs()) {
                if (job.state() == JobState.INTERRUPTED && job.crashes() >= MOST_CRASHES) {
                    end(job.id(), JobState.SET_ASIDE, CRASHED.formatted(job.crashes()));
                }
            }
        }
        if (jobs().stream().anyMatch(job -> job.state().ready())) {
            pause(true);
        }
    }

    /** An update may have made rules stricter; the job is seen, and why, before its turn comes. */
    private void markUnreadable() {
        for (Job job : jobs()) {
            if (job.state().ready()) {
                try {
                    var unused = job.work();
                } catch (EaselException e) {
                    end(job.id(), JobState.FAILED, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    /** Whether another studio has this queue, so that it can only be looked at. */
    public boolean readOnly() {
        return database.readOnly();
    }

    /** Sentences about what was met at opening. */
    public List<String> notes() {
        return database.notes();
    }

    /** What pictures have taken. */
    public StepPace pace() {
        return pace;
    }

    KeptPictures pictures() {
        return pictures;
    }

    /** Settings for a job; what the request starts from is kept with the queue. */
    public EaselRecord record(GenerationRequest request, Provenance provenance) {
        pictures.keep(request);
        return EaselRecord.of(request, provenance);
    }

    /** Puts a job at the end. */
    public Job add(Work work) {
        return inserted(work, work.cells().size());
    }

    private Job inserted(Work work, int cells) {
        long id =
                database.insert(
                        """
                        INSERT INTO jobs(place, kind, title, record, axes, state, cells)
                        SELECT coalesce(max(place), 0) + 1, ?, ?, ?, ?, ?, ? FROM jobs""",
                        work.kind().name(),
                        work.title(),
                        work.record().json(),
                        work.axesJson(),
                        JobState.WAITING.name(),
                        cells);
        return job(id).orElseThrow();
    }

    /** Every job, in order. */
    public List<Job> jobs() {
        return database.all(COLUMNS + " ORDER BY place", JobStore::job);
    }

    public Optional<Job> job(long id) {
        return database.first("SELECT * FROM (" + COLUMNS + ") WHERE id = ?", JobStore::job, id);
    }

    private static Job job(ResultSet row) throws SQLException {
        Optional<Work.Kind> kind = named(Work.Kind.values(), row.getString(3));
        Optional<JobState> state = named(JobState.values(), row.getString(5));
        boolean known = kind.isPresent() && state.isPresent();
        return new Job(
                row.getLong(1),
                row.getInt(2),
                kind.orElse(Work.Kind.PICTURES),
                row.getString(4),
                known ? state.get() : JobState.FAILED,
                row.getInt(6),
                row.getInt(7),
                row.getInt(8),
                Optional.ofNullable(row.getString(9)).map(Path::of),
                row.getDouble(10),
                known ? row.getString(11) : FOREIGN.formatted(row.getString(3), row.getString(5)),
                known ? row.getString(12) : "", // Nobody is to do half of what it asks for.
                row.getString(13));
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
        return Arrays.stream(values).filter(it -> it.name().equals(name)).findFirst();
    }

    /**
     * Moves a job so that it is the {@code to}-th of the list, from 1; further than the end is the
     * end.
     */
    public void move(long id, int to) {
        database.together(
                () -> {
                    List<Long> ids = new ArrayList<>();
                    jobs().forEach(job -> ids.add(job.id()));
                    if (ids.remove(id)) {
                        ids.add(Math.max(0, Math.min(ids.size(), to - 1)), id);
                    }
                    for (int i = 0; i < ids.size(); i++) {
                        database.change(
                                "UPDATE jobs SET place = ? WHERE id = ?", i + 1, ids.get(i));
                    }
                });
    }

    /** The same job once more, right behind it, with nothing made yet. */
    public Optional<Job> duplicate(long id) {
        Optional<Job> original = job(id);
        original.ifPresent(
                job ->
                        database.together(
                                () -> {
                                    long copy = inserted(job.work(), job.cells()).id();
                                    move(copy, job.place() + 1);
                                }));
        return original.flatMap(
                job ->
                        database.first(
                                "SELECT * FROM (" + COLUMNS + ") ORDER BY id DESC LIMIT 1",
                                JobStore::job));
    }

    /** Lets a job that has not started wait until {@link #release}. */
    public void hold(long id) {
        move(id, JobState.HELD, JobState.WAITING, JobState.INTERRUPTED);
    }

    /** Lets a job wait its turn again: one that was held, or one that is to be tried again. */
    public void release(long id) {
        database.change(
                "UPDATE jobs SET state = ?, crashes = 0, sentence = '' WHERE id = ? AND state IN (?, ?, ?, ?)",
                JobState.WAITING.name(),
                id,
                JobState.HELD.name(),
                JobState.FAILED.name(),
                JobState.CANCELLED.name(),
                JobState.SET_ASIDE.name());
    }

    /** Cancels a job that does not run; {@link QueueRunner#cancel} cancels any. */
    void cancel(long id) {
        move(
                id,
                JobState.CANCELLED,
                JobState.WAITING,
                JobState.INTERRUPTED,
                JobState.HELD,
                JobState.RUNNING); // One whose end could not be written.
    }

    private void move(long id, JobState to, JobState... from) {
        String states =
                Arrays.stream(from)
                        .map(state -> "'" + state.name() + "'")
                        .collect(Collectors.joining(", "));
        database.change(
                "UPDATE jobs SET state = ? WHERE id = ? AND state IN (" + states + ")",
                to.name(),
                id);
    }

    /** Takes a job off the list unless it runs; its pictures stay. */
    public boolean remove(long id) {
        int removed =
                database.change(
                        "DELETE FROM jobs WHERE id = ? AND state <> ?",
                        id,
                        JobState.RUNNING.name());
        forgetPictures();
        return removed > 0;
    }

    /**
     * Takes finished jobs off the list, but not those that wait for a decision: failed and set
     * aside.
     *
     * @return how many
     */
    public int removeFinished() {
        int removed =
                database.change(
                        "DELETE FROM jobs WHERE state IN (?, ?)",
                        JobState.DONE.name(),
                        JobState.CANCELLED.name());
        forgetPictures();
        return removed;
    }

    private void forgetPictures() {
        Set<String> needed = new HashSet<>();
        for (Job job : jobs()) {
            try {
                References references = job.work().record().references();
                references
                        .start()
                        .ifPresent(
                                start -> {
                                    needed.add(start.image().sha256());
                                    start.masked().ifPresent(it -> needed.add(it.mask().sha256()));
                                });
                references.controls().forEach(it -> needed.add(it.image().sha256()));
            } catch (EaselException e) {
                return; // Who knows what a job needs that cannot be read.
            }
        }
        pictures.keepOnly(needed);
    }

    /** Whether no job is to start. */
    public boolean paused() {
        return database.number("SELECT count(*) FROM flags WHERE name = 'paused'") > 0;
    }

    void pause(boolean whether) {
        database.change(
                whether
                        ? "INSERT OR IGNORE INTO flags VALUES ('paused')"
                        : "DELETE FROM flags WHERE name = 'paused'");
    }

    /**
     * The job whose turn it is, while none runs: one that is said to is one whose end could not be
     * written.
     */
    Optional<Job> next() {
        return jobs().stream()
                .filter(job -> job.state().ready() || job.state() == JobState.RUNNING)
                .findFirst();
    }

    /** Whether a job has run before, however that ended. */
    boolean begun(long id) {
        return database.number("SELECT begun FROM jobs WHERE id = ?", id) > 0;
    }

    void begin(long id) {
        database.change(
                "UPDATE jobs SET state = ?, begun = 1, sentence = '' WHERE id = ?",
                JobState.RUNNING.name(),
                id);
    }

    void end(long id, JobState state, String sentence) {
        database.change(
                "UPDATE jobs SET state = ?, sentence = ? WHERE id = ?", state.name(), sentence, id);
    }

    void folder(long id, Path folder) {
        database.change("UPDATE jobs SET folder = ? WHERE id = ?", folder.toString(), id);
    }

    /** A picture of a job is on disk. */
    void made(long id, int cell, Path file, double seconds) {
        database.together(
                () -> {
                    database.change(
                            "INSERT OR REPLACE INTO made VALUES (?, ?, ?)",
                            id,
                            cell,
                            file.toString());
                    database.change(
                            "UPDATE jobs SET seconds = seconds + ? WHERE id = ?", seconds, id);
                });
    }

    /** The files a job has made so far, by cell. */
    public Map<Integer, Path> made(long id) {
        Map<Integer, Path> made = new TreeMap<>();
        database.all(
                        "SELECT cell, file FROM made WHERE job = ? AND cell >= 0",
                        row -> Map.entry(row.getInt(1), Path.of(row.getString(2))),
                        id)
                .forEach(one -> made.put(one.getKey(), one.getValue()));
        return made;
    }

    /** The sheet of a grid, when it is drawn. */
    public Optional<Path> sheet(long id) {
        return database.first(
                "SELECT file FROM made WHERE job = ? AND cell = ?",
                row -> Path.of(row.getString(1)),
                id,
                SHEET);
    }

    /** Whether some job lists {@code file} as its own. */
    boolean knows(Path file) {
        return database.number("SELECT count(*) FROM made WHERE file = ?", file.toString()) > 0;
    }

    /**
     * Seconds until everything that waits or runs is done, but for the progress within the current
     * picture; empty while nothing was measured, or where a job cannot be read.
     */
    public OptionalDouble secondsLeft() {
        double seconds = 0;
        List<Job> jobs = jobs();
        loads.keySet().retainAll(jobs.stream().map(Job::id).collect(Collectors.toSet()));
        for (Job job : jobs) {
            if (job.state().ready() || job.state() == JobState.RUNNING) {
                OptionalDouble left = secondsLeft(job);
                if (left.isEmpty()) {
                    return left;
                }
                seconds += left.getAsDouble();
            }
        }
        return OptionalDouble.of(seconds);
    }

    private OptionalDouble secondsLeft(Job job) {
        List<Load> all;
        try {
            all = loads.computeIfAbsent(job.id(), unread -> GridEstimate.loads(job.work().cells()));
        } catch (EaselException unreadable) {
            return OptionalDouble.empty(); // Its own turn says why.
        }
        Set<Integer> made = made(job.id()).keySet();
        return GridEstimate.seconds(
                IntStream.range(0, all.size())
                        .filter(cell -> !made.contains(cell))
                        .mapToObj(all::get)
                        .toList(),
                pace);
    }

    @Override
    public void close() {
        database.close();
    }
}
