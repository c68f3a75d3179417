package studio.easel.app.animate;

import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import studio.easel.app.FormRow;

/** The prompts, and the words of the one at the playhead. */
final class PromptLane extends VBox {
    private final AnimateModel model;
    private final TextField words = new TextField();
    private final Label caption = new Label();
    private final Button remove = new Button("Delete");
    private final HBox line = new HBox();
    private String key = "";
    private boolean following;

    PromptLane(AnimateModel model, TimeAxis axis, Inks inks) {
        this.model = model;
        Label name = new Label("Prompts");
        name.getStyleClass().add("lane-name");
        Button add = new Button("Add");
        FormRow.name(add, "Add prompt", "Adds a prompt at the playhead (Enter on the lane).");
        add.setId("add-prompt");
        add.getStyleClass().add("small");
        add.setOnAction(event -> PromptChart.add(model));
        remove.getStyleClass().add("small");
        FormRow.name(
                remove, "Delete prompt", "Deletes the prompt at the playhead; the last one stays.");
        remove.setOnAction(event -> model.removePrompt(key));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(name, space, add, remove);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().addAll("lane-head", "lane-title");
        head.setMinWidth(LanePane.HEAD);
        head.setPrefWidth(LanePane.HEAD);
        head.setMaxWidth(LanePane.HEAD);
        PromptChart chart = new PromptChart(model, axis, inks);
        HBox.setHgrow(chart, Priority.ALWAYS);
        words.setId("prompt-words");
        FormRow.name(
                words, "Prompt at the playhead", "Words behind --neg are the negative prompt.");
        words.textProperty().addListener((property, before, now) -> typed(now));
        words.focusedProperty().addListener((property, before, now) -> model.lift());
        HBox.setHgrow(words, Priority.ALWAYS);
        caption.getStyleClass().add("caption");
        caption.setMinWidth(LanePane.HEAD - 20);
        caption.setAlignment(Pos.CENTER_RIGHT);
        line.getChildren().addAll(caption, words);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("prompt-line");
        getChildren().add(new HBox(head, chart));
        getStyleClass().add("lane");
        model.score().addListener((property, before, now) -> follow());
        model.playback().frame().addListener((property, before, now) -> follow());
        follow();
    }

    /** The words of the prompt at the playhead, for a place where they are always in sight. */
    HBox words() {
        return line;
    }

    private void follow() {
        Optional<Score.PromptKey> here =
                PromptChart.at(model.score().get(), model.playback().frame().get());
        String next = here.map(Score.PromptKey::key).orElse("");
        String now = Score.prompts(model.settings().get()).getOrDefault(next, "");
        if (!next.equals(key)) {
            model.lift();
        }
        key = next;
        following = true;
        if (!now.equals(words.getText())) {
            words.setText(now.replace('\n', ' '));
        }
        following = false;
        caption.setText(here.isPresent() ? "From frame " + next : "No prompt yet");
        words.setDisable(here.isEmpty());
        remove.setDisable(model.score().get().prompts().size() < 2);
    }

    private void typed(String now) {
        if (!following && !key.isEmpty()) {
            model.prompt(key, now);
        }
    }
}
