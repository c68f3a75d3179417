package studio.easel.app.canvas;

import java.util.Locale;
import javafx.beans.property.DoubleProperty;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ColorPicker;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Separator;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import studio.easel.app.FormRow;
import studio.easel.app.Hearing;
import studio.easel.app.Words;

/** The tools that paint a mask, while there is one to paint. */
public final class ToolPane extends FlowPane {
    /** How far one command moves a mask's edge, in pixels. */
    static final double STEP = 8;

    /** What chooses files, which is the desktop's. */
    public interface Files {
        void loadMask();

        void saveMask();
    }

    private final CanvasModel canvas;
    private final MaskEditor editor;
    private final Words words = Words.of(ToolPane.class);

    public ToolPane(CanvasModel canvas, Files files) {
        this.canvas = canvas;
        this.editor = canvas.editor();
        for (Tool tool : Tool.values()) {
            getChildren().add(button(tool));
        }
        getChildren()
                .addAll(
                        new Separator(Orientation.VERTICAL),
                        slider("brush-size", editor.size(), Brush.SMALLEST, 512),
                        slider("brush-hardness", editor.hardness(), 0, 1),
                        slider("brush-opacity", editor.opacity(), 0.05, 1),
                        new Separator(Orientation.VERTICAL),
                        undo(),
                        redo(),
                        mask(files),
                        colour(),
                        slider("overlay-opacity", canvas.overlayOpacity(), 0.1, 1));
        setAlignment(Pos.CENTER);
        setMaxSize(Region.USE_COMPUTED_SIZE, Region.USE_PREF_SIZE);
        getStyleClass().add("tools");
        visibleProperty().bind(canvas.mode().isEqualTo(CanvasModel.Mode.MASK));
        managedProperty().bind(visibleProperty());
    }

    private Node button(Tool tool) {
        ToggleButton button = new ToggleButton(tool.label());
        button.setId("tool-" + tool.name().toLowerCase(Locale.ROOT));
        FormRow.name(button, tool.label(), tool.hint());
        button.getStyleClass().add("small");
        Runnable update = () -> button.setSelected(editor.tool().get() == tool);
        Hearing.of(button, update, editor.tool());
        button.setOnAction(
                event -> {
                    editor.tool().set(tool);
                    update.run(); // A second press does not let go.
                });
        return button;
    }

    private Node slider(String id, DoubleProperty value, double least, double most) {
        String caption = words.say(id);
        Slider slider = new Slider(least, most, value.get());
        slider.setId(id);
        slider.setPrefWidth(72);
        slider.setBlockIncrement((most - least) / 20);
        slider.valueProperty().bindBidirectional(value);
        FormRow.name(slider, caption, words.say(id + ".hint"));
        Label label = new Label(caption);
        label.setLabelFor(slider);
        label.getStyleClass().add("description");
        HBox box = new HBox(label, slider);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("tool-slider");
        return box;
    }

    private Node undo() {
        Button undo = command("undo", editor::undo);
        undo.disableProperty().bind(editor.undoable().not());
        return undo;
    }

    private Node redo() {
        Button redo = command("redo", editor::redo);
        redo.disableProperty().bind(editor.redoable().not());
        return redo;
    }

    private Button command(String id, Runnable command) {
        String name = words.say("mask." + id);
        Button button = new Button(name);
        button.setId("mask-" + id);
        FormRow.name(button, name, words.say("mask." + id + ".hint"));
        button.getStyleClass().addAll("flat", "small");
        button.setOnAction(event -> command.run());
        return button;
    }

    private MenuButton mask(Files files) {
        MenuButton menu = new MenuButton(words.say("mask"));
        menu.setId("mask-menu");
        FormRow.name(menu, words.say("mask"), words.say("mask.hint"));
        menu.getStyleClass().addAll("flat", "small");
        menu.getItems()
                .addAll(
                        item("mask.all", editor::all),
                        item("mask.clear", editor::clear),
                        item("mask.invert", editor::invert),
                        new SeparatorMenuItem(),
                        item("mask.grow", () -> editor.grow(STEP)),
                        item("mask.shrink", () -> editor.grow(-STEP)),
                        item("mask.feather", () -> editor.feather(STEP)),
                        new SeparatorMenuItem(),
                        item("mask.load", files::loadMask),
                        item("mask.save", files::saveMask));
        return menu;
    }

    private MenuItem item(String id, Runnable command) {
        MenuItem item = new MenuItem(words.say(id));
        item.setOnAction(event -> command.run());
        return item;
    }

    private Node colour() {
        ColorPicker picker = new ColorPicker(colour(canvas.overlayColour().get()));
        picker.setId("overlay-colour");
        picker.setAccessibleRole(AccessibleRole.COMBO_BOX);
        picker.setStyle("-fx-color-label-visible: false;");
        FormRow.name(picker, words.say("overlay-colour"), words.say("overlay-colour.hint"));
        picker.setOnAction(event -> canvas.overlayColour().set(rgb(picker.getValue())));
        return picker;
    }

    private static Color colour(int rgb) {
        return Color.rgb(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }

    private static int rgb(Color colour) {
        return (int) Math.round(colour.getRed() * 255) << 16
                | (int) Math.round(colour.getGreen() * 255) << 8
                | (int) Math.round(colour.getBlue() * 255);
    }
}
