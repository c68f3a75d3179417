package studio.easel.app.canvas;

/**
 * Whole pixels from {@code left} and {@code top} up to, but not with, {@code right} and {@code
 * bottom}.
 */
public record Area(int left, int top, int right, int bottom) {
    static final Area NOTHING = new Area(0, 0, 0, 0);

    boolean isEmpty() {
        return left >= right || top >= bottom;
    }

    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }

    Area and(Area other) {
        if (isEmpty()) {
            return other;
        }
        return other.isEmpty()
                ? this
                : new Area(
                        Math.min(left, other.left),
                        Math.min(top, other.top),
                        Math.max(right, other.right),
                        Math.max(bottom, other.bottom));
    }

    Area within(int width, int height) {
        return new Area(
                Math.max(0, left),
                Math.max(0, top),
                Math.min(width, right),
                Math.min(height, bottom));
    }

    Area grownBy(int pixels) {
        return new Area(left - pixels, top - pixels, right + pixels, bottom + pixels);
    }
}
