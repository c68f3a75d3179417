package studio.easel.app.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.Mask;

/**
 * What is done to a mask: a pointer, or a cursor that arrow keys move, goes down, along and up with
 * one of the tools. Coordinates are pixels of the picture.
 *
 * <p>Brushes know no pressure: JavaFX reports none, for mouse, pen or touch.
 */
public final class MaskEditor {
    /** A place in the picture. */
    record Point(double x, double y) {}

    private static final double LARGER = 1.25;

    private final Executor background;
    private final Executor window;
    private final ObjectProperty<Tool> tool = new SimpleObjectProperty<>(Tool.BRUSH);
    private final DoubleProperty size = new SimpleDoubleProperty(48);
    private final DoubleProperty hardness = new SimpleDoubleProperty(0.8);
    private final DoubleProperty opacity = new SimpleDoubleProperty(1);
    private final ReadOnlyObjectWrapper<@Nullable MaskModel> mask = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Point> cursor =
            new ReadOnlyObjectWrapper<>(new Point(0, 0));
    private final ReadOnlyBooleanWrapper byKeys = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<List<Point>> outline =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyBooleanWrapper undoable = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper redoable = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper empty = new ReadOnlyBooleanWrapper(true);
    private Consumer<Area> listener = area -> {};
    private final List<UnaryOperator<Mask>> waiting = new ArrayList<>();
    private boolean down;
    private Tool held = Tool.BRUSH;
    private boolean erasing;
    private @Nullable Point last;

    // What leads to the mask of another picture, where this one's own changes end.
    private @Nullable Runnable back;
    private @Nullable Runnable forth;

    /**
     * Without a mask yet.
     *
     * @param background for what takes long
     * @param window where masks change
     */
    MaskEditor(Executor background, Executor window) {
        this.background = background;
        this.window = window;
    }

    // Properties

    public ObjectProperty<Tool> tool() {
        return tool;
    }

    /** The brush's diameter in pixels. */
    public DoubleProperty size() {
        return size;
    }

    /** 0 to 1. */
    public DoubleProperty hardness() {
        return hardness;
    }

    /** 0 to 1, of strokes and shapes. */
    public DoubleProperty opacity() {
        return opacity;
    }

    /** The mask there is; null without a picture. */
    public ReadOnlyObjectProperty<@Nullable MaskModel> mask() {
        return mask.getReadOnlyProperty();
    }

    /** Where the brush is. */
    ReadOnlyObjectProperty<Point> cursor() {
        return cursor.getReadOnlyProperty();
    }

    /** Whether arrow keys moved it there. */
    ReadOnlyBooleanProperty byKeys() {
        return byKeys.getReadOnlyProperty();
    }

    /** Corners of the rectangle or lasso that is being drawn. */
    ReadOnlyObjectProperty<List<Point>> outline() {
        return outline.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty undoable() {
        return undoable.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty redoable() {
        return redoable.getReadOnlyProperty();
    }

    /** Whether nothing is covered. */
    public ReadOnlyBooleanProperty empty() {
        return empty.getReadOnlyProperty();
    }

    /** Hears which pixels changed. */
    void onChange(Consumer<Area> changed) {
        listener = changed;
    }

    // Commands

    /** An empty mask for a picture of another size; the same size keeps mask and history. */
    void fit(int width, int height) {
        MaskModel now = mask.get();
        if (now == null || now.width() != width || now.height() != height) {
            put(new MaskModel(width, height));
        }
    }

    /** Takes another mask with its history. */
    void put(MaskModel other) {
        other.onChange(area -> listener.accept(area));
        last = null;
        down = false;
        outline.set(List.of());
        cursor.set(new Point(other.width() / 2.0, other.height() / 2.0));
        back = null;
        forth = null;
        waiting.clear();
        mask.set(other);
        told();
    }

    /** What an undo does where this mask has nothing to undo. */
    void backTo(Runnable earlier) {
        back = earlier;
        told();
    }

    /** What a redo does where this mask has nothing to redo. */
    void forthTo(Runnable later) {
        forth = later;
        told();
    }

    public void undo() {
        MaskModel now = mask.get();
        Runnable earlier = back;
        if (earlier != null && now != null && now.undoable() == 0) {
            earlier.run();
        } else {
            change(MaskModel::undo);
        }
    }

    public void redo() {
        MaskModel now = mask.get();
        Runnable later = forth;
        if (later != null && now != null && now.redoable() == 0) {
            later.run();
        } else {
            change(MaskModel::redo);
        }
    }

    public void invert() {
        change(MaskModel::invert);
    }

    /** Covers everything. */
    public void all() {
        change(now -> now.fill(255));
    }

    /** Covers nothing. */
    public void clear() {
        change(now -> now.fill(0));
    }

    /** By pixels, inwards below 0. */
    public void grow(double pixels) {
        release();
        later(now -> MaskModel.grown(now, pixels));
    }

    /** By a radius in pixels. */
    public void feather(double radius) {
        release();
        later(now -> MaskModel.feathered(now, radius));
    }

    /**
     * Takes another mask, as a change that can be undone.
     *
     * @throws studio.easel.engine.RequestException when its size is not the picture's
     */
    public void replace(Mask other) {
        change(now -> now.replace(other));
    }

    public void larger() {
        size.set(Math.min(Brush.LARGEST, Math.max(size.get() + 1, Math.rint(size.get() * LARGER))));
    }

    public void smaller() {
        size.set(
                Math.max(Brush.SMALLEST, Math.min(size.get() - 1, Math.rint(size.get() / LARGER))));
    }

    public void harder() {
        hardness.set(Math.min(1, hardness.get() + 0.1));
    }

    public void softer() {
        hardness.set(Math.max(0, hardness.get() - 0.1));
    }

    private void change(Consumer<MaskModel> command) {
        MaskModel now = mask.get();
        if (now != null) {
            if (down) {
                release();
            }
            command.accept(now);
            told();
        }
    }

    /**
     * Computed elsewhere from the mask as it is, then one change; anew where the mask was painted
     * on meanwhile.
     */
    private void later(UnaryOperator<Mask> change) {
        MaskModel now = mask.get();
        if (now == null) {
            return;
        }
        if (down) {
            waiting.add(change); // Until the stroke is done.
            return;
        }
        Mask before = now.mask();
        long version = now.version();
        background.execute(
                () -> {
                    Mask after = change.apply(before);
                    window.execute(() -> arrive(now, version, after, change));
                });
    }

    private void arrive(MaskModel of, long version, Mask after, UnaryOperator<Mask> change) {
        if (of != mask.get()) {
            return; // Put away meanwhile.
        }
        if (down || of.version() != version) {
            later(change);
        } else {
            of.replace(after);
            told();
        }
    }

    private void told() {
        MaskModel now = mask.get();
        undoable.set(back != null || (now != null && now.undoable() > 0));
        redoable.set(forth != null || (now != null && now.redoable() > 0));
        empty.set(now == null || now.isBlack());
    }

    // The pointer

    /** The pointer passes by; while keys hold the tool down, it does not disturb them. */
    void hover(double x, double y) {
        if (!down) {
            byKeys.set(false);
            cursor.set(new Point(x, y));
        }
    }

    /**
     * The pointer, or the key, goes down; until it goes up, the tool stays the one it is now.
     *
     * @param straight whether a brush goes on from where it was, in a line
     * @param away whether shapes take away
     */
    void press(double x, double y, boolean straight, boolean away) {
        MaskModel now = mask.get();
        if (now == null || down) {
            return;
        }
        Point here = new Point(x, y);
        Point from = last;
        cursor.set(here);
        down = true;
        held = tool.get();
        erasing = away;
        switch (held) {
            case BRUSH, ERASER -> {
                Point start = straight && from != null ? from : here;
                now.beginStroke(brush(), start.x(), start.y());
                now.strokeTo(start.x(), start.y(), x, y);
            }
            case RECTANGLE, LASSO -> outline.set(List.of(here));
            case FILL -> {
                down = false;
                later(it -> MaskModel.flooded(it, (int) Math.floor(x), (int) Math.floor(y)));
            }
            case HAND -> down = false;
        }
        last = here;
    }

    private Brush brush() {
        return new Brush(size.get(), hardness.get(), opacity.get(), held == Tool.ERASER);
    }

    void drag(double x, double y) {
        MaskModel now = mask.get();
        Point from = last;
        if (!down || now == null || from == null) {
            return;
        }
        Point here = new Point(x, y);
        cursor.set(here);
        switch (held) {
            case BRUSH, ERASER -> now.strokeTo(from.x(), from.y(), x, y);
            case RECTANGLE -> {
                Point corner = outline.get().get(0);
                outline.set(
                        List.of(corner, new Point(x, corner.y()), here, new Point(corner.x(), y)));
            }
            case LASSO -> {
                List<Point> longer = new ArrayList<>(outline.get());
                longer.add(here);
                outline.set(List.copyOf(longer));
            }
            case FILL, HAND -> {}
        }
        last = here;
    }

    /** The stroke or shape is done, and one change. */
    void release() {
        MaskModel now = mask.get();
        if (!down || now == null) {
            return;
        }
        down = false;
        List<Point> corners = outline.get();
        outline.set(List.of());
        if (corners.size() > 2) {
            now.shape(
                    coordinates(corners, Point::x),
                    coordinates(corners, Point::y),
                    opacity.get(),
                    erasing);
        }
        now.endStroke();
        told();
        List<UnaryOperator<Mask>> then = List.copyOf(waiting);
        waiting.clear();
        then.forEach(this::later);
    }

    /** Rectangles begin and end between pixels, so that their rim is sharp. */
    private double[] coordinates(List<Point> corners, ToDoubleFunction<Point> of) {
        boolean whole = held == Tool.RECTANGLE;
        return corners.stream()
                .mapToDouble(of)
                .map(value -> whole ? Math.rint(value) : value)
                .toArray();
    }

    // The cursor that keys move

    /** Moves the cursor, and paints with it while it is down. */
    void move(double dx, double dy) {
        MaskModel now = mask.get();
        if (now == null) {
            return;
        }
        byKeys.set(true);
        double x = Math.max(0, Math.min(now.width(), cursor.get().x() + dx));
        double y = Math.max(0, Math.min(now.height(), cursor.get().y() + dy));
        if (down) {
            drag(x, y);
        } else {
            cursor.set(new Point(x, y));
        }
    }

    /** Puts the tool down where the cursor is. */
    void pressHere(boolean straight, boolean away) {
        press(cursor.get().x(), cursor.get().y(), straight, away);
    }

    boolean isDown() {
        return down;
    }
}
