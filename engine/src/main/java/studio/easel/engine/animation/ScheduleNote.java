package studio.easel.engine.animation;

/**
 * Something in a schedule that was read otherwise than its writer may have meant; the frames are
 * made all the same.
 *
 * @param start index of the first character concerned, in the text as it was typed
 * @param end index behind the last one
 * @param sentence which character and the text around it, what was found and what to do
 */
public record ScheduleNote(int start, int end, String sentence) {
    /** More than anybody reads. */
    static final int MOST = 20;

    private static final int BEFORE = 12;
    private static final int BEHIND = 24;

    /** A note about {@code typed[start, end)}. */
    static ScheduleNote at(String typed, int start, int end, String complaint) {
        int from = Math.max(0, Math.min(start, typed.length()));
        int to = Math.max(from, Math.min(end, typed.length()));
        return new ScheduleNote(from, to, where(typed, from) + complaint);
    }

    /** {@code Character 5 ("0:(sinn(t))"): }, counted as people count. */
    private static String where(String typed, int at) {
        int from = whole(typed, Math.max(0, at - BEFORE), -1);
        int to = whole(typed, Math.min(typed.length(), at + BEHIND), 1);
        String words = typed.substring(from, to).replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
        return "Character %d (\"%s%s%s\"): "
                .formatted(
                        typed.codePointCount(0, at) + 1,
                        from > 0 ? "…" : "",
                        words,
                        to < typed.length() ? "…" : "");
    }

    /** The place itself, or the next one that does not part the halves of a character. */
    private static int whole(String typed, int at, int step) {
        boolean inPair =
                at > 0
                        && at < typed.length()
                        && Character.isSurrogatePair(typed.charAt(at - 1), typed.charAt(at));
        return inPair ? at + step : at;
    }
}
