package studio.easel.app.generate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a name that is being typed could go on: wildcards behind {@code __}, embeddings as words.
 *
 * @param from where the choice goes, in place of what stands up to {@code to}
 * @param to the caret
 * @param choices whole, {@code __colour__} or {@code bad-hands}; at least one
 */
record Completion(int from, int to, List<String> choices) {
    private static final int MOST = 100;
    private static final String MARK = "__";

    /** Fewer letters begin too many names that are not meant. */
    private static final int LEAST = 2;

    /** What fits at a caret; empty where nothing does. */
    static Optional<Completion> at(
            String text, int caret, List<String> wildcards, List<String> embeddings) {
        int begin = caret;
        while (begin > 0 && isName(text.charAt(begin - 1))) {
            begin--;
        }
        String typed = text.substring(begin, caret);
        int open = typed.lastIndexOf(MARK);
        boolean inWildcard = open >= 0 && occurrences(typed) % 2 == 1;
        int from = inWildcard ? begin + open : begin;
        String start = text.substring(from, caret).toLowerCase(Locale.ROOT);
        Stream<String> names =
                inWildcard
                        ? wildcards.stream().map(name -> MARK + name + MARK)
                        : embeddings.stream().filter(name -> start.length() >= LEAST);
        List<String> choices =
                names.filter(name -> name.toLowerCase(Locale.ROOT).startsWith(start))
                        .filter(name -> !name.equalsIgnoreCase(start))
                        .limit(MOST)
                        .toList();
        return choices.isEmpty()
                ? Optional.empty()
                : Optional.of(new Completion(from, caret, choices));
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || "_-./".indexOf(c) >= 0;
    }

    /** How often the mark stands in what is typed: an odd one opens a wildcard. */
    private static int occurrences(String typed) {
        int count = 0;
        for (int at = typed.indexOf(MARK); at >= 0; at = typed.indexOf(MARK, at + 2)) {
            count++;
        }
        return count;
    }
}
