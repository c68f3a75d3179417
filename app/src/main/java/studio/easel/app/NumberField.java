package studio.easel.app;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.IntSupplier;
import javafx.beans.property.StringProperty;
import javafx.scene.Cursor;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;

/**
 * A number that can be typed, also as arithmetic, or changed with the arrow keys, by dragging its
 * caption and, while it has the focus, the wheel. Shift takes ten steps at a time, Alt a tenth of
 * one where the number has decimals.
 */
public final class NumberField extends TextField {
    /** How far a caption is dragged for one step. */
    private static final double DRAG = 4;

    private static final int MOST_DECIMALS = 6;

    private final double smallest;
    private final double largest;
    private final boolean decimals;
    private final IntSupplier step;
    private double dragged;

    private NumberField(
            StringProperty text,
            double smallest,
            double largest,
            boolean decimals,
            IntSupplier step) {
        this.smallest = smallest;
        this.largest = largest;
        this.decimals = decimals;
        this.step = step;
        getStyleClass().add("number-field");
        textProperty().bindBidirectional(text);
        TextUndo.in(this);
        addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        addEventFilter(ScrollEvent.SCROLL, this::scrolled);
        focusedProperty().addListener((property, before, now) -> reckon());
    }

    /** A whole number; {@code step} is asked at every change, as it may depend on the model. */
    public static NumberField whole(
            StringProperty text, double smallest, double largest, IntSupplier step) {
        return new NumberField(text, smallest, largest, false, step);
    }

    /** A number with decimals. */
    public static NumberField decimal(StringProperty text, double smallest, double largest) {
        return new NumberField(text, smallest, largest, true, () -> 1);
    }

    /** Dragging {@code caption} sideways changes the number. */
    void draggedBy(Label caption) {
        caption.setCursor(Cursor.H_RESIZE);
        caption.setOnMousePressed(
                event -> {
                    requestFocus();
                    dragged = event.getScreenX();
                });
        caption.setOnMouseDragged(
                event -> {
                    int steps = (int) ((event.getScreenX() - dragged) / DRAG);
                    if (steps != 0) {
                        dragged += steps * DRAG;
                        change(steps, event.isShiftDown(), event.isAltDown());
                    }
                });
    }

    /** Arithmetic gives way to what it comes to. */
    private void reckon() {
        String typed = getText().strip();
        if (typed.matches("-?[\\d.,]*")) {
            return; // A number already, or nothing.
        }
        try {
            int decimalPlaces = decimals ? MOST_DECIMALS : 0;
            BigDecimal value = Arithmetic.of(typed).setScale(decimalPlaces, RoundingMode.HALF_UP);
            setText(plain(value));
        } catch (NumberFormatException notANumber) {
            return; // The sentence comes with Generate.
        }
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    private void pressed(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER) {
            reckon();
        }
        boolean up = event.getCode() == KeyCode.UP;
        if (up || event.getCode() == KeyCode.DOWN) {
            change(up ? 1 : -1, event.isShiftDown(), event.isAltDown());
            event.consume();
        }
    }

    private void scrolled(ScrollEvent event) {
        // With Shift many systems turn the wheel sideways.
        double delta = event.getDeltaY() == 0 ? event.getDeltaX() : event.getDeltaY();
        if (isFocused() && delta != 0) {
            change(delta > 0 ? 1 : -1, event.isShiftDown(), event.isAltDown());
            event.consume();
        }
    }

    private void change(int steps, boolean coarse, boolean fine) {
        try {
            // BigDecimal: ten times 0.1 is 1, and 7.1 stays 7.1.
            BigDecimal now = Arithmetic.of(getText());
            BigDecimal by = amount(coarse, fine).multiply(BigDecimal.valueOf(steps));
            setText(plain(clamped(now.add(by))));
            positionCaret(getText().length());
        } catch (NumberFormatException notANumber) {
            return; // There is nothing to count from; the sentence comes with Generate.
        }
    }

    private BigDecimal amount(boolean coarse, boolean fine) {
        BigDecimal one = BigDecimal.valueOf(step.getAsInt());
        if (coarse) {
            return one.movePointRight(1);
        }
        return fine && decimals ? one.movePointLeft(1) : one;
    }

    private BigDecimal clamped(BigDecimal value) {
        return value.max(BigDecimal.valueOf(smallest)).min(BigDecimal.valueOf(largest));
    }
}
