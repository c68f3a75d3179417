package studio.easel.engine.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.Names;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;

/**
 * {@code __colour__} in a prompt gives way to one of the choices of that name, drawn by the
 * picture's seed: the same seed gives the same words. A choice may hold wildcards itself. Comments
 * are left alone, and {@code \__colour__} stays as it is.
 */
public final class Wildcards {
    /** Where the choices come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * The choices of a name such as {@code colour} or {@code clothes/hats}; empty where there
         * are none of that name.
         */
        Optional<List<String>> choices(String name);

        /** The names there are, to suggest one for a name that is wrong. */
        default List<String> names() {
            return List.of();
        }
    }

    private static final int DEEPEST = 16;
    private static final int MOST_DRAWS = 2_000;
    private static final int LONGEST = 100_000;
    private static final int LONGEST_NAME = 200;
    private static final String MARK = "__";

    /** The golden ratio's fraction in 64 bits. */
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final Source source;

    public Wildcards(Source source) {
        this.source = source;
    }

    /**
     * The prompt with its wildcards replaced.
     *
     * @param field which prompt it is: the two draw independently of each other
     * @param seed of the picture
     * @throws RequestException when a name is unknown, has no choices or leads back to itself
     */
    public String expand(Field field, String prompt, long seed) {
        return new Draws(field, prompt, seed).expand(prompt, 0);
    }

    /** One expansion, from the first draw to the last. */
    private final class Draws {
        private final Field field;
        private final String prompt;
        private long state;
        private int draws;
        private int place;
        private final Map<String, List<String>> read = new HashMap<>();

        Draws(Field field, String prompt, long seed) {
            this.field = field;
            this.prompt = prompt;
            // Any constant: the negative prompt must not draw the colours the prompt draws.
            this.state = field == Field.NEGATIVE_PROMPT ? ~mixed(seed) : mixed(seed);
        }

        String expand(String text, int depth) {
            StringBuilder expanded = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int end = end(text, at);
                if (depth == 0) {
                    place = at;
                }
                if (text.charAt(at) == '_' && end > at + 1) {
                    String name = text.substring(at + MARK.length(), end - MARK.length());
                    expanded.append(expand(draw(name, depth), depth + 1));
                    check(
                            expanded.length() <= LONGEST,
                            "come to more than %,d characters",
                            LONGEST);
                } else {
                    expanded.append(text, at, end);
                }
                at = end;
            }
            return expanded.toString();
        }

        private String draw(String name, int depth) {
            check(
                    depth < DEEPEST,
                    "lead to each other more than %d deep, perhaps in a circle",
                    DEEPEST);
            check(++draws <= MOST_DRAWS, "lead to more than %,d others", MOST_DRAWS);
            List<String> choices = read.computeIfAbsent(name, this::choices);
            if (choices.isEmpty()) {
                throw refused(
                        "The wildcard __%s__ has no choices, expected one a line. Write some into its file."
                                .formatted(name));
            }
            // The upper half of the product: without the bias of a remainder.
            long draw = mixed(state += GAMMA) >>> 32;
            return choices.get((int) (draw * choices.size() >>> 32));
        }

        private List<String> choices(String name) {
            return source.choices(name).orElseThrow(() -> unknown(name));
        }

        private void check(boolean fine, String what, int most) {
            if (!fine) {
                throw refused(
                        "The wildcards of this prompt %s. See which file names which."
                                .formatted(what.formatted(most)));
            }
        }

        private RequestException unknown(String name) {
            List<String> names = source.names();
            if (names.isEmpty()) {
                return refused(
                        "There is no wildcard __%1$s__, nor any other. Put a file %1$s.txt with one choice a line into the folder of wildcards, or write \\__%1$s__ for the words themselves."
                                .formatted(name));
            }
            return refused(
                    "There is no wildcard __%1$s__ among the %2$,d there are; the nearest is __%3$s__. Correct the name, or write \\__%1$s__ for the words themselves."
                            .formatted(name, names.size(), Names.nearest(name, names)));
        }

        private RequestException refused(String sentence) {
            return new RequestException(
                    field, PromptNote.at(prompt, place, place + 1, sentence).sentence());
        }
    }

    /**
     * Behind the wildcard, the comment, the escaped wildcard or the one character at {@code at}.
     */
    private static int end(String text, int at) {
        if (text.charAt(at) == '#') {
            int line = text.indexOf('\n', at);
            return line < 0 ? text.length() : line;
        }
        int escape = text.charAt(at) == '\\' ? 1 : 0;
        int end = wildcardEnd(text, at + escape);
        return end > 0 ? end : at + 1;
    }

    /**
     * Behind the wildcard that begins at {@code at}, or -1. A name is made of letters, numbers,
     * dots, hyphens, slashes and single underscores, not the first of them.
     */
    private static int wildcardEnd(String text, int at) {
        int from = at + MARK.length();
        if (!text.startsWith(MARK, at) || text.startsWith("_", from)) {
            return -1;
        }
        int end = from;
        while (end < text.length() && end - from < LONGEST_NAME && !text.startsWith(MARK, end)) {
            int c = text.codePointAt(end);
            if (!Characters.isWord(c) && "./-".indexOf(c) < 0) {
                return -1;
            }
            end += Character.charCount(c);
        }
        return end > from && text.startsWith(MARK, end) ? end + MARK.length() : -1;
    }

    /**
     * SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): a few
     * lines that will give the same words on every machine in ten years, and neighbouring seeds do
     * not draw neighbouring choices as they would from java.util.Random.
     */
    private static long mixed(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
