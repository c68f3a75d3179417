package studio.easel.engine.video;

import java.util.Arrays;

/**
 * How strongly something begins to sound at each moment: what each frequency gained since the
 * moment before, on a logarithmic scale, added up (spectral flux; Böck, Krebs and Schedl 2012).
 */
final class Onsets {
    private static final int WINDOW = 1024; // samples: 46 ms
    private static final int HOP = 256; // samples: 12 ms

    /** Moments a second. */
    static final double A_SECOND = (double) SoundFile.RATE / HOP;

    /**
     * Seconds at which the first moment is: the middle of its window, less what a window sees
     * ahead.
     */
    static final double FIRST = (WINDOW * 0.75) / SoundFile.RATE;

    private static final double COMPRESSION = 10;

    private final double[] window = new double[WINDOW];
    private final float[] last = new float[WINDOW];
    private final double[] before = new double[WINDOW / 2];
    private final double[] real = new double[WINDOW];
    private final double[] imaginary = new double[WINDOW];
    private float[] strengths = new float[1024];
    private int count;
    private int held;
    private boolean begun;

    Onsets() {
        for (int i = 0; i < WINDOW; i++) {
            window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / WINDOW); // Hann's
        }
    }

    /** Takes the samples that come next. */
    void hear(float[] samples) {
        int at = 0;
        while (at < samples.length) {
            int some = Math.min(samples.length - at, WINDOW - held);
            System.arraycopy(samples, at, last, held, some);
            at += some;
            held += some;
            if (held == WINDOW) {
                add(flux());
                System.arraycopy(last, HOP, last, 0, WINDOW - HOP);
                held = WINDOW - HOP;
            }
        }
    }

    /** One number a moment, from 0. */
    float[] strengths() {
        return Arrays.copyOf(strengths, count);
    }

    private void add(double strength) {
        if (count == strengths.length) {
            strengths = Arrays.copyOf(strengths, 2 * count);
        }
        strengths[count++] = (float) strength;
    }

    private double flux() {
        for (int i = 0; i < WINDOW; i++) {
            real[i] = last[i] * window[i];
            imaginary[i] = 0;
        }
        Fourier.transform(real, imaginary);
        double gained = 0;
        for (int bin = 0; bin < WINDOW / 2; bin++) {
            double loud = Math.log1p(COMPRESSION * Math.hypot(real[bin], imaginary[bin]));
            gained += begun ? Math.max(0, loud - before[bin]) : 0;
            before[bin] = loud;
        }
        begun = true;
        return gained;
    }
}
