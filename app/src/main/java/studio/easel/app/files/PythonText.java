package studio.easel.app.files;

import studio.easel.engine.animation.PythonNumber;

/** Values as Python's {@code str} prints them, because that is how A1111's texts spell numbers. */
final class PythonText {
    private PythonText() {}

    /** {@code 7.0}, {@code 1e-05}, {@code True}; a text stays itself. */
    static String of(Object value) {
        if (value instanceof Double number) {
            return PythonNumber.repr(number);
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        return value.toString();
    }

    /** Python's {@code str.strip}: it knows more white space than {@link String#strip}. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** Python's {@code \w}: letters, digits and other numerals, underscore. */
    static boolean isWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint)
                || codePoint == '_'
                || Character.getType(codePoint) == Character.LETTER_NUMBER
                || Character.getType(codePoint) == Character.OTHER_NUMBER;
    }
}
