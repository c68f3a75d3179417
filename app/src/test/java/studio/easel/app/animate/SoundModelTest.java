package studio.easel.app.animate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SoundModelTest {
    @TempDir Path folder;
    @TempDir Path elsewhere;

    @Test
    void clicksAt120AMinuteAreFramesApartByHalfASecond() throws Exception {
        Clicks.write(folder.resolve("clicks.wav"), 120, 0.5, 10);
        AnimateModel model = model();
        model.set("soundtrack_path", "clicks.wav");
        assertThat(model.sound().wanted().get()).isFalse();
        model.set("add_soundtrack", "File");
        assertThat(model.sound().words().get()).isEqualTo("clicks.wav, 120 beats a minute");
        assertThat(model.sound().beats().get()).hasSizeBetween(18, 19);
        for (int beat : model.sound().beats().get()) {
            assertThat(Math.abs(beat - Math.round(beat / 12.0) * 12))
                    .as("beat at frame %d of 24 a second", beat)
                    .isLessThanOrEqualTo(1);
        }
        model.set("fps", 12);
        assertThat(model.sound().beats().get())
                .allMatch(beat -> Math.abs(beat - Math.round(beat / 6.0) * 6) <= 1);
    }

    @Test
    void onlyBeatsWithinTheAnimationAreFrames() throws Exception {
        Clicks.write(folder.resolve("clicks.wav"), 120, 0.5, 10);
        AnimateModel model = model();
        model.set("max_frames", 30);
        model.set("add_soundtrack", "File");
        model.set("soundtrack_path", "clicks.wav");
        assertThat(model.sound().beats().get()).hasSize(2).allMatch(beat -> beat < 30);
    }

    @Test
    void thePlayheadGoesFromBeatToBeat() throws Exception {
        AnimateModel model = heard();
        int[] beats = model.sound().beats().get().stream().mapToInt(it -> it).toArray();
        model.seekBeat(true);
        assertThat(model.playback().frame().get()).isEqualTo(beats[0]);
        model.seekBeat(true);
        model.seekBeat(true);
        model.seekBeat(false);
        assertThat(model.playback().frame().get()).isEqualTo(beats[1]);
        model.playback().seek(beats[0]);
        model.seekBeat(false);
        assertThat(model.playback().frame().get()).isEqualTo(beats[0]);
    }

    @Test
    void aFileFromElsewhereIsCopiedBesideTheSettingsAndReplacesNone() throws Exception {
        Path theirs = Clicks.write(elsewhere.resolve("song.wav"), 100, 0.2, 4);
        Files.writeString(folder.resolve("song.wav"), "another one");
        AnimateModel model = model();
        model.chooseSound(theirs);
        assertThat(model.settings().get().text("soundtrack_path")).isEqualTo("song-2.wav");
        assertThat(folder.resolve("song-2.wav")).hasSameBinaryContentAs(theirs);
        assertThat(folder.resolve("song.wav")).hasContent("another one");
        model.chooseSound(theirs);
        assertThat(model.settings().get().text("soundtrack_path")).isEqualTo("song-2.wav");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
        model.undo();
        assertThat(model.sound().wanted().get()).isFalse();
    }

    @Test
    void aFileInTheProjectStaysWhereItIs() throws Exception {
        Files.createDirectories(folder.resolve("sounds"));
        AnimateModel model = model();
        model.chooseSound(Clicks.write(folder.resolve("sounds/a.wav"), 100, 0.2, 4));
        assertThat(model.settings().get().text("soundtrack_path")).isEqualTo("sounds/a.wav");
        model.silence();
        assertThat(model.sound().wanted().get()).isFalse();
        assertThat(model.sound().beats().get()).isEmpty();
        assertThat(folder.resolve("sounds/a.wav")).exists();
    }

    @Test
    void whatHasNoSoundIsSaidAndNotTaken() throws Exception {
        AnimateModel model = model();
        model.chooseSound(Files.writeString(elsewhere.resolve("a.mp3"), "text"));
        assertThat(model.notice().get().problem()).isTrue();
        assertThat(model.settings().get().text("add_soundtrack")).isEqualTo("None");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMissingFileIsSaidInTheLane() {
        AnimateModel model = model();
        model.set("soundtrack_path", "gone.mp3");
        model.set("add_soundtrack", "File");
        assertThat(model.sound().words().get()).contains("gone.mp3", "Copy it there");
        model.set("soundtrack_path", "https://example.org/a.mp3");
        assertThat(model.sound().words().get()).contains("is not fetched");
        model.set("soundtrack_path", "../a.mp3");
        assertThat(model.sound().words().get()).contains("not in the project's folder");
    }

    @Test
    void whatIsHeardTooLateDoesNotCount() throws Exception {
        Clicks.write(folder.resolve("clicks.wav"), 120, 0.5, 4);
        Deque<Runnable> waiting = new ArrayDeque<>();
        TestDesk desk = new TestDesk(folder);
        desk.listening = waiting::add;
        AnimateModel model = new AnimateModel(desk.build());
        model.set("soundtrack_path", "clicks.wav");
        model.set("add_soundtrack", "File");
        assertThat(model.sound().words().get()).isEqualTo("Listening");
        model.silence();
        IntStream.range(0, waiting.size()).forEach(i -> waiting.remove().run());
        assertThat(model.sound().waveform().get()).isNull();
        assertThat(model.sound().beats().get()).isEmpty();
    }

    private AnimateModel heard() throws Exception {
        Clicks.write(folder.resolve("clicks.wav"), 120, 0.5, 10);
        AnimateModel model = model();
        model.set("soundtrack_path", "clicks.wav");
        model.set("add_soundtrack", "File");
        return model;
    }

    private AnimateModel model() {
        AnimateModel model = new AnimateModel(new TestDesk(folder).build());
        model.set("fps", 24);
        model.set("max_frames", 240);
        return model;
    }
}
