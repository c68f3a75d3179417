package studio.easel.app.canvas;

import java.util.Locale;
import javafx.beans.property.DoubleProperty;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
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

/** The tools that paint a mask, while there is one to paint. */
public final class ToolPane extends FlowPane {
    /** How far one command moves a mask's edge, in pixels. */
    private static final double STEP = 8;

    /** What chooses files, which is the desktop's. */
    public interface Files {
        void loadMask();

        void saveMask();
    }

    private final CanvasModel canvas;
    private final MaskEditor editor;

    public ToolPane(CanvasModel canvas, Files files) {
        this.canvas = canvas;
        this.editor = canvas.editor();
        for (Tool tool : Tool.values()) {
            getChildren().add(button(tool));
        }
        getChildren()
                .addAll(
                        new Separator(Orientation.VERTICAL),
                        slider(
                                "Size",
                                "brush-size",
                                "The brush's width in pixels ([ and ]).",
                                editor.size(),
                                Brush.SMALLEST,
                                512),
                        slider(
                                "Hardness",
                                "brush-hardness",
                                "How much of the brush covers fully (Shift+[ and Shift+]).",
                                editor.hardness(),
                                0,
                                1),
                        slider(
                                "Opacity",
                                "brush-opacity",
                                "How much a stroke covers.",
                                editor.opacity(),
                                0.05,
                                1),
                        new Separator(Orientation.VERTICAL),
                        undo(),
                        redo(),
                        mask(files),
                        colour(),
                        slider(
                                "Overlay",
                                "overlay-opacity",
                                "How strongly the mask is shown.",
                                canvas.overlayOpacity(),
                                0.1,
                                1));
        setAlignment(Pos.CENTER);
        setMaxSize(Region.USE_COMPUTED_SIZE, Region.USE_PREF_SIZE);
        getStyleClass().add("tools");
        visibleProperty().bind(canvas.mode().isEqualTo(CanvasModel.Mode.MASK));
        managedProperty().bind(visibleProperty());
    }

    private Node button(Tool tool) {
        ToggleButton button = new ToggleButton(tool.label());
        button.setId("tool-" + tool.label().toLowerCase(Locale.ROOT));
        FormRow.name(button, tool.label(), tool.hint());
        button.getStyleClass().add("small");
        Runnable update = () -> button.setSelected(editor.tool().get() == tool);
        editor.tool().addListener(now -> update.run());
        button.setOnAction(
                event -> {
                    editor.tool().set(tool);
                    update.run(); // A second press does not let go.
                });
        update.run();
        return button;
    }

    private static Node slider(
            String caption,
            String id,
            String hint,
            DoubleProperty value,
            double least,
            double most) {
        Slider slider = new Slider(least, most, value.get());
        slider.setId(id);
        slider.setPrefWidth(72);
        slider.setBlockIncrement((most - least) / 20);
        slider.valueProperty().bindBidirectional(value);
        FormRow.name(slider, caption, hint);
        Label label = new Label(caption);
        label.setLabelFor(slider);
        label.getStyleClass().add("description");
        HBox box = new HBox(label, slider);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("tool-slider");
        return box;
    }

    private Node undo() {
        Button undo =
                command("Undo", "Takes the last change of the mask back (Ctrl+Z).", editor::undo);
        undo.disableProperty().bind(editor.undoable().not());
        return undo;
    }

    private Node redo() {
        Button redo = command("Redo", "Makes it again (Ctrl+Shift+Z).", editor::redo);
        redo.disableProperty().bind(editor.redoable().not());
        return redo;
    }

    private static Button command(String words, String hint, Runnable command) {
        Button button = new Button(words);
        button.setId("mask-" + words.toLowerCase(Locale.ROOT));
        FormRow.name(button, words, hint);
        button.getStyleClass().addAll("flat", "small");
        button.setOnAction(event -> command.run());
        return button;
    }

    private MenuButton mask(Files files) {
        MenuButton menu = new MenuButton("Mask");
        menu.setId("mask-menu");
        FormRow.name(menu, "Mask", "What is done to the whole mask, and to its files.");
        menu.getStyleClass().addAll("flat", "small");
        menu.getItems()
                .addAll(
                        item("Cover everything", editor::all),
                        item("Clear (Delete)", editor::clear),
                        item("Invert (I)", editor::invert),
                        new SeparatorMenuItem(),
                        item("Grow by 8 pixels", () -> editor.grow(STEP)),
                        item("Shrink by 8 pixels", () -> editor.grow(-STEP)),
                        item("Feather by 8 pixels", () -> editor.feather(STEP)),
                        new SeparatorMenuItem(),
                        item("Load a mask...", files::loadMask),
                        item("Save the mask...", files::saveMask));
        return menu;
    }

    private static MenuItem item(String words, Runnable command) {
        MenuItem item = new MenuItem(words);
        item.setOnAction(event -> command.run());
        return item;
    }

    private Node colour() {
        ColorPicker picker = new ColorPicker(colour(canvas.overlayColour().get()));
        picker.setId("overlay-colour");
        picker.setStyle("-fx-color-label-visible: false;");
        FormRow.name(picker, "Overlay colour", "The colour the mask is shown in.");
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
