package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * White space, words and numbers as the grammar means them. It was first written down in Python's
 * regular expressions over Unicode; Java's classes differ from those beyond ASCII (no-break space,
 * combining marks, digits of other scripts).
 */
final class Characters {
    private Characters() {}

    static boolean isSpace(int c) {
        return (c >= 0x09 && c <= 0x0D)
                || (c >= 0x1C && c <= 0x1F)
                || c == 0x85
                || Character.isSpaceChar(c);
    }

    /** A letter, a number of any kind or an underscore. */
    static boolean isWord(int c) {
        int type = Character.getType(c);
        return c == '_'
                || Character.isLetter(c)
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /** The first index from {@code from} on that is no white space. */
    static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of {@code text[from, to)} without its trailing white space. */
    static int withoutSpace(String text, int from, int to) {
        int end = to;
        while (end > from && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Where {@code word} stands alone: no letter, number or underscore touches it. */
    static List<Integer> standalone(String text, String word) {
        List<Integer> found = new ArrayList<>();
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
            int end = at + word.length();
            boolean joined =
                    (at > 0 && isWord(text.codePointBefore(at)))
                            || (end < text.length() && isWord(text.codePointAt(end)));
            if (!joined) {
                found.add(at);
            }
        }
        return found;
    }

    /** A weight: an optional sign, then digits of any script with at most one dot among them. */
    static OptionalDouble weight(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        boolean signed = text.startsWith("+") || text.startsWith("-");
        ascii.append(text, 0, signed ? 1 : 0);
        int dots = 0;
        int digits = 0;
        for (int at = signed ? 1 : 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            if (c == '.') {
                dots++;
                ascii.append('.');
            } else if (Character.isDigit(c)) {
                digits++;
                ascii.append(Character.digit(c, 10));
            } else {
                return OptionalDouble.empty();
            }
            at += Character.charCount(c);
        }
        if (digits == 0 || dots > 1) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(ascii.toString());
        // Beyond 1e308 there is no number to weigh with.
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
