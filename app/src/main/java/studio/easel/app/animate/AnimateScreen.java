package studio.easel.app.animate;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.stage.PopupWindow;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Notice;
import studio.easel.app.Words;

/** The animation screen: settings at the left, the player above, the timeline below. */
public final class AnimateScreen extends BorderPane implements ProjectPane.Files {
    private static final double UPPER = 0.46;

    private static final List<String> SOUNDS =
            List.of("mp3", "wav", "flac", "ogg", "m4a", "aac", "aiff");

    private final Words words = Words.of(AnimateScreen.class);
    private final AnimateModel model;
    private final PreviewPane preview;
    private final TimelinePane timeline;

    /**
     * The screen.
     *
     * @param showFolder opens a folder on the desktop
     */
    public AnimateScreen(AnimateModel model, Consumer<Path> showFolder) {
        this.model = model;
        ScrollPane project = new ScrollPane(new ProjectPane(model, this));
        project.setFitToWidth(true);
        project.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        project.getStyleClass().add("form-scroll");
        VBox.setVgrow(project, Priority.ALWAYS);
        VBox left = new VBox(project, new RenderPane(model, showFolder));
        left.getStyleClass().add("left");
        preview = new PreviewPane(model);
        timeline = new TimelinePane(model, this::chooseSound);
        VBox.setVgrow(preview, Priority.ALWAYS);
        VBox upper = new VBox(notice(), preview, new FilmstripPane(model, preview::show));
        upper.setMinHeight(160);
        SplitPane split = new SplitPane(upper, timeline);
        split.setOrientation(Orientation.VERTICAL);
        split.setDividerPositions(UPPER);
        setLeft(left);
        setCenter(split);
        getStyleClass().add("animate-screen");
        getStylesheets()
                .add(Objects.requireNonNull(getClass().getResource("animate.css")).toString());
        sceneProperty().addListener((property, before, scene) -> listen(scene));
        setOnDragOver(AnimateScreen::mayDrop);
        setOnDragDropped(this::drop);
    }

    // Files

    @Override
    public void open() {
        Optional.ofNullable(chooser("choose.open").showOpenDialog(getScene().getWindow()))
                .map(File::toPath)
                .ifPresent(model::open);
    }

    @Override
    public void save() {
        model.path().ifPresentOrElse(model::save, this::saveAs);
    }

    @Override
    public void saveAs() {
        FileChooser chooser = chooser("choose.save");
        chooser.setInitialFileName(
                model.path()
                        .map(path -> String.valueOf(path.getFileName()))
                        .orElse("animation_settings.txt"));
        Optional.ofNullable(chooser.showSaveDialog(getScene().getWindow()))
                .map(File::toPath)
                .ifPresent(model::save);
    }

    private FileChooser chooser(String key) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(words.say(key));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(
                                words.say("files.settings"), "*.txt", "*.json"),
                        new FileChooser.ExtensionFilter(words.say("files.all"), "*"));
        model.path()
                .map(Path::toAbsolutePath)
                .map(Path::getParent)
                .filter(Files::isDirectory)
                .ifPresent(folder -> chooser.setInitialDirectory(folder.toFile()));
        return chooser;
    }

    private void chooseSound() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(words.say("choose.sound"));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(
                                words.say("files.sound"),
                                SOUNDS.stream().map("*."::concat).toList()),
                        new FileChooser.ExtensionFilter(words.say("files.all"), "*"));
        Optional.of(model.home())
                .filter(Files::isDirectory)
                .ifPresent(folder -> chooser.setInitialDirectory(folder.toFile()));
        Optional.ofNullable(chooser.showOpenDialog(getScene().getWindow()))
                .map(File::toPath)
                .ifPresent(model::chooseSound);
    }

    private static boolean isSound(File file) {
        String name = file.getName().toLowerCase(Locale.ROOT);
        return SOUNDS.stream().anyMatch(ending -> name.endsWith("." + ending));
    }

    /** Opens the first settings file among dropped files, and takes the first sound. */
    void dropped(List<File> files) {
        Optional<File> sound = files.stream().filter(AnimateScreen::isSound).findFirst();
        sound.map(File::toPath).ifPresent(model::chooseSound);
        if (sound.isPresent() && files.size() == 1) {
            return;
        }
        files.stream()
                .filter(file -> file.getName().toLowerCase(Locale.ROOT).matches(".*\\.(txt|json)"))
                .findFirst()
                .or(() -> files.stream().findFirst())
                .map(File::toPath)
                .ifPresent(model::open);
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

    void toggleOnion() {
        preview.toggleOnion();
    }

    void toggleTable() {
        timeline.toggleTable();
    }

    // Keyboard

    /** Wherever the focus is. */
    private void listen(@Nullable Scene scene) {
        if (scene != null) {
            scene.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        }
    }

    private void pressed(KeyEvent event) {
        boolean heard =
                isVisible()
                        && !event.isAltDown()
                        && (event.isShortcutDown() ? shortcut(event) : plain(event));
        if (heard) {
            event.consume();
        }
    }

    private boolean shortcut(KeyEvent event) {
        boolean shift = event.isShiftDown();
        Runnable command =
                switch (event.getCode()) {
                    case ENTER -> shift ? model::renderDraft : model::render;
                    case R -> model::renderAgain;
                    case P -> shift ? null : model::pauseOrGoOn; // The palette has it with Shift.
                    case Z -> shift ? model::redo : model::undo;
                    case Y -> model::redo;
                    case S -> shift ? this::saveAs : this::save;
                    case O -> this::open;
                    case N -> model::startNew;
                    default -> null;
                };
        if (command != null) {
            command.run();
        }
        return command != null;
    }

    private boolean plain(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            boolean cancels =
                    model.rendering().busy().get()
                            && !somethingIsOpen()
                            && !timeline.isEditingKeys();
            if (cancels) {
                model.rendering().cancel();
            }
            return cancels;
        }
        Playback playback = model.playback();
        Node focus = getScene().getFocusOwner();
        if (focus instanceof TextInputControl
                || focus instanceof ComboBoxBase
                || somethingIsOpen()) {
            return false;
        }
        switch (event.getCode()) {
            case SPACE -> {
                if (focus instanceof ButtonBase) {
                    return false; // It is pressed.
                }
                playback.playing().set(!playback.playing().get());
            }
            case OPEN_BRACKET -> playback.repeatFromHere();
            case CLOSE_BRACKET -> playback.repeatToHere();
            case O -> preview.toggleOnion();
            case T -> timeline.toggleTable();
            case COMMA -> model.seekBeat(false);
            case PERIOD -> model.seekBeat(true);
            case HOME -> playback.seek(0);
            case END -> playback.seek(playback.frames() - 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean somethingIsOpen() {
        return Window.getWindows().stream()
                .anyMatch(window -> window instanceof PopupWindow && !(window instanceof Tooltip));
    }

    private Node notice() {
        Label text = new Label();
        text.setId("animation-notice");
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        Button dismiss = new Button(words.say("dismiss"));
        dismiss.getStyleClass().addAll("flat", "small");
        dismiss.setMinWidth(Region.USE_PREF_SIZE);
        dismiss.setOnAction(event -> model.dismissNotice());
        HBox bar = new HBox(text, dismiss);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("notice");
        model.notice().addListener((property, before, now) -> tell(bar, text, now));
        tell(bar, text, model.notice().get());
        return bar;
    }

    private static void tell(HBox bar, Label text, @Nullable Notice notice) {
        bar.setVisible(notice != null);
        bar.setManaged(notice != null);
        bar.getStyleClass().remove("problem");
        if (notice != null) {
            text.setText(notice.text());
            if (notice.problem()) {
                bar.getStyleClass().add("problem");
            }
        }
    }
}
