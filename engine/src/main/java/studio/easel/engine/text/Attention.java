package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Weights by brackets: {@code (more)}, {@code [less]}, {@code (exactly:1.3)}, and BREAK between
 * chunks. Read from left to right; round and square brackets are counted apart, so that they may
 * interleave. Any text can be read: what does not fit is words.
 *
 * @param spans at least one; neighbours have different weights
 */
record Attention(List<WeightedText> spans, List<Flaw> flaws) {
    static final double MORE = 1.1;
    static final double LESS = 1 / 1.1;

    /**
     * Deeper brackets are no prompt but an accident or an attack: 1.1 to the 256th power is 4e10.
     */
    static final int DEEPEST = 256;

    Attention {
        spans = List.copyOf(spans);
        flaws = List.copyOf(flaws);
    }

    static Attention of(String text) {
        return new Reader(text).read();
    }

    /** An open bracket before a piece, or a piece that is a BREAK, and where it is in the text. */
    private record Place(int piece, int at) {}

    private static final class Reader {
        private final String text;
        private final List<String> pieces = new ArrayList<>();
        private double[] weights = new double[16];
        private final List<Place> breaks = new ArrayList<>();
        private final List<Place> round = new ArrayList<>();
        private final List<Place> square = new ArrayList<>();
        private final List<Flaw> flaws = new ArrayList<>();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Attention read() {
            while (at < text.length()) {
                readOne();
                if (round.size() + square.size() > DEEPEST) {
                    return tooDeep();
                }
            }
            closeRest(round, MORE);
            closeRest(square, LESS);
            weightedBreaks();
            return new Attention(joined(), flaws);
        }

        private void readOne() {
            switch (text.charAt(at)) {
                case '\\' -> escape();
                case '(' -> round.add(new Place(pieces.size(), at++));
                case '[' -> square.add(new Place(pieces.size(), at++));
                case ')' -> close(round, MORE);
                case ']' -> close(square, LESS);
                case ':' -> colon();
                default -> words();
            }
        }

        /** A backslash makes a bracket or a backslash a word; before anything else it vanishes. */
        private void escape() {
            boolean escapes = at + 1 < text.length() && "()[]\\".indexOf(text.charAt(at + 1)) >= 0;
            int end = at + (escapes ? 2 : 1);
            add(text.substring(at + 1, end), 1);
            at = end;
        }

        private void close(List<Place> opened, double factor) {
            if (opened.isEmpty()) {
                flaw(
                        at,
                        at + 1,
                        "This bracket closes nothing and is read as a word. Remove it, or write a backslash before it.");
                add(text.substring(at, at + 1), 1);
            } else {
                multiply(opened.remove(opened.size() - 1).piece(), factor);
            }
            at++;
        }

        /** {@code :1.3)} closes a round bracket; any other colon is a word. */
        private void colon() {
            int from = Characters.skipSpace(text, at + 1);
            int to = numberEnd(from);
            int bracket = Characters.skipSpace(text, to);
            boolean closes =
                    to > from
                            && bracket < text.length()
                            && text.charAt(bracket) == ')'
                            && !round.isEmpty();
            OptionalDouble weight =
                    closes ? Characters.weight(text.substring(from, to)) : OptionalDouble.empty();
            if (weight.isPresent()) {
                multiply(round.remove(round.size() - 1).piece(), weight.getAsDouble());
                at = bracket + 1;
                return;
            }
            if (closes && flaws.size() < Flaw.MOST) {
                flaw(
                        from,
                        to,
                        "The weight is \"%.20s\", expected a number such as 1.2; read as words."
                                .formatted(text.substring(from, to)));
            }
            add(":", 1);
            at++;
        }

        /**
         * An optional sign, then digits and dots, at least one; {@code from} where there is none.
         */
        private int numberEnd(int from) {
            int first = from;
            if (from < text.length() && "+-".indexOf(text.charAt(from)) >= 0) {
                first++;
            }
            int end = first;
            while (end < text.length()) {
                int c = text.codePointAt(end);
                if (c != '.' && !Character.isDigit(c)) {
                    break;
                }
                end += Character.charCount(c);
            }
            return end > first ? end : from;
        }

        private void words() {
            int end = at;
            while (end < text.length() && "\\()[]:".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            String run = text.substring(at, end);
            int from = 0;
            for (int found : Characters.standalone(run, WeightedText.BREAK.text())) {
                add(run.substring(from, Characters.withoutSpace(run, from, found)), 1);
                breaks.add(new Place(pieces.size(), at + found));
                add(WeightedText.BREAK.text(), WeightedText.BREAK.weight());
                from = Characters.skipSpace(run, found + WeightedText.BREAK.text().length());
            }
            add(run.substring(from), 1);
            at = end;
        }

        private void add(String piece, double weight) {
            if (pieces.size() == weights.length) {
                weights = Arrays.copyOf(weights, 2 * weights.length);
            }
            weights[pieces.size()] = weight;
            pieces.add(piece);
        }

        private void multiply(int from, double factor) {
            for (int i = from; i < pieces.size(); i++) {
                double product = weights[i] * factor;
                // In float32, where vectors are weighed, these are zero long since; and processors
                // take a hundred times as long over them.
                weights[i] = Math.abs(product) < Double.MIN_NORMAL ? 0 : product;
            }
        }

        /** What was never closed weighs everything behind it. */
        private void closeRest(List<Place> opened, double factor) {
            for (Place open : opened) {
                multiply(open.piece(), factor);
                flaw(
                        open.at(),
                        open.at() + 1,
                        "This bracket is never closed and weighs everything behind it. Close it, or write a backslash before it if it belongs to the words.");
            }
        }

        private void weightedBreaks() {
            for (Place found : breaks) {
                if (weights[found.piece()] != WeightedText.BREAK.weight()) {
                    flaw(
                            found.at(),
                            found.at() + WeightedText.BREAK.text().length(),
                            "BREAK stands in brackets, which make it the word \"break\" with a negative weight. Close the brackets before it and open them again behind.");
                }
            }
        }

        private List<WeightedText> joined() {
            List<WeightedText> spans = new ArrayList<>();
            for (int i = 0; i < pieces.size(); ) {
                StringBuilder same = new StringBuilder();
                double weight = weights[i];
                while (i < pieces.size() && weights[i] == weight) {
                    same.append(pieces.get(i++));
                }
                spans.add(new WeightedText(same.toString(), weight));
            }
            return spans.isEmpty() ? List.of(new WeightedText("", 1)) : spans;
        }

        private Attention tooDeep() {
            String sentence =
                    "Brackets are open more than %d deep here; all of them are read as words. Close some."
                            .formatted(DEEPEST);
            return new Attention(
                    List.of(new WeightedText(text, 1)), List.of(new Flaw(at - 1, at, sentence)));
        }

        private void flaw(int from, int to, String sentence) {
            if (flaws.size() < Flaw.MOST) {
                flaws.add(new Flaw(from, to, sentence));
            }
        }
    }
}
