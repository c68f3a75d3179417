package studio.easel.engine.animation;

/**
 * A formula over the frame, such as {@code 1.0025+0.002*sin(1.25*3.14*t/30)}: Python's grammar with
 * the arithmetic of numexpr, which Deforum evaluates with (docs/schedule-language.md). Compiled
 * once; evaluating allocates nothing.
 */
public final class Expression {
    /** Where an expression stands, which decides the names it may use. */
    enum Place {
        /** The frame of a key: the frame itself has no value yet. */
        KEY,
        /** The value of a schedule. */
        VALUE,
        /** Between backticks in a prompt. */
        PROMPT
    }

    private final Term term;

    private Expression(Term term) {
        this.term = term;
    }

    /**
     * Reads the value of a schedule.
     *
     * @throws ScheduleException with the character where it cannot be read
     */
    public static Expression parse(String text, Dialect dialect) {
        return parse(text, 0, text.length(), dialect, Place.VALUE);
    }

    /** Reads {@code text[from, to)}; errors point into the whole text. */
    static Expression parse(String text, int from, int to, Dialect dialect, Place place) {
        return new Expression(new ExpressionParser(text, from, to, dialect, place).parse());
    }

    /** The value at a frame: a truth is 0 or 1; NaN where there is none, as of sqrt(-1). */
    public double at(long frame, Variables variables) {
        return term.real().at(frame, variables);
    }

    /** Whether it is the same at every frame of every animation. */
    public boolean isConstant() {
        return term.constant();
    }

    /** The value as Python prints it: {@code 8}, {@code 0.3}, {@code 1e-05}, {@code True}. */
    String printed(long frame, Variables variables) {
        return switch (term.kind()) {
            case TRUTH -> term.whole().at(frame, variables) != 0 ? "True" : "False";
            case WHOLE -> Long.toString(term.whole().at(frame, variables));
            case REAL -> PythonNumber.repr(term.real().at(frame, variables));
        };
    }

    /** The value as prompts weigh with it: digits and a dot, no exponent, a truth as 1 or 0. */
    String plain(long frame, Variables variables) {
        return term.isReal()
                ? PythonNumber.plain(term.real().at(frame, variables))
                : Long.toString(term.whole().at(frame, variables));
    }
}
