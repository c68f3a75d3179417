package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl+C, whatever a render is at: reading settings, opening a model, making frames. */
@Timeout(120)
class AnimateCancelTest {
    @TempDir Path folder;

    @ParameterizedTest(name = "after {0} ms")
    @ValueSource(ints = {0, 10, 20, 60, 120, 250, 500})
    void aCancelledRenderSaysSoAndGoesOnAsIfItHadNotBeen(int milliseconds) throws Exception {
        Film film = Film.in(folder.resolve("film")).with("max_frames", 6).with("steps", 40);
        film.write();
        CompletableFuture<Terminal> answer = new CompletableFuture<>();
        Thread worker = new Thread(() -> answer.complete(film.animate()));
        worker.start();
        Thread.sleep(milliseconds);

        worker.interrupt();

        Terminal typed = answer.get(60, TimeUnit.SECONDS);
        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(130);
        assertThat(typed.err()).contains("Cancelled; pictures already finished are kept.");
        assertThat(film.clip()).doesNotExist();
        assertThat(Starter.filesIn(film.folder()))
                .noneMatch(file -> file.getFileName().toString().contains(".part"));
        boolean begun = Files.exists(film.render().resolve("settings.txt"));
        Terminal again = film.animate(begun ? new String[] {"--resume"} : new String[0]);
        assertThat(again.exitCode()).as(again.err()).isZero();
        Film undisturbed = film.at(folder.resolve("undisturbed"));
        assertThat(undisturbed.animate().exitCode()).isZero();
        Map<String, String> whole = undisturbed.hashes();
        assertThat(film.hashes()).isEqualTo(whole);
    }
}
