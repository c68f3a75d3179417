package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On a machine of somebody's own nothing is written outside Easel's folders. */
@Timeout(120)
class PrivacyTest {
    private static final List<Path> OURS =
            Stream.of(
                            "config/easel",
                            "data/easel",
                            "cache/easel",
                            "state/easel",
                            "Library/Application Support/Easel",
                            "Library/Caches/Easel",
                            "Library/Logs/Easel",
                            "pictures")
                    .map(Path::of)
                    .toList();

    @TempDir Path home;

    /** The launchers set ORT_DISABLE_TELEMETRY; who starts Easel without them is as safe. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its folders do not follow the environment")
    void aFirstPictureLeavesNothingButEaselsOwnFolders() throws Exception {
        Path picture = home.resolve("pictures/heart.png");

        String out =
                easel("generate", "a heart", "--steps", "1", "--json", "--out", picture.toString());

        assertThat(picture).isRegularFile();
        assertThat(out).as("nothing but the result").startsWith("{").endsWith("}\n");
        assertThat(everythingInHome()).allMatch(this::isEasels, "is Easel's own");
    }

    private List<Path> everythingInHome() throws IOException {
        try (Stream<Path> paths = Files.walk(home)) {
            return paths.map(home::relativize).toList();
        }
    }

    /** Easel's own folder, something in it, or a folder on the way to it. */
    private boolean isEasels(Path inside) {
        return OURS.stream().anyMatch(ours -> inside.startsWith(ours) || ours.startsWith(inside))
                || inside.equals(Path.of(""))
                || inside.equals(Path.of("tmp"))
                || isLeftByOnnxRuntime(inside);
    }

    /** ONNX Runtime for Java unpacks its libraries there and forgets the folder, empty, at exit. */
    private boolean isLeftByOnnxRuntime(Path inside) {
        return inside.startsWith("tmp")
                && inside.getFileName().toString().startsWith("onnxruntime-java")
                && Starter.filesIn(home.resolve(inside)).isEmpty();
    }

    /** Runs {@code Main} in a process of its own, as somebody who has never run it before. */
    private String easel(String... words) throws IOException, InterruptedException {
        Path temporary = Files.createDirectories(home.resolve("tmp"));
        Path out = Files.createTempFile("easel-out", ".txt");
        Path err = Files.createTempFile("easel-err", ".txt");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + temporary,
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "studio.easel.app.Main"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        forget(builder.environment());
        Process process = builder.start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        String text = Files.readString(out);
        Files.delete(out);
        Files.delete(err);
        return text;
    }

    private void forget(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("EASEL_"));
        environment.remove("ORT_DISABLE_TELEMETRY");
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", home.resolve("tmp").toString());
        environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
        environment.put("XDG_DATA_HOME", home.resolve("data").toString());
        environment.put("XDG_CACHE_HOME", home.resolve("cache").toString());
        environment.put("XDG_STATE_HOME", home.resolve("state").toString());
    }
}
