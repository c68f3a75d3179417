package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.DeforumFile;
import studio.easel.engine.video.FrameRange;
import studio.easel.engine.video.FrameRate;
import studio.easel.engine.video.VideoFile;
import studio.easel.engine.video.VideoFrames;

/** Somebody renders Deforum's settings to a video. */
class AnimateTest {
    private static final int SAMPLES_PER_SECOND = 8_000;

    @TempDir Path folder;

    private Film film() {
        return Film.in(folder.resolve("film"));
    }

    @Test
    void theSameSettingsGiveTheSameBytes() {
        Film again = film().at(folder.resolve("again"));

        assertThat(again.previewed().hashes()).isEqualTo(film().previewed().hashes());
    }

    /** Deforum leaves out the frames behind the last diffused one. */
    @Test
    void theLastFramesUnderCadenceAreThereUnlessDeforumIsTakenLiterally() {
        Film film = film().with("max_frames", 11).with("diffusion_cadence", 3);
        Film strict = film.at(folder.resolve("strict"));

        assertThat(film.previewed().hashes()).hasSize(1 + 11);
        assertThat(strict.previewed("--strict").hashes()).hasSize(1 + 9);
        assertThat(count(film)).isEqualTo(11);
        assertThat(count(strict)).isEqualTo(9);
    }

    @Test
    void aDrawnSeedIsKeptWithTheFramesAndInTheVideo() throws Exception {
        Film film = film().with("seed", -1).with("max_frames", 4).with("steps", 1);

        Terminal typed = film.animate();

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out()).isEqualTo(film.clip() + System.lineSeparator());
        Path kept = film.render().resolve("settings.txt");
        long seed = DeforumFile.read(kept).settings().whole("seed");
        assertThat(seed).isBetween(0L, 0xFFFF_FFFFL);
        String comment = VideoFile.comment(film.clip()).orElseThrow();
        assertThat(comment).isEqualTo(Files.readString(kept));
        Film again = film.at(folder.resolve("again"));
        again.write(comment);
        assertThat(
                        Terminal.easel(
                                        "animate",
                                        again.folder().resolve("settings.txt").toString(),
                                        "--device",
                                        "cpu")
                                .exitCode())
                .isZero();
        assertThat(again.hashes()).isEqualTo(film.hashes());
    }

    @Test
    void aVideoIsAsLongAsItsFrames() {
        Film film = film().with("fps", 12.5).previewed();

        try (VideoFrames frames = VideoFrames.open(film.clip(), FrameRange.ALL)) {
            assertThat(frames.count()).isEqualTo(24);
            assertThat(frames.rate()).isEqualTo(FrameRate.parse("12.5"));
        }
    }

    @Test
    void soundIsCutWhereTheFramesEnd() throws IOException {
        Film film = withSound("film", 10);
        Film longer = withSound("longer", 20);
        Film shorter = withSound("shorter", 1); // the frames take two seconds
        Film silent = film().at(folder.resolve("silent")).previewed();

        assertThat(film.hashes()).isEqualTo(longer.hashes());
        assertThat(Files.size(film.clip())).isGreaterThan(Files.size(shorter.clip()) + 2_000);
        assertThat(Files.size(shorter.clip())).isGreaterThan(Files.size(silent.clip()) + 2_000);
        assertThat(count(film)).isEqualTo(24);
        assertThat(count(shorter)).isEqualTo(24);
    }

    private Film withSound(String name, int seconds) throws IOException {
        Film film =
                film().at(folder.resolve(name))
                        .with("add_soundtrack", "File")
                        .with("soundtrack_path", "tone.wav");
        film.write();
        Files.write(film.folder().resolve("tone.wav"), tone(seconds));
        return film.previewed();
    }

    private static int count(Film film) {
        try (VideoFrames frames = VideoFrames.open(film.clip(), FrameRange.ALL)) {
            return frames.count();
        }
    }

    /** A WAV file of a 440 Hz sine. */
    private static byte[] tone(int seconds) {
        int samples = seconds * SAMPLES_PER_SECOND;
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + 2 * samples).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) 1);
        wav.putInt(SAMPLES_PER_SECOND).putInt(2 * SAMPLES_PER_SECOND);
        wav.putShort((short) 2).putShort((short) 16);
        wav.put(ascii("data")).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            double turn = 2 * Math.PI * 440 * i / SAMPLES_PER_SECOND;
            wav.putShort((short) (12_000 * Math.sin(turn)));
        }
        return wav.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
