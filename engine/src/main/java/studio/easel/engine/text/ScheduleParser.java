package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.text.PromptSchedule.Alternation;
import studio.easel.engine.text.PromptSchedule.Edit;
import studio.easel.engine.text.PromptSchedule.Piece;
import studio.easel.engine.text.PromptSchedule.Words;
import studio.easel.engine.text.PromptTimeline.When;

/**
 * Recursive descent over a prompt's brackets. A group that does not complete is no group: its
 * bracket is a word, and reading goes on behind it. Within another group it makes that one fail
 * too, so each failure is remembered and no character is read more than twice.
 */
final class ScheduleParser {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

    private final String text;
    private final List<Flaw> flaws = new ArrayList<>();
    private final BitSet failed = new BitSet();
    private final Matcher number;
    private int at;

    ScheduleParser(String text) {
        this.text = text;
        this.number = NUMBER.matcher(text);
    }

    PromptSchedule parse() {
        Optional<Flaw> tooDeep = tooDeep();
        if (tooDeep.isPresent()) {
            return PromptSchedule.literal(text.length(), List.of(tooDeep.get()));
        }
        Sequence whole = new Sequence();
        while (at < text.length()) {
            if (!topLevel(whole)) {
                return PromptSchedule.literal(text.length(), flaws);
            }
        }
        return new PromptSchedule(whole.pieces, flaws);
    }

    /** Reads one group or run of words; false where the whole prompt is to be taken literally. */
    private boolean topLevel(Sequence whole) {
        int start = at;
        if (opensGroup()) {
            Sequence group = new Sequence();
            if (!failed.get(at) && group(group)) {
                whole.addAll(group.pieces);
            } else {
                at = start + 1;
                whole.words(start, at);
            }
            return true;
        }
        at = wordsEnd();
        if (at == start) {
            if (literalPrompt()) {
                return false;
            }
            at++; // a stray ] ) or :
        }
        whole.words(start, at);
        return true;
    }

    /** Words and complete groups up to anything else; false where a group does not complete. */
    private boolean sequence(Sequence into) {
        while (at < text.length()) {
            int start = at;
            if (opensGroup()) {
                if (failed.get(at) || !group(into)) {
                    return false;
                }
            } else {
                at = wordsEnd();
                if (at == start) {
                    return true;
                }
                into.words(start, at);
            }
        }
        return true;
    }

    private boolean group(Sequence into) {
        int open = at;
        boolean complete = text.charAt(at) == '[' ? square(into) : round(into);
        if (!complete) {
            failed.set(open);
        }
        return complete;
    }

    /** {@code (words)} and {@code (words:weight)}, kept with their brackets. */
    private boolean round(Sequence into) {
        return keep('(', into)
                && sequence(into)
                && (keep(')', into) || (keep(':', into) && sequence(into) && keep(')', into)));
    }

    /** {@code [words]}, {@code [a|b]}, {@code [a:when]} and {@code [a:b:when]}. */
    private boolean square(Sequence into) {
        int open = at++;
        Sequence first = new Sequence();
        if (!sequence(first)) {
            return false;
        }
        if (next(']')) {
            into.words(open, open + 1);
            into.addAll(first.pieces);
            into.words(at - 1, at);
            return true;
        }
        return next('|') ? alternation(first, into) : next(':') && edit(open, first, into);
    }

    private boolean alternation(Sequence first, Sequence into) {
        List<List<Piece>> choices = new ArrayList<>();
        choices.add(first.pieces);
        do {
            Sequence choice = new Sequence();
            if (!sequence(choice)) {
                return false;
            }
            choices.add(choice.pieces);
        } while (next('|'));
        into.pieces.add(new Alternation(List.copyOf(choices)));
        return next(']');
    }

    private boolean edit(int open, Sequence first, Sequence into) {
        Optional<When> early = when();
        if (early.isPresent()) {
            neverShown(open, early.get());
            into.pieces.add(new Edit(List.of(), first.pieces, early.get()));
            return true;
        }
        Sequence second = new Sequence();
        if (!sequence(second) || at == text.length()) {
            return false;
        }
        Optional<When> when = next(':') ? when() : Optional.empty();
        if (when.isEmpty()) {
            flaw(
                    open,
                    "This bracket has colons but is no schedule and is read as words. A schedule is [before:after:0.5] or [words:0.5], with a fraction or a step for a number and no other colon.");
            return false;
        }
        into.pieces.add(new Edit(first.pieces, second.pieces, when.get()));
        return true;
    }

    /** The number and the closing bracket of a schedule; stays where it is if they are not next. */
    private Optional<When> when() {
        int from = Characters.skipSpace(text, at);
        number.region(from, text.length());
        if (!number.lookingAt()) {
            return Optional.empty();
        }
        int to = Characters.skipSpace(text, number.end());
        if (to == text.length() || text.charAt(to) != ']') {
            return Optional.empty();
        }
        at = to + 1;
        return Optional.of(When.of(number.group()));
    }

    private boolean opensGroup() {
        return text.charAt(at) == '[' || text.charAt(at) == '(';
    }

    /** Behind the run of words that begins here; a backslash takes the next character with it. */
    private int wordsEnd() {
        int end = at;
        while (end < text.length() && "[]():|".indexOf(text.charAt(end)) < 0) {
            if (text.charAt(end) != '\\') {
                end++;
            } else if (end + 1 == text.length() || text.charAt(end + 1) == '\n') {
                break;
            } else {
                end += 2;
            }
        }
        return end;
    }

    private boolean next(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private boolean keep(char c, Sequence into) {
        if (!next(c)) {
            return false;
        }
        into.words(at - 1, at);
        return true;
    }

    /** A | outside any group, or a backslash with nothing to escape, spoils the whole prompt. */
    private boolean literalPrompt() {
        char c = text.charAt(at);
        if (c == '|' && text.indexOf('[') >= 0) {
            flaw(
                    at,
                    "This | stands outside [ ], so no [a:b:0.5] and no [a|b] of the prompt is read. Remove it, or write \\|.");
        } else if (c == '\\' && text.indexOf('[') >= 0) {
            flaw(
                    at,
                    "This backslash stands before nothing, so no [a:b:0.5] and no [a|b] of the prompt is read. Remove it.");
        }
        return c == '|' || c == '\\';
    }

    private void neverShown(int open, When when) {
        if (when.fraction() && when.number() >= 1 && flaws.size() < Flaw.MOST) {
            flaw(
                    open,
                    "%.20s has a dot, so it is a fraction of the steps; 1.0 is all of them, and these words never begin but in the second pass of a hires fix. For a weight write (words:1.2) in round brackets."
                            .formatted(number.group()));
        }
    }

    private Optional<Flaw> tooDeep() {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[' || c == '(') {
                depth++;
            } else if ((c == ']' || c == ')') && depth > 0) {
                depth--;
            }
            if (depth > Attention.DEEPEST) {
                String sentence =
                        "Brackets are open more than %d deep here, so no [a:b:0.5] and no [a|b] of the prompt is read. Close some."
                                .formatted(Attention.DEEPEST);
                return Optional.of(new Flaw(i, i + 1, sentence));
            }
        }
        return Optional.empty();
    }

    private void flaw(int place, String sentence) {
        if (flaws.size() < Flaw.MOST) {
            flaws.add(new Flaw(place, place + 1, sentence));
        }
    }

    /** Pieces in the making; words that follow each other in the text are one. */
    private static final class Sequence {
        private final List<Piece> pieces = new ArrayList<>();

        void words(int from, int to) {
            int last = pieces.size() - 1;
            if (last >= 0 && pieces.get(last) instanceof Words words && words.to() == from) {
                pieces.set(last, new Words(words.from(), to));
            } else {
                pieces.add(new Words(from, to));
            }
        }

        void addAll(List<Piece> more) {
            for (Piece piece : more) {
                if (piece instanceof Words words) {
                    words(words.from(), words.to());
                } else {
                    pieces.add(piece);
                }
            }
        }
    }
}
