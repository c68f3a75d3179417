package studio.easel.engine.text;

/**
 * A place that was read otherwise than its writer may have meant, in the text one stage was given.
 *
 * @param from first character
 * @param to behind the last character
 * @param sentence what was found, what was expected, what to do
 */
record Flaw(int from, int to, String sentence) {
    /** More than anybody reads; hostile texts have one a character. */
    static final int MOST = 20;
}
