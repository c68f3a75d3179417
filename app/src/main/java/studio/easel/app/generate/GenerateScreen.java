package studio.easel.app.generate;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.DoubleProperty;
import javafx.scene.Scene;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.stage.PopupWindow;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import studio.easel.app.canvas.ToolPane;

/** The generate screen: the form at the left, the picture, this sitting's pictures at the right. */
public final class GenerateScreen extends BorderPane implements ToolPane.Files {
    private final GenerateModel model;
    private final CanvasPane canvas;
    private final SplitPane split;

    /**
     * The screen.
     *
     * @param actions the desktop
     * @param workshop lends its background thread for pixels
     * @param openModels shows the models folder
     */
    public GenerateScreen(
            GenerateModel model, PictureActions actions, Workshop workshop, Runnable openModels) {
        this.model = model;
        this.canvas = new CanvasPane(model, workshop.background(), this);
        FormPane form = new FormPane(model, this::openStart, openModels);
        VBox left = new VBox(form, new RunPane(model));
        left.getStyleClass().add("left");
        VBox.setVgrow(form, Priority.ALWAYS);
        split = new SplitPane(left, canvas);
        SplitPane.setResizableWithParent(left, false);
        setCenter(split);
        setRight(new StripPane(model, actions));
        getStyleClass().add("generate-screen");
        getStylesheets()
                .add(Objects.requireNonNull(getClass().getResource("generate.css")).toString());
        sceneProperty().addListener((property, before, scene) -> listen(scene));
        setOnDragOver(GenerateScreen::mayDrop);
        setOnDragDropped(this::drop);
    }

    /** The left panel's share of the width, 0 to 1. */
    public DoubleProperty divider() {
        return split.getDividers().get(0).positionProperty();
    }

    // Files

    private void openStart() {
        chosen(chooser("Open a picture", "*.png", "*.jpg", "*.jpeg", "*.gif", "*.bmp"))
                .ifPresent(model.canvas()::open);
    }

    @Override
    public void loadMask() {
        chosen(chooser("Load a mask", "*.png")).ifPresent(model.canvas()::loadMask);
    }

    @Override
    public void saveMask() {
        FileChooser chooser = chooser("Save the mask", "*.png");
        chooser.setInitialFileName("mask.png");
        Optional.ofNullable(chooser.showSaveDialog(getScene().getWindow()))
                .map(File::toPath)
                .ifPresent(model.canvas()::saveMask);
    }

    private Optional<Path> chosen(FileChooser chooser) {
        return Optional.ofNullable(chooser.showOpenDialog(getScene().getWindow()))
                .map(File::toPath);
    }

    private static FileChooser chooser(String title, String... endings) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("Pictures", endings));
        return chooser;
    }

    /** Restores the settings of the first picture among dropped files. */
    void dropped(List<File> files) {
        Optional<File> picture =
                files.stream().filter(GenerateScreen::looksLikePicture).findFirst();
        picture.or(() -> files.stream().findFirst())
                .ifPresent(file -> model.restore(file.toPath()));
    }

    private static boolean looksLikePicture(File file) {
        return file.getName().toLowerCase(Locale.ROOT).endsWith(".png");
    }

    /** Wherever the focus is. */
    private void listen(@Nullable Scene scene) {
        if (scene != null) {
            scene.addEventFilter(KeyEvent.KEY_PRESSED, this::shortcut);
            scene.addEventFilter(KeyEvent.KEY_PRESSED, this::escape);
        }
    }

    private void shortcut(KeyEvent event) {
        if (!isVisible() || !event.isShortcutDown() || event.isShiftDown() || event.isAltDown()) {
            return;
        }
        if (event.getCode() == KeyCode.ENTER) {
            model.generate();
        } else if (event.getCode() == KeyCode.DIGIT0 || event.getCode() == KeyCode.NUMPAD0) {
            canvas.view().fit();
        } else if (event.getCode() == KeyCode.DIGIT1 || event.getCode() == KeyCode.NUMPAD1) {
            canvas.view().pixels();
        } else {
            return;
        }
        event.consume();
    }

    /** Before the controls, as text areas swallow Esc; but an open list or menu closes first. */
    private void escape(KeyEvent event) {
        if (isVisible()
                && event.getCode() == KeyCode.ESCAPE
                && model.runs().busy().get()
                && !somethingIsOpen()) {
            model.runs().cancel();
            event.consume();
        }
    }

    private static boolean somethingIsOpen() {
        return Window.getWindows().stream()
                .anyMatch(window -> window instanceof PopupWindow && !(window instanceof Tooltip));
    }

    private static void mayDrop(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
        }
        event.consume();
    }

    private void drop(DragEvent event) {
        List<File> files = event.getDragboard().getFiles();
        dropped(files);
        event.setDropCompleted(!files.isEmpty());
        event.consume();
    }
}
