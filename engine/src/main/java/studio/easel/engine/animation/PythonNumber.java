package studio.easel.engine.animation;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Doubles as Python prints them, because that is how prompts and A1111's texts spell numbers. */
public final class PythonNumber {
    private PythonNumber() {}

    /** {@code 0.3}, {@code 1.0}, {@code 1e-05}, {@code inf}, {@code nan}. */
    public static String repr(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return withoutDigits(value);
        }
        BigDecimal plain = shortest(value).stripTrailingZeros();
        int exponent = plain.precision() - plain.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            return scientific(plain, exponent);
        }
        return plain.scale() <= 0 ? plain.toPlainString() + ".0" : plain.toPlainString();
    }

    /** The shortest decimal that is the same double, without an exponent: {@code 0.00001}. */
    public static String plain(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return withoutDigits(value);
        }
        BigDecimal plain = shortest(value).stripTrailingZeros();
        return plain.scale() <= 0 ? plain.toPlainString() + ".0" : plain.toPlainString();
    }

    private static String withoutDigits(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        return value > 0 ? "inf" : "-inf";
    }

    // Double.toString before JDK 19 may print a digit too many, so the shortest decimal that reads
    // back as the same double is looked for; 17 digits always do. Beside a power of two it may lie
    // farther from zero than the nearest decimal of that length.
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

    private static String scientific(BigDecimal plain, int exponent) {
        String digits = plain.unscaledValue().abs().toString();
        String mantissa =
                digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return "%s%se%s%02d"
                .formatted(
                        plain.signum() < 0 ? "-" : "",
                        mantissa,
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }
}
