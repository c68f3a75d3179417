package studio.easel.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static studio.easel.engine.video.Film.shoot;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.EaselException;

/** Two seconds of film, and a tone that sets in at a known moment. */
class SoundtrackTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # format, rate of the WAV, start, tone heard at
                    MP4,      44100,           0,     1.0
                    MP4,      48000,           0.4,   0.6
                    MP4,      22050,           0,     1.0
                    WEBM,     44100,           0,     1.0
                    WEBM,     48000,           0.4,   0.6
                    LOSSLESS, 44100,           0,     1.0
                    LOSSLESS, 44100,           0.4,   0.6
                    """)
    void soundIsCutToTheVideoAndInStep(VideoFormat format, int rate, double start, double tone)
            throws Exception {
        Path wav = Film.sine(folder.resolve("tone.wav"), 1, 7, rate);

        Path video =
                shoot(
                        folder.resolve("film." + format.extension()),
                        settings(format).withSoundtrack(new Soundtrack(wav, start)));

        Listening heard = Listening.to(video);
        // A packet holds 1024 samples of AAC, 4096 of PCM; only what is encoded is cut to the
        // sample.
        assertThat(heard.seconds()).isCloseTo(2, within(0.1));
        assertThat(heard.firstSound()).isCloseTo(tone, within(0.012));
        assertThat(Film.watch(video)).hasSize(Film.FRAMES);
    }

    @Test
    void aVideosOwnSoundGoesOnUnchangedWhereTheContainerTakesIt() throws Exception {
        Path wav = Film.sine(folder.resolve("tone.wav"), 1, 7, 44_100);
        Path first =
                shoot(
                        folder.resolve("first.mp4"),
                        settings(VideoFormat.MP4).withSoundtrack(Soundtrack.of(wav)));

        Path second =
                shoot(
                        folder.resolve("second.mp4"),
                        settings(VideoFormat.MP4).withSoundtrack(Soundtrack.of(first)));

        Listening heard = Listening.to(second);
        assertThat(heard.firstSound()).isCloseTo(1, within(0.012));
        assertThat(heard.samples()).isEqualTo(Listening.to(first).samples());
    }

    @Test
    void shorterSoundEndsBeforeTheVideo() throws Exception {
        Path wav = Film.sine(folder.resolve("tone.wav"), 0.5, 1, 44_100);
        Path video =
                shoot(
                        folder.resolve("film.mp4"),
                        settings(VideoFormat.MP4).withSoundtrack(Soundtrack.of(wav)));
        assertThat(Listening.to(video).seconds()).isCloseTo(1, within(0.05));
        assertThat(Film.watch(video)).hasSize(Film.FRAMES);
    }

    @Test
    void aVideoWithoutSoundIsNoSoundtrack() {
        Path silent = shoot(folder.resolve("silent.mp4"), settings(VideoFormat.MP4), 2);
        assertRefused(Soundtrack.of(silent), "silent.mp4 has no sound");
    }

    @Test
    void whatIsNoSoundFileIsNoSoundtrack() throws Exception {
        Path text = Files.writeString(folder.resolve("song.mp3"), "la la la");
        assertRefused(Soundtrack.of(text), "song.mp3 cannot be read as a video or sound");
    }

    /** A playlist would have FFmpeg open whatever address it names. */
    @Test
    void playlistsAreRefused() throws Exception {
        Path wav = Film.sine(folder.resolve("tone.wav"), 0, 1, 44_100);
        Path list =
                Files.writeString(
                        folder.resolve("list.m3u8"),
                        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n"
                                + wav.getFileName()
                                + "\n#EXT-X-ENDLIST\n");
        assertRefused(Soundtrack.of(list), "list.m3u8 cannot be read as a video or sound");
        Path concat =
                Files.writeString(folder.resolve("c.txt"), "ffconcat version 1.0\nfile tone.wav\n");
        assertRefused(Soundtrack.of(concat), "c.txt cannot be read as a video or sound");
    }

    @Test
    void aStartBehindTheEndIsRefused() throws Exception {
        Path wav = Film.sine(folder.resolve("tone.wav"), 0, 1, 44_100);
        assertRefused(new Soundtrack(wav, 3), "tone.wav is 1.0 seconds long");
    }

    @Test
    void gifsAreSilent() throws Exception {
        Path wav = Film.sine(folder.resolve("tone.wav"), 0, 1, 44_100);
        assertThatThrownBy(() -> settings(VideoFormat.GIF).withSoundtrack(Soundtrack.of(wav)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("GIF has no sound");
    }

    private void assertRefused(Soundtrack sound, String sentence) {
        Path file = folder.resolve("film.mp4");
        VideoSettings settings = settings(VideoFormat.MP4).withSoundtrack(sound);
        assertThatThrownBy(() -> VideoFile.create(file, settings))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(sentence);
        assertThat(VideoFile.growing(file)).doesNotExist();
    }

    private static VideoSettings settings(VideoFormat format) {
        return VideoSettings.of(format, FrameRate.of(15));
    }
}
