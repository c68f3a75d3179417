package studio.easel.engine.video;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import studio.easel.engine.EaselException;

/** What a sound looks like: how loud it is from moment to moment, and where its beats are. */
public final class Waveform {
    private static final int MOMENT = SoundFile.RATE / 210; // samples: 5 ms
    private static final double LONGEST = 3 * 60 * 60;

    private final float[] loudness;
    private final double seconds;
    private final Beats beats;

    private Waveform(float[] loudness, double seconds, Beats beats) {
        this.loudness = loudness;
        this.seconds = seconds;
        this.beats = beats;
    }

    /**
     * Hears a file from the beginning to the end; of more than three hours, the first three.
     *
     * @throws EaselException when it is missing, has no sound, or cannot be decoded
     * @throws CancellationException when the calling thread is interrupted
     */
    public static Waveform of(Path file) {
        try (SoundFile sound = SoundFile.open(file)) {
            float[] loudness = new float[1024];
            Onsets onsets = new Onsets();
            long heard = 0;
            Optional<float[]> samples = sound.next();
            while (samples.isPresent() && heard < LONGEST * SoundFile.RATE) {
                if (Thread.interrupted()) {
                    throw new CancellationException("cancelled");
                }
                for (float sample : samples.get()) {
                    int moment = (int) (heard / MOMENT);
                    if (moment == loudness.length) {
                        loudness = Arrays.copyOf(loudness, 2 * moment);
                    }
                    loudness[moment] = Math.max(loudness[moment], Math.abs(sample));
                    heard++;
                }
                onsets.hear(samples.get());
                samples = sound.next();
            }
            int moments = (int) ((heard + MOMENT - 1) / MOMENT);
            return new Waveform(
                    Arrays.copyOf(loudness, moments),
                    (double) heard / SoundFile.RATE,
                    Beats.of(onsets.strengths(), Onsets.A_SECOND, Onsets.FIRST));
        }
    }

    /** How long it is. */
    public double seconds() {
        return seconds;
    }

    /** The loudest sample between two times in seconds, 0 to 1; 0 where there is no sound. */
    public double loudness(double from, double to) {
        double moments = (double) SoundFile.RATE / MOMENT;
        int first = (int) Math.max(0, Math.floor(from * moments));
        int last = (int) Math.min(loudness.length - 1.0, Math.max(first, to * moments));
        float loudest = 0;
        for (int i = first; i <= last; i++) {
            loudest = Math.max(loudest, loudness[i]);
        }
        return Math.min(1, loudest);
    }

    public Beats beats() {
        return beats;
    }
}
