package studio.easel.app;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a text was before, and would be again; a word that is typed counts as one change. */
public final class TextHistory {
    /** More than anybody goes back. */
    private static final int MOST = 500;

    /**
     * A text to show.
     *
     * @param caret behind what changed, 0 to its length
     */
    public record Shown(String text, int caret) {}

    private final Deque<String> past = new ArrayDeque<>();
    private final Deque<String> future = new ArrayDeque<>();
    private String present;
    private int typedUpTo = -1;

    public TextHistory(String first) {
        this.present = first;
    }

    /** Hears every change, be it typed, pasted or set by the program. */
    public void changed(String now) {
        if (now.equals(present)) {
            return;
        }
        int at = firstDifference(present, now);
        if (isSyllableComposed(now, at)) {
            future.clear();
            present = now;
            return;
        }
        boolean letter = isOneLetterMore(now, at);
        boolean goesOn = letter && at == typedUpTo && !beginsWord(now, at);
        if (!goesOn) {
            past.push(present);
            if (past.size() > MOST) {
                past.removeLast();
            }
        }
        future.clear();
        typedUpTo = letter ? at + 1 : -1;
        present = now;
    }

    /** One change back; the text as it is where there is none. */
    public Shown undo() {
        return step(past, future);
    }

    /** One change forth again. */
    public Shown redo() {
        return step(future, past);
    }

    private Shown step(Deque<String> from, Deque<String> to) {
        typedUpTo = -1;
        if (from.isEmpty()) {
            return new Shown(present, present.length());
        }
        String before = present;
        to.push(before);
        present = from.pop();
        return new Shown(present, endOfDifference(before, present));
    }

    private boolean isOneLetterMore(String now, int at) {
        return now.length() == present.length() + 1
                && now.substring(at + 1).equals(present.substring(at));
    }

    /** Korean is put together in place: each key replaces the syllable that was typed last. */
    private boolean isSyllableComposed(String now, int at) {
        return at == typedUpTo - 1
                && now.length() == present.length()
                && now.substring(at + 1).equals(present.substring(at + 1))
                && isHangul(present.charAt(at))
                && isHangul(now.charAt(at));
    }

    private static boolean isHangul(char letter) {
        return Character.UnicodeScript.of(letter) == Character.UnicodeScript.HANGUL;
    }

    private static boolean beginsWord(String text, int at) {
        return at > 0
                && Character.isWhitespace(text.charAt(at - 1))
                && !Character.isWhitespace(text.charAt(at));
    }

    private static int firstDifference(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at;
    }

    /** Where in {@code now} the part ends that is not as it was. */
    private static int endOfDifference(String before, String now) {
        int first = firstDifference(before, now);
        int alike = 0;
        while (alike < Math.min(before.length(), now.length()) - first
                && before.charAt(before.length() - 1 - alike)
                        == now.charAt(now.length() - 1 - alike)) {
            alike++;
        }
        return now.length() - alike;
    }
}
