package studio.easel.app.canvas;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import javafx.beans.Observable;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasModel.Side;

/** The picture's edges, to be dragged outwards: what is new there is painted. */
final class GrowHandles {
    private static final double LONG = 36;
    private static final double THIN = 8;

    private final CanvasModel canvas;
    private final DoubleSupplier unit;
    private final Rectangle room = new Rectangle();
    private final Map<Side, Region> handles = new EnumMap<>(Side.class);
    private double grabbed;
    private int grabbedMargin;

    /**
     * @param unit the window's units for each pixel of the picture
     */
    GrowHandles(CanvasModel canvas, DoubleSupplier unit) {
        this.canvas = canvas;
        this.unit = unit;
        room.getStyleClass().add("room");
        for (Side side : Side.values()) {
            handles.put(side, handle(side));
        }
    }

    /** What can be dragged. */
    List<Node> nodes() {
        return List.copyOf(handles.values());
    }

    /** Where the picture will be. */
    Node room() {
        return room;
    }

    /** Their margins. */
    Observable[] changing() {
        return Stream.of(Side.values()).map(canvas::margin).toArray(Observable[]::new);
    }

    private Region handle(Side side) {
        Words words = Words.of(GrowHandles.class);
        Region handle = new Region();
        handle.setId("grow-" + side.id());
        handle.getStyleClass().add("grow-handle");
        handle.setAccessibleRole(AccessibleRole.SPINNER);
        handle.setAccessibleText(words.say("edge." + side.id()));
        handle.setAccessibleHelp(words.say("edge.hint"));
        handle.setFocusTraversable(true);
        boolean across = side == Side.LEFT || side == Side.RIGHT;
        handle.setCursor(across ? Cursor.H_RESIZE : Cursor.V_RESIZE);
        handle.setOnMousePressed(
                event -> {
                    handle.requestFocus();
                    grabbed = along(side, event);
                    grabbedMargin = margin(side);
                    event.consume();
                });
        handle.setOnMouseDragged(
                event -> {
                    double pixels = (along(side, event) - grabbed) / unit.getAsDouble();
                    set(side, grabbedMargin + pixels);
                    event.consume();
                });
        handle.setOnMouseReleased(MouseEvent::consume);
        handle.addEventHandler(KeyEvent.KEY_PRESSED, event -> pressed(side, event));
        return handle;
    }

    /** Outwards. */
    private static double along(Side side, MouseEvent event) {
        return switch (side) {
            case LEFT -> -event.getSceneX();
            case RIGHT -> event.getSceneX();
            case TOP -> -event.getSceneY();
            case BOTTOM -> event.getSceneY();
        };
    }

    private void pressed(Side side, KeyEvent event) {
        KeyCode out =
                switch (side) {
                    case LEFT -> KeyCode.LEFT;
                    case RIGHT -> KeyCode.RIGHT;
                    case TOP -> KeyCode.UP;
                    case BOTTOM -> KeyCode.DOWN;
                };
        KeyCode in =
                switch (side) {
                    case LEFT -> KeyCode.RIGHT;
                    case RIGHT -> KeyCode.LEFT;
                    case TOP -> KeyCode.DOWN;
                    case BOTTOM -> KeyCode.UP;
                };
        if (event.getCode() == out || event.getCode() == in) {
            set(side, margin(side) + (event.getCode() == out ? 1 : -1) * canvas.grid());
            event.consume();
        }
    }

    /** In steps the model can work at. */
    private void set(Side side, double pixels) {
        int step = canvas.grid();
        long steps = Math.max(0, Math.round(pixels / step));
        canvas.margin(side).set(Long.toString(steps * step));
    }

    /** Pixels the picture grows sideways, counted on both sides alike. */
    double across() {
        return masking() ? 2.0 * Math.max(margin(Side.LEFT), margin(Side.RIGHT)) : 0;
    }

    double down() {
        return masking() ? 2.0 * Math.max(margin(Side.TOP), margin(Side.BOTTOM)) : 0;
    }

    private boolean masking() {
        return canvas.mode().get() == CanvasModel.Mode.MASK && !canvas.resulted().get();
    }

    private int margin(Side side) {
        try {
            return Math.max(0, Integer.parseInt(canvas.margin(side).get().strip()));
        } catch (NumberFormatException typing) {
            return 0;
        }
    }

    /**
     * @param x the picture's left edge in the view, and so on
     */
    void place(boolean visible, double x, double y, double width, double height) {
        double one = unit.getAsDouble();
        double left = x - margin(Side.LEFT) * one;
        double top = y - margin(Side.TOP) * one;
        double right = x + width + margin(Side.RIGHT) * one;
        double bottom = y + height + margin(Side.BOTTOM) * one;
        boolean grows = left < x || top < y || right > x + width || bottom > y + height;
        room.setVisible(visible && grows);
        room.setX(left);
        room.setY(top);
        room.setWidth(right - left);
        room.setHeight(bottom - top);
        place(Side.LEFT, visible, left - THIN, (top + bottom - LONG) / 2, THIN, LONG);
        place(Side.RIGHT, visible, right, (top + bottom - LONG) / 2, THIN, LONG);
        place(Side.TOP, visible, (left + right - LONG) / 2, top - THIN, LONG, THIN);
        place(Side.BOTTOM, visible, (left + right - LONG) / 2, bottom, LONG, THIN);
    }

    private void place(
            Side side, boolean visible, double x, double y, double width, double height) {
        Region handle = handles.get(side);
        if (handle != null) {
            handle.setVisible(visible);
            handle.resizeRelocate(x, y, width, height);
        }
    }
}
