package studio.easel.app;

import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/**
 * Ctrl+Z takes back what happened to a text, Ctrl+Shift+Z or Ctrl+Y does it again. JavaFX's own
 * undo forgets everything whenever the program sets the text, as arrow keys and presets do.
 */
public final class TextUndo {
    private final TextInputControl field;
    private final TextHistory history;
    private boolean stepping;

    private TextUndo(TextInputControl field) {
        this.field = field;
        this.history = new TextHistory(text());
    }

    /** Sees to it that changes of {@code field} can be taken back. */
    public static void in(TextInputControl field) {
        TextUndo undo = new TextUndo(field);
        field.textProperty().addListener((property, before, now) -> undo.changed());
        field.addEventFilter(KeyEvent.KEY_PRESSED, undo::pressed);
    }

    private void changed() {
        if (!stepping) {
            history.changed(text());
        }
    }

    private void pressed(KeyEvent event) {
        if (!event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        if (event.getCode() == KeyCode.Z) {
            show(event.isShiftDown() ? history.redo() : history.undo());
            event.consume();
        } else if (event.getCode() == KeyCode.Y && !event.isShiftDown()) {
            show(history.redo());
            event.consume();
        }
    }

    private void show(TextHistory.Shown shown) {
        if (!shown.text().equals(text())) {
            stepping = true;
            try {
                field.setText(shown.text());
            } finally {
                stepping = false;
            }
            field.positionCaret(shown.caret());
        }
    }

    private String text() {
        return field.getText() == null ? "" : field.getText();
    }
}
