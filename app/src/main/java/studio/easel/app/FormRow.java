package studio.easel.app;

import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;

/** A caption, a control, and the sentence that says what is wrong with it. */
public final class FormRow extends VBox {
    private static final Duration HOVER = Duration.millis(500);

    /**
     * A row.
     *
     * @param hint one line with the typical range; the tooltip, and what screen readers add
     * @param error empty where nothing is wrong
     */
    public FormRow(String caption, Control control, String hint, ObservableValue<String> error) {
        Label label = new Label(caption);
        label.getStyleClass().add("caption");
        captions(label, control);
        name(control, caption, hint);
        label.setTooltip(tooltip(hint));
        control.setMaxWidth(Double.MAX_VALUE);
        getStyleClass().add("form-row");
        getChildren().addAll(label, control, error(error, control));
    }

    /** A label is the caption of a control; a number changes where its caption is dragged. */
    public static void captions(Label label, Control control) {
        label.setLabelFor(control);
        if (control instanceof NumberField number) {
            number.draggedBy(label);
        }
    }

    /** The name and the hint of a control, for eyes and for screen readers. */
    public static void name(Control control, String name, String hint) {
        control.setAccessibleText(name);
        control.setAccessibleHelp(hint);
        control.setTooltip(tooltip(hint));
    }

    /** Where a sentence appears while there is one; marks the controls it is about. */
    public static Label error(ObservableValue<String> sentence, Node... controls) {
        Label label = new Label();
        label.getStyleClass().add("error");
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE); // A sentence is never cut short.
        label.textProperty().bind(sentence);
        label.visibleProperty().bind(label.textProperty().isNotEmpty());
        label.managedProperty().bind(label.visibleProperty());
        label.visibleProperty()
                .addListener((property, before, wrong) -> mark(controls, wrong, label));
        return label;
    }

    /** Things side by side; the growing one takes what is left. */
    public static HBox line(Node growing, Node... others) {
        HBox line = new HBox(growing);
        line.getStyleClass().add("line");
        line.setAlignment(Pos.CENTER_LEFT);
        line.getChildren().addAll(others);
        HBox.setHgrow(growing, Priority.ALWAYS);
        return line;
    }

    public static Tooltip tooltip(String text) {
        Tooltip tooltip = new Tooltip(text);
        tooltip.setShowDelay(HOVER);
        tooltip.setHideOnEscape(
                false); // Or the first Esc would close the hint instead of cancelling.
        return tooltip;
    }

    private static void mark(Node[] controls, boolean wrong, Label label) {
        for (Node control : controls) {
            control.getStyleClass().remove("wrong");
            if (wrong) {
                control.getStyleClass().add("wrong");
                control.setAccessibleHelp(label.getText());
            }
        }
    }
}
