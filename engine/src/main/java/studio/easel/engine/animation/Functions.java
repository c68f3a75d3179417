package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import studio.easel.engine.animation.Term.Kind;

/** The functions of an expression by name; StrictMath gives every machine the same frames. */
final class Functions {
    private static final int MANY = 64;

    /**
     * @param deforum whether Deforum has it too
     */
    private record Function(int least, int most, boolean deforum, Maker maker) {}

    @FunctionalInterface
    private interface Maker {
        Term of(List<Term> arguments, boolean keepsWhole);
    }

    private static final Map<String, Function> ALL = new HashMap<>();

    static {
        numexpr();
        more();
        curves();
    }

    private Functions() {}

    /** The names there are, in a dialect. */
    static List<String> names(Dialect dialect) {
        return ALL.entrySet().stream()
                .filter(it -> dialect == Dialect.EASEL || it.getValue().deforum)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The call of a function that {@link #names} has. */
    static Term call(String name, List<Term> arguments, Dialect dialect, Spot spot) {
        Function function = Objects.requireNonNull(ALL.get(name), name);
        int most = most(name, function, dialect);
        if (arguments.size() < function.least || arguments.size() > most) {
            throw spot.refused(
                    "%s has %d values between its brackets, expected %s."
                            .formatted(name, arguments.size(), expected(function.least, most)));
        }
        // Python's abs of a whole number is one, numexpr's is a real.
        boolean constant = arguments.stream().allMatch(Term::constant);
        return function.maker.of(arguments, dialect == Dialect.EASEL || constant);
    }

    /** Deforum's sums and extremes are of one value only: itself. */
    private static int most(String name, Function function, Dialect dialect) {
        boolean reduction = List.of("sum", "prod", "min", "max").contains(name);
        return reduction && dialect == Dialect.DEFORUM ? 1 : function.most;
    }

    private static String expected(int least, int most) {
        if (least == most) {
            return Integer.toString(least);
        }
        return most == MANY ? "%d or more".formatted(least) : "%d to %d".formatted(least, most);
    }

    private static void numexpr() {
        one("sin", true, StrictMath::sin);
        one("cos", true, StrictMath::cos);
        one("tan", true, StrictMath::tan);
        one("arcsin", true, StrictMath::asin);
        one("arccos", true, StrictMath::acos);
        one("arctan", true, StrictMath::atan);
        one("sinh", true, StrictMath::sinh);
        one("cosh", true, StrictMath::cosh);
        one("tanh", true, StrictMath::tanh);
        one("arcsinh", true, Functions::arcsinh);
        one("arccosh", true, x -> StrictMath.log(x + Math.sqrt(x * x - 1)));
        one("arctanh", true, x -> StrictMath.log1p(2 * x / (1 - x)) / 2);
        one("log", true, StrictMath::log);
        one("log10", true, StrictMath::log10);
        one("log1p", true, StrictMath::log1p);
        one("exp", true, StrictMath::exp);
        one("expm1", true, StrictMath::expm1);
        one("sqrt", true, Math::sqrt);
        one("floor", true, Math::floor);
        one("ceil", true, Math::ceil);
        one("conj", true, x -> x);
        one("real", true, x -> x);
        one("imag", true, x -> 0);
        one("ones_like", true, x -> 1);
        keeping("abs", true, Math::abs, Math::abs);
        two("arctan2", true, StrictMath::atan2);
        two("fmod", true, (a, b) -> a % b);
        ALL.put("where", new Function(3, 3, true, Functions::where));
        many("sum", Functions::sum);
        many("prod", Functions::product);
        many("min", (a, b) -> extreme(a, b, true));
        many("max", (a, b) -> extreme(a, b, false));
    }

    private static void more() {
        one("asin", false, StrictMath::asin);
        one("acos", false, StrictMath::acos);
        one("atan", false, StrictMath::atan);
        two("atan2", false, StrictMath::atan2);
        one("log2", false, x -> StrictMath.log(x) / StrictMath.log(2));
        one("cbrt", false, StrictMath::cbrt);
        one("radians", false, Math::toRadians);
        one("degrees", false, Math::toDegrees);
        two("pow", false, StrictMath::pow);
        two("hypot", false, StrictMath::hypot);
        keeping("sign", false, Math::signum, x -> Long.signum(x));
        rounding("trunc", x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        rounding("int", x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        ALL.put("round", new Function(1, 2, false, Functions::round));
        ALL.put("clip", new Function(3, 3, false, Functions::clip));
        ALL.put("clamp", new Function(3, 3, false, Functions::clip));
    }

    private static void curves() {
        ALL.put("lerp", new Function(3, 3, false, Functions::lerp));
        ALL.put("smoothstep", new Function(3, 3, false, Functions::smoothstep));
        ALL.put("ease", new Function(4, 8, false, Functions::ease));
    }

    private static void one(String name, boolean deforum, DoubleUnaryOperator of) {
        put(
                name,
                1,
                deforum,
                a -> Term.real((t, in) -> of.applyAsDouble(at(a, 0, t, in)), a.get(0)));
    }

    private static void two(String name, boolean deforum, DoubleBinaryOperator of) {
        put(
                name,
                2,
                deforum,
                a ->
                        Term.real(
                                (t, in) -> of.applyAsDouble(at(a, 0, t, in), at(a, 1, t, in)),
                                a.get(0),
                                a.get(1)));
    }

    private static void put(
            String name,
            int arguments,
            boolean deforum,
            java.util.function.Function<List<Term>, Term> maker) {
        ALL.put(name, new Function(arguments, arguments, deforum, (a, whole) -> maker.apply(a)));
    }

    /** A whole number of a whole number, where that is kept. */
    private static void keeping(
            String name, boolean deforum, DoubleUnaryOperator real, LongUnaryOperator whole) {
        Maker maker =
                (a, keepsWhole) ->
                        keepsWhole && !a.get(0).isReal()
                                ? Term.whole(
                                        (t, in) -> whole.applyAsLong(a.get(0).whole().at(t, in)),
                                        a.get(0))
                                : Term.real(
                                        (t, in) -> real.applyAsDouble(at(a, 0, t, in)), a.get(0));
        ALL.put(name, new Function(1, 1, deforum, maker));
    }

    private static void rounding(String name, DoubleUnaryOperator to) {
        put(name, 1, false, a -> rounded(a.get(0), to));
    }

    /** Stays a double: NaN and what has more than 64 bits are no whole numbers. */
    private static Term rounded(Term a, DoubleUnaryOperator to) {
        return a.isReal()
                ? Term.real((t, in) -> to.applyAsDouble(a.real().at(t, in)), a)
                : a.as(Kind.WHOLE);
    }

    /** Half to even, as Python rounds; to a number of decimals if one is given. */
    private static Term round(List<Term> a, boolean keepsWhole) {
        if (a.size() == 1) {
            return rounded(a.get(0), Math::rint);
        }
        return Term.real(
                (t, in) -> {
                    double scale = StrictMath.pow(10, Math.rint(at(a, 1, t, in)));
                    return Math.rint(at(a, 0, t, in) * scale) / scale;
                },
                a.get(0),
                a.get(1));
    }

    private static void many(String name, BinaryOperator<Term> of) {
        ALL.put(
                name,
                new Function(
                        1, MANY, true, (a, keepsWhole) -> a.stream().reduce(of).orElseThrow()));
    }

    private static Term sum(Term a, Term b) {
        return a.kind().with(b.kind()) == Kind.REAL
                ? Term.real((t, in) -> a.real().at(t, in) + b.real().at(t, in), a, b)
                : Term.whole((t, in) -> a.whole().at(t, in) + b.whole().at(t, in), a, b);
    }

    private static Term product(Term a, Term b) {
        return a.kind().with(b.kind()) == Kind.REAL
                ? Term.real((t, in) -> a.real().at(t, in) * b.real().at(t, in), a, b)
                : Term.whole((t, in) -> a.whole().at(t, in) * b.whole().at(t, in), a, b);
    }

    private static Term extreme(Term a, Term b, boolean least) {
        if (a.kind().with(b.kind()) == Kind.REAL) {
            DoubleBinaryOperator of = least ? Math::min : Math::max;
            return Term.real(
                    (t, in) -> of.applyAsDouble(a.real().at(t, in), b.real().at(t, in)), a, b);
        }
        return least
                ? Term.whole((t, in) -> Math.min(a.whole().at(t, in), b.whole().at(t, in)), a, b)
                : Term.whole((t, in) -> Math.max(a.whole().at(t, in), b.whole().at(t, in)), a, b);
    }

    private static Term where(List<Term> a, boolean keepsWhole) {
        return Arithmetic.choice(a.get(0), a.get(1), a.get(2));
    }

    private static Term clip(List<Term> a, boolean keepsWhole) {
        return extreme(extreme(a.get(0), a.get(1), false), a.get(2), true);
    }

    private static Term lerp(List<Term> a, boolean keepsWhole) {
        return Term.real(
                (t, in) -> {
                    double from = at(a, 0, t, in);
                    return from + (at(a, 1, t, in) - from) * at(a, 2, t, in);
                },
                all(a));
    }

    private static Term smoothstep(List<Term> a, boolean keepsWhole) {
        return Term.real(
                (t, in) -> {
                    double from = at(a, 0, t, in);
                    double way = (at(a, 2, t, in) - from) / (at(a, 1, t, in) - from);
                    double x = Math.max(0, Math.min(1, way));
                    return x * x * (3 - 2 * x);
                },
                all(a));
    }

    /** {@code ease(t0, v0, t1, v1)} and with two handles: never a constant, for it goes by t. */
    private static Term ease(List<Term> a, boolean keepsWhole) {
        List<Term> all = new ArrayList<>(a);
        if (a.size() == 4) {
            all.addAll(
                    List.of(
                            Term.real(CubicBezier.EASE_IN_X),
                            Term.real(0),
                            Term.real(CubicBezier.EASE_OUT_X),
                            Term.real(1)));
        }
        Term frame = Term.variable((t, in) -> t);
        all.add(frame);
        return Term.real((t, in) -> eased(all, t, in), all(all));
    }

    private static double eased(List<Term> a, long t, Variables in) {
        double start = at(a, 0, t, in);
        double from = at(a, 1, t, in);
        double way = (t - start) / (at(a, 2, t, in) - start);
        double height =
                CubicBezier.at(
                        way, at(a, 4, t, in), at(a, 5, t, in), at(a, 6, t, in), at(a, 7, t, in));
        return from + (at(a, 3, t, in) - from) * height;
    }

    private static double at(List<Term> a, int index, long t, Variables in) {
        return a.get(index).real().at(t, in);
    }

    private static Term[] all(List<Term> terms) {
        return terms.toArray(Term[]::new);
    }

    private static double arcsinh(double x) {
        double a = Math.abs(x);
        return Math.copySign(StrictMath.log1p(a + a * a / (1 + Math.sqrt(a * a + 1))), x);
    }
}
