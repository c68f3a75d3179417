package studio.easel.engine.animation;

/** How a value comes to the next key, as a timeline draws it. */
public sealed interface Easing {
    /** In a straight line: a plain number. */
    record Linear() implements Easing {}

    /** Not at all until the next key: {@code 5+0}, which is a formula and no plain number. */
    record Hold() implements Easing {}

    /**
     * On a curve: {@code ease(t0, v0, t1, v1, x1, y1, x2, y2)}.
     *
     * @param x1 place of the first handle between the two keys, 0 to 1
     * @param y1 its height, 0 at this key's value and 1 at the next one's; may lie outside
     * @param x2 place of the second handle, 0 to 1
     * @param y2 its height
     */
    record Bezier(double x1, double y1, double x2, double y2) implements Easing {
        public Bezier {
            boolean inside = x1 >= 0 && x1 <= 1 && x2 >= 0 && x2 <= 1;
            if (!inside || !Double.isFinite(y1) || !Double.isFinite(y2)) {
                throw new ScheduleException(
                        "The handles are (%s, %s) and (%s, %s), expected places from 0 to 1 and heights that are numbers."
                                .formatted(x1, y1, x2, y2));
            }
        }

        /** Slow at both ends: {@code ease(t0, v0, t1, v1)}. */
        public static Bezier inAndOut() {
            return new Bezier(CubicBezier.EASE_IN_X, 0, CubicBezier.EASE_OUT_X, 1);
        }
    }
}
