package studio.easel.app.canvas;

/**
 * A round brush.
 *
 * @param size diameter in pixels, {@value #SMALLEST} to {@value #LARGEST}
 * @param hardness the share of the radius that covers fully, 0 to 1; the rest fades
 * @param opacity of a whole stroke, above 0 to 1, however often it crosses itself
 * @param erases whether it takes the mask away
 */
record Brush(double size, double hardness, double opacity, boolean erases) {
    static final double SMALLEST = 1;
    static final double LARGEST = 1024;

    double radius() {
        return size / 2;
    }

    /** Pixels over which the rim fades, at least one: the rim is smooth. */
    double rim() {
        return Math.max(1, radius() * (1 - hardness));
    }

    /** How much is covered at a distance from the middle of the stroke, 0 to 1. */
    double coverAt(double distance) {
        double t = (radius() + 0.5 - distance) / rim();
        if (t >= 1) {
            return 1;
        }
        return t <= 0 ? 0 : rim() > 1 ? t * t * (3 - 2 * t) : t;
    }
}
