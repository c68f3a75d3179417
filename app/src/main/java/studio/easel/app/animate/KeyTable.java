package studio.easel.app.animate;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Words;

/** The keys of all schedules as a table, a row a frame; a frame's number leads to its fields. */
final class KeyTable extends VBox {
    /** Pixels it takes beside the lanes. */
    static final double WIDE = 340;

    private static final double NARROW = 84;
    private static final double AROUND = 24; // a column's name

    private final Words words = Words.of(KeyTable.class);
    private final AnimateModel model;
    private final TableView<KeySheet.Row> table = new TableView<>();
    private final ScrollPane fields = new ScrollPane();
    private final KeyForm form;
    private final Button back;
    private boolean following;

    KeyTable(AnimateModel model) {
        this.model = model;
        this.form = new KeyForm(model);
        table.setId("keys");
        table.setAccessibleText(words.say("keys.table"));
        table.setAccessibleHelp(words.say("keys.table.keys"));
        Label empty = new Label(words.say("keys.empty"));
        empty.setWrapText(true);
        table.setPlaceholder(empty);
        table.getSelectionModel()
                .selectedItemProperty()
                .addListener((property, before, now) -> chosen(now));
        table.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        VBox.setVgrow(table, Priority.ALWAYS);
        fields.setContent(form);
        fields.setFitToWidth(true);
        fields.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        fields.getStyleClass().add("form-scroll");
        VBox.setVgrow(fields, Priority.ALWAYS);
        back = button("keys.all", this::showTable);
        back.setId("all-keys");
        addEventFilter(KeyEvent.KEY_PRESSED, this::escape);
        getChildren().addAll(head(), table, fields);
        getStyleClass().add("keys");
        setMinWidth(240);
        model.keys().lanes().addListener((property, before, now) -> columns(now));
        model.keys().rows().addListener((property, before, now) -> rows(now));
        model.playback().frame().addListener((property, before, now) -> select());
        columns(model.keys().lanes().get());
        rows(model.keys().rows().get());
        showTable();
    }

    private HBox head() {
        Button add = button("keys.add", () -> model.keys().add(model.playback().frame().get()));
        add.setId("add-keys");
        Button remove =
                button("keys.delete", () -> model.keys().remove(model.playback().frame().get()));
        remove.setId("remove-keys");
        Button earlier = button("keys.back", () -> move(-1));
        earlier.setText("◂");
        Button later = button("keys.on", () -> move(1));
        later.setText("▸");
        later.setId("move-keys-on");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(back, space, add, remove, earlier, later);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("keys-head");
        return head;
    }

    private void move(int by) {
        int here = model.playback().frame().get();
        model.keys().move(here, here + by);
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.getStyleClass().addAll("flat", "small");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> command.run());
        return button;
    }

    // The table

    private void columns(List<String> lanes) {
        TableColumn<KeySheet.Row, Integer> frame = new TableColumn<>(words.say("key.frame"));
        frame.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue().frame()));
        frame.setCellFactory(column -> new FrameCell());
        frame.setPrefWidth(64);
        frame.setSortable(false);
        frame.setReorderable(false);
        table.getColumns().clear();
        table.getColumns().add(frame);
        for (String lane : lanes) {
            String called = Lane.words(lane);
            TableColumn<KeySheet.Row, String> values = new TableColumn<>(called);
            values.setCellValueFactory(
                    row ->
                            new ReadOnlyStringWrapper(
                                    row.getValue().values().getOrDefault(lane, "")));
            values.setPrefWidth(
                    Math.max(NARROW, new Text(called).getLayoutBounds().getWidth() + AROUND));
            values.setSortable(false);
            table.getColumns().add(values);
        }
        TableColumn<KeySheet.Row, String> prompt = new TableColumn<>(words.say("prompt"));
        prompt.setCellValueFactory(
                row -> new ReadOnlyStringWrapper(row.getValue().prompt().replace('\n', ' ')));
        prompt.setPrefWidth(2 * NARROW);
        prompt.setSortable(false);
        table.getColumns().add(prompt);
    }

    private void rows(List<KeySheet.Row> rows) {
        following = true;
        table.getItems().setAll(rows);
        following = false;
        select();
    }

    /** The row at the playhead, if there is one. */
    private void select() {
        following = true;
        Optional<KeySheet.Row> here = model.keys().at(model.playback().frame().get());
        if (here.isPresent()) {
            table.getSelectionModel().select(here.get());
        } else {
            table.getSelectionModel().clearSelection();
        }
        following = false;
    }

    private void chosen(KeySheet.@Nullable Row row) {
        if (!following && row != null) {
            model.playback().seek(row.frame());
        }
    }

    private void pressed(KeyEvent event) {
        KeySheet.@Nullable Row row = table.getSelectionModel().getSelectedItem();
        boolean sideways = event.getCode() == KeyCode.LEFT || event.getCode() == KeyCode.RIGHT;
        if (event.isShortcutDown() || event.isAltDown() && !sideways) {
            return;
        }
        if (event.getCode() == KeyCode.INSERT) {
            model.keys().add(model.playback().frame().get());
        } else if (row != null && event.isAltDown()) {
            model.keys()
                    .move(row.frame(), row.frame() + (event.getCode() == KeyCode.LEFT ? -1 : 1));
        } else if (row != null && event.getCode() == KeyCode.ENTER) {
            edit(row.frame());
        } else if (row != null && event.getCode() == KeyCode.DELETE) {
            model.keys().remove(row.frame());
        } else {
            return;
        }
        event.consume();
    }

    private final class FrameCell extends TableCell<KeySheet.Row, Integer> {
        private final Hyperlink link = new Hyperlink();

        FrameCell() {
            link.getStyleClass().add("frame-link");
            link.setFocusTraversable(false); // Enter on the row does the same.
            link.setTooltip(FormRow.tooltip(words.say("keys.edit.hint")));
            link.setOnAction(event -> edit(getItem()));
        }

        @Override
        protected void updateItem(@Nullable Integer frame, boolean empty) {
            super.updateItem(frame, empty);
            setGraphic(empty || frame == null ? null : link);
            if (frame != null) {
                link.setText(frame.toString());
                link.setVisited(false);
                link.setAccessibleText(words.say("keys.edit", frame));
            }
        }
    }

    // The fields of a frame

    private void edit(int frame) {
        model.playback().seek(frame);
        form.show();
        showing(true);
        form.begin();
    }

    /** Whether somebody is in the fields, so that Esc leads back to the table. */
    boolean isEditing() {
        return fields.isVisible() && isFocusWithin();
    }

    private void escape(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE && fields.isVisible()) {
            showTable();
            table.requestFocus();
            event.consume();
        }
    }

    private void showTable() {
        showing(false);
    }

    private void showing(boolean one) {
        fields.setVisible(one);
        fields.setManaged(one);
        back.setVisible(one);
        table.setVisible(!one);
        table.setManaged(!one);
    }
}
