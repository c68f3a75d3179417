package studio.easel.app.browse;

import java.util.Objects;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.device.ByteCount;

/** The gallery screen: the search above, the pictures, one picture's details at the right. */
public final class BrowseScreen extends BorderPane {
    private final BrowseModel model;
    private final GridPane grid;
    private final SearchPane search;
    private final Words words = Words.of(BrowseScreen.class);

    public BrowseScreen(BrowseModel model) {
        this.model = model;
        this.grid = new GridPane(model);
        this.search = new SearchPane(model, grid.side(), grid::requestFocus);
        Label empty = new Label();
        empty.getStyleClass().add("empty");
        empty.setWrapText(true);
        empty.setMouseTransparent(true);
        empty.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                this::emptyWords, model.size(), model.total(), model.scanning()));
        ComparePane comparison = new ComparePane(model);
        StackPane pictures = new StackPane(grid, empty, comparison);
        VBox.setVgrow(pictures, Priority.ALWAYS);
        setCenter(new VBox(search, notice(), trash(), pictures));
        setRight(new DetailsPane(model));
        getStyleClass().add("browse-screen");
        getStylesheets()
                .add(Objects.requireNonNull(getClass().getResource("browse.css")).toString());
        sceneProperty()
                .addListener(
                        (property, before, scene) -> {
                            if (scene != null) {
                                listen(scene);
                            }
                        });
        model.comparison()
                .addListener(
                        (property, before, now) -> {
                            if (now == null) {
                                grid.requestFocus();
                            }
                        });
    }

    /** Keys go to the pictures. */
    public void enter() {
        grid.requestFocus();
    }

    private String emptyWords() {
        if (model.size().get() > 0) {
            return "";
        }
        if (model.scanning().get()) {
            return words.say("empty.scanning");
        }
        return words.say(model.total().get() > 0 ? "empty.search" : "empty");
    }

    private Node notice() {
        Label text = new Label();
        text.setId("gallery-notice");
        text.setWrapText(true);
        HBox.setHgrow(text, Priority.ALWAYS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.SOMETIMES);
        Button undo = button("undo", model::undo);
        undo.visibleProperty().bind(model.undoable());
        undo.managedProperty().bind(undo.visibleProperty());
        HBox line = new HBox(text, space, undo, button("close", model::dismissNotice));
        line.getStyleClass().add("notice");
        line.visibleProperty().bind(Bindings.isNotNull(model.notice()));
        line.managedProperty().bind(line.visibleProperty());
        model.notice().addListener((property, before, now) -> show(now, text, line));
        show(model.notice().get(), text, line);
        return line;
    }

    /** Nothing brings back what goes here, so it is asked about. */
    private Node trash() {
        Label ask = new Label();
        ask.setWrapText(true);
        ask.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> words.say("trash.ask", ByteCount.words(model.trash().get())),
                                model.trash()));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button yes = button("trash.yes", model::emptyTrash);
        Button no = button("trash.no", model::keepTrash);
        HBox line = new HBox(ask, space, yes, no);
        line.getStyleClass().add("notice");
        line.visibleProperty().bind(model.emptying());
        line.managedProperty().bind(line.visibleProperty());
        model.emptying()
                .addListener(
                        (property, before, asked) -> {
                            if (asked) {
                                no.requestFocus();
                            } else {
                                grid.requestFocus();
                            }
                        });
        return line;
    }

    private static void show(@Nullable Notice now, Label text, HBox line) {
        text.setText(now == null ? "" : now.text());
        line.getStyleClass().remove("problem");
        if (now != null && now.problem()) {
            line.getStyleClass().add("problem");
        }
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        button.setId("notice-" + key.replace('.', '-'));
        button.getStyleClass().addAll("flat", "small");
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.setOnAction(event -> command.run());
        return button;
    }

    /** Wherever the focus is. */
    private void listen(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::shortcut);
    }

    private void shortcut(KeyEvent event) {
        if (!isVisible() || event.getTarget() == grid) {
            if (isVisible() && find(event)) {
                event.consume();
            }
            return;
        }
        boolean typing = event.getTarget() instanceof TextInputControl;
        boolean undo =
                event.isShortcutDown()
                        && event.getCode() == KeyCode.Z
                        && !typing
                        && !event.isShiftDown();
        if (undo) {
            model.undo();
        }
        if (undo || find(event)) {
            event.consume();
        }
    }

    private boolean find(KeyEvent event) {
        if (event.isShortcutDown() && !event.isAltDown() && event.getCode() == KeyCode.F) {
            search.focusText();
            return true;
        }
        return false;
    }
}
