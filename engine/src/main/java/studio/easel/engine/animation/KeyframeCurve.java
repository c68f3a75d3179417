package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.easel.engine.animation.ScheduleText.Value;

/**
 * A schedule as a timeline shows it: points with a value and a way to the next one. It is written
 * in the schedules' own language and read back from it, so a timeline keeps no format of its own.
 *
 * @param keys by rising frame, at least one
 */
public record KeyframeCurve(List<Key> keys) {
    private static final String NUMBER = "\\s*([+-]?[0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\\s*";
    private static final Pattern HOLD = Pattern.compile(NUMBER + "\\+\\s*0\\s*");
    private static final Pattern EASE = Pattern.compile("\\s*ease\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern ONE = Pattern.compile(NUMBER);

    /**
     * One point.
     *
     * @param frame from 0
     * @param easing the way to the next key; of no effect at the last one
     */
    public record Key(int frame, double value, Easing easing) {
        public Key {
            if (frame < 0 || !Double.isFinite(value)) {
                throw new ScheduleException(
                        "A key has frame %d and value %s, expected a frame from 0 and a number."
                                .formatted(frame, value));
            }
        }
    }

    public KeyframeCurve {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new ScheduleException("A curve has no keys, expected one at least.");
        }
        for (int i = 1; i < keys.size(); i++) {
            if (keys.get(i).frame <= keys.get(i - 1).frame) {
                throw new ScheduleException(
                        "Frame %d stands behind frame %d, expected each key behind the one before."
                                .formatted(keys.get(i).frame, keys.get(i - 1).frame));
            }
        }
    }

    /** The key at a frame. */
    public Optional<Key> at(int frame) {
        return keys.stream().filter(key -> key.frame == frame).findFirst();
    }

    /** How the key before a frame comes to the next one; straight where there is none before. */
    public Easing easingBefore(int frame) {
        return keys.stream()
                .filter(key -> key.frame < frame)
                .reduce((before, later) -> later)
                .map(Key::easing)
                .orElse(new Easing.Linear());
    }

    /** The same with the key at a frame at another one, in place of one that is there. */
    public KeyframeCurve moved(int from, int to) {
        List<Key> others = new ArrayList<>(keys);
        others.removeIf(it -> it.frame == from || it.frame == to && at(from).isPresent());
        at(from).ifPresent(key -> others.add(new Key(to, key.value, key.easing)));
        others.sort(Comparator.comparingInt(Key::frame));
        return new KeyframeCurve(others);
    }

    /** The same with one key more, in place of one at its frame. */
    public KeyframeCurve with(Key key) {
        List<Key> more = new ArrayList<>(keys);
        more.removeIf(it -> it.frame == key.frame);
        more.add(key);
        more.sort(Comparator.comparingInt(Key::frame));
        return new KeyframeCurve(more);
    }

    /** The same without the key at a frame; the only key stays. */
    public KeyframeCurve without(int frame) {
        List<Key> fewer = keys.stream().filter(key -> key.frame != frame).toList();
        return fewer.isEmpty() ? this : new KeyframeCurve(fewer);
    }

    /**
     * The schedule: {@code 0: (1), 10: (5+0), 20: (ease(20, 5, 40, 1, 0.42, 0, 0.58, 1)), 40: (1)}.
     */
    public String text() {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String value = i + 1 < keys.size() ? value(keys.get(i), keys.get(i + 1)) : last(i);
            written.add("%d: (%s)".formatted(keys.get(i).frame, value));
        }
        return String.join(", ", written);
    }

    private String last(int index) {
        Key key = keys.get(index);
        return key.easing instanceof Easing.Hold ? number(key.value) + "+0" : number(key.value);
    }

    private static String value(Key key, Key next) {
        if (key.easing instanceof Easing.Hold) {
            return number(key.value) + "+0";
        }
        if (key.easing instanceof Easing.Bezier bezier) {
            double[] of = {
                key.frame,
                key.value,
                next.frame,
                next.value,
                bezier.x1(),
                bezier.y1(),
                bezier.x2(),
                bezier.y2()
            };
            return Arrays.stream(of)
                    .mapToObj(KeyframeCurve::number)
                    .collect(Collectors.joining(", ", "ease(", ")"));
        }
        return number(key.value);
    }

    /** A plain number: no exponent, and no ".0" that nobody typed. */
    private static String number(double value) {
        String plain = PythonNumber.plain(value);
        return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }

    /**
     * The curve of a schedule, or nothing where a value is another formula than those of {@link
     * #text()}: that is for people to edit as text.
     *
     * @throws ScheduleException where it is no schedule at all
     */
    public static Optional<KeyframeCurve> of(String schedule, Variables variables) {
        ScheduleText source = new ScheduleText(schedule, variables, Dialect.EASEL, false);
        SortedMap<Long, Value> inside = new TreeMap<>(source.keys());
        inside.keySet().removeIf(frame -> frame < 0 || frame >= variables.frames());
        List<Key> keys = new ArrayList<>();
        for (Map.Entry<Long, Value> entry : inside.entrySet()) {
            Value value = entry.getValue();
            int frame = entry.getKey().intValue();
            Optional<Key> key =
                    source.isPlain(value)
                            ? Optional.of(new Key(frame, source.number(value), new Easing.Linear()))
                            : formula(frame, unbracketed(schedule, value));
            if (key.isEmpty()) {
                return Optional.empty();
            }
            keys.add(key.get());
        }
        KeyframeCurve curve = keys.isEmpty() ? null : new KeyframeCurve(keys);
        return Optional.ofNullable(curve).filter(it -> it.meets(schedule, variables));
    }

    /** Whether the curve has the schedule's frames: an ease may name other frames than its keys. */
    private boolean meets(String schedule, Variables variables) {
        KeyframeSchedule mine = KeyframeSchedule.parse(text(), variables, Dialect.EASEL);
        KeyframeSchedule theirs = KeyframeSchedule.parse(schedule, variables, Dialect.EASEL);
        for (int frame = 0; frame < variables.frames(); frame++) {
            if (!(Math.abs(mine.at(frame) - theirs.at(frame))
                    <= 1e-9 * (1 + Math.abs(mine.at(frame))))) {
                return false;
            }
        }
        return true;
    }

    private static String unbracketed(String schedule, Value value) {
        String text = schedule.substring(value.from(), value.to());
        boolean brackets = text.startsWith("(") && text.endsWith(")");
        return brackets ? text.substring(1, text.length() - 1) : text;
    }

    private static Optional<Key> formula(int frame, String text) {
        Matcher hold = HOLD.matcher(text);
        if (hold.matches()) {
            double value = Double.parseDouble(hold.group(1));
            return Optional.of(new Key(frame, value, new Easing.Hold()));
        }
        Matcher ease = EASE.matcher(text);
        return ease.matches() ? ease(frame, ease.group(1).split(",", -1)) : Optional.empty();
    }

    private static Optional<Key> ease(int frame, String... of) {
        boolean numbers = Arrays.stream(of).allMatch(it -> ONE.matcher(it).matches());
        if (!numbers || of.length != 4 && of.length != 8) {
            return Optional.empty();
        }
        double[] values = Arrays.stream(of).mapToDouble(Double::parseDouble).toArray();
        Easing.Bezier bezier =
                of.length == 4
                        ? Easing.Bezier.inAndOut()
                        : new Easing.Bezier(values[4], values[5], values[6], values[7]);
        return Optional.of(new Key(frame, values[1], bezier));
    }
}
