package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import studio.easel.engine.animation.Expression.Place;

/**
 * The keys of a schedule, {@code 0:(1), 30:(sin(t))}, and where in the text their values stand.
 * Deforum cuts at every comma; Easel at those outside brackets and quotes.
 */
final class ScheduleText {
    private static final int LONGEST = 1_000_000;
    private static final int MOST_KEYS = 100_000;

    /** Deforum's idea of a plain number: no exponent, no dot at the end; a lone sign is one too. */
    private static final Pattern PLAIN = Pattern.compile("(?=.)[+-]?[0-9]*+(?:\\.[0-9]++)?");

    /** A value's place in the text, without white space around it. */
    record Value(int from, int to) {}

    private record Piece(int from, int to, int colon) {}

    private final String text;
    private final Variables variables;
    private final Dialect dialect;
    private final boolean words;
    private final List<ScheduleNote> notes = new ArrayList<>();
    private int unclosed = -1;

    /**
     * @param words whether the values are words, which may have colons in them
     */
    ScheduleText(String text, Variables variables, Dialect dialect, boolean words) {
        this.text = text;
        this.variables = variables;
        this.dialect = dialect;
        this.words = words;
    }

    /** Where each value stands by its frame; those outside the animation are in it too. */
    SortedMap<Long, Value> keys() {
        if (text.length() > LONGEST) {
            throw refused(
                    0,
                    0,
                    "The schedule has %,d characters, expected at most %,d. Shorten it."
                            .formatted(text.length(), LONGEST));
        }
        List<Piece> pieces = pieces();
        try {
            return keys(pieces);
        } catch (ScheduleException e) {
            // Where a bracket is open every comma cuts, and the open bracket is what is wrong.
            if (unclosed < 0) {
                throw e;
            }
            throw refused(unclosed, unclosed + 1, open() + " Close it.");
        }
    }

    private String open() {
        return "This %s is never closed."
                .formatted("\"'".indexOf(text.charAt(unclosed)) < 0 ? "bracket" : "quote");
    }

    private SortedMap<Long, Value> keys(List<Piece> pieces) {
        SortedMap<Long, Value> keys = new TreeMap<>();
        for (Piece piece : pieces) {
            long frame = 0;
            int from = piece.from;
            if (piece.colon >= 0) {
                frame = frame(piece.from, piece.colon);
                from = piece.colon + 1;
            } else if (dialect == Dialect.DEFORUM || pieces.size() > 1) {
                throw refused(
                        piece.from,
                        piece.to,
                        "There is no colon here, expected a frame, a colon and a value: 0:(1).");
            }
            note(frame, keys.containsKey(frame), piece);
            keys.put(frame, value(from, piece.to));
        }
        if (unclosed >= 0) {
            note(unclosed, unclosed + 1, open() + " Every comma was taken for the end of a value.");
        }
        return keys;
    }

    /** The text between commas, without empty stretches. */
    private List<Piece> pieces() {
        List<Piece> pieces = dialect == Dialect.DEFORUM ? atEveryComma() : outsideBrackets();
        if (pieces.isEmpty()) {
            throw refused(
                    0,
                    text.length(),
                    "The schedule is empty, expected a frame, a colon and a value: 0:(1).");
        }
        if (pieces.size() > MOST_KEYS) {
            throw refused(
                    pieces.get(MOST_KEYS).from,
                    pieces.get(MOST_KEYS).to,
                    "The schedule has %,d keys, expected at most %,d."
                            .formatted(pieces.size(), MOST_KEYS));
        }
        return pieces;
    }

    private List<Piece> outsideBrackets() {
        List<Piece> pieces = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        int from = 0;
        int colon = -1;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            int last = open.size() - 1;
            char inside = last >= 0 ? text.charAt(open.get(last)) : ' ';
            if (inside == '"' || inside == '\'') {
                if (c == inside) {
                    open.remove(last);
                }
            } else if ("([{\"'".indexOf(c) >= 0) {
                open.add(at);
            } else if (")]}".indexOf(c) >= 0 && last >= 0) {
                open.remove(last);
            } else if (c == ':' && colon < 0) {
                colon = at;
            } else if (c == ',' && open.isEmpty()) {
                add(pieces, from, at, colon);
                from = at + 1;
                colon = -1;
            }
        }
        if (!open.isEmpty()) {
            unclosed = open.get(0);
            return atEveryComma();
        }
        add(pieces, from, text.length(), colon);
        return pieces;
    }

    private List<Piece> atEveryComma() {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            int colon = text.indexOf(':', from);
            add(pieces, from, to, colon < to ? colon : -1);
            from = to + 1;
        }
        return pieces;
    }

    private void add(List<Piece> pieces, int from, int to, int colon) {
        Value stripped = stripped(from, to);
        if (stripped.from < stripped.to) {
            pieces.add(new Piece(stripped.from, stripped.to, colon));
        } else if (dialect == Dialect.DEFORUM) {
            throw refused(from, from, "There is no key here. Remove the comma, or write a key.");
        } else if (to < text.length() || !pieces.isEmpty()) {
            note(Math.max(0, from - 1), from, "There is nothing beside this comma.");
        }
    }

    /** The value itself: in numbers, and in all of Deforum, it ends at a second colon. */
    private Value value(int from, int to) {
        int colon = text.indexOf(':', from);
        boolean second = colon >= 0 && colon < to && !(words && dialect == Dialect.EASEL);
        if (second) {
            note(colon, to, "What stands behind the second colon does not count.");
        }
        return stripped(from, second ? colon : to);
    }

    private Value stripped(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return new Value(start, end);
    }

    private long frame(int from, int to) {
        Value key = stripped(from, to);
        String digits = bare(key);
        if (PLAIN.matcher(digits).matches()) {
            return plainFrame(key, digits);
        }
        int start = key.from;
        int end = key.to;
        for (char quote : new char[] {'"', '\''}) {
            start += start < end && text.charAt(start) == quote ? 1 : 0;
            end -= start < end && text.charAt(end - 1) == quote ? 1 : 0;
        }
        double frame = Expression.parse(text, start, end, dialect, Place.KEY).at(0, variables);
        if (Double.isNaN(frame)) {
            throw refused(from, to, "This key is no number. Write the number of a frame.");
        }
        return (long) frame;
    }

    private long plainFrame(Value key, String digits) {
        double frame = number(digits, key);
        if (digits.indexOf('.') >= 0) {
            if (dialect == Dialect.DEFORUM) {
                throw refused(
                        key.from, key.to, "A frame is a whole number. Write it without a dot.");
            }
            note(
                    key.from,
                    key.to,
                    "A frame is a whole number; %d is taken.".formatted((long) frame));
        }
        return (long) frame;
    }

    /** What a plain number is without quotes and round brackets; Deforum deletes them anywhere. */
    String bare(Value value) {
        return text.substring(value.from, value.to).replaceAll("[\"'()]", "");
    }

    /** Whether a value is a plain number, which is what glides to the next one. */
    boolean isPlain(Value value) {
        return PLAIN.matcher(bare(value)).matches();
    }

    double number(Value value) {
        return number(bare(value), value);
    }

    private double number(String digits, Value at) {
        if (digits.equals("-") || digits.equals("+")) {
            throw refused(at.from, at.to, "A sign alone is no number. Write digits behind it.");
        }
        return Double.parseDouble(digits);
    }

    private void note(long frame, boolean twice, Piece piece) {
        if (twice) {
            note(
                    piece.from,
                    piece.to,
                    "Frame %d has a value already; this one counts.".formatted(frame));
        }
        if (frame < 0 || frame >= variables.frames()) {
            note(
                    piece.from,
                    piece.to,
                    "Frame %d lies outside the animation (0 to %d): this key does not count, and nothing glides towards it."
                            .formatted(frame, variables.frames() - 1));
        }
    }

    void note(int start, int end, String complaint) {
        if (notes.size() < ScheduleNote.MOST) {
            notes.add(ScheduleNote.at(text, start, end, complaint));
        }
    }

    /** In the order of the text. */
    List<ScheduleNote> notes() {
        return notes.stream().sorted(Comparator.comparingInt(ScheduleNote::start)).toList();
    }

    ScheduleException refused(int start, int end, String complaint) {
        return new ScheduleException(text, start, end, complaint);
    }
}
