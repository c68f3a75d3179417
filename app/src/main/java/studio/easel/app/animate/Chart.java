package studio.easel.app.animate;

import java.util.Comparator;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.text.Font;

/** Something drawn along the time axis: the ruler, a curve, the prompts. */
abstract class Chart extends Region {
    private static final double NOTCH = 1.2;
    private static final double CATCH = 8; // pixels from a beat

    final AnimateModel model;
    final TimeAxis axis;
    final Inks inks;
    private final Canvas canvas = new Canvas();
    private final double height;

    Chart(AnimateModel model, TimeAxis axis, Inks inks, double height) {
        this.model = model;
        this.axis = axis;
        this.inks = inks;
        this.height = height;
        getChildren().add(canvas);
        getStyleClass().add("chart");
        setAccessibleRole(AccessibleRole.SLIDER); // Arrow keys move along it.
        setFocusTraversable(true);
        setMinHeight(height);
        setPrefHeight(height);
        setMaxHeight(height);
        setMinWidth(0);
        axis.changes().addListener((property, before, now) -> draw());
        model.sound().beats().addListener((property, before, now) -> draw());
        addEventHandler(
                MouseEvent.MOUSE_PRESSED,
                event -> {
                    requestFocus();
                    event.consume(); // Or the scroll pane around it would take the focus.
                });
        addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        addEventHandler(KeyEvent.KEY_PRESSED, this::pressed);
    }

    /** Draws onto a clean sheet. */
    abstract void draw(GraphicsContext sheet, double width, double tall);

    final void draw() {
        GraphicsContext sheet = canvas.getGraphicsContext2D();
        sheet.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        if (canvas.getWidth() > 0) {
            sheet.setFont(Font.font(11));
            draw(sheet, canvas.getWidth(), height);
        }
    }

    @Override
    protected void layoutChildren() {
        if (canvas.getWidth() != getWidth() || canvas.getHeight() != height) {
            canvas.setWidth(getWidth());
            canvas.setHeight(height);
            draw();
        }
    }

    /** The frame under the pointer, or the beat beside it; Alt and Ctrl let go of beats. */
    final int snapped(MouseEvent event) {
        boolean free = event.isAltDown() || event.isShortcutDown();
        return model.sound().beats().get().stream()
                .filter(beat -> !free && model.sound().snapping().get())
                .filter(beat -> Math.abs(axis.x(beat) - event.getX()) <= CATCH)
                .min(Comparator.comparingDouble(beat -> Math.abs(axis.x(beat) - event.getX())))
                .orElseGet(() -> axis.frame(event.getX()));
    }

    /** Vertical lines where the ruler has its numbers, and at the beats where they are apart. */
    final void grid(GraphicsContext sheet, double tall) {
        sheet.setStroke(inks.get(Inks.Ink.GRID));
        sheet.setLineWidth(1);
        int step = axis.betweenMarks(48);
        for (int frame = axis.frame(0) / step * step; frame < axis.frames(); frame += step) {
            double x = Math.rint(axis.x(frame)) + 0.5;
            if (x > axis.width().get()) {
                break;
            }
            sheet.strokeLine(x, 0, x, tall);
        }
        beats(sheet, 0, tall);
    }

    /** A line for each beat, unless they would be a thicket. */
    final void beats(GraphicsContext sheet, double top, double bottom) {
        sheet.setStroke(inks.get(Inks.Ink.BEAT));
        sheet.setLineWidth(1);
        double last = Double.NEGATIVE_INFINITY;
        for (int beat : model.sound().beats().get()) {
            double x = Math.rint(axis.x(beat)) + 0.5;
            if (x >= 0 && x <= axis.width().get() && x - last >= 4) {
                sheet.strokeLine(x, top, x, bottom);
                last = x;
            }
        }
    }

    private void scrolled(ScrollEvent event) {
        if (event.isShortcutDown()) {
            axis.zoom(event.getDeltaY() > 0 ? NOTCH : 1 / NOTCH, event.getX());
            event.consume();
        } else if (event.isShiftDown() || event.getDeltaX() != 0) {
            axis.scroll(-(event.getDeltaX() == 0 ? event.getDeltaY() : event.getDeltaX()));
            event.consume();
        }
    }

    private void pressed(KeyEvent event) {
        if (event.isConsumed() || event.isAltDown() || event.isShortcutDown()) {
            return;
        }
        int here = model.playback().frame().get();
        int by = event.isShiftDown() ? 10 : 1;
        if (event.getCode() == KeyCode.LEFT) {
            model.playback().seek(here - by);
        } else if (event.getCode() == KeyCode.RIGHT) {
            model.playback().seek(here + by);
        } else if (event.getCode() == KeyCode.HOME) {
            model.playback().seek(0);
        } else if (event.getCode() == KeyCode.END) {
            model.playback().seek(axis.frames() - 1);
        } else {
            return;
        }
        event.consume();
    }
}
