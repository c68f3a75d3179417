package studio.easel.engine.animation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import studio.easel.engine.animation.Expression.Place;
import studio.easel.engine.animation.ScheduleText.Value;

/**
 * A number for every frame, written down at some of them: {@code 0:(1), 30:(2*sin(t/5))}. A plain
 * number glides to the next key in a straight line; a formula is evaluated at every frame until the
 * next key (docs/schedule-language.md).
 */
public final class KeyframeSchedule {
    private static final Pattern MEANT_AS_NUMBER =
            Pattern.compile("[\\s()\"']*[+-]?[0-9_]*\\.?[0-9]*(?:[eE][+-]?[0-9]+)?[\\s()\"']*");

    private final String text;
    private final double[] values;
    private final List<ScheduleNote> notes;

    private KeyframeSchedule(String text, double[] values, List<ScheduleNote> notes) {
        this.text = text;
        this.values = values;
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads a schedule.
     *
     * @throws ScheduleException with the character where it cannot be read
     */
    public static KeyframeSchedule parse(String text, Variables variables, Dialect dialect) {
        ScheduleText source = new ScheduleText(text, variables, dialect, false);
        double[] values = new Reading(source, text, variables, dialect).values();
        return new KeyframeSchedule(text, values, source.notes());
    }

    /** A value for each frame, as another program calculated them; NaN where it has none. */
    static KeyframeSchedule of(String name, double... values) {
        double[] filled = values.clone();
        if (fill(filled) == filled.length) {
            throw new ScheduleException(
                    "%s has no value at any frame, expected one at least.".formatted(name));
        }
        return new KeyframeSchedule(name, filled, List.of());
    }

    /**
     * The value at a frame; infinite where a formula is.
     *
     * @param frame from 0; behind the last frame its value stays
     */
    public double at(int frame) {
        return values[Math.min(frame, values.length - 1)];
    }

    /** The value cut off toward zero, as settings that are whole numbers take it. */
    public long wholeAt(int frame) {
        return (long) at(frame);
    }

    public int frames() {
        return values.length;
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** What was read otherwise than its writer may have meant, in the order of the text. */
    public List<ScheduleNote> notes() {
        return notes;
    }

    /**
     * Frames without a value get one on the straight line between their neighbours; before the
     * first and behind the last, that one's.
     *
     * @return how many there were
     */
    private static int fill(double[] values) {
        int last = -1;
        int filled = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                glide(values, last, i);
                filled += i - last - 1;
                last = i;
            }
        }
        if (last >= 0) {
            Arrays.fill(values, last + 1, values.length, values[last]);
        }
        return filled + values.length - 1 - last;
    }

    private static void glide(double[] values, int from, int to) {
        if (from < 0) {
            Arrays.fill(values, 0, to, values[to]);
            return;
        }
        double slope = (values[to] - values[from]) / (to - from);
        for (int i = from + 1; i < to; i++) {
            values[i] = values[from] + slope * (i - from);
        }
    }

    /** One reading of a text, from its keys to its frames. */
    private record Reading(ScheduleText source, String text, Variables variables, Dialect dialect) {
        double[] values() {
            SortedMap<Long, Value> keys = source.keys();
            if (dialect == Dialect.DEFORUM && !keys.containsKey(0L)) {
                throw source.refused(
                        0, text.length(), "There is no key for frame 0. Write one: 0:(1).");
            }
            double[] values = new double[variables.frames()];
            Arrays.fill(values, Double.NaN);
            for (Map.Entry<Long, Value> key : keys.entrySet()) {
                set(values, key.getKey(), end(keys, key.getKey()), key.getValue());
            }
            fillUp(values, keys);
            return values;
        }

        /** Where the next key within the animation begins. */
        private int end(SortedMap<Long, Value> keys, long frame) {
            SortedMap<Long, Value> later = keys.tailMap(Math.max(frame, Long.MIN_VALUE + 1) + 1);
            return later.isEmpty()
                    ? variables.frames()
                    : (int) Math.max(0, Math.min(variables.frames(), later.firstKey()));
        }

        private void set(double[] values, long frame, int end, Value value) {
            boolean inside = frame >= 0 && frame < variables.frames();
            if (source.isPlain(value)) {
                double number = source.number(value);
                if (inside) {
                    values[(int) frame] = number;
                }
            } else if (inside) {
                Expression formula =
                        Expression.parse(text, value.from(), value.to(), dialect, Place.VALUE);
                for (int t = (int) frame; t < end; t++) {
                    values[t] = formula.at(t, variables);
                }
                note(value, values, (int) frame, end);
            } else if (dialect == Dialect.EASEL) {
                // Never evaluated, but whoever wrote it wants to know that it is wrong.
                Expression.parse(text, value.from(), value.to(), dialect, Place.VALUE);
            }
        }

        private void note(Value value, double[] values, int from, int to) {
            String written = text.substring(value.from(), value.to());
            if (to < values.length && MEANT_AS_NUMBER.matcher(written).matches()) {
                source.note(
                        value.from(),
                        value.to(),
                        "This is held until the next key. To glide there, write the number with digits and a dot alone: (0.5).");
            }
            for (int t = from; t < to; t++) {
                if (!Double.isFinite(values[t])) {
                    String what = Double.isNaN(values[t]) ? "no value" : "an infinite value";
                    source.note(
                            value.from(),
                            value.to(),
                            "This formula has %s at frame %d.".formatted(what, t)
                                    + (Double.isNaN(values[t])
                                            ? " The frames around it fill it in."
                                            : ""));
                    return;
                }
            }
        }

        private void fillUp(double[] values, SortedMap<Long, Value> keys) {
            if (fill(values) == values.length) {
                throw source.refused(
                        0,
                        text.length(),
                        "No frame from 0 to %d has a value. Write a key for frame 0."
                                .formatted(values.length - 1));
            }
            if (!keys.containsKey(0L)) {
                source.note(
                        0,
                        0,
                        "There is no key for frame 0; the first frames take the value %s, the nearest there is."
                                .formatted(PythonNumber.repr(values[0])));
            }
        }
    }
}
