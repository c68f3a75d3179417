package studio.easel.app.files;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a prompt weighs any of its words, {@code (flowers:1.2)}: A1111 notes how it emphasises
 * only then.
 */
final class PromptWeights {
    // Each word is weighed once per bracket it stands in; nobody writes this many.
    private static final int DEEPEST = 200;

    private static final double STRONGER = 1.1;
    private static final double WEAKER = 1 / 1.1;
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\\\[()\\[\\]\\\\]|\\\\|\\(|\\[|:\\s*(?<number>[+-]?[.\\d]++)\\s*\\)|\\)|]|[^\\\\()\\[\\]:]++|:");
    private static final Pattern BREAK = Pattern.compile("(?<!\\s)\\s*+\\bBREAK\\b\\s*+");

    private final List<String> texts = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();
    private final Deque<Integer> round = new ArrayDeque<>();
    private final Deque<Integer> square = new ArrayDeque<>();

    private PromptWeights() {}

    static boolean used(String prompt) {
        return new PromptWeights().isWeighted(prompt);
    }

    private boolean isWeighted(String prompt) {
        Matcher tokens = TOKEN.matcher(prompt);
        while (tokens.find()) {
            read(tokens.group(), tokens.group("number"));
            if (round.size() + square.size() > DEEPEST) {
                return true;
            }
        }
        round.forEach(start -> weigh(start, STRONGER));
        square.forEach(start -> weigh(start, WEAKER));
        for (int i = 0; i < texts.size(); i++) {
            if (weights.get(i) != 1 && !texts.get(i).equals("BREAK")) {
                return true;
            }
        }
        return false;
    }

    // An opening bracket remembers where it stood; the two kinds do not know of each other.
    private void read(String token, @Nullable String number) {
        if (token.startsWith("\\")) {
            add(token.substring(1), 1);
        } else if (token.equals("(")) {
            round.push(texts.size());
        } else if (token.equals("[")) {
            square.push(texts.size());
        } else if (number != null && !round.isEmpty() && isNumber(number)) {
            weigh(round.pop(), Double.parseDouble(number));
        } else if (token.equals(")") && !round.isEmpty()) {
            weigh(round.pop(), STRONGER);
        } else if (token.equals("]") && !square.isEmpty()) {
            weigh(square.pop(), WEAKER);
        } else {
            addParts(token);
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)");
    }

    private void addParts(String text) {
        if (!text.contains("BREAK")) {
            add(text, 1);
            return;
        }
        String[] parts = BREAK.split(text, -1);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                add("BREAK", -1);
            }
            add(parts[i], 1);
        }
    }

    private void add(String text, double weight) {
        texts.add(text);
        weights.add(weight);
    }

    private void weigh(int start, double factor) {
        for (int i = start; i < weights.size(); i++) {
            weights.set(i, weights.get(i) * factor);
        }
    }
}
