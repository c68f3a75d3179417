package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.JobQueue;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.PngFile;
import studio.easel.app.queue.Engine;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.QueueRunner;
import studio.easel.app.queue.Work;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;

/** Places that take no more, as the system makes them, in processes of their own. */
@Timeout(120)
class FullDiskTest {
    private static final int COUNT = 6;

    @TempDir Path home;
    private Path pictures;

    @BeforeEach
    void makeFolder() throws IOException {
        pictures = Files.createDirectory(home.resolve("pictures"));
    }

    @Test
    void onADiskThatFillsUpTheQueuePausesAndGoesOnWhenThereIsRoom() throws Exception {
        List<String> said = studio("mount -t tmpfs -o size=256k tmpfs '%s'", "room");

        assertThat(said.get(0)).matches("paused [1-5] made, WAITING");
        assertThat(said.get(1))
                .contains("pictures is full:", "KB needed", "KB free", "Make room")
                .contains("The queue is paused");
        assertThat(said.get(2)).isEqualTo("on disk as in the queue, nothing else");
        assertThat(said.get(3)).isEqualTo("running 6 made, DONE");
    }

    @Test
    void aFolderThatMayOnlyBeReadIsSaidBeforeAnythingIsComputed() throws Exception {
        List<String> said =
                studio("mount --bind '%1$s' '%1$s' && mount -o remount,ro,bind '%1$s'", "");

        assertThat(said.get(0)).isEqualTo("paused 0 made, WAITING");
        assertThat(said.get(1)).contains("cannot be written to: Read-only file system. Allow it");
        assertThat(said.get(2)).isEqualTo("on disk as in the queue, nothing else");
        assertThat(said.get(3)).isEqualTo("computed 0");
    }

    @Test
    void aSystemThatRefusesLongFilesLeavesNoneHalfWritten() throws Exception {
        // 3 or 6 MB, as the shell counts: enough for everything but a picture of 8.
        List<String> limited = List.of("sh", "-c", "ulimit -f 6000 && exec \"$@\"", "sh");
        assumeTrue(works(List.of("sh", "-c", "ulimit -f 6000")), "nothing is limited here");
        List<String> said = run(limited, "large");

        assertThat(said.get(0)).isEqualTo("paused 0 made, WAITING");
        assertThat(said.get(1)).contains("cannot be written to: File too large");
        assertThat(said.get(2)).isEqualTo("on disk as in the queue, nothing else");
    }

    @Test
    void whereNotEvenSqliteCanBeUnpackedThatIsASentence() throws Exception {
        List<String> limited = List.of("sh", "-c", "ulimit -f 200 && exec \"$@\"", "sh");
        assumeTrue(works(List.of("sh", "-c", "ulimit -f 200")), "nothing is limited here");
        List<String> said = run(limited, "open");

        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("The queue in ")
                .contains("SQLite's library cannot be unpacked to", "Make room and allow it.");
    }

    /** In a corner of the system where a mount disturbs nobody; skipped where there is none. */
    private List<String> studio(String mount, String then) throws Exception {
        List<String> corner =
                List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");
        List<String> trying = new ArrayList<>(corner);
        trying.add(mount.formatted(pictures));
        assumeTrue(works(trying), "nothing can be mounted here");
        List<String> start = new ArrayList<>(corner);
        start.add(mount.formatted(pictures) + " && exec \"$@\"");
        start.add("sh");
        return run(start, then);
    }

    private static boolean works(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException none) {
            return false;
        }
    }

    private List<String> run(List<String> start, String then) throws Exception {
        Path out = home.resolve("out.txt");
        Path err = home.resolve("err.txt");
        List<String> command = new ArrayList<>(start);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.awt.headless=true",
                        "-Deasel.log=" + home.resolve("log.txt"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Studio.class.getName(),
                        home.toString(),
                        then));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out);
    }

    /** A studio without a window, whose engine paints noise that no packing makes smaller. */
    static final class Studio {
        private Studio() {}

        public static void main(String[] args) throws Exception {
            Path home = Path.of(args[0]);
            Path pictures = home.resolve("pictures");
            if (args[1].equals("open")) {
                try {
                    JobStore.open(home.resolve("queue")).close();
                } catch (EaselException e) {
                    System.out.println(e.getMessage());
                }
                return;
            }
            int side = args[1].equals("large") ? 1600 : 128;
            int[] computed = new int[1];
            Engine engine =
                    (order, progress) -> {
                        computed[0]++;
                        byte[] rgb = new byte[side * side * 3];
                        new Random(order.request().seed()).nextBytes(rgb);
                        return new GeneratedImage(
                                new RgbImage(side, side, rgb),
                                order.request(),
                                order.record().provenance());
                    };
            try (JobStore store = JobStore.open(home.resolve("queue"));
                    JobQueue worker = JobQueue.onItsOwnThread("worker")) {
                QueueRunner runner =
                        new QueueRunner(store, worker, engine, () -> pictures, () -> false);
                runner.add(
                        Work.pictures(
                                EaselRecord.of(
                                        Starter.request("x", 1, 1).but().count(COUNT).request(),
                                        new Provenance("it", "", "", "", ""))));
                tell(store, runner);
                System.out.println(store.jobs().get(0).sentence());
                System.out.println(whole(pictures, store));
                if (args[1].equals("room")) {
                    for (Path file : Starter.filesIn(pictures)) {
                        Files.delete(file); // They were taken elsewhere.
                    }
                    runner.resume();
                    tell(store, runner);
                } else {
                    System.out.println("computed " + computed[0]);
                }
            }
        }

        private static void tell(JobStore store, QueueRunner runner) throws InterruptedException {
            while (runner.busy()) {
                Thread.sleep(5);
            }
            Job job = store.jobs().get(0);
            System.out.printf(
                    "%s %d made, %s%n",
                    store.paused() ? "paused" : "running", job.made(), job.state());
        }

        private static String whole(Path pictures, JobStore store) throws IOException {
            List<Path> made = store.made(store.jobs().get(0).id()).values().stream().toList();
            for (Path file : made) {
                var unused = PngFile.read(file);
            }
            try (Stream<Path> all = Files.list(pictures)) {
                String others =
                        all.filter(file -> !made.contains(file))
                                .map(Path::toString)
                                .collect(Collectors.joining(" "));
                return others.isEmpty() ? "on disk as in the queue, nothing else" : others;
            } catch (EaselException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
