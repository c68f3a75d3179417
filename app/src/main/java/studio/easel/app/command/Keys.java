package studio.easel.app.command;

import java.util.EnumSet;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.stage.PopupWindow;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Keys that ask for a command, and where they are left to somebody else. */
public final class Keys {
    /** With Ctrl, what a text field knows as well. */
    private static final Set<KeyCode> EDITING =
            EnumSet.of(KeyCode.A, KeyCode.C, KeyCode.V, KeyCode.X, KeyCode.Y, KeyCode.Z);

    private final KeyCombination combination;
    private final boolean plain;
    private final boolean edits;

    private Keys(KeyCombination combination, boolean plain, boolean edits) {
        this.combination = combination;
        this.plain = plain;
        this.edits = edits;
    }

    /**
     * The keys of a combination as JavaFX names them, {@code Shortcut+Shift+P}, where {@code
     * Shortcut} is Ctrl, or Command on a Mac.
     *
     * @throws IllegalArgumentException when there are no such keys
     */
    public static Keys of(String combination) {
        KeyCombination keys = KeyCombination.valueOf(combination);
        if (!(keys instanceof KeyCodeCombination codes)) {
            throw new IllegalArgumentException(combination + " is not a key with modifiers");
        }
        boolean plain =
                codes.getShortcut() == KeyCombination.ModifierValue.UP
                        && codes.getControl() == KeyCombination.ModifierValue.UP
                        && codes.getAlt() == KeyCombination.ModifierValue.UP;
        boolean escape = plain && codes.getCode() == KeyCode.ESCAPE;
        boolean edits = (plain && !escape) || (!plain && EDITING.contains(codes.getCode()));
        return new Keys(keys, plain, edits);
    }

    /** "Ctrl+Enter" */
    public String words() {
        return combination.getDisplayText().replace("\u21b5", "Enter").replace("Escape", "Esc");
    }

    /**
     * Whether they were pressed, and are meant for a command: what somebody types belongs to the
     * field, and a key without Ctrl or Alt first to a list or menu that is open.
     */
    boolean match(KeyEvent event, @Nullable Node focus) {
        return combination.match(event)
                && !(plain && somethingIsOpen())
                && !(edits && (focus instanceof TextInputControl || focus instanceof ComboBoxBase));
    }

    private static boolean somethingIsOpen() {
        return Window.getWindows().stream()
                .anyMatch(window -> window instanceof PopupWindow && !(window instanceof Tooltip));
    }
}
