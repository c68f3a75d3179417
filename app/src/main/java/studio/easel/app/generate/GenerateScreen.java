package studio.easel.app.generate;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.DoubleProperty;
import javafx.scene.control.SplitPane;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasCommands;
import studio.easel.app.canvas.ToolPane;
import studio.easel.app.command.Section;

/** The generate screen: the form at the left, the picture, this sitting's pictures at the right. */
public final class GenerateScreen extends BorderPane implements ToolPane.Files {
    private final GenerateModel model;
    private final CanvasPane canvas;
    private final SplitPane split;
    private final List<Section> sections;
    private final Words words = Words.of(GenerateScreen.class);

    /**
     * The screen.
     *
     * @param actions the desktop
     * @param workshop lends its background thread for pixels
     * @param openModels shows the models folder
     */
    public GenerateScreen(
            GenerateModel model, PictureActions actions, Workshop workshop, Runnable openModels) {
        this(model, actions, workshop, openModels, () -> {});
    }

    /**
     * The same among other screens.
     *
     * @param show brings it into sight
     */
    public GenerateScreen(
            GenerateModel model,
            PictureActions actions,
            Workshop workshop,
            Runnable openModels,
            Runnable show) {
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
        Section own =
                GenerateCommands.of(
                        model, canvas.view(), actions, this::openStart, openModels, show);
        Section mask = CanvasCommands.of(model.canvas(), this, show);
        sections = List.of(own, mask);
        getStyleClass().add("generate-screen");
        getStylesheets()
                .add(Objects.requireNonNull(getClass().getResource("generate.css")).toString());
        own.hear(this);
        mask.hear(this, split); // Not in the strip, nor in the queue.
        setOnDragOver(GenerateScreen::mayDrop);
        setOnDragDropped(this::drop);
    }

    /** The left panel's share of the width, 0 to 1. */
    public DoubleProperty divider() {
        return split.getDividers().get(0).positionProperty();
    }

    /** What can be done here. */
    public List<Section> commands() {
        return sections;
    }

    // Files

    private void openStart() {
        chosen(chooser(words.say("start.open"), "*.png", "*.jpg", "*.jpeg", "*.gif", "*.bmp"))
                .ifPresent(model.canvas()::open);
    }

    @Override
    public void loadMask() {
        chosen(chooser(words.say("mask.load"), "*.png")).ifPresent(model.canvas()::loadMask);
    }

    @Override
    public void saveMask() {
        FileChooser chooser = chooser(words.say("mask.save"), "*.png");
        chooser.setInitialFileName("mask.png");
        Optional.ofNullable(chooser.showSaveDialog(getScene().getWindow()))
                .map(File::toPath)
                .ifPresent(model.canvas()::saveMask);
    }

    private Optional<Path> chosen(FileChooser chooser) {
        return Optional.ofNullable(chooser.showOpenDialog(getScene().getWindow()))
                .map(File::toPath);
    }

    private FileChooser chooser(String title, String... endings) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.getExtensionFilters()
                .add(new FileChooser.ExtensionFilter(words.say("pictures"), endings));
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
