package studio.easel.app;

import java.util.OptionalDouble;

/** How long a step takes, as a running mean, and so how long is left. */
public final class Pace {
    private int total;
    private int first;
    private int done;
    private long firstNanos;
    private long lastNanos;

    /**
     * Hears that {@code steps} of the whole run's {@code all} are done. The first report only
     * starts the clock: loading the model is not a step.
     */
    public void stepsDone(int steps, int all, long nanos) {
        if (first == 0) {
            first = steps;
            firstNanos = nanos;
        }
        done = steps;
        total = all;
        lastNanos = nanos;
    }

    /** Mean seconds a step, once two were reported. */
    public OptionalDouble secondsPerStep() {
        return done > first
                ? OptionalDouble.of((lastNanos - firstNanos) / 1e9 / (done - first))
                : OptionalDouble.empty();
    }

    /** Seconds until the last step is done. */
    public OptionalDouble secondsLeft() {
        return secondsPerStep().isPresent()
                ? OptionalDouble.of(secondsPerStep().getAsDouble() * (total - done))
                : OptionalDouble.empty();
    }

    /** "under 1 s", "12 s", "1 min 40 s", "2 h 5 min". */
    public static String words(double seconds) {
        Words words = Words.of(Pace.class);
        long whole = Math.round(seconds);
        if (whole < 1) {
            return words.say("pace.instant");
        }
        if (whole < 60) {
            return words.say("pace.seconds", whole);
        }
        return whole < 3600
                ? words.say("pace.minutes", whole / 60, whole % 60)
                : words.say("pace.hours", whole / 3600, whole % 3600 / 60);
    }
}
