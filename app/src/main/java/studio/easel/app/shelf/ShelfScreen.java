package studio.easel.app.shelf;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Notice;
import studio.easel.app.Words;

/** The models screen: what is installed at the left, the chosen model's passport at the right. */
public final class ShelfScreen extends BorderPane {
    private final Words words = Words.of(ShelfScreen.class);
    private final ShelfModel model;
    private final DevicePane device;

    /**
     * The screen.
     *
     * @param folder the models folder as it is set now
     * @param open shows a file among its neighbours, or a folder
     */
    public ShelfScreen(
            ShelfModel model, DeviceModel device, Supplier<Path> folder, Consumer<Path> open) {
        this.model = model;
        this.device = new DevicePane(device);
        ListView<Listed> list = list();
        VBox.setVgrow(list, Priority.ALWAYS);
        VBox left =
                new VBox(
                        head(() -> open.accept(folder.get())),
                        notices(),
                        list,
                        stage(),
                        this.device);
        left.getStyleClass().add("shelf");
        setCenter(left);
        setRight(new PassportPane(model, open));
        getStyleClass().add("shelf-screen");
        getStylesheets()
                .add(Objects.requireNonNull(getClass().getResource("shelf.css")).toString());
        setOnDragOver(ShelfScreen::mayDrop);
        setOnDragDropped(this::drop);
        sceneProperty().addListener((property, before, scene) -> listen(scene));
        visibleProperty().addListener((property, before, seen) -> seen(seen));
    }

    /** Looks again whenever somebody comes here: files may have been put there meanwhile. */
    public void seen(boolean seen) {
        device.watch(seen);
        if (seen) {
            model.look();
        }
    }

    private Node head(Runnable openFolder) {
        Label title = new Label(words.say("models"));
        title.getStyleClass().add("section-title");
        MenuItem file = new MenuItem(words.say("add.file"));
        file.setOnAction(event -> addFile());
        MenuItem folder = new MenuItem(words.say("add.folder"));
        folder.setOnAction(event -> addFolder());
        MenuButton add = new MenuButton(words.say("add"), null, file, folder);
        add.setId("add-model");
        add.getStyleClass().add("accent");
        FormRow.name(add, words.say("add"), words.say("add.hint"));
        CheckBox move = new CheckBox(words.say("move"));
        move.setId("move");
        move.selectedProperty().bindBidirectional(model.move());
        FormRow.name(move, words.say("move"), words.say("move.hint"));
        Button open = button("open", openFolder);
        Button again = button("again", model::look);
        again.disableProperty().bind(model.looking());
        FlowPane commands = new FlowPane(8, 8, move, again, open, add);
        commands.setAlignment(Pos.CENTER_RIGHT);
        commands.getChildren().forEach(node -> keepWidth((Region) node));
        HBox.setHgrow(commands, Priority.ALWAYS);
        keepWidth(title);
        HBox head = new HBox(title, commands);
        head.getStyleClass().add("line");
        return head;
    }

    private static void keepWidth(Region part) {
        part.setMinWidth(Region.USE_PREF_SIZE);
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        button.setId(key);
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.setOnAction(event -> command.run());
        return button;
    }

    private ListView<Listed> list() {
        ListView<Listed> list = new ListView<>(model.models());
        list.setId("models");
        list.setAccessibleText(words.say("models"));
        list.setCellFactory(view -> new ModelCell());
        list.setPlaceholder(new Label(words.say("empty")));
        list.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (property, before, now) -> {
                            if (now != null) {
                                model.chosen().set(now);
                            }
                        });
        model.chosen().addListener((property, before, now) -> select(list, now));
        select(list, model.chosen().get());
        return list;
    }

    private static void select(ListView<Listed> list, @Nullable Listed chosen) {
        if (chosen != null && !chosen.equals(list.getSelectionModel().getSelectedItem())) {
            list.getSelectionModel().select(chosen);
        }
    }

    /** Each sentence stays until somebody has read it and sends it away. */
    private Node notices() {
        VBox box = new VBox();
        box.setId("notices");
        box.getStyleClass().add("notices");
        ListChangeListener<Notice> fill =
                change ->
                        box.getChildren()
                                .setAll(model.notices().stream().map(this::notice).toList());
        model.notices().addListener(fill);
        box.getChildren().setAll(model.notices().stream().map(this::notice).toList());
        return box;
    }

    private Node notice(Notice notice) {
        Label sentence = new Label(notice.text());
        sentence.setWrapText(true);
        sentence.setMinHeight(Region.USE_PREF_SIZE);
        sentence.setMaxWidth(Double.MAX_VALUE);
        Button close = new Button(words.say("dismiss"));
        close.getStyleClass().addAll("flat", "small");
        close.setMinWidth(Region.USE_PREF_SIZE);
        close.setAccessibleText(words.say("dismiss.what", notice.text()));
        close.setOnAction(event -> model.dismiss(notice));
        HBox line = FormRow.line(sentence, close);
        line.getStyleClass().add("notice");
        if (notice.problem()) {
            line.getStyleClass().add("problem");
        }
        return line;
    }

    /** What is going on, and the way to end it. */
    private Node stage() {
        Label stage = new Label();
        stage.setId("stage");
        stage.getStyleClass().add("description");
        stage.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                this::stageWords,
                                model.working(),
                                model.reading(),
                                model.looking()));
        Button cancel = button("cancel", model::cancel);
        cancel.getStyleClass().add("small");
        cancel.visibleProperty().bind(model.unfinished().greaterThan(0));
        HBox line = FormRow.line(stage, cancel);
        line.setMinHeight(32);
        stage.setMaxWidth(Double.MAX_VALUE);
        return line;
    }

    private String stageWords() {
        String working = model.working().get();
        if (!working.isEmpty()) {
            return working;
        }
        return model.looking().get() ? words.say("looking") : model.reading().get();
    }

    // Files

    private void addFile() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(words.say("add"));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(
                                words.say("models"), "*.safetensors", "*.ckpt", "*.onnx", "*.pt"),
                        new FileChooser.ExtensionFilter(words.say("every.file"), "*"));
        Optional.ofNullable(chooser.showOpenMultipleDialog(getScene().getWindow()))
                .ifPresent(this::dropped);
    }

    private void addFolder() {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(words.say("add"));
        Optional.ofNullable(chooser.showDialog(getScene().getWindow()))
                .ifPresent(folder -> dropped(List.of(folder)));
    }

    /** Adds what was dropped. */
    void dropped(List<File> files) {
        model.add(files.stream().map(File::toPath).toList());
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

    /** Wherever the focus is. */
    private void listen(@Nullable Scene scene) {
        if (scene != null) {
            scene.addEventFilter(KeyEvent.KEY_PRESSED, this::shortcut);
        }
    }

    private void shortcut(KeyEvent event) {
        boolean plain = !event.isShiftDown() && !event.isAltDown();
        if (isVisible() && plain && event.isShortcutDown() && event.getCode() == KeyCode.ENTER) {
            addFile();
            event.consume();
        }
    }
}
