package studio.easel.engine.video;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.EaselException;

/**
 * Frames a second as a fraction in lowest terms, from {@value #SLOWEST} to {@value #FASTEST}.
 * Broadcast rates are no decimals: 23.976 is 24000/1001.
 */
public record FrameRate(int numerator, int denominator) {
    public static final double SLOWEST = 0.1;
    public static final double FASTEST = 240;

    private static final Pattern TEXT =
            Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(?:/\\s*(\\d{1,9}))?\\s*");

    public FrameRate {
        double rate = (double) numerator / denominator;
        if (numerator <= 0 || denominator <= 0 || rate < SLOWEST || rate > FASTEST) {
            throw outOfRange(
                    denominator == 1 ? String.valueOf(numerator) : numerator + "/" + denominator);
        }
        int divisor = gcd(numerator, denominator);
        numerator /= divisor;
        denominator /= divisor;
    }

    /** A whole number of frames a second. */
    public static FrameRate of(int framesPerSecond) {
        return new FrameRate(framesPerSecond, 1);
    }

    /** Reads {@code 15}, {@code 12.5} or {@code 30000/1001}. */
    public static FrameRate parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new EaselException(
                    "The frame rate is \"%s\", expected frames a second such as 15, 12.5 or 30000/1001."
                            .formatted(text));
        }
        BigDecimal numerator = new BigDecimal(matcher.group(1)).stripTrailingZeros();
        String below = matcher.group(2);
        BigDecimal denominator = below == null ? BigDecimal.ONE : new BigDecimal(below);
        int decimals = Math.max(0, numerator.scale());
        try {
            return new FrameRate(
                    numerator.scaleByPowerOfTen(decimals).intValueExact(),
                    denominator.scaleByPowerOfTen(decimals).intValueExact());
        } catch (ArithmeticException e) {
            throw outOfRange(text.strip());
        }
    }

    /** How long so many frames are shown, in seconds. */
    public double seconds(int frames) {
        return (double) frames * denominator / numerator;
    }

    double framesPerSecond() {
        return (double) numerator / denominator;
    }

    /** The rate that is left when only every {@code step}-th frame is taken. */
    FrameRate dividedBy(int step) {
        try {
            return new FrameRate(numerator, Math.multiplyExact(denominator, step));
        } catch (ArithmeticException e) {
            throw outOfRange("%s/%d".formatted(this, step));
        }
    }

    private static EaselException outOfRange(String found) {
        return new EaselException(
                String.format(
                        Locale.ROOT,
                        "The frame rate is %s frames a second, expected %.1f to %.0f. Try 15.",
                        found,
                        SLOWEST,
                        FASTEST));
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    @Override
    public String toString() {
        return denominator == 1 ? String.valueOf(numerator) : numerator + "/" + denominator;
    }
}
