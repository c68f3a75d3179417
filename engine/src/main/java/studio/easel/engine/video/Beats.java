package studio.easel.engine.video;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where somebody would tap their foot: Ellis (2007), "Beat Tracking by Dynamic Programming".
 *
 * @param tempo beats a minute; 0 where there are none
 * @param times of the beats, in seconds
 */
public record Beats(double tempo, List<Double> times) {
    private static final double USUAL = 120; // beats a minute
    private static final double SLOWEST = 40;
    private static final double FASTEST = 240;
    private static final double SPREAD = 0.9; // octaves around the usual tempo
    private static final double TIGHTNESS = 100;
    private static final double SMOOTHED = 0.02; // seconds
    private static final double LEAST = 1e-3;
    private static final int LONGEST_HEARD = 60; // seconds that tell the tempo

    public Beats {
        times = List.copyOf(times);
    }

    /**
     * @param onsets how strongly something begins to sound at each moment, from 0
     * @param rate moments a second
     * @param first time of the first moment in seconds
     */
    static Beats of(float[] onsets, double rate, double first) {
        double[] strength = evened(onsets, rate);
        double period = period(strength, rate);
        if (period == 0) {
            return new Beats(0, List.of());
        }
        List<Double> times = new ArrayList<>();
        for (int moment : follow(strength, period)) {
            times.add(Math.max(0, first + moment / rate));
        }
        return new Beats(tempo(times, 60 * rate / period), times);
    }

    /** What stands out of the half second around, smoothed a little; its root mean square is 1. */
    private static double[] evened(float[] onsets, double rate) {
        int around = (int) (rate / 4);
        double[] sums = new double[onsets.length + 1];
        for (int i = 0; i < onsets.length; i++) {
            sums[i + 1] = sums[i] + onsets[i];
        }
        double[] above = new double[onsets.length];
        for (int i = 0; i < onsets.length; i++) {
            int from = Math.max(0, i - around);
            int to = Math.min(onsets.length, i + around + 1);
            above[i] = Math.max(0, onsets[i] - (sums[to] - sums[from]) / (to - from));
        }
        double[] smooth = smoothed(above, SMOOTHED * rate);
        double squares = 0;
        for (double value : smooth) {
            squares += value * value;
        }
        double mean = Math.sqrt(squares / Math.max(1, smooth.length));
        for (int i = 0; i < smooth.length; i++) {
            smooth[i] = mean < LEAST ? 0 : smooth[i] / mean;
        }
        return smooth;
    }

    private static double[] smoothed(double[] of, double deviation) {
        int reach = (int) Math.ceil(3 * deviation);
        double[] weights = new double[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            weights[i + reach] = Math.exp(-0.5 * Math.pow(i / deviation, 2));
            sum += weights[i + reach];
        }
        double[] smooth = new double[of.length];
        for (int i = 0; i < of.length; i++) {
            for (int k = Math.max(-reach, -i); k <= Math.min(reach, of.length - 1 - i); k++) {
                smooth[i] += of[i + k] * weights[k + reach] / sum;
            }
        }
        return smooth;
    }

    /** Moments from beat to beat: where the sound is most like itself; 0 where it is silent. */
    private static double period(double[] strength, double rate) {
        int shortest = (int) Math.floor(60 * rate / FASTEST);
        int longest = (int) Math.ceil(60 * rate / SLOWEST);
        int heard = (int) Math.min(strength.length, LONGEST_HEARD * rate);
        double best = LEAST;
        int chosen = 0;
        for (int lag = shortest; lag <= longest && lag < heard / 2; lag++) {
            double octaves = Math.log(60 * rate / lag / USUAL) / Math.log(2);
            double weighted =
                    likeness(strength, heard, lag) * Math.exp(-0.5 * Math.pow(octaves / SPREAD, 2));
            if (weighted > best) {
                best = weighted;
                chosen = lag;
            }
        }
        return chosen;
    }

    private static double likeness(double[] strength, int heard, int lag) {
        double sum = 0;
        for (int i = lag; i < heard; i++) {
            sum += strength[i] * strength[i - lag];
        }
        return sum / (heard - lag);
    }

    /** The moments whose onsets are strong and whose distances are even, all in all. */
    private static List<Integer> follow(double[] strength, double period) {
        int length = strength.length;
        double[] score = new double[length];
        int[] from = new int[length];
        for (int i = 0; i < length; i++) {
            double best = 0; // a first beat
            from[i] = -1;
            int nearest = i - (int) Math.round(period / 2);
            for (int j = Math.max(0, i - (int) Math.round(2 * period)); j <= nearest; j++) {
                double off = Math.log((i - j) / period);
                double reached = score[j] - TIGHTNESS * off * off;
                if (reached > best) {
                    best = reached;
                    from[i] = j;
                }
            }
            score[i] = strength[i] + best;
        }
        return trimmed(strength, backwards(score, from, period));
    }

    private static List<Integer> backwards(double[] score, int[] from, double period) {
        int last = Math.max(0, score.length - 1);
        for (int i = (int) Math.max(0, score.length - period); i < score.length; i++) {
            last = score[i] > score[last] ? i : last;
        }
        List<Integer> beats = new ArrayList<>();
        for (int at = last; at >= 0; at = from[at]) {
            beats.add(at);
        }
        Collections.reverse(beats);
        return beats;
    }

    /** Nobody taps before the music begins, nor after its end. */
    private static List<Integer> trimmed(double[] strength, List<Integer> beats) {
        double sum = 0;
        for (int beat : beats) {
            sum += strength[beat] * strength[beat];
        }
        double least = 0.5 * Math.sqrt(sum / Math.max(1, beats.size()));
        int first = 0;
        int end = beats.size();
        while (first < end && around(strength, beats.get(first)) < least) {
            first++;
        }
        while (end > first && around(strength, beats.get(end - 1)) < least) {
            end--;
        }
        return beats.subList(first, end);
    }

    private static double around(double[] strength, int moment) {
        double most = 0;
        for (int i = Math.max(0, moment - 2); i <= Math.min(strength.length - 1, moment + 2); i++) {
            most = Math.max(most, strength[i]);
        }
        return most;
    }

    /** Finer than whole moments allow: the beats' own distances. */
    private static double tempo(List<Double> times, double otherwise) {
        int last = times.size() - 1;
        return last < 1 ? otherwise : 60 * last / (times.get(last) - times.get(0));
    }
}
