package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.video.FrameRange;
import studio.easel.engine.video.VideoFrames;

/**
 * Somebody stops, changes their mind and goes on: only what comes out otherwise is rendered again,
 * and all of it is as if it had been meant so from the beginning.
 */
class AnimationChangedTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir Path folder;

    private Film film(int cadence) {
        return Film.in(folder.resolve("film")).with("diffusion_cadence", cadence);
    }

    private Map<String, String> fresh(Film film) {
        return film.at(folder.resolve("fresh")).previewed().hashes();
    }

    /** Numbers of the frames that were written since {@link #age}. */
    private static List<Integer> renderedAgain(Film film) {
        return IntStream.range(0, 40).filter(i -> isNew(frame(film, i))).boxed().toList();
    }

    private static boolean isNew(Path frame) {
        try {
            return Files.exists(frame) && !Files.getLastModifiedTime(frame).equals(LONG_AGO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path frame(Film film, int index) {
        return film.previewRender().resolve("frames/%06d.png".formatted(index));
    }

    private static void age(Film film) throws IOException {
        for (Path frame : Starter.filesIn(film.previewRender().resolve("frames"))) {
            Files.setLastModifiedTime(frame, LONG_AGO);
        }
    }

    private static List<Integer> from(int first, int end) {
        return IntStream.range(first, end).boxed().toList();
    }

    /** Under cadence, frames between two diffused ones are only ever moved together. */
    private static int groupOf(int frame, int cadence) {
        return Math.max(0, cadence == 1 ? frame : (frame - 1) / cadence * cadence);
    }

    @ParameterizedTest(name = "cadence {0}, stopped behind frame {1}")
    @CsvSource({"1, 0", "1, 9", "1, 22", "3, 0", "3, 7", "3, 8", "3, 9", "3, 22", "3, 23"})
    void stoppedAndGoneOnIsAsNeverStopped(int cadence, int last) throws Exception {
        Film film = film(cadence).previewed("--frames", ".." + last);
        try (VideoFrames frames = VideoFrames.open(film.clip(), FrameRange.ALL)) {
            assertThat(frames.count()).isEqualTo(last + 1);
        }
        age(film);

        film.previewed("--resume");

        assertThat(film.hashes()).isEqualTo(fresh(film));
        assertThat(renderedAgain(film)).isNotEmpty().allMatch(index -> index + cadence > last);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void moreFramesAreAddedToThoseThereAre(int cadence) throws Exception {
        Film film = film(cadence).previewed();
        age(film);

        Film longer = film.with("max_frames", 31).previewed("--resume");

        assertThat(longer.hashes()).isEqualTo(fresh(longer));
        assertThat(renderedAgain(longer)).isEqualTo(from(groupOf(24, cadence), 31));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void fewerFramesAreTheFirstOfThoseThereAre(int cadence) throws Exception {
        Film film = film(cadence).previewed();
        age(film);

        Film shorter = film.with("max_frames", 11).previewed("--resume");

        assertThat(shorter.hashes()).containsAllEntriesOf(fresh(shorter));
    }

    @ParameterizedTest(name = "cadence {0}, changed at frame {1}")
    @CsvSource({"1, 0", "1, 1", "1, 13", "1, 23", "3, 0", "3, 12", "3, 13", "3, 14", "3, 23"})
    void aChangedKeyRendersAgainWhatDependsOnIt(int cadence, int key) throws Exception {
        String before = "0:(0), %d:(0), %d:(4)".formatted(Math.max(0, key - 1), key);
        String after = "0:(0), %d:(0), %d:(6)".formatted(Math.max(0, key - 1), key);
        Film film = film(cadence).with("translation_y", before).previewed();
        age(film);

        Film changed = film.with("translation_y", after).previewed("--resume");

        assertThat(changed.hashes()).isEqualTo(fresh(changed));
        assertThat(renderedAgain(changed)).isEqualTo(from(groupOf(key, cadence), 24));
    }

    @ParameterizedTest(name = "cadence {0}, changed at frame {1}")
    @CsvSource({"1, 13", "3, 12", "3, 13"})
    void aChangedPromptRendersAgainFromItsDiffusionOn(int cadence, int key) throws Exception {
        Film film = film(cadence).with("prompts", prompts(key, "a heart")).previewed();
        age(film);

        Film changed = film.with("prompts", prompts(key, "a moon")).previewed("--resume");

        assertThat(changed.hashes()).isEqualTo(fresh(changed));
        assertThat(renderedAgain(changed)).isEqualTo(from(groupOf(key, cadence), 24));
    }

    private static Map<String, String> prompts(int key, String second) {
        return Map.of("0", "a star", String.valueOf(key), second);
    }

    @ParameterizedTest(name = "cadence {0}, from frame {1}")
    @CsvSource({"1, 0", "1, 5", "3, 5", "3, 6", "3, 7"})
    void framesAreRenderedAgainOnDemand(int cadence, int first) throws Exception {
        Film film = film(cadence).previewed();
        Map<String, String> before = film.hashes();
        age(film);

        film.previewed("--resume", "--frames", first + "..");

        assertThat(film.hashes()).isEqualTo(before);
        assertThat(renderedAgain(film)).isEqualTo(from(groupOf(first, cadence), 24));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "color_coherence | HSV",
                "noise_type | uniform",
                "diffusion_cadence | 2",
                "seed | 8",
                "W | 72"
            })
    void whatEveryFrameDependsOnRendersAllAgain(String name, String value) throws Exception {
        Film film = film(3).previewed();
        age(film);

        Film changed = film.with(name, value).previewed("--resume");

        assertThat(changed.hashes()).isEqualTo(fresh(changed));
        assertThat(renderedAgain(changed)).isEqualTo(from(0, 24));
    }

    @Test
    void anotherFrameRateOrNameRendersNothingAgain() throws Exception {
        Film film = film(1).previewed();
        age(film);

        Film changed = film.with("fps", 24).with("batch_name", "other").previewed("--resume");

        assertThat(renderedAgain(changed)).isEmpty();
        assertThat(changed.hashes()).isEqualTo(fresh(changed));
    }

    @Test
    void anotherDialectIsRefusedUnlessFramesAreNamed() {
        Film film = film(3).previewed("--frames", "..8");

        Terminal typed = film.preview("--resume", "--strict");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("begun with another --strict", "--resume --frames 0..");
        assertThat(film.previewed("--resume").hashes()).isEqualTo(fresh(film));
        assertThat(film.preview("--resume", "--strict", "--frames", "0..").exitCode()).isZero();
    }

    @Test
    void anInitialPictureThatWasChangedIsRefused() throws Exception {
        Film film = film(1).with("use_init", true).with("init_image", "first.png");
        film.write();
        Film other = Film.in(folder.resolve("other")).previewed();
        Files.copy(frame(other, 3), film.folder().resolve("first.png"));
        film.previewed("--frames", "..5");
        Files.delete(film.folder().resolve("first.png"));
        Files.copy(frame(other, 4), film.folder().resolve("first.png"));

        Terminal typed = film.preview("--resume");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("begun with another init_image");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aMissingFrameIsRenderedAgain(int cadence) throws Exception {
        Film film = film(cadence).previewed();
        Map<String, String> before = film.hashes();

        for (int missing : new int[] {0, 7, 23}) {
            Files.delete(frame(film, missing));
            film.previewed("--resume");
            assertThat(film.hashes()).as("without frame %d", missing).isEqualTo(before);
        }
    }

    /** One at a time, each of what the journal knows. */
    @Test
    void aMissingStatePictureIsNoHarm() throws Exception {
        Film film = film(3).previewed("--frames", "..13");
        Map<String, String> whole = fresh(film);
        List<Path> states = Starter.filesIn(film.previewRender().resolve("state"));
        assertThat(states).hasSizeGreaterThan(4);

        for (Path state : states) {
            Files.deleteIfExists(state);
            film.previewed("--resume", "--frames", "..13");
        }

        assertThat(film.previewed("--resume").hashes()).isEqualTo(whole);
    }

    @Test
    void everyMissingStatePictureIsNoHarmEither() throws Exception {
        Film film = film(3).previewed("--frames", "..13");
        for (Path state : Starter.filesIn(film.previewRender().resolve("state"))) {
            Files.delete(state);
        }

        assertThat(film.previewed("--resume").hashes()).isEqualTo(fresh(film));
    }

    @Test
    void aChangedPictureIsRefusedAndTheWayOutWorks() throws Exception {
        Film film = film(3).previewed("--frames", "..13");
        List<Path> states = Starter.filesIn(film.previewRender().resolve("state"));
        Files.copy(
                frame(film, 1), states.get(states.size() - 1), StandardCopyOption.REPLACE_EXISTING);

        Terminal typed = film.preview("--resume");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("was changed since", "--resume --frames 0..");
        assertThat(film.previewed("--resume", "--frames", "0..").hashes()).isEqualTo(fresh(film));
    }

    @Test
    void aFrameSomebodyPaintedOnIsRefusedAndTheWayOutWorks() throws Exception {
        Film film = film(1).previewed("--frames", "..13");
        Files.copy(frame(film, 1), frame(film, 5), StandardCopyOption.REPLACE_EXISTING);

        Terminal typed = film.preview("--resume");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("000005.png was changed since", "--frames 5..");
        assertThat(film.previewed("--resume", "--frames", "5..").hashes()).isEqualTo(fresh(film));
    }

    @Test
    void aRenderWhoseSettingsWereDeletedIsBegunAnew() throws Exception {
        Film film = film(3).previewed("--frames", "..13");
        Files.delete(film.previewRender().resolve("settings.txt"));
        Files.delete(film.clip()); // it has more frames, and would be kept

        film.previewed("--frames", "..4").previewed("--resume");

        assertThat(film.hashes()).isEqualTo(fresh(film));
    }
}
