package studio.easel.app.generate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much a part of a prompt counts, changed with the keyboard as in A1111: {@code cat} becomes
 * {@code (cat:1.1)}, then 1.2, and words again at 1. What is selected counts, or the bracket around
 * the caret, or the word at it; {@code <lora:name:1>} goes by 0.05.
 *
 * @param from of the selection after the change
 * @param to behind it
 */
record PromptWeight(String text, int from, int to) {
    private static final BigDecimal STEP = new BigDecimal("0.1");
    private static final BigDecimal EXTRA_STEP = new BigDecimal("0.05");
    private static final String DELIMITERS = ".,\\/!?%^*;:{}=`~() \r\n\t";
    private static final String BRACKETS = "<>()[]";

    /** A weight at the end of a bracket, behind a colon. */
    private static final Pattern WEIGHED = Pattern.compile("(?s).*:-?[\\d.]+");

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,12}(\\.\\d{0,12})?|\\.\\d{1,12})");

    /**
     * The prompt with one weight a step higher or lower; empty where there is nothing to weigh.
     *
     * @param from of the selection; the caret where nothing is selected
     * @param to behind it
     */
    static Optional<PromptWeight> changed(String text, int from, int to, boolean up) {
        PromptWeight meant = new PromptWeight(text, from, to);
        if (from == to) {
            meant = meant.bracket().orElseGet(meant::word);
        }
        return meant.weighed().flatMap(it -> it.stepped(up));
    }

    /** What stands in the innermost bracket around the caret, without its weight. */
    private Optional<PromptWeight> bracket() {
        for (int kind = 0; kind < BRACKETS.length(); kind += 2) {
            char open = BRACKETS.charAt(kind);
            char close = BRACKETS.charAt(kind + 1);
            int begin = text.lastIndexOf(open, from - 1);
            int end = text.indexOf(close, from);
            boolean around =
                    from > 0
                            && begin >= 0
                            && end >= 0
                            && text.lastIndexOf(close, from - 1) < begin
                            && (text.indexOf(open, from) < 0 || text.indexOf(open, from) > end);
            if (around) {
                String content = text.substring(begin + 1, end);
                int length =
                        WEIGHED.matcher(content).matches()
                                ? content.lastIndexOf(':')
                                : content.length();
                return Optional.of(new PromptWeight(text, begin + 1, begin + 1 + length));
            }
        }
        return Optional.empty();
    }

    private PromptWeight word() {
        int begin = from;
        int end = to;
        while (begin > 0 && DELIMITERS.indexOf(text.charAt(begin - 1)) < 0) {
            begin--;
        }
        while (end < text.length() && DELIMITERS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return new PromptWeight(text, begin, end);
    }

    /** The same with a weight behind it, 1 where there was none; old brackets become a number. */
    private Optional<PromptWeight> weighed() {
        char before = from > 0 ? text.charAt(from - 1) : ' ';
        char after = to < text.length() ? text.charAt(to) : ' ';
        if (before == '<') {
            return Optional.of(this);
        }
        if ((before == '(' && after == ')') || (before == '[' && after == ']')) {
            return Optional.of(numbered(before, after));
        }
        if (before == '(' && after == ':') {
            return Optional.of(this);
        }
        int end = to;
        while (end > from && text.charAt(end - 1) == ' ') {
            end--; // A space behind a word is not meant.
        }
        if (end == from || before == '(') {
            return Optional.empty();
        }
        String words = text.substring(from, end);
        return Optional.of(
                new PromptWeight(
                        text.substring(0, from) + "(" + words + ":1.0)" + text.substring(end),
                        from + 1,
                        end + 1));
    }

    /** {@code ((cat))} as {@code (cat:1.2)}: each pair is a factor of 1.1, or of its inverse. */
    private PromptWeight numbered(char open, char close) {
        int pairs = 0;
        while (from - pairs > 0
                && to + pairs < text.length()
                && text.charAt(from - pairs - 1) == open
                && text.charAt(to + pairs) == close) {
            pairs++;
        }
        double weight = Math.pow(open == '[' ? 1 / 1.1 : 1.1, pairs);
        BigDecimal rounded = BigDecimal.valueOf(Math.round(weight * 10), 1);
        String whole =
                text.substring(0, from - pairs)
                        + "("
                        + text.substring(from, to)
                        + ":"
                        + rounded
                        + ")"
                        + text.substring(to + pairs);
        return new PromptWeight(whole, from - pairs + 1, to - pairs + 1);
    }

    private Optional<PromptWeight> stepped(boolean up) {
        boolean extra = from > 0 && text.charAt(from - 1) == '<';
        int end = text.indexOf(extra ? '>' : ')', to);
        if (end < 0 || to >= text.length() || text.charAt(to) != ':') {
            return Optional.empty();
        }
        String written = text.substring(to + 1, end).strip();
        if (!NUMBER.matcher(written).matches()) {
            return Optional.empty();
        }
        BigDecimal step = extra ? EXTRA_STEP : STEP;
        BigDecimal weight =
                new BigDecimal(written)
                        .add(up ? step : step.negate())
                        .round(new MathContext(12))
                        .stripTrailingZeros();
        if (!extra && weight.compareTo(BigDecimal.ONE) == 0) {
            String words = text.substring(from, to);
            return Optional.of(
                    new PromptWeight(
                            text.substring(0, from - 1) + words + text.substring(end + 1),
                            from - 1,
                            to - 1));
        }
        return Optional.of(
                new PromptWeight(
                        text.substring(0, to + 1) + plain(weight) + text.substring(end), from, to));
    }

    /** Two as "2.0", as A1111 writes it. */
    private static String plain(BigDecimal weight) {
        return weight.scale() <= 0 ? weight.setScale(1).toPlainString() : weight.toPlainString();
    }
}
