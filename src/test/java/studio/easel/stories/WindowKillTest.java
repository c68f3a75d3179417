package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.PngFile;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.Work;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Provenance;

/** The whole studio, window and all, is killed in the midst of its queue and opened again. */
@Timeout(240)
class WindowKillTest {
    private static final Provenance STARTER = new Provenance("Starter v1", "", "", "", "");

    @TempDir Path folder;

    @Test
    void aStudioKilledInTheMidstOfItsQueueIsThereAgainPausedWithNothingHalfWritten()
            throws Exception {
        try (JobStore store = JobStore.open(home().resolve("state/queue"))) {
            store.add(Work.pictures(EaselRecord.of(Starter.request("a red heart", 4, 1), STARTER)));
            store.add(many(Starter.request("a blue square", 10, 1)));
            store.add(Work.pictures(EaselRecord.of(Starter.request("a barn", 4, 1), STARTER)));
        }
        try (Window first = Window.open(home(), folder.resolve("first"))) {
            List<String> shown = first.until(lines -> lines.toString().contains("a barn"));
            assertThat(shown)
                    .contains("paused")
                    .filteredOn(it -> it.contains("Waiting"))
                    .hasSize(3);
            assertThat(pictures()).as("nobody said so").isEmpty();
            first.press();
            untilPictures(2);
            first.kill();
        }
        int made = requireWhole();

        try (Window second = Window.open(home(), folder.resolve("second"))) {
            List<String> shown = second.until(lines -> lines.toString().contains("Interrupted"));
            assertThat(shown).contains("paused");
            assertThat(shown.get(0)).contains("a red heart", "Done");
            assertThat(shown.get(1)).contains("a blue square", "Interrupted");
            assertThat(shown.get(2)).contains("a barn", "Waiting");
            assertThat(shown.toString()).contains("Easel ended while a job ran");
            assertThat(pictures()).hasSize(made);
            second.press();
            untilPictures(made + 1);
            second.kill();
        }
        made = requireWhole();

        try (JobStore third = JobStore.open(home().resolve("state/queue"))) {
            assertThat(third.notes()).isEmpty();
            assertThat(third.paused()).isTrue();
            assertThat(third.jobs())
                    .extracting(Job::state)
                    .containsExactly(JobState.DONE, JobState.SET_ASIDE, JobState.WAITING);
            assertThat(third.jobs().get(1).sentence()).contains("Easel ended 2 times");
            int kept = third.jobs().stream().mapToInt(Job::made).sum();
            assertThat(made - kept).as("on disk when killed, and not in the queue").isBetween(0, 1);
        }
    }

    private static Work many(GenerationRequest request) {
        return Work.pictures(EaselRecord.of(request.but().count(500).request(), STARTER));
    }

    private Path home() {
        return folder.resolve("home");
    }

    private void untilPictures(int count) throws Exception {
        while (pictures().size() < count) {
            Thread.sleep(5);
        }
    }

    private List<Path> pictures() throws IOException {
        return Starter.filesIn(home().resolve("pictures")).stream()
                .filter(file -> file.toString().endsWith(".png"))
                .toList();
    }

    /** Every picture can be read to its last pixel; how many there are. */
    private int requireWhole() throws IOException {
        for (Path file : pictures()) {
            assertThat(PngFile.read(file).settings()).as(file.toString()).isPresent();
        }
        try (Stream<Path> all = Files.walk(home())) {
            assertThat(all).noneMatch(file -> file.toString().contains("damaged"));
        }
        return pictures().size();
    }
}
