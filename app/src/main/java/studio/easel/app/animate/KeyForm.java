package studio.easel.app.animate;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.easel.app.FormRow;
import studio.easel.app.NumberField;
import studio.easel.app.Words;

/**
 * Every schedule at the playhead. What is typed becomes a key, nothing typed is no key; until then
 * a field shows what the schedule is there.
 */
final class KeyForm extends VBox {
    private static final double CAPTION = 112;

    private final Words words = Words.of(KeyForm.class);
    private final AnimateModel model;
    private final VBox rows = new VBox();
    private final StringProperty frame = new SimpleStringProperty("0");
    private final NumberField number = NumberField.whole(frame, 0, 1e9, () -> 1);
    private final TextField prompt = new TextField();
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** A schedule's key. */
    private final class Field extends VBox {
        private final String lane;
        private final TextField text = new TextField();
        private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");

        Field(String lane) {
            this.lane = lane;
            text.setId("key-" + lane);
            FormRow.name(text, words.say("key.at", Lane.words(lane)), words.say("key.at.hint"));
            text.setOnAction(event -> write());
            text.focusedProperty()
                    .addListener(
                            (property, before, now) -> {
                                if (!now) {
                                    write();
                                    follow();
                                }
                            });
            getChildren().addAll(row(Lane.words(lane), text), FormRow.error(error, text));
        }

        private void write() {
            if (!text.getText().equals(written())) {
                error.set(model.keys().write(lane, here(), text.getText()));
            }
        }

        private String written() {
            return model.lane(lane).map(it -> it.keys().getOrDefault(here(), "")).orElse("");
        }

        void follow() {
            if (!text.isFocused() && !error.get().isEmpty() && !text.getText().isBlank()) {
                return; // What is wrong stays to be mended.
            }
            if (!text.isFocused()) {
                text.setText(written());
            }
            text.setPromptText(
                    model.lane(lane)
                            .flatMap(Lane::schedule)
                            .map(it -> String.format(Locale.ROOT, "%.4g", it.at(here())))
                            .orElse(""));
        }

        void moved() {
            error.set("");
            text.setText(written());
            follow();
        }
    }

    KeyForm(AnimateModel model) {
        this.model = model;
        number.setId("key-frame");
        FormRow.name(number, words.say("key.frame"), words.say("key.frame.hint"));
        number.setOnAction(event -> moveTo());
        number.focusedProperty()
                .addListener(
                        (property, before, now) -> {
                            if (!now) {
                                moveTo();
                            }
                        });
        prompt.setId("key-prompt");
        FormRow.name(prompt, words.say("key.prompt"), words.say("key.prompt.hint"));
        prompt.setOnAction(event -> writePrompt());
        prompt.focusedProperty()
                .addListener(
                        (property, before, now) -> {
                            if (!now) {
                                writePrompt();
                            }
                        });
        rows.setSpacing(4);
        getChildren()
                .addAll(
                        row(words.say("key.frame"), number),
                        rows,
                        row(words.say("prompt"), prompt));
        getStyleClass().add("key-form");
        model.score().addListener((property, before, now) -> show());
        model.playback().frame().addListener((property, before, now) -> moved());
        moved();
    }

    /** The focus goes to the first schedule. */
    void begin() {
        fields.values().stream().findFirst().ifPresent(it -> it.text.requestFocus());
    }

    /** Shows the schedules of the table and those in sight. */
    void show() {
        Set<String> lanes = new LinkedHashSet<>(model.keys().lanes().get());
        lanes.addAll(model.lanes());
        List<String> shown = List.copyOf(lanes);
        if (!shown.equals(List.copyOf(fields.keySet()))) {
            fields.keySet().retainAll(lanes);
            Map<String, Field> next = new LinkedHashMap<>();
            shown.forEach(
                    lane ->
                            next.put(
                                    lane,
                                    Optional.ofNullable(fields.get(lane))
                                            .orElseGet(() -> new Field(lane))));
            fields.clear();
            fields.putAll(next);
            rows.getChildren().setAll(fields.values());
        }
        fields.values().forEach(Field::follow);
        if (!prompt.isFocused()) {
            prompt.setText(promptHere());
        }
        prompt.setPromptText(
                PromptChart.at(model.score().get(), here()).map(Score.PromptKey::text).orElse(""));
    }

    private void moved() {
        frame.set(Integer.toString(here()));
        fields.values().forEach(Field::moved);
        prompt.setText(promptHere());
        show();
    }

    private int here() {
        return model.playback().frame().get();
    }

    private String promptHere() {
        return model.keys().at(here()).map(KeySheet.Row::prompt).orElse("");
    }

    private void writePrompt() {
        if (!prompt.getText().equals(promptHere())) {
            model.lift();
            model.keys().writePrompt(here(), prompt.getText());
        }
    }

    private void moveTo() {
        String typed = frame.get().strip();
        if (!typed.matches("[0-9]{1,9}") || !model.keys().move(here(), Integer.parseInt(typed))) {
            frame.set(Integer.toString(here()));
        }
    }

    private static HBox row(String caption, TextField field) {
        Label label = new Label(caption);
        label.getStyleClass().add("caption");
        label.setMinWidth(CAPTION);
        label.setPrefWidth(CAPTION);
        label.setLabelFor(field);
        HBox.setHgrow(field, Priority.ALWAYS);
        HBox row = new HBox(label, field);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("key-row");
        return row;
    }
}
