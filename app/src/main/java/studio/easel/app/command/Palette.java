package studio.easel.app.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.event.EventHandler;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;
import studio.easel.app.command.Commands.Found;
import studio.easel.app.command.Commands.Title;

/** Finds a command by a few of its letters, and does it. Lies over the screens while it is open. */
public final class Palette extends StackPane {
    private static final double WIDTH = 560;
    private static final double ROW = 32;
    private static final int ROWS = 10;

    /** With Ctrl, what the search field itself knows. */
    private static final Set<KeyCode> EDITING =
            EnumSet.of(KeyCode.A, KeyCode.C, KeyCode.V, KeyCode.X, KeyCode.Z, KeyCode.Y);

    private final Commands commands;
    private final Words words = Words.of(Palette.class);
    private final TextField field = new TextField();
    private final ListView<Found> list = new ListView<>();
    private final EventHandler<KeyEvent> keys = this::pressed;
    private @Nullable Node focusBefore;
    private @Nullable Window heard;

    public Palette(Commands commands) {
        this.commands = commands;
        field.setId("palette-field");
        field.setPromptText(words.say("palette.prompt"));
        field.setAccessibleText(words.say("palette"));
        field.setAccessibleHelp(words.say("palette.help"));
        field.textProperty().addListener((property, before, now) -> find(now));
        list.setId("palette-list");
        list.setAccessibleText(words.say("palette.list"));
        list.setFocusTraversable(false);
        list.setFixedCellSize(ROW);
        list.setCellFactory(it -> new Row());
        Label none = new Label(words.say("palette.none"));
        none.getStyleClass().add("palette-none");
        list.setPlaceholder(none);
        VBox box = new VBox(field, list);
        box.getStyleClass().add("palette-box");
        box.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        setAlignment(box, Pos.TOP_CENTER);
        getChildren().add(box);
        setId("palette");
        getStyleClass().add("palette");
        getStylesheets()
                .add(Objects.requireNonNull(Palette.class.getResource("palette.css")).toString());
        setVisible(false);
        setAccessibleRole(AccessibleRole.DIALOG);
        setAccessibleText(words.say("palette"));
        addEventHandler(
                MouseEvent.MOUSE_PRESSED,
                event -> {
                    if (event.getTarget() == this) {
                        close();
                    }
                    event.consume();
                });
        field.focusedProperty()
                .addListener(
                        (property, before, now) -> {
                            Window window = heard;
                            if (!now && window != null && window.isFocused()) {
                                close(); // Another program may be looked at meanwhile.
                            }
                        });
    }

    /** Opens it above what is there, empty. */
    public void open() {
        if (isVisible()) {
            return;
        }
        focusBefore = getScene().getFocusOwner();
        setVisible(true);
        toFront();
        field.clear();
        find("");
        field.requestFocus();
        // Before the screens' own shortcuts, which hear the scene.
        Window window = getScene().getWindow();
        window.addEventFilter(KeyEvent.KEY_PRESSED, keys);
        heard = window;
    }

    /** The focus goes back to where it was. */
    public void close() {
        if (!isVisible()) {
            return;
        }
        Window window = heard;
        heard = null; // Before the focus goes.
        if (window != null) {
            window.removeEventFilter(KeyEvent.KEY_PRESSED, keys);
        }
        setVisible(false);
        Node back = focusBefore;
        if (back != null && back.getScene() == getScene()) {
            back.requestFocus();
        }
    }

    private void find(String typed) {
        List<Found> found = commands.find(typed);
        list.getItems().setAll(found);
        double rows = Math.max(1, Math.min(ROWS, found.size()));
        list.setPrefHeight(rows * ROW + 2);
        list.setMinHeight(rows * ROW + 2);
        select(0);
    }

    private void select(int index) {
        int size = list.getItems().size();
        if (size > 0) {
            list.getSelectionModel().select(Math.floorMod(index, size));
            list.scrollTo(Math.max(0, list.getSelectionModel().getSelectedIndex() - ROWS + 2));
        }
    }

    private void pressed(KeyEvent event) {
        int selected = list.getSelectionModel().getSelectedIndex();
        switch (event.getCode()) {
            case ESCAPE -> close();
            case ENTER -> run(list.getSelectionModel().getSelectedItem());
            case DOWN -> select(selected + 1);
            case UP -> select(selected - 1);
            case PAGE_DOWN -> select(Math.min(list.getItems().size() - 1, selected + ROWS));
            case PAGE_UP -> select(Math.max(0, selected - ROWS));
            case TAB -> {} // There is nowhere else to go.
            default -> {
                if (!event.isShortcutDown() || EDITING.contains(event.getCode())) {
                    return;
                }
            }
        }
        event.consume();
    }

    private void run(@Nullable Found found) {
        if (found != null && found.command().enabled().get()) {
            close();
            commands.run(found);
        }
    }

    private final class Row extends ListCell<Found> {
        Row() {
            setOnMouseClicked(event -> run(getItem()));
        }

        @Override
        protected void updateItem(@Nullable Found item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setGraphic(null);
                setAccessibleText(null);
                setOpacity(1);
                return;
            }
            TextFlow title = flow(item.spoken(), "palette-title");
            item.other().ifPresent(it -> title.getChildren().addAll(other(it).getChildren()));
            title.setMaxHeight(USE_PREF_SIZE); // A flow's text begins at its top.
            HBox.setHgrow(title, Priority.ALWAYS);
            String shortcut = item.command().keysInWords();
            Label keys = new Label(shortcut);
            keys.getStyleClass().add("palette-keys");
            keys.setMinWidth(USE_PREF_SIZE);
            HBox row = new HBox(title, keys);
            row.setAlignment(Pos.CENTER_LEFT);
            setGraphic(row);
            boolean able = item.command().enabled().get();
            setOpacity(able ? 1 : 0.5);
            setAccessibleText(
                    item.spoken().text()
                            + (shortcut.isEmpty() ? "" : ", " + shortcut)
                            + (able ? "" : ", " + words.say("palette.unable")));
        }

        private TextFlow other(Title title) {
            TextFlow flow = flow(title, "palette-other");
            Text gap = new Text("   ");
            flow.getChildren().add(0, gap);
            return flow;
        }

        private TextFlow flow(Title title, String style) {
            TextFlow flow = new TextFlow();
            int done = 0;
            for (int letter : title.letters()) {
                part(flow, title.text().substring(done, letter), style);
                part(flow, title.text().substring(letter, letter + 1), "palette-letter");
                done = letter + 1;
            }
            part(flow, title.text().substring(done), style);
            return flow;
        }

        private static void part(TextFlow flow, String text, String style) {
            if (!text.isEmpty()) {
                Text part = new Text(text);
                part.getStyleClass().add(style);
                flow.getChildren().add(part);
            }
        }
    }
}
