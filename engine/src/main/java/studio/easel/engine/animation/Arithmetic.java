package studio.easel.engine.animation;

import java.math.BigInteger;
import java.util.function.LongBinaryOperator;
import studio.easel.engine.animation.Term.Kind;

/**
 * What the operators do to whole numbers (64 bits, which wrap), reals and truths. Deforum has two
 * arithmetics: terms of constants alone are Python's, whose whole numbers have no limit and whose
 * {@code %} takes the sign of the divisor; anything with a variable is numexpr's, which is C's but
 * for {@code %} of reals.
 */
final class Arithmetic {
    private final Dialect dialect;

    Arithmetic(Dialect dialect) {
        this.dialect = dialect;
    }

    Term binary(String operator, Term a, Term b, Spot spot) {
        return switch (operator) {
            case "+" -> sum(a, b, spot);
            case "-" -> difference(a, b, spot);
            case "*" -> product(a, b, spot);
            case "/" -> quotient(a, b, spot);
            case "//" -> wholeQuotient(a, b, spot);
            case "%" -> remainder(a, b, spot);
            case "**" -> power(a, b, spot);
            case "<<", ">>" -> shifted(operator, a, b, spot);
            case "&", "|", "^" -> bits(operator, a, b, spot);
            default -> compared(operator, a, b);
        };
    }

    Term unary(char operator, Term a, Spot spot) {
        return switch (operator) {
            case '+' -> a.kind() == Kind.TRUTH ? a.as(Kind.WHOLE) : a;
            case '-' -> negative(a, spot);
            default -> inverted(a, spot);
        };
    }

    private static boolean whole(Term a, Term b) {
        return !a.isReal() && !b.isReal();
    }

    private static boolean constant(Term a, Term b) {
        return a.constant() && b.constant();
    }

    private Term sum(Term a, Term b, Spot spot) {
        if (!whole(a, b)) {
            return Term.real((t, in) -> a.real().at(t, in) + b.real().at(t, in), a, b);
        }
        return constant(a, b)
                ? exact(big(a).add(big(b)), spot)
                : Term.whole((t, in) -> a.whole().at(t, in) + b.whole().at(t, in), a, b);
    }

    private Term difference(Term a, Term b, Spot spot) {
        if (!whole(a, b)) {
            return Term.real((t, in) -> a.real().at(t, in) - b.real().at(t, in), a, b);
        }
        return constant(a, b)
                ? exact(big(a).subtract(big(b)), spot)
                : Term.whole((t, in) -> a.whole().at(t, in) - b.whole().at(t, in), a, b);
    }

    private Term product(Term a, Term b, Spot spot) {
        if (!whole(a, b)) {
            return Term.real((t, in) -> a.real().at(t, in) * b.real().at(t, in), a, b);
        }
        return constant(a, b)
                ? exact(big(a).multiply(big(b)), spot)
                : Term.whole((t, in) -> a.whole().at(t, in) * b.whole().at(t, in), a, b);
    }

    private Term negative(Term a, Spot spot) {
        if (a.isReal()) {
            return Term.real((t, in) -> -a.real().at(t, in), a);
        }
        return a.constant()
                ? exact(big(a).negate(), spot)
                : Term.whole((t, in) -> -a.whole().at(t, in), a);
    }

    private Term quotient(Term a, Term b, Spot spot) {
        refuseConstantZero(a, b, spot);
        return Term.real((t, in) -> a.real().at(t, in) / b.real().at(t, in), a, b);
    }

    private Term wholeQuotient(Term a, Term b, Spot spot) {
        if (dialect == Dialect.DEFORUM && !constant(a, b)) {
            throw spot.refused("// works only between numbers in Deforum. Write floor(a/b).");
        }
        refuseConstantZero(a, b, spot);
        if (whole(a, b)) {
            return Term.whole(
                    (t, in) -> {
                        long divisor = b.whole().at(t, in);
                        return divisor == 0 ? 0 : Math.floorDiv(a.whole().at(t, in), divisor);
                    },
                    a,
                    b);
        }
        return Term.real((t, in) -> Math.floor(a.real().at(t, in) / b.real().at(t, in)), a, b);
    }

    private Term remainder(Term a, Term b, Spot spot) {
        refuseConstantZero(a, b, spot);
        boolean signOfDivisor = dialect == Dialect.EASEL || constant(a, b);
        if (whole(a, b)) {
            LongBinaryOperator rest = signOfDivisor ? Math::floorMod : (x, y) -> x % y;
            return Term.whole(
                    (t, in) -> {
                        long divisor = b.whole().at(t, in);
                        return divisor == 0 ? 0 : rest.applyAsLong(a.whole().at(t, in), divisor);
                    },
                    a,
                    b);
        }
        return Term.real((t, in) -> floorMod(a.real().at(t, in), b.real().at(t, in)), a, b);
    }

    private static double floorMod(double a, double b) {
        double rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }

    private void refuseConstantZero(Term a, Term b, Spot spot) {
        if (dialect == Dialect.DEFORUM && constant(a, b) && b.realValue() == 0) {
            throw spot.refused("Division by zero. Write another divisor.");
        }
    }

    private Term power(Term a, Term b, Spot spot) {
        if (constant(a, b)) {
            return constantPower(a, b, spot);
        }
        if (dialect == Dialect.EASEL) {
            return easelPower(a, b);
        }
        if (b.constant() && !a.isReal()) {
            return numexprPower(a, b, spot);
        }
        return whole(a, b)
                ? Term.whole((t, in) -> cPower(a.whole().at(t, in), b.whole().at(t, in)), a, b)
                : Term.real(
                        (t, in) -> StrictMath.pow(a.real().at(t, in), b.real().at(t, in)), a, b);
    }

    /** Whole only where 64 bits hold any frame number's power. */
    private static Term easelPower(Term a, Term b) {
        boolean small = b.constant() && b.wholeValue() >= 0 && b.wholeValue() <= 3;
        return whole(a, b) && small
                ? Term.whole((t, in) -> repeated(a.whole().at(t, in), b.wholeValue()), a, b)
                : Term.real(
                        (t, in) -> StrictMath.pow(a.real().at(t, in), b.real().at(t, in)), a, b);
    }

    private Term constantPower(Term a, Term b, Spot spot) {
        if (whole(a, b) && b.wholeValue() >= 0) {
            boolean unit = Math.abs(a.wholeValue()) <= 1;
            if (unit || b.wholeValue() < Long.SIZE) {
                // 1, 0 and -1 come back after two powers, however many there are.
                long times =
                        unit ? Math.min(b.wholeValue(), 2 + b.wholeValue() % 2) : b.wholeValue();
                return exact(big(a).pow((int) times), spot);
            }
            return tooLarge(StrictMath.pow(a.realValue(), b.realValue()), spot);
        }
        double value = StrictMath.pow(a.realValue(), b.realValue());
        boolean complex = Double.isNaN(value) && a.realValue() < 0;
        if (dialect == Dialect.DEFORUM && (complex || a.realValue() == 0 && b.realValue() < 0)) {
            throw spot.refused("This power is no real number. Change its base or its exponent.");
        }
        return Term.real(value);
    }

    /** numexpr multiplies small constant powers out, in the type of the base. */
    private static Term numexprPower(Term a, Term b, Spot spot) {
        double exponent = b.realValue();
        if (!b.isReal() && exponent < 0) {
            throw spot.refused(
                    "Whole numbers have no negative powers in Deforum. Write 1/t, or t**-1.0 of a number with a dot.");
        }
        if (exponent != Math.rint(exponent) || Math.abs(exponent) > 50) {
            return b.isReal()
                    ? Term.real((t, in) -> StrictMath.pow(a.real().at(t, in), exponent), a)
                    : Term.whole((t, in) -> cPower(a.whole().at(t, in), (long) exponent), a);
        }
        long times = (long) Math.abs(exponent);
        return exponent >= 0
                ? Term.whole((t, in) -> repeated(a.whole().at(t, in), times), a)
                : Term.whole((t, in) -> inverse(repeated(a.whole().at(t, in), times)), a);
    }

    private static long repeated(long base, long times) {
        long product = 1;
        for (long i = 0; i < times; i++) {
            product *= base;
        }
        return product;
    }

    private static long inverse(long value) {
        return value == 0 ? 0 : 1 / value;
    }

    /** By way of a double, as C does it; what does not fit is the lowest of all numbers. */
    private static long cPower(long base, long exponent) {
        if (exponent < 0) {
            return inverse(base);
        }
        double power = StrictMath.pow((double) base, (double) exponent);
        return Math.abs(power) < 0x1p63 ? (long) power : Long.MIN_VALUE;
    }

    private Term shifted(String operator, Term a, Term b, Spot spot) {
        if (!whole(a, b)) {
            throw spot.refused(
                    "%s shifts whole numbers, and there is a fraction beside it. Write * or / with a power of 2."
                            .formatted(operator));
        }
        if (constant(a, b) && b.wholeValue() < 0) {
            throw spot.refused("A shift by less than nothing. Turn the arrows round.");
        }
        if (constant(a, b) && operator.equals("<<")) {
            return exact(big(a).shiftLeft((int) Math.min(b.wholeValue(), 200)), spot);
        }
        return operator.equals("<<")
                ? Term.whole((t, in) -> a.whole().at(t, in) << b.whole().at(t, in), a, b)
                : Term.whole((t, in) -> a.whole().at(t, in) >> b.whole().at(t, in), a, b);
    }

    private Term bits(String operator, Term a, Term b, Spot spot) {
        if (operator.equals("^") && !(dialect == Dialect.DEFORUM && constant(a, b))) {
            throw spot.refused("^ is no power. Write a**b; for \"one or the other\" write a != b.");
        }
        if (!whole(a, b)) {
            throw spot.refused(
                    "%s joins conditions, and there is a number beside it. Put each comparison in brackets: (t>2) %s (t<6)."
                            .formatted(operator, operator));
        }
        if (a.kind() == Kind.TRUTH && b.kind() == Kind.TRUTH) {
            return Term.whole((t, in) -> bit(operator, a, b, t, in), a, b).as(Kind.TRUTH);
        }
        return Term.whole((t, in) -> bit(operator, a, b, t, in), a, b);
    }

    private static long bit(String operator, Term a, Term b, long t, Variables in) {
        long x = a.whole().at(t, in);
        long y = b.whole().at(t, in);
        return switch (operator.charAt(0)) {
            case '&' -> x & y;
            case '|' -> x | y;
            default -> x ^ y;
        };
    }

    private Term inverted(Term a, Spot spot) {
        boolean python = dialect == Dialect.DEFORUM && a.constant();
        if (a.kind() == Kind.TRUTH && !python) {
            return Term.truth((t, in) -> a.whole().at(t, in) == 0, a);
        }
        if (a.isReal() || dialect == Dialect.DEFORUM && !a.constant()) {
            throw spot.refused("~ turns a condition round, and this is a number. Write ~(t>4).");
        }
        return Term.whole((t, in) -> ~a.whole().at(t, in), a);
    }

    private static Term compared(String operator, Term a, Term b) {
        if (whole(a, b)) {
            return switch (operator) {
                case "<" -> Term.truth((t, in) -> a.whole().at(t, in) < b.whole().at(t, in), a, b);
                case "<=" ->
                        Term.truth((t, in) -> a.whole().at(t, in) <= b.whole().at(t, in), a, b);
                case ">" -> Term.truth((t, in) -> a.whole().at(t, in) > b.whole().at(t, in), a, b);
                case ">=" ->
                        Term.truth((t, in) -> a.whole().at(t, in) >= b.whole().at(t, in), a, b);
                case "==" ->
                        Term.truth((t, in) -> a.whole().at(t, in) == b.whole().at(t, in), a, b);
                default -> Term.truth((t, in) -> a.whole().at(t, in) != b.whole().at(t, in), a, b);
            };
        }
        return switch (operator) {
            case "<" -> Term.truth((t, in) -> a.real().at(t, in) < b.real().at(t, in), a, b);
            case "<=" -> Term.truth((t, in) -> a.real().at(t, in) <= b.real().at(t, in), a, b);
            case ">" -> Term.truth((t, in) -> a.real().at(t, in) > b.real().at(t, in), a, b);
            case ">=" -> Term.truth((t, in) -> a.real().at(t, in) >= b.real().at(t, in), a, b);
            case "==" -> Term.truth((t, in) -> a.real().at(t, in) == b.real().at(t, in), a, b);
            default -> Term.truth((t, in) -> a.real().at(t, in) != b.real().at(t, in), a, b);
        };
    }

    /** Python's {@code not}. */
    Term not(Term a, Spot spot) {
        refuseVariable("not", a, spot);
        return Term.truth((t, in) -> !a.holds(t, in), a);
    }

    /** Python's {@code and} and {@code or}, which yield the side that decided. */
    Term either(String word, Term a, Term b, Spot spot) {
        refuseVariable(word, a, spot);
        return word.equals("and") ? choice(a, b, a) : choice(a, a, b);
    }

    /** Python's {@code yes if condition else no}. */
    Term conditional(Term condition, Term yes, Term no, Spot spot) {
        refuseVariable("if", condition, spot);
        return choice(condition, yes, no);
    }

    private void refuseVariable(String word, Term a, Spot spot) {
        if (dialect == Dialect.DEFORUM && !a.constant()) {
            throw spot.refused(
                    "\"%s\" works only between numbers in Deforum. Write & or | or ~ with each comparison in brackets, or (t>4)*value."
                            .formatted(word));
        }
    }

    /** One of two terms, of the type that holds both; a constant condition has chosen already. */
    static Term choice(Term condition, Term yes, Term no) {
        if (condition.constant()) {
            return condition.holds(0, new Variables(1, 0, 0)) ? yes : no;
        }
        Kind kind = yes.kind().with(no.kind());
        if (kind == Kind.REAL) {
            return Term.real(
                    (t, in) -> (condition.holds(t, in) ? yes : no).real().at(t, in),
                    condition,
                    yes,
                    no);
        }
        return Term.whole(
                        (t, in) -> (condition.holds(t, in) ? yes : no).whole().at(t, in),
                        condition,
                        yes,
                        no)
                .as(kind);
    }

    private static BigInteger big(Term constant) {
        return BigInteger.valueOf(constant.wholeValue());
    }

    /** A whole number that may have more than 64 bits. */
    Term exact(BigInteger value, Spot spot) {
        return value.bitLength() < Long.SIZE
                ? Term.whole(value.longValue())
                : tooLarge(value.doubleValue(), spot);
    }

    private Term tooLarge(double value, Spot spot) {
        if (dialect == Dialect.DEFORUM) {
            throw spot.refused(
                    "This whole number has more than 64 bits. Write a dot, as in 1e20 or 10.0**20.");
        }
        return Term.real(value);
    }
}
