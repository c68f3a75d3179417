package studio.easel.app.animate;

import java.util.List;
import java.util.Locale;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import studio.easel.app.FormRow;
import studio.easel.app.NumberField;

/** The settings file and the numbers that hold for the whole animation. */
final class ProjectPane extends VBox {
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
        Button undo = button("Undo", "Takes the last change back (Ctrl+Z).", model::undo);
        undo.disableProperty().bind(model.undoable().not());
        Button redo = button("Redo", "Makes it again (Ctrl+Shift+Z).", model::redo);
        redo.disableProperty().bind(model.redoable().not());
        Button save = button("Save", "Saves the settings file (Ctrl+S).", files::save);
        getChildren()
                .addAll(
                        title,
                        line(
                                button(
                                        "New",
                                        "Begins with a small example (Ctrl+N).",
                                        model::startNew),
                                button(
                                        "Open",
                                        "Opens a Deforum settings file (Ctrl+O); dropping one does, too.",
                                        files::open),
                                save,
                                button(
                                        "Save as",
                                        "Saves under another name (Ctrl+Shift+S).",
                                        files::saveAs)),
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
        mode.setValue(model.settings().get().text("animation_mode"));
        mode.valueProperty()
                .addListener((property, before, now) -> model.set("animation_mode", now));
        model.settings()
                .addListener((property, before, now) -> mode.setValue(now.text("animation_mode")));
        return new FormRow(
                "Mode",
                mode,
                "2D moves pictures in their plane, 3D a camera before them. Without a depth model 3D sees them as flat.",
                new SimpleStringProperty(""));
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
        FormRow row = new FormRow(field.caption(), number, hint(name), field.error());
        HBox.setHgrow(row, Priority.ALWAYS);
        row.setPrefWidth(100);
        return row;
    }

    private static String hint(String name) {
        return switch (name) {
            case "W", "H" -> "Pixels, a multiple of 8.";
            case "max_frames" -> "How many frames the animation has.";
            case "fps" -> "Frames a second of the clip; 12 to 30 is usual.";
            case "diffusion_cadence" ->
                    "Every how many frames one is diffused; those between are moved and blended. 1 to 4 is usual.";
            case "steps" -> "Of each diffused frame; 15 to 30 is usual.";
            case "strength" ->
                    "How much of a start picture the first frame keeps. The Strength lane is about the frames behind it.";
            default -> "-1 draws one at each render.";
        };
    }

    private static HBox line(Button... buttons) {
        HBox line = new HBox(buttons);
        line.getStyleClass().add("line");
        return line;
    }

    private static Button button(String words, String hint, Runnable command) {
        Button button = new Button(words);
        button.setId(words.toLowerCase(Locale.ROOT).replace(' ', '-'));
        FormRow.name(button, words, hint);
        button.getStyleClass().add("small");
        button.setOnAction(event -> command.run());
        return button;
    }
}
