package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.JobQueue;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.app.queue.Axis;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.app.queue.Engine;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.QueueRunner;
import studio.easel.app.queue.Work;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/**
 * A queue is killed again and again, in a process of its own, and at the end every picture is there
 * once. {@code -Deasel.kills=100} kills more often.
 */
@Timeout(600)
class QueueKillTest {
    private static final int KILLS = Integer.getInteger("easel.kills", 5);
    private static final long SEED = Long.getLong("easel.kills.seed", 1);
    private static final Provenance STARTER =
            new Provenance("starter", "ab".repeat(32), "0.1.0", "", "");

    @TempDir Path home;

    @Test
    void aQueueKilledAtAnyMomentMakesEveryPictureOnce() throws Exception {
        try (JobStore store = JobStore.open(home)) {
            for (Work work : work()) {
                store.add(work);
            }
        }
        Random random = new Random(SEED);
        int kills = 0;
        for (int i = 0; i < KILLS; i++) {
            Process studio = studio("paint");
            long pictures = pictures() + 1 + random.nextInt(3);
            while (studio.isAlive() && pictures() < pictures) {
                Thread.sleep(2);
            }
            Thread.sleep(random.nextInt(40));
            studio.destroyForcibly();
            assertThat(studio.waitFor(60, TimeUnit.SECONDS)).isTrue();
            kills += studio.exitValue() == 0 ? 0 : 1;
            tryAgainWhatWasSetAside();
        }
        Process last = studio("paint");
        assertThat(last.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(Files.readString(home.resolve("err.txt"))).isZero();

        assertThat(kills).isGreaterThan(KILLS / 2);
        Map<GenerationRequest, Integer> times = new HashMap<>();
        for (Path file : files()) {
            PngFile.readSettings(file)
                    .flatMap(SavedSettings::request)
                    .ifPresent(it -> times.merge(it, 1, Integer::sum)); // A sheet has none.
        }
        List<GenerationRequest> wanted =
                work().stream()
                        .flatMap(work -> work.cells().stream())
                        .map(cell -> cell.record().request())
                        .toList();
        assertThat(times).containsOnlyKeys(wanted);
        assertThat(times.values()).containsOnly(1);
        try (JobStore store = JobStore.open(home)) {
            assertThat(store.jobs()).extracting(Job::state).containsOnly(JobState.DONE);
            for (Job job : store.jobs()) {
                assertThat(store.made(job.id()).values()).allMatch(Files::isRegularFile);
                assertThat(store.sheet(job.id()).isPresent())
                        .isEqualTo(job.kind() != Work.Kind.PICTURES);
            }
        }
    }

    @Test
    void aJobThatBringsEaselDownTwiceIsSetAsideAndTheNextIsDone() throws Exception {
        try (JobStore store = JobStore.open(home)) {
            store.add(Work.pictures(record("deadly", 1)));
            store.add(Work.pictures(record("harmless", 1)));
        }
        for (int i = 0; i < 2; i++) {
            Process studio = studio("paint");
            assertThat(studio.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(studio.exitValue()).isEqualTo(99);
            assertThat(pictures()).isZero();
        }
        Process third = studio("paint");
        assertThat(third.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(third.exitValue()).isZero();
        try (JobStore store = JobStore.open(home)) {
            assertThat(store.jobs())
                    .extracting(Job::state)
                    .containsExactly(JobState.SET_ASIDE, JobState.DONE);
        }
    }

    @Test
    void aSecondStudioOnTheSameQueueSaysSo() throws Exception {
        Process first = studio("hold");
        try {
            while (first.isAlive() && !Files.exists(home.resolve("held"))) {
                Thread.sleep(5);
            }
            try (JobStore second = JobStore.open(home)) {
                assertThat(second.readOnly()).isTrue();
                assertThat(second.notes()).singleElement().asString().contains("Another Easel");
            }
        } finally {
            first.destroyForcibly();
        }
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        try (JobStore after = JobStore.open(home)) {
            assertThat(after.readOnly()).as("the killed one holds nothing").isFalse();
        }
    }

    /** What somebody does who finds a job set aside, and wants it all the same. */
    private void tryAgainWhatWasSetAside() {
        try (JobStore store = JobStore.open(home)) {
            assertThat(store.notes()).isEmpty();
            for (Job job : store.jobs()) {
                if (job.state() == JobState.SET_ASIDE) {
                    store.release(job.id());
                }
            }
        }
    }

    private static List<Work> work() {
        return List.of(
                Work.pictures(record("one", 4 * KILLS)), // enough for every kill
                Work.grid(
                        record("a red sea", 1),
                        List.of(
                                Axis.parse(Setting.STEPS, "1-4"),
                                Axis.parse(Setting.PROMPT, "red, blue"))),
                Work.matrix(record("a house|by the sea|at night", 1)));
    }

    private static EaselRecord record(String prompt, int count) {
        return EaselRecord.of(
                new GenerationRequest(
                        prompt,
                        "",
                        new ImageSize(64, 64),
                        10,
                        7,
                        SamplerName.EULER,
                        SigmaSpacing.KARRAS,
                        0,
                        42,
                        count),
                STARTER);
    }

    private List<Path> files() {
        return Starter.filesIn(home.resolve("made")).stream()
                .filter(file -> file.toString().endsWith(".png"))
                .toList();
    }

    private long pictures() {
        return files().size();
    }

    private Process studio(String what) throws Exception {
        return new ProcessBuilder(
                        new ArrayList<>(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-Djava.awt.headless=true",
                                        "-Deasel.log=" + home.resolve("log.txt"),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Studio.class.getName(),
                                        home.toString(),
                                        what)))
                .redirectOutput(home.resolve("out.txt").toFile())
                .redirectError(home.resolve("err.txt").toFile())
                .start();
    }

    /** A studio without a window: its engine paints noise, and dies of one prompt. */
    static final class Studio {
        private Studio() {}

        public static void main(String[] args) throws Exception {
            Path home = Path.of(args[0]);
            JobStore store = JobStore.open(home);
            if (args[1].equals("hold")) {
                Files.createFile(home.resolve("held"));
                Thread.sleep(60_000);
            }
            JobQueue worker = JobQueue.onItsOwnThread("worker");
            Engine engine =
                    (order, progress) -> {
                        GenerationRequest request = order.request();
                        if (request.prompt().equals("deadly")) {
                            Runtime.getRuntime().halt(99);
                        }
                        Thread.sleep(15);
                        byte[] rgb = new byte[64 * 64 * 3];
                        new Random(request.hashCode()).nextBytes(rgb);
                        return new GeneratedImage(
                                new RgbImage(64, 64, rgb), request, order.record().provenance());
                    };
            QueueRunner runner =
                    new QueueRunner(store, worker, engine, () -> home.resolve("made"), () -> false);
            runner.resume();
            while (store.jobs().stream().anyMatch(job -> !job.state().finished())) {
                Thread.sleep(5);
            }
            store.close();
            System.exit(0);
        }
    }
}
