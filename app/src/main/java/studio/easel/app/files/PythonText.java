package studio.easel.app.files;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Values as Python's {@code str} prints them, because that is how A1111's texts spell numbers. */
final class PythonText {
    private PythonText() {}

    /** {@code 7.0}, {@code 1e-05}, {@code True}; a text stays itself. */
    static String of(Object value) {
        if (value instanceof Double number) {
            return of(number.doubleValue());
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        return value.toString();
    }

    private static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        return printed(shortest(value));
    }

    // Double.toString before JDK 19 may print a digit too many, so the shortest decimal that reads
    // back as the same double is looked for; 17 digits always do. Beside a power of two (2^-44)
    // it may lie farther from zero than the nearest decimal of that length.
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < 17; digits++) {
            for (RoundingMode mode : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP)) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                if (rounded.doubleValue() == value) {
                    return rounded;
                }
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
    }

    /** With an exponent outside 1e-4 to 1e16, as Python's {@code repr} decides it. */
    private static String printed(BigDecimal decimal) {
        BigDecimal plain = decimal.stripTrailingZeros();
        int exponent = plain.precision() - plain.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            return scientific(plain, exponent);
        }
        return plain.scale() <= 0 ? plain.toPlainString() + ".0" : plain.toPlainString();
    }

    private static String scientific(BigDecimal plain, int exponent) {
        String digits = plain.movePointLeft(exponent).stripTrailingZeros().toPlainString();
        return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
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
