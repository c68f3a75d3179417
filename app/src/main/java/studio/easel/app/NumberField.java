package studio.easel.app;

import java.math.BigDecimal;
import java.util.function.IntSupplier;
import javafx.beans.property.StringProperty;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;

/**
 * A number that can be typed, or changed with the arrow keys and, while it has the focus, the
 * wheel. Shift takes ten steps at a time, Alt a tenth of one where the number has decimals.
 */
public final class NumberField extends TextField {
    /** Digits, and zeros that an exponent stands for: 1e999999999 would take a gigabyte. */
    private static final int MOST_DIGITS = 40;

    private final double smallest;
    private final double largest;
    private final boolean decimals;
    private final IntSupplier step;

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

    private void pressed(KeyEvent event) {
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

    private void change(int direction, boolean coarse, boolean fine) {
        try {
            // BigDecimal: ten times 0.1 is 1, and 7.1 stays 7.1.
            BigDecimal now = number(getText().strip().replace(',', '.'));
            BigDecimal by = amount(coarse, fine).multiply(BigDecimal.valueOf(direction));
            setText(clamped(now.add(by)).stripTrailingZeros().toPlainString());
            positionCaret(getText().length());
        } catch (NumberFormatException notANumber) {
            return; // There is nothing to count from; the sentence comes with Generate.
        }
    }

    private static BigDecimal number(String text) {
        if (text.length() > MOST_DIGITS) {
            throw new NumberFormatException("too long");
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new NumberFormatException("too large or too fine");
        }
        return number;
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
