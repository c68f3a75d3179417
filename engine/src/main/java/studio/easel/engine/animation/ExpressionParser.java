package studio.easel.engine.animation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.Names;
import studio.easel.engine.animation.Expression.Place;

/** Recursive descent with Python's precedence, one method a level. */
final class ExpressionParser {
    private static final int DEEPEST = 100;
    private static final int DEEPEST_TERM = 500;
    private static final int LONGEST_NUMBER = 400;
    private static final int LONGEST_NAME = 40;

    // Where underscores may stand is looked at later: as a repeated group they exhaust the stack.
    private static final Pattern NUMBER =
            Pattern.compile(
                    "0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++"
                            + "|(?:[0-9][0-9_]*+(?:\\.[0-9_]*+)?|\\.[0-9][0-9_]*+)"
                            + "(?:[eE][+-]?[0-9][0-9_]*+)?");
    private static final Pattern UNDERSCORE_ASTRAY =
            Pattern.compile("__|_$|_[.eE]|\\._|^0[xXoObB]_*+$");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*+");
    private static final List<String> COMPARISONS = List.of("<=", ">=", "==", "!=", "<", ">");
    private static final List<String> OPERATORS =
            List.of("**", "//", "<<", ">>", "+", "-", "*", "/", "%", "&", "|", "^", "~");
    private static final Set<String> WORDS = Set.of("and", "or", "not", "if", "else", "in", "is");

    private static final Map<String, Term> KEY_NAMES =
            Map.of(
                    "s", Term.variable((t, in) -> in.seed()),
                    "max_f", Term.variable((t, in) -> in.maxF()));
    private static final Map<String, Term> FRAME_NAMES =
            Map.of("t", Term.variable((t, in) -> t), "i", Term.variable((t, in) -> t));
    private static final Map<String, Term> PROMPT_NAMES =
            Map.of(
                    "seed", Term.variable((t, in) -> in.seed()),
                    "frame_idx", Term.variable((t, in) -> t),
                    "max_frames", Term.variable((t, in) -> in.frames()));
    private static final Map<String, Term> CONSTANTS =
            Map.of("pi", Term.real(Math.PI), "e", Term.real(Math.E));

    private final String text;
    private final int to;
    private final Dialect dialect;
    private final Arithmetic arithmetic;
    private final Map<String, Term> names;
    private int at;
    private int depth;

    /** Whether the term read last is a {@code &} or {@code |} without brackets around it. */
    private boolean bareBits;

    ExpressionParser(String text, int from, int to, Dialect dialect, Place place) {
        this.text = text;
        this.at = from;
        this.to = to;
        this.dialect = dialect;
        this.arithmetic = new Arithmetic(dialect);
        this.names = names(dialect, place);
    }

    private static Map<String, Term> names(Dialect dialect, Place place) {
        Map<String, Term> names = new TreeMap<>();
        boolean easel = dialect == Dialect.EASEL;
        if (easel || place != Place.PROMPT) {
            names.putAll(KEY_NAMES);
        }
        if (place == Place.VALUE || easel && place == Place.PROMPT) {
            names.putAll(FRAME_NAMES);
        }
        if (place == Place.PROMPT) {
            names.putAll(PROMPT_NAMES);
        }
        if (easel) {
            names.putAll(CONSTANTS);
        }
        return names;
    }

    Term parse() {
        space();
        if (at == to) {
            throw refused(at, at, "There is nothing here, expected a number or a formula.");
        }
        Term term = conditional();
        if (at < to) {
            throw refused(at, tokenEnd(), unexpected());
        }
        return term;
    }

    private String unexpected() {
        if (text.charAt(at) == ')') {
            return "This bracket closes nothing. Remove it, or open one before.";
        }
        if (text.charAt(at) == '=') {
            return "= compares nothing. Write == for \"is equal to\".";
        }
        return "%s stands where an operator or the end is expected. Between two values write *, +, or a comma and the next key."
                .formatted(shown(at, tokenEnd()));
    }

    private Term conditional() {
        enter();
        Term value = or();
        int start = at;
        if (word("if")) {
            Spot spot = spot(start);
            Term condition = or();
            if (!word("else")) {
                throw refused(
                        at,
                        at,
                        "\"if\" has no \"else\" here. Write value if condition else other.");
            }
            value = checked(arithmetic.conditional(condition, value, conditional(), spot));
        }
        depth--;
        return value;
    }

    private Term or() {
        Term term = and();
        for (int start = at; word("or"); start = at) {
            Spot spot = spot(start);
            term = checked(arithmetic.either("or", term, and(), spot));
        }
        return term;
    }

    private Term and() {
        Term term = not();
        for (int start = at; word("and"); start = at) {
            Spot spot = spot(start);
            term = checked(arithmetic.either("and", term, not(), spot));
        }
        return term;
    }

    private Term not() {
        int start = at;
        if (!word("not")) {
            return comparison();
        }
        enter();
        Spot spot = spot(start);
        Term term = checked(arithmetic.not(not(), spot));
        depth--;
        return term;
    }

    private Term comparison() {
        Term left = bits(0);
        List<Term> links = new ArrayList<>();
        for (int start = at; ; start = at) {
            String operator = operator(COMPARISONS);
            if (operator.isEmpty()) {
                return links.isEmpty() ? left : chain(links);
            }
            boolean bitsBetween = bareBits;
            Spot spot = spot(start);
            Term right = bits(0);
            if (!links.isEmpty() && bitsBetween) {
                throw spot.refused(
                        "& and | bind tighter than comparisons. Put each comparison in brackets: (t>2) & (t<6).");
            }
            links.add(checked(arithmetic.binary(operator, left, right, spot)));
            if (links.size() == 2 && dialect == Dialect.DEFORUM && !constant(links)) {
                throw spot.refused(
                        "Comparisons cannot follow each other in Deforum. Write (a<b) & (b<c).");
            }
            left = right;
        }
    }

    private static boolean constant(List<Term> links) {
        return links.stream().allMatch(Term::constant);
    }

    /** Python's {@code a < b < c}: all of them hold. */
    private static Term chain(List<Term> links) {
        return links.stream()
                .reduce((a, b) -> Term.truth((t, in) -> a.holds(t, in) && b.holds(t, in), a, b))
                .orElseThrow();
    }

    /** {@code |} at level 0, {@code ^} at 1, {@code &} at 2, all from the left. */
    private Term bits(int level) {
        if (level == 3) {
            bareBits = false;
            return shift();
        }
        Term term = bits(level + 1);
        List<String> operator = List.of(List.of("|", "^", "&").get(level));
        for (int start = at; !operator(operator).isEmpty(); start = at) {
            Spot spot = spot(start);
            term = checked(arithmetic.binary(operator.get(0), term, bits(level + 1), spot));
            bareBits = true;
        }
        return term;
    }

    private Term shift() {
        return leftToRight(List.of("<<", ">>"), this::sum);
    }

    private Term sum() {
        return leftToRight(List.of("+", "-"), this::product);
    }

    private Term product() {
        return leftToRight(List.of("*", "//", "/", "%"), this::unary);
    }

    private Term leftToRight(List<String> operators, java.util.function.Supplier<Term> side) {
        Term term = side.get();
        for (int start = at; ; start = at) {
            String operator = operator(operators);
            if (operator.isEmpty()) {
                return term;
            }
            Spot spot = spot(start);
            term = checked(arithmetic.binary(operator, term, side.get(), spot));
        }
    }

    private Term unary() {
        int start = at;
        String operator = operator(List.of("+", "-", "~"));
        if (operator.isEmpty()) {
            return power();
        }
        enter();
        Spot spot = spot(start);
        Term term = checked(arithmetic.unary(operator.charAt(0), unary(), spot));
        depth--;
        return term;
    }

    private Term power() {
        Term base = primary();
        int start = at;
        if (operator(List.of("**")).isEmpty()) {
            return base;
        }
        enter();
        Spot spot = spot(start);
        Term term = checked(arithmetic.binary("**", base, unary(), spot));
        depth--;
        return term;
    }

    private Term primary() {
        if (at == to) {
            throw refused(at, at, "The formula ends here, expected a number, a name or a bracket.");
        }
        char c = text.charAt(at);
        if (c == '(' || dialect == Dialect.EASEL && (c == '"' || c == '\'')) {
            return bracket(c == '(' ? ')' : c);
        }
        Matcher number = matcher(NUMBER);
        if (number.lookingAt()) {
            return number(number.group());
        }
        Matcher word = matcher(WORD);
        if (word.lookingAt() && !WORDS.contains(word.group())) {
            return name(word.group());
        }
        throw refused(
                at,
                tokenEnd(),
                "%s stands where a number, a name or a bracket is expected."
                        .formatted(shown(at, tokenEnd())));
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, to);
    }

    private Term bracket(char close) {
        int open = at++;
        space();
        Term term = conditional();
        bareBits = false;
        if (at == to) {
            throw refused(open, open + 1, "This bracket is never closed. Close it.");
        }
        if (text.charAt(at) != close) {
            throw refused(at, tokenEnd(), unexpected());
        }
        at++;
        space();
        return term;
    }

    private Term number(String digits) {
        int start = at;
        int end = at + digits.length();
        if (digits.length() > LONGEST_NUMBER) {
            throw refused(
                    start,
                    end,
                    "This number has %,d digits, expected at most %d."
                            .formatted(digits.length(), LONGEST_NUMBER));
        }
        if (end < to && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            throw refused(
                    start,
                    end + 1,
                    "%s runs into what follows. Between a number and a name write *: 2*t."
                            .formatted(digits));
        }
        if (UNDERSCORE_ASTRAY.matcher(digits).find()) {
            throw refused(
                    start, end, "An underscore stands between two digits and nowhere else: 1_000.");
        }
        at = end;
        Term term = literal(digits.replace("_", ""), new Spot(text, start, end));
        space();
        return term;
    }

    private Term literal(String digits, Spot spot) {
        int radix = radix(digits);
        if (radix != 10) {
            return arithmetic.exact(new BigInteger(digits.substring(2), radix), spot);
        }
        if (digits.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
            return Term.real(Double.parseDouble(digits));
        }
        BigInteger value = new BigInteger(digits);
        if (dialect == Dialect.DEFORUM && digits.startsWith("0") && value.signum() != 0) {
            throw spot.refused("A number in a formula begins with no 0 in Deforum. Remove it.");
        }
        return arithmetic.exact(value, spot);
    }

    private static int radix(String digits) {
        char mark = digits.length() > 2 ? Character.toLowerCase(digits.charAt(1)) : ' ';
        return switch (mark) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
    }

    private Term name(String name) {
        int start = at;
        at += name.length();
        space();
        if (at < to && text.charAt(at) == '(') {
            return call(name, start);
        }
        Spot spot = new Spot(text, start, start + name.length());
        if (name.equals("True") || name.equals("False")) {
            return Term.truth(name.equals("True"));
        }
        Term term = names.get(name);
        if (term == null) {
            throw unknown(name, spot);
        }
        return term;
    }

    private ScheduleException unknown(String name, Spot spot) {
        if (Functions.names(dialect).contains(name)) {
            return spot.refused(
                    "%s is a function and needs brackets behind it: %s(t).".formatted(name, name));
        }
        if (name.equals("t") || name.equals("i")) {
            return spot.refused("The frame of a key cannot depend on the frame. Write a number.");
        }
        return suggestion("name", name, List.copyOf(names.keySet()), spot);
    }

    private Term call(String name, int start) {
        Spot spot = new Spot(text, start, start + name.length());
        List<String> functions = Functions.names(dialect);
        if (!functions.contains(name)) {
            if (names.containsKey(name)) {
                throw spot.refused(
                        "%s is no function. To multiply, write %s*(...).".formatted(name, name));
            }
            throw suggestion("function", name, functions, spot);
        }
        return checked(Functions.call(name, arguments(spot), dialect, spot));
    }

    private ScheduleException suggestion(String what, String name, List<String> known, Spot spot) {
        String found = name.substring(0, Math.min(name.length(), LONGEST_NAME));
        String nearest =
                // Of two as near the shorter one: "t", not "arctan2".
                Names.nearest(
                        found,
                        known.stream().sorted(Comparator.comparingInt(String::length)).toList());
        return spot.refused(
                "There is no %s \"%s\" here. Did you mean %s?".formatted(what, found, nearest));
    }

    private List<Term> arguments(Spot function) {
        int open = at++;
        space();
        List<Term> arguments = new ArrayList<>();
        if (at < to && text.charAt(at) == ')') {
            throw function.refused("There is nothing between the brackets, expected a value.");
        }
        while (true) {
            arguments.add(conditional());
            bareBits = false;
            if (at == to) {
                throw refused(open, open + 1, "This bracket is never closed. Close it.");
            }
            char c = text.charAt(at);
            if (c != ',' && c != ')') {
                throw refused(at, tokenEnd(), unexpected());
            }
            at++;
            space();
            if (c == ')') {
                return arguments;
            }
        }
    }

    /**
     * Takes the operator that is next if it is one of these, whole: {@code *} is not in {@code **}.
     */
    private String operator(List<String> wanted) {
        List<String> all = COMPARISONS.contains(wanted.get(0)) ? COMPARISONS : OPERATORS;
        String next = "";
        // Two characters count before one: both lists are in that order.
        for (String operator : List.of("<<", ">>")) {
            if (text.startsWith(operator, at) && at + 2 <= to) {
                next = operator;
            }
        }
        for (int i = 0; next.isEmpty() && i < all.size(); i++) {
            if (text.startsWith(all.get(i), at) && at + all.get(i).length() <= to) {
                next = all.get(i);
            }
        }
        if (next.isEmpty() || !wanted.contains(next)) {
            return "";
        }
        at += next.length();
        space();
        return next;
    }

    private boolean word(String word) {
        Matcher next = matcher(WORD);
        if (!next.lookingAt() || !next.group().equals(word)) {
            return false;
        }
        at += word.length();
        space();
        return true;
    }

    private void space() {
        while (at < to && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private int tokenEnd() {
        if (at == to) {
            return at;
        }
        Matcher word = matcher(WORD);
        Matcher number = matcher(NUMBER);
        if (word.lookingAt()) {
            return Math.min(word.end(), at + LONGEST_NAME);
        }
        return number.lookingAt() ? Math.min(number.end(), at + LONGEST_NAME) : at + 1;
    }

    private String shown(int from, int end) {
        return from == end ? "The end" : "\"" + text.substring(from, end) + "\"";
    }

    private Spot spot(int start) {
        int end = at;
        while (end > start + 1 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return new Spot(text, start, end);
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw refused(
                    at,
                    at + 1,
                    "Brackets and signs are more than %d deep here. Make the formula simpler."
                            .formatted(DEEPEST));
        }
    }

    private Term checked(Term term) {
        if (term.depth() > DEEPEST_TERM) {
            throw refused(
                    at,
                    at + 1,
                    "More than %d operations follow each other up to here. Make the formula simpler."
                            .formatted(DEEPEST_TERM));
        }
        return term;
    }

    private ScheduleException refused(int start, int end, String complaint) {
        return new ScheduleException(text, start, end, complaint);
    }
}
