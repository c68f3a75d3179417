package studio.easel.engine.animation;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A schedule as its keys with their values as they are written, formulas among them: what a table
 * of keys shows.
 *
 * @param values by frame, without the brackets around them
 */
public record KeyframeText(SortedMap<Integer, String> values) {
    public KeyframeText {
        values = new TreeMap<>(values);
    }

    /**
     * Reads the keys within the animation.
     *
     * @throws ScheduleException where it is no schedule at all
     */
    public static KeyframeText of(String schedule, Variables variables) {
        SortedMap<Integer, String> values = new TreeMap<>();
        new ScheduleText(schedule, variables, Dialect.EASEL, false)
                .keys()
                .forEach(
                        (frame, value) -> {
                            if (frame >= 0 && frame < variables.frames()) {
                                String written = schedule.substring(value.from(), value.to());
                                values.put(frame.intValue(), bare(written));
                            }
                        });
        return new KeyframeText(values);
    }

    /** The same with another value at a frame, or one more. */
    public KeyframeText with(int frame, String value) {
        SortedMap<Integer, String> more = new TreeMap<>(values);
        more.put(frame, bare(value.strip()));
        return new KeyframeText(more);
    }

    /** The same without the key at a frame; the only key stays. */
    public KeyframeText without(int frame) {
        SortedMap<Integer, String> fewer = new TreeMap<>(values);
        fewer.remove(frame);
        return fewer.isEmpty() ? this : new KeyframeText(fewer);
    }

    /** The same with the key at a frame at another one, in place of one that is there. */
    public KeyframeText moved(int from, int to) {
        SortedMap<Integer, String> moved = new TreeMap<>(values);
        Optional.ofNullable(moved.remove(from)).ifPresent(value -> moved.put(to, value));
        return new KeyframeText(moved);
    }

    /** The schedule: {@code 0: (1), 30: (sin(t))}. */
    public String text() {
        return values.entrySet().stream()
                .map(KeyframeText::written)
                .collect(Collectors.joining(", "));
    }

    private static String written(Map.Entry<Integer, String> key) {
        return "%d: (%s)".formatted(key.getKey(), key.getValue());
    }

    /** Without brackets that belong together: those of {@code (a)+(b)} do not. */
    private static String bare(String value) {
        if (!value.startsWith("(") || !value.endsWith(")")) {
            return value;
        }
        int open = 0;
        for (int i = 0; i < value.length() - 1; i++) {
            open += value.charAt(i) == '(' ? 1 : value.charAt(i) == ')' ? -1 : 0;
            if (open == 0) {
                return value;
            }
        }
        return value.substring(1, value.length() - 1).strip();
    }
}
