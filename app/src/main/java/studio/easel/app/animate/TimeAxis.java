package studio.easel.app.animate;

import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleDoubleProperty;

/** Where frames stand from left to right, the same for every lane. Each takes some width. */
final class TimeAxis {
    /** Left of the first and right of the last frame, so that keys there can be taken hold of. */
    static final double MARGIN = 10;

    private static final double WIDEST = 40;

    private final DoubleProperty width = new SimpleDoubleProperty(1);
    private final ReadOnlyLongWrapper changes = new ReadOnlyLongWrapper();
    private int frames = 1;
    private double zoom = 1;
    private double first;

    TimeAxis() {
        width.addListener((property, before, now) -> changed());
    }

    /** Pixels there are. */
    DoubleProperty width() {
        return width;
    }

    /** Changes whenever frames stand elsewhere. */
    ReadOnlyLongProperty changes() {
        return changes.getReadOnlyProperty();
    }

    void frames(int newFrames) {
        if (newFrames != frames) {
            frames = newFrames;
            changed();
        }
    }

    int frames() {
        return frames;
    }

    /** Pixels from the left. */
    double x(double frame) {
        return MARGIN + (frame - first) * perFrame();
    }

    /** The nearest frame there is. */
    int frame(double x) {
        return (int) Math.max(0, Math.min(frames - 1, Math.round(exact(x))));
    }

    /** Where between frames, in frames. */
    double exact(double x) {
        return first + (x - MARGIN) / perFrame();
    }

    /** Pixels a frame. */
    double perFrame() {
        return room() / Math.max(1, frames - 1) * zoom;
    }

    /** Shows fewer frames, or more; the one at {@code x} stays there. */
    void zoom(double factor, double x) {
        double held = exact(x);
        double most = Math.max(1, WIDEST * (frames - 1) / room());
        zoom = Math.max(1, Math.min(most, zoom * factor));
        first = held - (x - MARGIN) / perFrame();
        changed();
    }

    /** Moves all frames. */
    void scroll(double pixels) {
        first += pixels / perFrame();
        changed();
    }

    /** All frames at once. */
    void fit() {
        zoom = 1;
        changed();
    }

    /** Scrolls no further than it takes to see a frame. */
    void reveal(int frame) {
        double x = x(frame);
        if (x < MARGIN || x > width.get() - MARGIN) {
            scroll(x - (x < MARGIN ? MARGIN : width.get() - MARGIN));
        }
    }

    /** Frames between two marks of the ruler, so that their numbers do not touch. */
    int betweenMarks(double widest) {
        int[] steps = {1, 2, 5};
        for (int decade = 1; decade < 10_000_000; decade *= 10) {
            for (int step : steps) {
                if (step * decade * perFrame() >= widest) {
                    return step * decade;
                }
            }
        }
        return 10_000_000;
    }

    private double room() {
        return Math.max(1, width.get() - 2 * MARGIN);
    }

    private void changed() {
        double seen = room() / perFrame();
        first = Math.max(0, Math.min(Math.max(0, frames - 1 - seen), first));
        changes.set(changes.get() + 1);
    }
}
