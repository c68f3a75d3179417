package studio.easel.app.generate;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import studio.easel.app.FormRow;
import studio.easel.app.Words;

/** The foot of the form, always in sight: Generate, Cancel, and how far it is. */
final class RunPane extends VBox {
    RunPane(GenerateModel model) {
        Words words = Words.of(RunPane.class);
        Button generate = new Button();
        generate.setId("generate");
        generate.textProperty().bind(model.generateText());
        generate.disableProperty().bind(model.choice().usable().not());
        generate.setOnAction(event -> model.generate());
        generate.setMaxWidth(Double.MAX_VALUE);
        generate.getStyleClass().addAll("accent", "primary");
        generate.setTooltip(FormRow.tooltip(words.say("generate.hint")));
        HBox.setHgrow(generate, Priority.ALWAYS);

        Button cancel = new Button(words.say("cancel"));
        cancel.setId("cancel");
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        cancel.disableProperty().bind(model.runs().busy().not());
        cancel.setOnAction(event -> model.runs().cancel());
        cancel.getStyleClass().add("primary");
        cancel.setTooltip(FormRow.tooltip(words.say("cancel.hint")));

        HBox buttons = new HBox(generate, cancel);
        buttons.getStyleClass().add("line");

        ProgressBar bar = new ProgressBar();
        bar.setId("progress");
        bar.progressProperty().bind(model.runs().progress());
        bar.visibleProperty().bind(model.runs().busy());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(words.say("progress"));
        Label text = new Label();
        text.setId("progress-text");
        text.textProperty().bind(model.runs().words());
        text.getStyleClass().add("description");

        getStyleClass().add("run");
        getChildren().addAll(buttons, bar, text);
    }
}
