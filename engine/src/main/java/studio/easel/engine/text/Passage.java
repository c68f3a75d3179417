package studio.easel.engine.text;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that remembers where each of its characters stood in what was typed: pieces are cut out
 * and put together on the way through the grammar, and a note must still point at the right place.
 * Immutable.
 */
final class Passage {
    private final String text;

    /** Where each run of characters begins here, rising from 0, and where it began as typed. */
    private final int[] starts;

    private final int[] origins;

    private Passage(String text, int[] starts, int[] origins) {
        this.text = text;
        this.starts = starts;
        this.origins = origins;
    }

    /** The whole of what was typed. */
    static Passage typed(String text) {
        return new Passage(text, new int[] {0}, new int[] {0});
    }

    String text() {
        return text;
    }

    /**
     * Where the character at {@code index} was typed; for the end, just behind the last character.
     */
    int origin(int index) {
        if (text.isEmpty()) {
            return origins[0];
        }
        if (index == text.length()) {
            return origin(index - 1) + 1;
        }
        int found = Arrays.binarySearch(starts, index);
        int run = found >= 0 ? found : -found - 2;
        return origins[run] + index - starts[run];
    }

    Passage part(int from, int to) {
        return new Builder().add(this, from, to).build();
    }

    /** Every match of {@code pattern} gives way to {@code replacement}. */
    Passage replaced(Pattern pattern, String replacement) {
        Matcher matcher = pattern.matcher(text);
        Builder builder = new Builder();
        int end = 0;
        while (matcher.find()) {
            builder.add(this, end, matcher.start());
            builder.insert(replacement, origin(matcher.start()));
            end = matcher.end();
        }
        return builder.add(this, end, text.length()).build();
    }

    /** Puts pieces of passages together. */
    static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private int[] starts = new int[4];
        private int[] origins = new int[4];
        private int runs;

        Builder add(Passage source, int from, int to) {
            int at = from;
            while (at < to) {
                int found = Arrays.binarySearch(source.starts, at);
                int run = found >= 0 ? found : -found - 2;
                int end = run + 1 < source.starts.length ? source.starts[run + 1] : to;
                insert(source.text, at, Math.min(end, to), source.origin(at));
                at = Math.min(end, to);
            }
            return this;
        }

        Builder insert(String piece, int origin) {
            return insert(piece, 0, piece.length(), origin);
        }

        private Builder insert(String piece, int from, int to, int origin) {
            if (to <= from) {
                return this;
            }
            int last = runs - 1;
            boolean continues = runs > 0 && origins[last] + text.length() - starts[last] == origin;
            if (!continues) {
                if (runs == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * runs);
                    origins = Arrays.copyOf(origins, 2 * runs);
                }
                starts[runs] = text.length();
                origins[runs++] = origin;
            }
            text.append(piece, from, to);
            return this;
        }

        Passage build() {
            int count = Math.max(1, runs);
            return new Passage(
                    text.toString(), Arrays.copyOf(starts, count), Arrays.copyOf(origins, count));
        }
    }
}
