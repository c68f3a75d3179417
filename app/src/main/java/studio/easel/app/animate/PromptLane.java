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
import studio.easel.app.Words;

/** The prompts, and the words of the one at the playhead. */
final class PromptLane extends VBox {
    private final Words say = Words.of(PromptLane.class);
    private final AnimateModel model;
    private final TextField words = new TextField();
    private final Label caption = new Label();
    private final Button remove = new Button(say.say("prompt.delete.short"));
    private final HBox line = new HBox();
    private String key = "";
    private boolean following;

    PromptLane(AnimateModel model, TimeAxis axis, Inks inks) {
        this.model = model;
        Label name = new Label(say.say("prompts"));
        name.getStyleClass().add("lane-name");
        Button add = new Button(say.say("prompt.add.short"));
        FormRow.name(add, say.say("prompt.add"), say.say("prompt.add.hint"));
        add.setId("add-prompt");
        add.getStyleClass().add("small");
        add.setOnAction(event -> PromptChart.add(model));
        remove.getStyleClass().add("small");
        FormRow.name(remove, say.say("prompt.delete"), say.say("prompt.delete.hint"));
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
        FormRow.name(words, say.say("prompt.here"), say.say("prompt.here.hint"));
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
        caption.setText(here.isPresent() ? say.say("prompt.from", next) : say.say("prompt.none"));
        words.setDisable(here.isEmpty());
        remove.setDisable(model.score().get().prompts().size() < 2);
    }

    private void typed(String now) {
        if (!following && !key.isEmpty()) {
            model.prompt(key, now);
        }
    }
}
