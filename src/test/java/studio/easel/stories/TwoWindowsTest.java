package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.PngFile;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.Work;
import studio.easel.engine.Provenance;

/** Studios that have to share what they keep, or have no place to keep it; each in its process. */
@Timeout(180)
class TwoWindowsTest {
    private static final Provenance STARTER = new Provenance("Starter v1", "", "", "", "");

    @TempDir Path folder;

    @Test
    void ofTwoStudiosStartedAtOnceOneHasTheQueueAndTheOtherSaysSo() throws Exception {
        Path home = folder.resolve("home");
        try (JobStore store = JobStore.open(home.resolve("state/queue"))) {
            store.add(Work.pictures(EaselRecord.of(Starter.request("a red heart", 2, 1), STARTER)));
            store.add(Work.pictures(EaselRecord.of(Starter.request("a barn", 2, 7), STARTER)));
        }
        try (Window one = Window.open(home, folder.resolve("one"));
                Window other = Window.open(home, folder.resolve("other"))) {
            List<String> ones = one.until(lines -> lines.toString().contains("a barn"));
            List<String> others = other.until(lines -> lines.toString().contains("a barn"));
            assertThat(ones.contains("open")).isNotEqualTo(others.contains("open"));
            Window first = ones.contains("open") ? one : other;
            Window second = ones.contains("open") ? other : one;
            assertThat((ones.contains("open") ? others : ones).toString())
                    .contains(
                            "Another Easel has this queue open", "looked at here but not changed");

            second.press();
            first.press();
            first.until(lines -> lines.size() > 1 && lines.get(1).contains("Done"));
            second.kill();
            first.end();
        }
        List<Path> pictures =
                Starter.filesIn(home.resolve("pictures")).stream()
                        .filter(file -> !file.getFileName().toString().startsWith("."))
                        .toList();
        assertThat(pictures).as("each once").hasSize(2);
        assertThat(pictures).allMatch(file -> PngFile.readSettings(file).isPresent());
        try (JobStore store = JobStore.open(home.resolve("state/queue"))) {
            assertThat(store.notes()).isEmpty();
            assertThat(store.jobs()).extracting(Job::state).containsOnly(JobState.DONE);
        }
    }

    @Test
    void aStudioThatHasNoPlaceForItsFilesOpensAndSaysSo() throws Exception {
        Path home = Files.writeString(folder.resolve("file"), "mine").resolve("home");
        try (Window window = Window.open(home, folder.resolve("window"))) {
            List<String> shown = window.until(lines -> lines.toString().contains("cannot be made"));
            assertThat(shown.toString())
                    .contains("is missing and cannot be made", "Choose another");
            assertThat(shown).doesNotContain("open");
            window.end();
        }
        assertThat(folder.resolve("file")).hasContent("mine");
    }
}
