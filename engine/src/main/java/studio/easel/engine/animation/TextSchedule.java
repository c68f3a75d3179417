package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import studio.easel.engine.animation.ScheduleText.Value;

/**
 * Words for every frame, each in force until the next key: {@code 0: ("Euler a"), 40: ("DDIM")}.
 * Names of samplers and checkpoints, and expressions of masks.
 */
public final class TextSchedule {
    private final String text;
    private final NavigableMap<Long, String> words;
    private final List<ScheduleNote> notes;

    private TextSchedule(String text, NavigableMap<Long, String> words, List<ScheduleNote> notes) {
        this.text = text;
        this.words = words;
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads a schedule.
     *
     * @throws ScheduleException with the character where it cannot be read
     */
    public static TextSchedule parse(String text, Variables variables, Dialect dialect) {
        ScheduleText source = new ScheduleText(text, variables, dialect, true);
        SortedMap<Long, Value> keys = source.keys();
        NavigableMap<Long, String> words = new TreeMap<>();
        for (Map.Entry<Long, Value> key : keys.entrySet()) {
            if (dialect == Dialect.EASEL) {
                words.put(key.getKey(), unwrapped(text, key.getValue()));
            } else if (!source.isPlain(key.getValue())) {
                words.put(key.getKey(), source.bare(key.getValue()));
            }
        }
        List<ScheduleNote> notes = new ArrayList<>(source.notes());
        backfill(text, words, variables, dialect, notes);
        return new TextSchedule(text, words, notes);
    }

    private static void backfill(
            String text,
            NavigableMap<Long, String> words,
            Variables variables,
            Dialect dialect,
            List<ScheduleNote> notes) {
        if (words.containsKey(0L)) {
            return;
        }
        Map.Entry<Long, String> first = words.ceilingEntry(0L);
        boolean none = first == null || first.getKey() >= variables.frames();
        if (none || dialect == Dialect.DEFORUM) {
            throw new ScheduleException(
                    text,
                    0,
                    text.length(),
                    "There is no name for frame 0. Write one: 0: (\"Euler a\").");
        }
        words.put(0L, first.getValue());
        notes.add(
                0,
                ScheduleNote.at(
                        text,
                        0,
                        0,
                        "There is no key for frame 0; the first frames take \"%s\", the nearest there is."
                                .formatted(first.getValue())));
    }

    /** Without the brackets and quotes around the whole of it; those inside belong to the name. */
    private static String unwrapped(String text, Value value) {
        String words = text.substring(value.from(), value.to());
        while (words.length() > 1 && (inBrackets(words) || inQuotes(words))) {
            words = words.substring(1, words.length() - 1).strip();
        }
        return words;
    }

    private static boolean inQuotes(String words) {
        char quote = words.charAt(0);
        return (quote == '"' || quote == '\'') && words.indexOf(quote, 1) == words.length() - 1;
    }

    /** Whether the first bracket is closed by the last character, not before. */
    private static boolean inBrackets(String words) {
        int depth = 0;
        for (int at = 0; at < words.length(); at++) {
            depth += words.charAt(at) == '(' ? 1 : words.charAt(at) == ')' ? -1 : 0;
            if (depth <= 0) {
                return at > 0 && at == words.length() - 1;
            }
        }
        return false;
    }

    /**
     * The words in force at a frame.
     *
     * @param frame from 0
     */
    public String at(int frame) {
        return words.floorEntry((long) Math.max(0, frame)).getValue();
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** What was read otherwise than its writer may have meant. */
    public List<ScheduleNote> notes() {
        return notes;
    }
}
