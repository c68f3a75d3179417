package studio.easel.app;

import java.math.BigDecimal;
import java.math.MathContext;

/** A number as people type it into a field: {@code 7.5}, {@code 7,5}, {@code 512*1.5}. */
public final class Arithmetic {
    /** Digits, and zeros that an exponent stands for: 1e999999999 would take a gigabyte. */
    private static final int MOST_DIGITS = 40;

    private final String text;
    private int at;

    private Arithmetic(String text) {
        this.text = text;
    }

    /**
     * What it comes to: numbers with a decimal point or comma, {@code + - * /} and brackets.
     *
     * @throws NumberFormatException when it is nothing of the kind, or longer than {@value
     *     #MOST_DIGITS} characters
     */
    public static BigDecimal of(String typed) {
        String text = typed.replace(',', '.').replaceAll("\\s", "");
        if (text.length() > MOST_DIGITS) {
            throw new NumberFormatException("too long");
        }
        Arithmetic reading = new Arithmetic(text);
        BigDecimal value = reading.sum();
        if (reading.at < text.length()) {
            throw new NumberFormatException("ends at " + reading.at);
        }
        return value;
    }

    private BigDecimal sum() {
        BigDecimal sum = product();
        while (true) {
            if (take('+')) {
                sum = bounded(sum.add(product()));
            } else if (take('-')) {
                sum = bounded(sum.subtract(product()));
            } else {
                return sum;
            }
        }
    }

    private BigDecimal product() {
        BigDecimal product = factor();
        while (true) {
            if (take('*')) {
                product = bounded(product.multiply(factor()));
            } else if (take('/')) {
                BigDecimal divisor = factor();
                if (divisor.signum() == 0) {
                    throw new NumberFormatException("division by 0");
                }
                product = bounded(product.divide(divisor, MathContext.DECIMAL64));
            } else {
                return product;
            }
        }
    }

    private BigDecimal factor() {
        if (take('-')) {
            return factor().negate();
        }
        if (take('(')) {
            BigDecimal inside = sum();
            if (!take(')')) {
                throw new NumberFormatException("a bracket is open");
            }
            return inside;
        }
        int from = at;
        while (at < text.length() && isOfNumber(from)) {
            at++;
        }
        return bounded(new BigDecimal(text.substring(from, at)));
    }

    private boolean isOfNumber(int from) {
        char letter = text.charAt(at);
        boolean exponent = letter == 'e' || letter == 'E';
        boolean sign = letter == '+' || letter == '-';
        char before = at > from ? text.charAt(at - 1) : ' ';
        return (letter >= '0' && letter <= '9')
                || letter == '.'
                || exponent
                || (sign && (before == 'e' || before == 'E'));
    }

    private boolean take(char sign) {
        boolean here = at < text.length() && text.charAt(at) == sign;
        if (here) {
            at++;
        }
        return here;
    }

    private static BigDecimal bounded(BigDecimal number) {
        if (Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new NumberFormatException("too large or too fine");
        }
        return number;
    }
}
