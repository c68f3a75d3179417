package studio.easel.engine.animation;

/**
 * A part of an expression, ready to be evaluated: its type is settled when it is built, so that
 * evaluating it is arithmetic on primitives and nothing else.
 *
 * @param kind what it yields
 * @param constant whether neither frame nor variables change it
 * @param depth of the tree below it, itself included
 */
record Term(Kind kind, boolean constant, int depth, Real real, Whole whole) {
    /** In the order in which a mixture of them rises: numexpr's bool, long and double. */
    enum Kind {
        TRUTH,
        WHOLE,
        REAL;

        Kind with(Kind other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    /** The value as a double; 0 or 1 for a truth. */
    @FunctionalInterface
    interface Real {
        double at(long t, Variables in);
    }

    /** The value as 64 bits; cut off toward zero for a real, 0 or 1 for a truth. */
    @FunctionalInterface
    interface Whole {
        long at(long t, Variables in);
    }

    private static final Variables NONE = new Variables(1, 0, 0);

    static Term real(double value) {
        return new Term(Kind.REAL, true, 1, (t, in) -> value, (t, in) -> (long) value);
    }

    static Term whole(long value) {
        return new Term(Kind.WHOLE, true, 1, (t, in) -> (double) value, (t, in) -> value);
    }

    static Term truth(boolean value) {
        long bit = value ? 1 : 0;
        return new Term(Kind.TRUTH, true, 1, (t, in) -> (double) bit, (t, in) -> bit);
    }

    /** A name that stands for a whole number. */
    static Term variable(Whole whole) {
        return new Term(Kind.WHOLE, false, 1, (t, in) -> (double) whole.at(t, in), whole);
    }

    /** A real from terms; a constant if they all are. */
    static Term real(Real real, Term... of) {
        return new Term(Kind.REAL, false, depth(of), real, (t, in) -> (long) real.at(t, in))
                .folded(of);
    }

    /** A whole number from terms; a constant if they all are. */
    static Term whole(Whole whole, Term... of) {
        return new Term(Kind.WHOLE, false, depth(of), (t, in) -> (double) whole.at(t, in), whole)
                .folded(of);
    }

    /** A truth from terms; a constant if they all are. */
    static Term truth(Truth truth, Term... of) {
        Whole bit = (t, in) -> truth.at(t, in) ? 1 : 0;
        return new Term(Kind.TRUTH, false, depth(of), (t, in) -> (double) bit.at(t, in), bit)
                .folded(of);
    }

    /** Whether something holds at a frame. */
    @FunctionalInterface
    interface Truth {
        boolean at(long t, Variables in);
    }

    private static int depth(Term... of) {
        int deepest = 0;
        for (Term term : of) {
            deepest = Math.max(deepest, term.depth);
        }
        return deepest + 1;
    }

    private Term folded(Term... of) {
        for (Term term : of) {
            if (!term.constant) {
                return this;
            }
        }
        return switch (kind) {
            case TRUTH -> truth(wholeValue() != 0);
            case WHOLE -> whole(wholeValue());
            case REAL -> real(realValue());
        };
    }

    /** The same number under another type, as far as it has it. */
    Term as(Kind other) {
        return other == kind ? this : new Term(other, constant, depth, real, whole);
    }

    /** Of a constant. */
    double realValue() {
        return real.at(0, NONE);
    }

    /** Of a constant. */
    long wholeValue() {
        return whole.at(0, NONE);
    }

    boolean isReal() {
        return kind == Kind.REAL;
    }

    /** Whether it counts as true: anything but 0. */
    boolean holds(long t, Variables in) {
        return isReal() ? real.at(t, in) != 0 : whole.at(t, in) != 0;
    }
}
