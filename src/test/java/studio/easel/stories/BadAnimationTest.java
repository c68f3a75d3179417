package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be rendered is said in a sentence before there is anything on disk. */
class BadAnimationTest {
    @TempDir Path folder;

    private Film film() {
        return Film.in(folder.resolve("film")).with("max_frames", 6);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                arguments("fps", 0, "frame rate is 0"),
                arguments("fps", 1000, "frame rate is 1000"),
                arguments("fps", -5, "frame rate is"),
                arguments("diffusion_cadence", 0, "diffusion_cadence is 0"),
                arguments("diffusion_cadence", -2, "diffusion_cadence is -2"),
                arguments("diffusion_cadence", 100_000, "diffusion_cadence is 100000"),
                arguments("max_frames", 0, "0 frames"),
                arguments("max_frames", 10_000_000, "10,000,000 frames"),
                arguments("max_frames", 1e300, "frames"),
                arguments("W", 8, "W is 8"),
                arguments("H", 0, "H is 0"),
                arguments("W", 100_000, "W is 100000"),
                arguments("H", -64, "H is -64"),
                arguments("steps", 0, "teps"),
                arguments("steps", -3, "teps"),
                arguments("steps", 1_000_000, "teps"),
                arguments("prompts", Map.of(), "rompt"),
                arguments("prompts", Map.of("x", "a star"), "prompts: Character 1"),
                arguments("zoom", "", "zoom"),
                arguments("zoom", "0:(1), 5", "zoom"),
                arguments("zoom", "0:(1.02*)", "zoom: Character 9"),
                arguments("zoom", "0:(foo(t))", "zoom: Character 4"),
                arguments("zoom", "0:(__import__('os'))", "zoom: Character 4"),
                arguments("zoom", "0:(sqrt(-1))", "zoom"),
                arguments("zoom", "0:(1), 3:(1/0)", "At frame 1: Zoom is Infinity"),
                arguments("angle", "0:(1)) 3:(2)", "angle: Character 6"),
                arguments("noise_schedule", "0:(0), 5:(5)", "At frame 2: Noise is 2"),
                arguments("cfg_scale_schedule", "0:(5), 5:(500)", "At frame 1: Guidance is 104"),
                arguments("seed_behavior", "schedule", "seed_schedule"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("settings")
    void settingsThatCannotBeRendered(String name, Object value, String expected) {
        Film film = film().with(name, value);
        Film bad = name.equals("seed_behavior") ? film.with("seed_schedule", "0:(x)") : film;

        assertRefused(bad, expected);
    }

    /** With a model and without, at the beginning and when going on. */
    private static void assertRefused(Film film, String... expected) {
        Terminal typed = film.animate();
        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains(expected).matches("(?s).*[.?]\\R");
        assertThat(typed.out()).isEmpty();
        assertNothingBut(film, "settings.txt");
    }

    private static void assertNothingBut(Film film, String... names) {
        try (Stream<Path> there = Files.list(film.folder())) {
            assertThat(there.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(names);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "not settings", "{\"W\": }", "\u0000\u0001"})
    void filesThatAreNoSettings(String text) throws Exception {
        Film film = film();
        Path settings = film.write(text);

        Terminal typed = Terminal.easel("animate", settings.toString());

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertNothingBut(film, "settings.txt");
    }

    @Test
    void noSettingsAtAll() {
        Terminal typed = Terminal.easel("animate", folder.resolve("none.txt").toString());

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("none.txt");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void textWhereANumberBelongsIsSaidAndTheUsualTaken() {
        Terminal typed = film().with("fps", "fast").preview();

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.err()).contains("fps is \"fast\", expected a number; it stays \"15\"");
    }

    @Test
    void aFormulaWithoutAValueIsSaidAndItsNeighboursTaken() {
        Terminal typed = film().with("strength_schedule", "0:(sqrt(2-t))").preview();

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.err()).contains("strength_schedule: Character 3", "no value at frame 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatTheFirstFrameHasNoUseForMayBeAnything(int cadence) {
        Film film = film().with("zoom", "0:(1/t)").with("diffusion_cadence", cadence);

        assertThat(film.previewed().hashes()).hasSize(1 + 6);
    }

    /** Known hours before it would be met. */
    @Test
    void aSamplerThatIsNone() {
        Film film = film().with("enable_sampler_scheduling", true);

        assertRefused(film.with("sampler_schedule", "0:(\"Euler a\"), 4:(\"Ouler\")"), "Ouler");
    }

    @Test
    void aPromptBehindTheEndIsNoHarm() {
        Film film = film().with("prompts", Map.of("0", "a star", "500", "a heart"));

        assertThat(film.previewed().hashes()).hasSize(1 + 6);
    }

    @Test
    void aSizeThatIsNoMultipleOfEightIsCutOff() {
        assertThat(film().with("W", 79).with("H", 65).previewed().hashes()).hasSize(1 + 6);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "none.wav | none.wav, which is not in",
                "note.txt | note.txt",
                "/etc/passwd | cannot",
                "../outside.wav | outside",
                "https://example.com/a.mp3 | example.com"
            })
    void soundThatIsNone(String path, String expected) throws Exception {
        Film film = film().with("add_soundtrack", "File").with("soundtrack_path", path);
        film.write();
        Files.writeString(film.folder().resolve("note.txt"), "La la la.");
        Files.writeString(folder.resolve("outside.wav"), "La la la.");

        Terminal typed = film.preview();

        if (path.contains("/")) { // never opened; the film is silent, and that is said
            assertThat(typed.exitCode()).as(typed.err()).isZero();
            assertThat(typed.err()).contains("soundtrack_path");
        } else {
            assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
            assertThat(typed.err()).contains(expected);
            assertNothingBut(film, "settings.txt", "note.txt");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLinkThatLeadsOutIsNotFollowed() throws Exception {
        Film film = film().with("use_init", true).with("init_image", "link.png");
        film.write();
        Path outside = Files.write(folder.resolve("outside.png"), new byte[] {1});
        Files.createSymbolicLink(film.folder().resolve("link.png"), outside);

        Terminal typed = film.preview();

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("link.png, which is not in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none.mp4", "note.txt", "https://example.com/V1.mp4"})
    void videoInputWithoutAVideo(String path) throws Exception {
        Film film = film().with("animation_mode", "Video Input").with("video_init_path", path);
        film.write();
        Files.writeString(film.folder().resolve("note.txt"), "No video.");

        Terminal typed = film.preview();

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("ideo");
        assertNothingBut(film, "settings.txt", "note.txt");
    }

    @Test
    void anInitialPictureThatIsNone() throws Exception {
        Film film = film().with("use_init", true).with("init_image", "note.txt");
        film.write();
        Files.writeString(film.folder().resolve("note.txt"), "No picture.");

        Terminal typed = film.preview();

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("note.txt");
        assertNothingBut(film, "settings.txt", "note.txt");
    }

    @Test
    void aModelThatIsNotThere() {
        Film film = film();

        Terminal typed = film.animate("--model", "none");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertNothingBut(film, "settings.txt");
    }

    @ParameterizedTest(name = "--out {0}")
    @CsvSource({"clip.avi, avi", "clip, clip", "clip.mp4.txt, txt"})
    void anExtensionThatIsNone(String name, String expected) {
        Film film = film();

        Terminal typed = film.preview("--out", film.folder().resolve(name).toString());

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains(expected, ".mp4, .webm, .gif or .mkv");
        assertNothingBut(film, "settings.txt");
    }

    @Test
    void aFolderOfTheVideosName() throws Exception {
        Film film = film();
        Files.createDirectories(film.clip());

        Terminal typed = film.preview();

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("is a folder");
        assertNothingBut(film, "settings.txt", "clip.mp4");
    }

    @Test
    void aPlaceWhereNothingCanBeWritten() throws Exception {
        Film film = film();
        film.write();
        Path file = Files.writeString(film.folder().resolve("file"), "in the way");

        Terminal typed = film.preview("--out", file.resolve("clip.mp4").toString());

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("cannot be made: Not a directory");
        assertNothingBut(film, "settings.txt", "file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5..3", "a..b", "-1..", "7", "", "1...2", "9999999.."})
    void framesThatAreNone(String frames) {
        Film film = film();

        Terminal typed = film.preview("--frames=" + frames);

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("rames");
        assertNothingBut(film, "settings.txt");
    }

    @Test
    void goingOnWithNothing() {
        Film film = film();

        Terminal typed = film.preview("--resume");

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("There is no render in", "without --resume");
        assertNothingBut(film, "settings.txt");
    }

    @Test
    void beginningWhereThereIsARender() {
        Film film = film().previewed();
        Map<String, String> before = film.hashes();

        Terminal typed = film.preview();

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("There is a render in", "--resume");
        assertThat(film.hashes()).isEqualTo(before);
    }

    @Test
    void aRenderAnotherProcessIsAt() throws Exception {
        Film film = film().previewed("--frames", "..2");
        Map<String, String> before = film.hashes();
        Path lock = film.previewRender().resolve("render.lock");

        try (RandomAccessFile file = new RandomAccessFile(lock.toFile(), "rw");
                FileLock held = file.getChannel().lock()) {
            Terminal typed = film.preview("--resume");

            assertThat(held.isValid()).isTrue();
            assertThat(typed.exitCode()).isEqualTo(2);
            assertThat(typed.err()).contains("Another Easel is rendering in");
            assertThat(film.hashes()).isEqualTo(before);
        }
        assertThat(film.previewed("--resume").hashes()).hasSize(1 + 6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFrameThatCannotBeWrittenLosesNoneBeforeIt(int cadence) throws Exception {
        Film film = film().with("max_frames", 12).with("diffusion_cadence", cadence);
        Film undisturbed = film.at(folder.resolve("undisturbed")).previewed();
        Path inTheWay = film.previewRender().resolve("frames/000007.png");
        film.previewed("--frames", "..4");
        Files.createDirectories(inTheWay);

        Terminal typed = film.preview("--resume");

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("000007.png is a folder");
        assertThat(film.previewRender().resolve("frames/000004.png")).isRegularFile();
        Files.delete(inTheWay);
        assertThat(film.previewed("--resume").hashes()).isEqualTo(undisturbed.hashes());
    }

    /** {@code /dev/full} takes no byte, as a full disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLosesNoFrame() throws Exception {
        Film film = film();
        Film undisturbed = film.at(folder.resolve("undisturbed")).previewed();
        film.previewed("--frames", "..3");
        Files.createSymbolicLink(film.folder().resolve("clip.part.mp4"), Path.of("/dev/full"));

        Terminal typed = film.preview("--resume");

        assertThat(typed.exitCode()).as(typed.err()).isEqualTo(2);
        assertThat(typed.err()).contains("No space left on device");
        assertThat(film.previewed("--resume").hashes()).isEqualTo(undisturbed.hashes());
    }

    /** A limit on a file's size stops writing in the middle of a file, wherever that is. */
    @ParameterizedTest(name = "no file larger than {0} kB")
    @ValueSource(ints = {1, 8, 16})
    @EnabledOnOs(OS.LINUX)
    void aDiskThatIsFullInTheMiddleOfAFileLosesNoFrame(int kilobytes) throws Exception {
        Film film = Film.in(folder.resolve("film"));
        Film undisturbed = film.at(folder.resolve("undisturbed")).previewed();
        Process limited =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "ulimit -f %d; exec \"$@\"".formatted(kilobytes),
                                "limited",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:-UsePerfData",
                                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")),
                                "-Dorg.bytedeco.javacpp.cachedir="
                                        + System.getProperty("org.bytedeco.javacpp.cachedir"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "studio.easel.app.Main",
                                "animate",
                                film.write().toString(),
                                "--preview")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("said.txt").toFile())
                        .start();

        int exitCode = limited.waitFor();

        String said = Files.readString(folder.resolve("said.txt"));
        assertThat(exitCode).as(said).isEqualTo(2);
        assertThat(said).contains("large").endsWith("." + System.lineSeparator());
        boolean begun = Files.exists(film.previewRender());
        assertThat(film.clip()).doesNotExist();
        film.previewed(begun ? List.of("--resume").toArray(String[]::new) : new String[0]);
        assertThat(film.hashes()).isEqualTo(undisturbed.hashes());
    }
}
