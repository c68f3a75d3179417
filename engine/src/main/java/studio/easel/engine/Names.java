package studio.easel.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How a name somebody typed is compared with the names there are, and how foreign ones are said.
 */
public final class Names {
    private static final int LONGEST_QUOTE = 60;

    private Names() {}

    /**
     * Lower case without spaces, hyphens and underscores: {@code "Euler A"} is {@code "eulera"}.
     */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }

    /** "Sampler is "Eulr", expected one of A, B, C. Did you mean A?" */
    public static String unknown(String what, String found, List<String> known) {
        return "%s is \"%s\", expected one of %s. Did you mean %s?"
                .formatted(what, found, String.join(", ", known), nearest(found, known));
    }

    /** Foreign text as it may stand in a sentence: short, and without orders to a terminal. */
    public static String quote(String text) {
        String shown =
                text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
        return shown.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]", "?");
    }

    /** The known name with the fewest letters to change (Levenshtein distance). */
    public static String nearest(String found, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(plain(found), plain(name))))
                .orElseThrow();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
