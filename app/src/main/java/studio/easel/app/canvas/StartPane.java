package studio.easel.app.canvas;

import java.util.List;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import studio.easel.app.FormRow;
import studio.easel.app.Hearing;
import studio.easel.app.NumberField;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasModel.Mode;
import studio.easel.app.canvas.CanvasModel.Side;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Inpainting.Fill;

/** In the form: what a run starts from, and how much of it may change. */
public final class StartPane extends VBox {
    private final CanvasModel canvas;
    private final Words words = Words.of(StartPane.class);

    /**
     * @param open chooses a picture file
     * @param error what is wrong with the start; empty where nothing is
     */
    public StartPane(CanvasModel canvas, Runnable open, ObservableValue<String> error) {
        this.canvas = canvas;
        HBox modes = new HBox();
        modes.getStyleClass().add("shapes");
        for (Mode mode : Mode.values()) {
            modes.getChildren().add(button(mode, open));
        }
        Label caption = new Label(words.say("start"));
        caption.getStyleClass().add("caption");
        NumberField strength = NumberField.decimal(canvas.strength(), 0.01, 1);
        strength.setId("strength");
        Label what = new Label();
        what.setId("start-words");
        what.setWrapText(true);
        what.setMinHeight(Region.USE_PREF_SIZE);
        what.getStyleClass().add("description");
        what.textProperty().bind(Bindings.createStringBinding(this::what, canvas.picture()));
        Button choose = new Button(words.say("start.open"));
        choose.setId("open-start");
        FormRow.name(choose, words.say("start.open.name"), words.say("start.open.hint"));
        choose.getStyleClass().add("small");
        choose.setMinWidth(Region.USE_PREF_SIZE);
        choose.setOnAction(event -> open.run());
        HBox picture = FormRow.line(what, choose);
        FormRow how =
                new FormRow(
                        words.say("strength"),
                        strength,
                        words.say("strength.hint"),
                        new ReadOnlyStringWrapper(""));
        VBox masked = masked();
        BooleanBinding started = canvas.mode().isNotEqualTo(Mode.NOTHING);
        shownWhile(started, picture);
        shownWhile(started, how);
        shownWhile(canvas.mode().isEqualTo(Mode.MASK), masked);
        getChildren().addAll(caption, modes, picture, how, masked, FormRow.error(error, strength));
        getStyleClass().addAll("form-row", "start");
    }

    private String what() {
        Beginning now = canvas.picture().get();
        if (now == null) {
            return words.say("start.none");
        }
        String name = now.file().map(file -> file.getFileName() + ", ").orElse("");
        return "%s%dx%d".formatted(name, now.image().width(), now.image().height());
    }

    private static void shownWhile(BooleanBinding condition, Node node) {
        node.visibleProperty().bind(condition);
        node.managedProperty().bind(condition);
    }

    /** Without a picture the first press asks for one. */
    private Node button(Mode mode, Runnable open) {
        ToggleButton button = new ToggleButton(words.say("start." + mode.id()));
        button.setId("start-" + mode.id());
        FormRow.name(
                button,
                words.say("start." + mode.id() + ".name"),
                words.say("start." + mode.id() + ".hint"));
        button.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(button, Priority.ALWAYS);
        Runnable update = () -> button.setSelected(canvas.mode().get() == mode);
        Hearing.of(button, update, canvas.mode());
        button.setOnAction(
                event -> {
                    canvas.mode().set(mode);
                    update.run();
                    if (mode != Mode.NOTHING && canvas.picture().get() == null) {
                        open.run();
                    }
                });
        return button;
    }

    private VBox masked() {
        ComboBox<Fill> fill = new ComboBox<>();
        fill.setId("mask-fill");
        fill.getItems().setAll(List.of(Fill.values()));
        fill.setConverter(named(fill));
        fill.valueProperty().bindBidirectional(canvas.fill());
        CheckBox soft = check("mask-soft");
        soft.selectedProperty().bindBidirectional(canvas.soft());
        CheckBox only = check("only-masked");
        only.selectedProperty().bindBidirectional(canvas.onlyMasked());
        NumberField padding = NumberField.whole(canvas.padding(), 0, 1024, () -> 4);
        padding.setId("mask-padding");
        FormRow around = row("mask-padding", padding);
        around.disableProperty().bind(canvas.onlyMasked().not());
        NumberField blur = NumberField.decimal(canvas.blur(), 0, Inpainting.MOST_BLUR);
        blur.setId("mask-blur");
        HBox checks = new HBox(soft, only);
        checks.getStyleClass().add("line");
        VBox box =
                new VBox(
                        pair(row("mask-fill", fill), row("mask-blur", blur)),
                        checks,
                        around,
                        room());
        box.getStyleClass().add("group");
        return box;
    }

    private Node room() {
        HBox sides = new HBox();
        sides.getStyleClass().add("line");
        for (Side side : Side.values()) {
            NumberField field =
                    NumberField.whole(canvas.margin(side), 0, ImageSize.LARGEST, canvas::grid);
            field.setId("margin-" + side.id());
            FormRow row =
                    new FormRow(
                            side.label(),
                            field,
                            words.say("margin.hint"),
                            new ReadOnlyStringWrapper(""));
            HBox.setHgrow(row, Priority.ALWAYS);
            row.setMinWidth(0);
            row.setPrefWidth(1);
            sides.getChildren().add(row);
        }
        NumberField feather = NumberField.whole(canvas.feather(), 0, ImageSize.LARGEST, () -> 4);
        feather.setId("feather");
        Label caption = new Label(words.say("room"));
        caption.getStyleClass().add("caption");
        VBox box = new VBox(caption, sides, row("feather", feather));
        box.getStyleClass().add("form-row");
        return box;
    }

    private CheckBox check(String id) {
        CheckBox box = new CheckBox(words.say(id));
        box.setId(id);
        FormRow.name(box, words.say(id), words.say(id + ".hint"));
        return box;
    }

    private FormRow row(String id, Control control) {
        return new FormRow(
                words.say(id), control, words.say(id + ".hint"), new ReadOnlyStringWrapper(""));
    }

    private StringConverter<Fill> named(ComboBox<Fill> box) {
        return new StringConverter<>() {
            @Override
            public String toString(Fill fill) {
                return words.say("fill." + fill.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public Fill fromString(String text) {
                return box.getValue(); // Nobody types here.
            }
        };
    }

    private static HBox pair(Region left, Region right) {
        HBox pair = new HBox(left, right);
        pair.getStyleClass().add("pair");
        pair.setAlignment(Pos.TOP_LEFT);
        for (Region side : List.of(left, right)) {
            side.setPrefWidth(1);
            side.setMinWidth(0);
            HBox.setHgrow(side, Priority.ALWAYS);
        }
        return pair;
    }
}
