package studio.easel.engine.text;

/**
 * Something in a prompt that was read otherwise than its writer may have meant; the picture is made
 * all the same.
 *
 * @param start index of the first character concerned, in the prompt as it was typed
 * @param end index behind the last one
 * @param sentence which character and the words around it, what was found and what to do
 */
public record PromptNote(int start, int end, String sentence) {
    private static final int AROUND = 24;

    /** A note about {@code typed[start, end)}. */
    static PromptNote at(String typed, int start, int end, String complaint) {
        int from = Math.min(start, typed.length());
        int to = Math.max(from, Math.min(end, typed.length()));
        String where =
                "Character %d (%s): ".formatted(characters(typed, from) + 1, quote(typed, from));
        return new PromptNote(from, to, where + complaint);
    }

    /** The words around the place, and below them a caret under its first character. */
    public String pointer(String typed) {
        int from = left(typed, start);
        String before = (from > 0 ? "…" : "") + oneLine(typed.substring(from, start));
        String after = oneLine(typed.substring(start, right(typed, start)));
        return before + after + "\n" + " ".repeat(characters(before, before.length())) + "^";
    }

    private static String quote(String typed, int at) {
        int from = left(typed, at);
        int to = right(typed, at);
        String words = oneLine(typed.substring(from, to));
        return "\"" + (from > 0 ? "…" : "") + words + (to < typed.length() ? "…" : "") + "\"";
    }

    private static int left(String typed, int at) {
        int from = Math.max(0, at - AROUND / 2);
        return inPair(typed, from) ? from - 1 : from;
    }

    private static int right(String typed, int at) {
        int to = Math.min(typed.length(), at + AROUND);
        return inPair(typed, to) ? to + 1 : to;
    }

    /** Whether a cut here would part the two halves of one character. */
    private static boolean inPair(String typed, int at) {
        return at > 0
                && at < typed.length()
                && Character.isSurrogatePair(typed.charAt(at - 1), typed.charAt(at));
    }

    private static String oneLine(String words) {
        return words.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
    }

    private static int characters(String text, int end) {
        return text.codePointCount(0, end);
    }
}
