package studio.easel.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.EaselException;

/** Clicks and tones whose times are known. */
class WaveformTest {
    private static final double FRAME = 1 / 24.0;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        // beats a minute, first click, rate of the WAV, noise under the clicks
        "120, 0.50, 44100, 0",
        "120, 0.73, 48000, 0.02",
        "90, 0.10, 22050, 0.02",
        "150, 1.30, 44100, 0.05",
    })
    void clicksAreBeatsToWithinAFrameOfFilm(double tempo, double first, int rate, double noise)
            throws Exception {
        Beats beats = Waveform.of(clicks(tempo, first, 12, rate, noise)).beats();
        assertThat(beats.tempo()).isCloseTo(tempo, within(0.5));
        double apart = 60 / tempo;
        int expected = (int) Math.ceil((12 - first) / apart);
        assertThat(beats.times()).hasSizeBetween(expected - 1, expected);
        for (double time : beats.times()) {
            double nearest = first + Math.rint((time - first) / apart) * apart;
            assertThat(time).isCloseTo(nearest, within(FRAME));
        }
    }

    @Test
    void silenceHasNoBeat() throws Exception {
        Waveform silent = Waveform.of(Film.sine(folder.resolve("silent.wav"), 5, 5, 22_050));
        assertThat(silent.beats()).isEqualTo(new Beats(0, List.of()));
        assertThat(silent.loudness(0, 5)).isZero();
    }

    @Test
    void loudnessIsWhereTheToneIs() throws Exception {
        Waveform tone = Waveform.of(Film.sine(folder.resolve("tone.wav"), 1, 3, 44_100));
        assertThat(tone.seconds()).isCloseTo(3, within(0.01));
        assertThat(tone.loudness(0, 0.95)).isLessThan(0.01);
        assertThat(tone.loudness(1.05, 3)).isGreaterThan(0.2);
        assertThat(tone.loudness(5, 6)).isZero();
        assertThat(tone.loudness(-1, 0.5)).isLessThan(0.01);
    }

    @Test
    void aFileOfAFewSamplesHasNoBeat() throws Exception {
        Waveform blip = Waveform.of(Film.sine(folder.resolve("blip.wav"), 0, 0.01, 44_100));
        assertThat(blip.beats().times()).isEmpty();
    }

    @Test
    void whatHasNoSoundIsRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("a.wav"), "no sound at all");
        assertThatThrownBy(() -> Waveform.of(text)).isInstanceOf(EaselException.class);
        assertThatThrownBy(() -> Waveform.of(folder.resolve("gone.wav")))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void whoIsInterruptedStopsListening() throws Exception {
        Path file = clicks(120, 0, 2, 22_050, 0);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Waveform.of(file)).isInstanceOf(CancellationException.class);
    }

    /** A mono WAV of 16 bits: short bursts of noise that fade within 30 ms. */
    private Path clicks(double tempo, double first, double seconds, int rate, double noise)
            throws Exception {
        int samples = (int) (seconds * rate);
        Random random = new Random(5);
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes("US-ASCII")).putInt(36 + 2 * samples);
        wav.put("WAVEfmt ".getBytes("US-ASCII")).putInt(16).putShort((short) 1);
        wav.putShort((short) 1).putInt(rate).putInt(2 * rate).putShort((short) 2);
        wav.putShort((short) 16).put("data".getBytes("US-ASCII")).putInt(2 * samples);
        double apart = 60 / tempo;
        for (int i = 0; i < samples; i++) {
            double since = (double) i / rate - first;
            double behind = since < 0 ? 1 : since % apart;
            double loud = 0.7 * Math.exp(-behind / 0.006) + noise;
            wav.putShort((short) (loud * random.nextGaussian() * 0.3 * Short.MAX_VALUE));
        }
        return Files.write(folder.resolve("clicks.wav"), wav.array());
    }
}
