package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A render is killed, again and again, and loses no frame: what comes out is byte for byte what
 * would have come out undisturbed. {@code -Deasel.kills=100} kills more often than the usual
 * {@value #USUAL} times, {@code -Deasel.kills.seed=N} at other moments.
 */
@Timeout(600)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its folders do not follow the environment")
class KillTest {
    private static final int USUAL = 5;
    private static final int KILLS = Integer.getInteger("easel.kills", USUAL);
    private static final long SEED = Long.getLong("easel.kills.seed", 1);

    /** Kept from test to test: the starter is unpacked once. */
    @TempDir static Path home;

    @ParameterizedTest(name = "every {0} frames one is diffused")
    @ValueSource(ints = {1, 3})
    void aRenderKilledAtAnyMomentComesOutAsIfItHadNotBeen(int cadence) throws Exception {
        Film undisturbed =
                Film.in(home.resolve("undisturbed-" + cadence)).with("diffusion_cadence", cadence);
        finish(undisturbed, List.of());
        Film film = undisturbed.at(home.resolve("killed-" + cadence));
        Random random = new Random(SEED + cadence);

        int kills = 0;
        for (int i = 0; i < KILLS; i++) {
            kills += killed(film, random) ? 1 : 0;
        }
        finish(film, resuming(film));

        assertThat(kills).isGreaterThan(KILLS / 2);
        assertThat(film.hashes()).isEqualTo(undisturbed.hashes()).hasSize(1 + 24);
        assertThat(names(film.folder())).isEqualTo(names(undisturbed.folder()));
    }

    /**
     * Starts the film or goes on, and kills it some frames later.
     *
     * @return whether there was something to kill
     */
    private static boolean killed(Film film, Random random) throws Exception {
        int more = random.nextInt(3); // none: while it starts, or ends
        long lines = lines(film) + more;
        Process easel = easel(film, resuming(film));
        try {
            while (easel.isAlive() && lines(film) < lines) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(more == 0 ? 2500 : 60)); // a frame takes some 30 ms
        } finally {
            easel.destroyForcibly();
        }
        assertThat(easel.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return easel.exitValue() == 128 + 9;
    }

    private static void finish(Film film, List<String> words) throws Exception {
        Process easel = easel(film, words);
        assertThat(easel.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(easel.exitValue()).as(Files.readString(home.resolve("err.txt"))).isZero();
    }

    /** What somebody types who finds a render, or none yet. */
    private static List<String> resuming(Film film) {
        return Files.exists(film.render().resolve("settings.txt"))
                ? List.of("--resume")
                : List.of();
    }

    private static long lines(Film film) throws IOException {
        Path journal = film.render().resolve("journal.jsonl");
        if (!Files.exists(journal)) {
            return 0;
        }
        try (var lines = Files.lines(journal)) {
            return lines.count();
        }
    }

    /** Everything in a folder, whatever it holds. */
    private static List<String> names(Path folder) {
        return Starter.filesIn(folder).stream()
                .map(file -> folder.relativize(file).toString())
                .toList();
    }

    /** Runs {@code Main} in a process of its own. */
    private static Process easel(Film film, List<String> words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:-UsePerfData",
                                "-XX:TieredStopAtLevel=1", // starts sooner
                                "-cp",
                                System.getProperty("java.class.path"),
                                "studio.easel.app.Main",
                                "animate",
                                film.write().toString(),
                                "--device",
                                "cpu"));
        command.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectOutput(home.resolve("out.txt").toFile())
                        .redirectError(home.resolve("err.txt").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("EASEL_"));
        environment.put("HOME", home.toString());
        return builder.start();
    }
}
