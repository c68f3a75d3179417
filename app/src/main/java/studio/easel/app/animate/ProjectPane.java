package studio.easel.app.animate;

import java.util.List;
import java.util.Map;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.NumberField;
import studio.easel.app.Words;

/** The settings file and the numbers that hold for the whole animation. */
final class ProjectPane extends VBox {
    private final Words words = Words.of(ProjectPane.class);
    private final AnimateModel model;

    /** The files' commands, which ask for names. */
    interface Files {
        void open();

        void save();

        void saveAs();
    }

    ProjectPane(AnimateModel model, Files files) {
        this.model = model;
        Label title = new Label();
        title.setId("project");
        title.getStyleClass().add("project-title");
        title.textProperty().bind(model.title());
        title.setMaxWidth(Double.MAX_VALUE);
        Button undo = button("undo", model::undo);
        undo.disableProperty().bind(model.undoable().not());
        Button redo = button("redo", model::redo);
        redo.disableProperty().bind(model.redoable().not());
        Button save = button("save", files::save);
        getChildren()
                .addAll(
                        title,
                        line(
                                button("new", model::startNew),
                                button("open", files::open),
                                save,
                                button("save-as", files::saveAs)),
                        line(undo, redo),
                        mode(),
                        pair("W", "H"),
                        pair("max_frames", "fps"),
                        pair("diffusion_cadence", "steps"),
                        pair("strength", "seed"));
        getStyleClass().add("project");
    }

    private FormRow mode() {
        ComboBox<String> mode = new ComboBox<>();
        mode.setId("mode");
        mode.getItems().setAll(List.of("2D", "3D", "Video Input", "Interpolation"));
        mode.setConverter(called());
        mode.setValue(model.settings().get().text("animation_mode"));
        mode.valueProperty()
                .addListener((property, before, now) -> model.set("animation_mode", now));
        model.settings()
                .addListener((property, before, now) -> mode.setValue(now.text("animation_mode")));
        return new FormRow(
                words.say("mode"), mode, words.say("mode.hint"), new SimpleStringProperty(""));
    }

    /** Modes that a file has and nobody knows are called as they are written. */
    private StringConverter<String> called() {
        Map<String, String> names =
                Map.of(
                        "2D", words.say("mode.2d"),
                        "3D", words.say("mode.3d"),
                        "Video Input", words.say("mode.video-input"),
                        "Interpolation", words.say("mode.interpolation"));
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable String mode) {
                return mode == null ? "" : names.getOrDefault(mode, mode);
            }

            @Override
            public String fromString(String text) {
                return text; // Nobody types here.
            }
        };
    }

    private HBox pair(String left, String right) {
        HBox pair = new HBox(row(left), row(right));
        pair.getStyleClass().add("pair");
        return pair;
    }

    private FormRow row(String name) {
        SettingField field =
                model.fields().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        int step = name.equals("W") || name.equals("H") ? 64 : 1;
        NumberField number =
                field.whole()
                        ? NumberField.whole(
                                field.text(), field.smallest(), field.largest(), () -> step)
                        : NumberField.decimal(field.text(), field.smallest(), field.largest());
        number.setId("setting-" + name);
        number.setPrefColumnCount(6);
        number.focusedProperty().addListener((property, before, now) -> model.lift());
        FormRow row =
                new FormRow(
                        field.caption(),
                        number,
                        words.say("setting." + name + ".hint"),
                        field.error());
        HBox.setHgrow(row, Priority.ALWAYS);
        row.setPrefWidth(100);
        return row;
    }

    private static HBox line(Button... buttons) {
        HBox line = new HBox(buttons);
        line.getStyleClass().add("line");
        return line;
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        button.setId(key);
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.getStyleClass().add("small");
        button.setOnAction(event -> command.run());
        return button;
    }
}
