package studio.easel.app.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.JobQueue;
import studio.easel.app.files.PngFile;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.ModelException;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;

@Timeout(60)
class QueueRunnerTest {
    @TempDir Path folder;

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong clock = new AtomicLong();
    private JobStore store;
    private JobQueue worker;

    @BeforeEach
    void open() {
        store = JobStore.open(folder.resolve("queue"));
        worker = JobQueue.onItsOwnThread("test-worker");
    }

    @AfterEach
    void close() {
        worker.close();
        store.close();
    }

    private QueueRunner runner(Engine engine) {
        return new QueueRunner(store, worker, engine, () -> pictures(), () -> false, clock::get);
    }

    private Path pictures() {
        return folder.resolve("pictures");
    }

    private GeneratedImage paint(Order order, Progress progress) {
        done.add(order.record().request().prompt() + " " + order.record().request().seed());
        clock.addAndGet(2_000_000_000L);
        int steps = order.record().request().steps();
        for (int step = 1; step <= steps; step++) {
            progress.step(
                    new Progress.Step(0, 1, step, steps, () -> new RgbImage(1, 1, new byte[3])));
        }
        return Records.painted(order);
    }

    private static Work work(String prompt, int count) {
        return Work.pictures(Records.of(prompt, count));
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            Thread.sleep(2);
        }
    }

    private void untilIdle(QueueRunner runner) throws InterruptedException {
        until(() -> (store.paused() || store.next().isEmpty()) && !runner.busy() && worker.idle());
    }

    private JobState state(Job job) {
        return store.job(job.id()).orElseThrow().state();
    }

    @Test
    void jobsAreDoneInOrderAndEveryPictureIsSaved() throws Exception {
        QueueRunner runner = runner(this::paint);
        runner.pause();
        Job one = runner.add(work("one", 2));
        Job two = runner.add(work("two", 1));
        store.move(two.id(), 1);
        runner.resume();
        untilIdle(runner);
        assertThat(done).containsExactly("two 42", "one 42", "one 43");
        assertThat(state(one)).isEqualTo(JobState.DONE);
        assertThat(store.made(one.id()).values()).allMatch(Files::isRegularFile).hasSize(2);
        assertThat(store.job(one.id()).orElseThrow().seconds()).isEqualTo(4);
        assertThat(store.secondsLeft()).hasValue(0);
    }

    @Test
    void progressAndTimeLeftAreTold() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        QueueRunner runner = runner(this::paint);
        runner.listen(
                new QueueRunner.Listener() {
                    @Override
                    public void progress(
                            Job job, double share, java.util.OptionalDouble secondsLeft) {
                        heard.add("%.2f %s".formatted(share, secondsLeft));
                    }
                });
        runner.add(work("one", 2));
        untilIdle(runner);
        assertThat(heard).hasSize(20);
        assertThat(heard.get(0)).isEqualTo("0.05 OptionalDouble.empty");
        assertThat(heard.get(14)).isEqualTo("0.75 OptionalDouble[1.0]");
        assertThat(heard.get(19)).isEqualTo("1.00 OptionalDouble[0.0]");
    }

    /** Spread out at every step, the waiting grid would take a quarter of an hour. */
    @Test
    void aGridThatWaitsSlowsNoStepDown() throws Exception {
        List<Double> heard = Collections.synchronizedList(new ArrayList<>());
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            for (int step = 1; step <= 5000; step++) {
                                progress.step(
                                        new Progress.Step(
                                                0,
                                                1,
                                                step,
                                                5000,
                                                () -> new RgbImage(1, 1, new byte[3])));
                            }
                            return paint(order, progress);
                        });
        runner.listen(
                new QueueRunner.Listener() {
                    @Override
                    public void progress(
                            Job job, double share, java.util.OptionalDouble secondsLeft) {
                        secondsLeft.ifPresent(heard::add);
                    }
                });
        store.pace().heard(Records.of("one", 1), 2, 1000);
        runner.pause();
        runner.add(work("one", 1));
        runner.add(
                Work.grid(
                        Records.of("a grid", 1),
                        List.of(
                                Axis.parse(Setting.SEED, "1-1000"),
                                Axis.parse(Setting.GUIDANCE, "1-5"))));
        runner.listen(
                new QueueRunner.Listener() {
                    @Override
                    public void saved(Job job, Path file) {
                        runner.pause();
                    }
                });
        runner.resume();
        untilIdle(runner);
        assertThat(heard.get(0)).isCloseTo(10_002, within(0.01));
        assertThat(heard.get(4999)).isCloseTo(10_000, within(0.01));
    }

    @Test
    void cancellingInterruptsTheRunningJobAndNoOther() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            if (order.record().request().prompt().equals("long")) {
                                started.countDown();
                                try {
                                    Thread.sleep(60_000);
                                } catch (InterruptedException e) {
                                    throw new CancellationException();
                                }
                            }
                            return paint(order, progress);
                        });
        Job first = runner.add(work("long", 3));
        Job never = runner.add(work("never", 1));
        Job last = runner.add(work("last", 1));
        started.await();
        runner.cancel(never.id());
        runner.cancel(first.id());
        untilIdle(runner);
        assertThat(done).containsExactly("last 42");
        assertThat(state(first)).isEqualTo(JobState.CANCELLED);
        assertThat(state(never)).isEqualTo(JobState.CANCELLED);
        assertThat(state(last)).isEqualTo(JobState.DONE);
    }

    @Test
    void cancellingAllLeavesNothingToDo() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            started.countDown();
                            try {
                                Thread.sleep(60_000);
                            } catch (InterruptedException e) {
                                throw new CancellationException();
                            }
                            throw new AssertionError();
                        });
        for (int i = 0; i < 5; i++) {
            runner.add(work("job " + i, 1));
        }
        started.await();
        runner.cancelAll();
        untilIdle(runner);
        assertThat(store.jobs()).extracting(Job::state).containsOnly(JobState.CANCELLED);
        assertThat(store.removeFinished()).isEqualTo(5);
    }

    @Test
    void cancellingAllLeavesAHeldJobHeld() {
        QueueRunner runner = runner(this::paint);
        runner.pause();
        Job held = runner.add(work("held", 1));
        Job waiting = runner.add(work("waiting", 1));
        store.hold(held.id());
        runner.cancelAll();
        assertThat(state(held)).isEqualTo(JobState.HELD);
        assertThat(state(waiting)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void pausingFinishesThePictureAndGoesOnWhereItWas() throws Exception {
        QueueRunner[] runner = new QueueRunner[1];
        runner[0] =
                runner(
                        (order, progress) -> {
                            if (done.isEmpty()) {
                                runner[0].pause();
                            }
                            return paint(order, progress);
                        });
        Job job = runner[0].add(work("one", 3));
        untilIdle(runner[0]);
        assertThat(done).containsExactly("one 42");
        assertThat(state(job)).isEqualTo(JobState.WAITING);
        runner[0].resume();
        untilIdle(runner[0]);
        assertThat(done).containsExactly("one 42", "one 43", "one 44");
        assertThat(state(job)).isEqualTo(JobState.DONE);
    }

    @Test
    void aJobThatFailsSaysWhyAndTheNextIsDone() throws Exception {
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            String prompt = order.record().request().prompt();
                            if (prompt.equals("bad")) {
                                throw new EaselException("This model is gone. Choose another.");
                            }
                            if (prompt.equals("fault")) {
                                throw new OutOfMemoryError("for a test");
                            }
                            return paint(order, progress);
                        });
        Job bad = runner.add(work("bad", 1));
        Job fault = runner.add(work("fault", 1));
        Job good = runner.add(work("good", 1));
        untilIdle(runner);
        assertThat(store.job(bad.id()).orElseThrow().sentence())
                .isEqualTo("This model is gone. Choose another.");
        assertThat(store.job(fault.id()).orElseThrow().sentence()).contains("a fault of its own");
        assertThat(state(bad)).isEqualTo(JobState.FAILED);
        assertThat(state(good)).isEqualTo(JobState.DONE);
    }

    private void inDatabase(String sql) {
        Records.inDatabase(folder.resolve("queue"), sql);
    }

    @Test
    void aJobThatCannotBeReadFailsInItsTurnAndNoOther() throws Exception {
        QueueRunner runner = runner(this::paint);
        runner.pause();
        Job one = runner.add(work("one", 2));
        Job bad = runner.add(work("bad", 1));
        Job last = runner.add(work("last", 1));
        inDatabase(
                "UPDATE jobs SET record = replace(record, 'Euler', 'Euler ZZ') WHERE title = 'bad'");
        runner.resume();
        untilIdle(runner);
        assertThat(state(one)).isEqualTo(JobState.DONE);
        assertThat(state(last)).isEqualTo(JobState.DONE);
        assertThat(state(bad)).isEqualTo(JobState.FAILED);
        assertThat(store.job(bad.id()).orElseThrow().sentence()).contains("Euler ZZ");
    }

    @Test
    void wherePicturesCannotGoTheQueuePausesBeforeAnythingIsComputedAndCanBeRepeated()
            throws Exception {
        Files.writeString(pictures(), "a file where the folder should be");
        QueueRunner runner = runner(this::paint);
        Job one = runner.add(work("one", 2));
        Job two = runner.add(work("two", 1));
        untilIdle(runner);

        assertThat(done).as("nothing is computed for nothing").isEmpty();
        assertThat(store.paused()).isTrue();
        assertThat(state(one)).isEqualTo(JobState.WAITING);
        assertThat(state(two)).isEqualTo(JobState.WAITING);
        assertThat(store.job(one.id()).orElseThrow().sentence())
                .contains("is a file, expected a folder. Choose another place.")
                .endsWith("The queue is paused; continue it afterwards.");
        assertThat(pictures()).hasContent("a file where the folder should be");

        runner.resume();
        untilIdle(runner);
        assertThat(store.paused()).as("it is no better").isTrue();

        Files.delete(pictures());
        runner.resume();
        untilIdle(runner);
        assertThat(done).containsExactly("one 42", "one 43", "two 42");
        assertThat(store.jobs()).extracting(Job::state).containsOnly(JobState.DONE);
        assertThat(store.jobs()).extracting(Job::sentence).containsOnly("");
    }

    @Test
    void aPictureThatCannotBeSavedAnyMorePausesTheQueueAndIsMadeAgain() throws Exception {
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            GeneratedImage image = paint(order, progress);
                            if (done.size() == 2) {
                                Files.move(pictures(), folder.resolve("unplugged"));
                                Files.createFile(pictures());
                            }
                            return image;
                        });
        Job job = runner.add(work("one", 3));
        untilIdle(runner);
        assertThat(state(job)).isEqualTo(JobState.WAITING);
        assertThat(store.made(job.id())).containsOnlyKeys(0);
        assertThat(store.job(job.id()).orElseThrow().sentence()).contains("is a file");

        Files.delete(pictures());
        Files.move(folder.resolve("unplugged"), pictures());
        runner.resume();
        untilIdle(runner);
        assertThat(done).containsExactly("one 42", "one 43", "one 43", "one 44");
        assertThat(state(job)).isEqualTo(JobState.DONE);
        try (var files = Files.list(pictures())) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void aQueueThatCannotBeWrittenSaysSoAndGoesOnWhenItCan() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Path queue = folder.resolve("queue/jobs.db");
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            GeneratedImage image = paint(order, progress);
                            if (done.size() == 2) {
                                execute(queue, "ALTER TABLE jobs RENAME TO away");
                            }
                            return image;
                        });
        runner.listen(
                new QueueRunner.Listener() {
                    @Override
                    public void stuck(EaselException why) {
                        heard.add(why.getMessage());
                    }
                });
        Job job = runner.add(work("one", 3));
        until(() -> !heard.isEmpty() && !runner.busy());
        assertThat(heard.get(0)).startsWith("The queue in ").contains("cannot be used");

        execute(queue, "ALTER TABLE away RENAME TO jobs");
        assertThat(state(job)).as("nobody could write its end").isEqualTo(JobState.RUNNING);
        runner.resume();
        untilIdle(runner);
        assertThat(state(job)).isEqualTo(JobState.DONE);
        assertThat(done).as("each once").containsExactly("one 42", "one 43", "one 44");
        try (var files = Files.list(pictures())) {
            assertThat(files).hasSize(3);
        }
    }

    private static void execute(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aJobThatCannotBeReadSaysSoAtItsTurnAndTheNextIsDone() throws Exception {
        QueueRunner runner = runner(this::paint);
        runner.pause();
        Job bad = runner.add(work("bad", 1));
        Job good = runner.add(work("good", 1));
        execute(
                folder.resolve("queue/jobs.db"),
                "UPDATE jobs SET record = 'scribble' WHERE id = " + bad.id());
        assertThat(store.secondsLeft()).isEmpty();
        runner.resume();
        untilIdle(runner);
        assertThat(state(bad)).isEqualTo(JobState.FAILED);
        assertThat(store.job(bad.id()).orElseThrow().sentence()).isNotBlank();
        assertThat(state(good)).isEqualTo(JobState.DONE);
    }

    @Test
    void closingLeavesTheJobWaitingWhereItIs() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            if (!done.isEmpty()) {
                                second.countDown();
                                try {
                                    Thread.sleep(60_000);
                                } catch (InterruptedException e) {
                                    throw new CancellationException();
                                }
                            }
                            return paint(order, progress);
                        });
        Job job = runner.add(work("one", 3));
        second.await();
        runner.close();
        worker.close();
        assertThat(state(job)).isEqualTo(JobState.WAITING);
        assertThat(store.made(job.id())).containsOnlyKeys(0);
    }

    @Test
    void closingInTheMiddleOfWhatNothingInterruptsIsNoCrash() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            opening.countDown();
                            awaitUninterruptibly(opened);
                            throw new CancellationException();
                        });
        Job job = runner.add(work("one", 1));
        opening.await();
        runner.close();
        assertThat(state(job)).as("before the worker ends").isEqualTo(JobState.WAITING);
        opened.countDown();
        worker.close();
        assertThat(state(job)).isEqualTo(JobState.WAITING);
        assertThat(store.job(job.id()).orElseThrow().crashes()).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // As a graph that is being opened: it hears of nothing.
            }
        }
    }

    @Test
    void aClockThatStandsStillOrJumpsDisordersNothing() throws Exception {
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            GeneratedImage image = paint(order, progress);
                            clock.addAndGet(-3_600_000_000_000L);
                            return image;
                        });
        runner.pause();
        for (String name : List.of("a", "b", "c", "d")) {
            runner.add(work(name, 1));
        }
        runner.resume();
        untilIdle(runner);
        assertThat(done).containsExactly("a 42", "b 42", "c 42", "d 42");
    }

    @Test
    void aGridEndsInASheetAndGoesOnHalfWay() throws Exception {
        Work grid =
                Work.grid(
                        Records.of("a red sea", 1),
                        List.of(
                                Axis.parse(Setting.STEPS, "1-3"),
                                Axis.parse(Setting.PROMPT, "red, blue")));
        QueueRunner[] runner = new QueueRunner[1];
        runner[0] =
                runner(
                        (order, progress) -> {
                            if (done.size() == 3) {
                                runner[0].pause();
                            }
                            return paint(order, progress);
                        });
        Job job = runner[0].add(grid);
        untilIdle(runner[0]);
        Path home = store.job(job.id()).orElseThrow().folder().orElseThrow();
        assertThat(store.made(job.id())).hasSize(4);
        assertThat(home.resolve("sheet.png")).doesNotExist();

        // Easel ends right after the fifth is on disk, and before the store has heard of it.
        Cell fifth = grid.cells().get(4);
        store.begin(job.id());
        PngFile.write(
                home.resolve("0005-seed42.png"),
                Records.painted(new Order(fifth.record(), store.pictures())),
                false);
        store.close();
        store = JobStore.open(folder.resolve("queue"));
        assertThat(state(job)).isEqualTo(JobState.INTERRUPTED);

        QueueRunner again = runner(this::paint);
        again.resume();
        untilIdle(again);
        assertThat(state(job)).isEqualTo(JobState.DONE);
        assertThat(done).as("each once, and the fifth not again").hasSize(5);
        assertThat(store.made(job.id())).hasSize(6);
        RgbImage sheet = PngFile.read(store.sheet(job.id()).orElseThrow()).image();
        assertThat(sheet.width()).isGreaterThan(3 * 64);
        assertThat(sheet.height()).isGreaterThan(2 * 64);
        try (var files = Files.list(home)) {
            assertThat(files).hasSize(7);
        }
    }

    @Test
    void aModelThatIsGoneLeavesItsCellsGreyAndTheRestOfTheGridIsMade() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        Work grid =
                Work.grid(
                        Records.of("a sea", 1),
                        List.of(
                                Axis.parse(Setting.MODEL, "gone, here"),
                                Axis.parse(Setting.STEPS, "1-3")));
        boolean[] installed = {false};
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            String model = order.record().provenance().modelName();
                            asked.add(model);
                            if (model.equals("gone") && !installed[0]) {
                                throw new ModelException("\"gone\" is not installed.");
                            }
                            return paint(order, progress);
                        });
        Job job = runner.add(grid);
        untilIdle(runner);
        assertThat(asked).as("asked for once").containsExactly("gone", "here", "here", "here");
        assertThat(state(job)).isEqualTo(JobState.FAILED);
        assertThat(store.job(job.id()).orElseThrow().sentence())
                .isEqualTo("3 of 6 pictures are missing: \"gone\" is not installed.");
        assertThat(store.made(job.id())).containsOnlyKeys(3, 4, 5);
        Path sheet = store.sheet(job.id()).orElseThrow();
        RgbImage grey = PngFile.read(sheet).image();

        installed[0] = true;
        store.release(job.id());
        runner.goOn();
        untilIdle(runner);
        assertThat(state(job)).isEqualTo(JobState.DONE);
        assertThat(store.made(job.id())).hasSize(6);
        assertThat(PngFile.read(sheet).image()).as("drawn anew").isNotEqualTo(grey);
    }

    @Test
    void aGridOfWhichNothingCanBeMadeHasNoSheetAndSaysWhy() throws Exception {
        QueueRunner runner =
                runner(
                        (order, progress) -> {
                            done.add("asked");
                            throw new EaselException("Not on this card.");
                        });
        Job job =
                runner.add(
                        Work.grid(
                                Records.of("a sea", 1), List.of(Axis.parse(Setting.STEPS, "1-3"))));
        untilIdle(runner);
        assertThat(done).hasSize(3);
        assertThat(store.job(job.id()).orElseThrow().sentence()).isEqualTo("Not on this card.");
        assertThat(store.sheet(job.id())).isEmpty();
    }

    @Test
    void aPictureSavedInTheMomentEaselEndedIsNotMadeAgain() throws Exception {
        Job job = store.add(work("one", 2));
        store.begin(job.id());
        Order first = new Order(job.work().cells().get(0).record(), store.pictures());
        Path saved =
                new studio.easel.app.files.OutputFolder(pictures())
                        .save(Records.painted(first), false);
        store.close();
        store = JobStore.open(folder.resolve("queue"));
        QueueRunner runner = runner(this::paint);
        runner.resume();
        untilIdle(runner);
        assertThat(done).containsExactly("one 43");
        assertThat(store.made(job.id())).containsEntry(0, saved).hasSize(2);
    }
}
