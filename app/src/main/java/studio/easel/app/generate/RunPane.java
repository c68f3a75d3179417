package studio.easel.app.generate;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.easel.app.FormRow;

/** The foot of the form, always in sight: Generate, Cancel, and how far it is. */
final class RunPane extends VBox {
    RunPane(GenerateModel model) {
        Button generate = new Button();
        generate.setId("generate");
        generate.textProperty().bind(model.generateText());
        generate.disableProperty().bind(model.choice().usable().not());
        generate.setOnAction(event -> model.generate());
        generate.setMaxWidth(Double.MAX_VALUE);
        generate.getStyleClass().addAll("accent", "primary");
        generate.setTooltip(
                FormRow.tooltip("Ctrl+Enter. While one runs, the next waits for its turn."));
        HBox.setHgrow(generate, Priority.ALWAYS);

        Button cancel = new Button("Cancel");
        cancel.setId("cancel");
        cancel.disableProperty().bind(model.runs().busy().not());
        cancel.setOnAction(event -> model.runs().cancel());
        cancel.getStyleClass().add("primary");
        cancel.setTooltip(FormRow.tooltip("Esc. Finished pictures stay."));

        HBox buttons = new HBox(generate, cancel);
        buttons.getStyleClass().add("line");

        ProgressBar bar = new ProgressBar();
        bar.setId("progress");
        bar.progressProperty().bind(model.runs().progress());
        bar.visibleProperty().bind(model.runs().busy());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("Progress");
        Label text = new Label();
        text.setId("progress-text");
        text.textProperty().bind(model.runs().words());
        text.getStyleClass().add("description");

        getStyleClass().add("run");
        getChildren().addAll(buttons, bar, text);
    }
}
