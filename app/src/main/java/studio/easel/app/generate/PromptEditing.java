package studio.easel.app.generate;

import java.util.Optional;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.control.ListView;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Popup;
import org.jspecify.annotations.Nullable;
import studio.easel.app.TextUndo;
import studio.easel.app.Words;

/** What the keyboard does in a prompt: weights, undo, and names that complete themselves. */
final class PromptEditing {
    private static final double ROW = 28;
    private static final int MOST_ROWS = 8;

    private final TextArea area;
    private final PromptModel model;
    private final Popup popup = new Popup();
    private final ListView<String> choices = new ListView<>();
    private @Nullable Completion offered;

    private PromptEditing(TextArea area, PromptModel model) {
        this.area = area;
        this.model = model;
        choices.setId("completions");
        choices.setFocusTraversable(false);
        choices.setAccessibleText(Words.of(PromptEditing.class).say("completions"));
        choices.setFixedCellSize(ROW);
        choices.setPrefWidth(280);
        choices.setOnMouseClicked(event -> take());
        popup.getContent().setAll(choices);
        popup.setAutoHide(true);
        popup.setHideOnEscape(false); // Or the same Esc would cancel the run.
    }

    /** Makes an area one to write prompts in; before other filters of its keys. */
    static void in(TextArea area, PromptModel model) {
        PromptEditing editing = new PromptEditing(area, model);
        TextUndo.in(area);
        area.addEventFilter(KeyEvent.KEY_PRESSED, editing::pressed);
        area.addEventFilter(KeyEvent.KEY_TYPED, editing::typed);
        area.focusedProperty()
                .addListener(
                        (property, before, focused) -> {
                            if (focused) {
                                model.lookForNames();
                            } else {
                                editing.popup.hide();
                            }
                        });
    }

    private void pressed(KeyEvent event) {
        boolean vertical = event.getCode() == KeyCode.UP || event.getCode() == KeyCode.DOWN;
        if (event.isShortcutDown() && !event.isAltDown() && !event.isShiftDown() && vertical) {
            weigh(event.getCode() == KeyCode.UP);
            event.consume();
        } else if (popup.isShowing()) {
            choose(event);
        }
    }

    private void typed(KeyEvent event) {
        String typed = event.getCharacter();
        if (!typed.isEmpty() && typed.charAt(0) >= ' ') {
            Platform.runLater(this::offer); // The area itself hears of it only now.
        }
    }

    private void weigh(boolean up) {
        PromptWeight.changed(
                        area.getText(),
                        area.getSelection().getStart(),
                        area.getSelection().getEnd(),
                        up)
                .ifPresent(
                        changed -> {
                            area.setText(changed.text());
                            area.selectRange(changed.from(), changed.to());
                        });
    }

    // Completion

    private void offer() {
        if (!area.isFocused()) {
            return;
        }
        Optional<Completion> found = model.completion(area.getText(), area.getCaretPosition());
        offered = found.orElse(null);
        found.ifPresentOrElse(this::show, popup::hide);
    }

    private void show(Completion completion) {
        choices.getItems().setAll(completion.choices());
        choices.getSelectionModel().selectFirst();
        choices.setPrefHeight(Math.min(MOST_ROWS, completion.choices().size()) * ROW + 4);
        Point2D place = place();
        popup.show(area, place.getX(), place.getY());
    }

    /** Below the caret where that can be known, otherwise below the area. */
    private Point2D place() {
        Bounds caret =
                Optional.ofNullable(area.lookup(".caret"))
                        .map(it -> it.localToScreen(it.getBoundsInLocal()))
                        .orElse(null);
        Bounds whole = area.localToScreen(area.getBoundsInLocal());
        return caret == null || caret.getMaxY() > whole.getMaxY()
                ? new Point2D(whole.getMinX(), whole.getMaxY())
                : new Point2D(caret.getMinX(), caret.getMaxY());
    }

    private void choose(KeyEvent event) {
        int at = choices.getSelectionModel().getSelectedIndex();
        switch (event.getCode()) {
            case UP -> select(at - 1);
            case DOWN -> select(at + 1);
            case ENTER, TAB -> take();
            case ESCAPE -> popup.hide();
            case BACK_SPACE -> {
                Platform.runLater(this::offer);
                return;
            }
            case LEFT, RIGHT, HOME, END -> {
                popup.hide();
                return;
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void select(int index) {
        int count = choices.getItems().size();
        int next = Math.floorMod(index, count);
        choices.getSelectionModel().select(next);
        choices.scrollTo(next);
    }

    private void take() {
        Completion completion = offered;
        String choice = choices.getSelectionModel().getSelectedItem();
        popup.hide();
        if (completion != null && choice != null && completion.to() <= area.getLength()) {
            area.replaceText(completion.from(), completion.to(), choice);
        }
    }
}
