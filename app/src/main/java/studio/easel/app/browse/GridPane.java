package studio.easel.app.browse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.collections.ObservableListBase;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;
import studio.easel.app.gallery.Picture;
import studio.easel.app.gallery.Stars;

/**
 * The pictures, as many to a row as fit. A list of rows of which only those in sight exist, so that
 * fifty thousand pictures cost what fifty do.
 */
final class GridPane extends ListView<Integer> {
    private static final double GAP = 4;
    private static final double BAR = 20;

    private final BrowseModel model;
    private final TileImages images;
    private final Words words = Words.of(GridPane.class);
    private final DoubleProperty side = new SimpleDoubleProperty(168);
    private final Rows rows = new Rows();
    private final Set<Row> cells = Collections.newSetFromMap(new WeakHashMap<>());
    private final ContextMenu menu = new ContextMenu();
    private int columns = 1;
    private double tile;

    GridPane(BrowseModel model) {
        this.model = model;
        this.images = new TileImages(model.thumbnails());
        setId("gallery-grid");
        getStyleClass().add("grid");
        setItems(rows);
        setCellFactory(list -> new Row());
        fillMenu();
        addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        addEventFilter(MouseEvent.MOUSE_PRESSED, this::clicked);
        setOnDragDetected(event -> drag());
        setOnContextMenuRequested(
                event -> {
                    if (model.cursor().get() >= 0) {
                        menu.show(this, event.getScreenX(), event.getScreenY());
                    }
                });
        widthProperty().addListener(now -> layOut());
        side.addListener(now -> layOut());
        model.size().addListener(now -> layOut());
        model.revision().addListener(now -> cells.forEach(Row::refresh));
        model.cursor().addListener((property, before, now) -> follow(now.intValue()));
        model.details().addListener(now -> tell());
        layOut();
        tell();
    }

    /** A tile's side in pixels. */
    DoubleProperty side() {
        return side;
    }

    private void layOut() {
        int first = firstInSight();
        columns = (int) Math.max(1, (getWidth() - BAR) / (side.get() + GAP));
        // What is left of the width goes to the tiles, so that the right edge is straight.
        tile = Math.max(side.get(), Math.floor((getWidth() - BAR) / columns - GAP));
        setFixedCellSize(tile + GAP);
        rows.resize((model.size().get() + columns - 1) / columns);
        cells.forEach(Row::refresh);
        if (first > 0) {
            scrollTo(first / columns);
        }
    }

    private int firstInSight() {
        return cells.stream()
                .filter(row -> row.getScene() != null && row.isVisible() && !row.isEmpty())
                .mapToInt(row -> row.getIndex() * columns)
                .min()
                .orElse(0);
    }

    /** Scrolls no further than it must. */
    private void follow(int place) {
        if (place < 0) {
            return;
        }
        int row = place / columns;
        int visible = (int) Math.max(1, getHeight() / getFixedCellSize());
        int first = firstInSight() / columns;
        if (row <= first) {
            scrollTo(row);
        } else if (row >= first + visible) {
            scrollTo(row - visible + 1);
        }
    }

    /** Names the picture at the cursor to a screen reader. */
    private void tell() {
        int at = model.cursor().get();
        setAccessibleText(
                at < 0
                        ? words.say("grid")
                        : words.say(
                                "grid.at",
                                at + 1,
                                model.size().get(),
                                model.picture(at).map(GridPane::spoken).orElse("")));
    }

    private static String spoken(Picture picture) {
        Words words = Words.of(GridPane.class);
        String said = picture.problem().orElse(picture.prompt().isEmpty() ? "" : picture.prompt());
        return picture.stars() == 0 ? said : said + ", " + words.say("stars.n", picture.stars());
    }

    // Keys

    /** Before the list's own keys, which know nothing of columns. */
    private void pressed(KeyEvent event) {
        if (act(event)) {
            event.consume();
        }
    }

    private boolean act(KeyEvent event) {
        if (event.isAltDown()) {
            return false;
        }
        if (event.isShortcutDown()) {
            return event.getCode() == KeyCode.Z && undo();
        }
        return moved(event) || starred(event.getCode()) || commanded(event.getCode());
    }

    private boolean undo() {
        model.undo();
        return true;
    }

    private boolean moved(KeyEvent event) {
        int at = model.cursor().get();
        int page = columns * (int) Math.max(1, getHeight() / getFixedCellSize());
        int to =
                switch (event.getCode()) {
                    case LEFT -> at - 1;
                    case RIGHT -> at + 1;
                    case UP -> at - columns < 0 ? at : at - columns;
                    case DOWN -> at + columns;
                    case PAGE_UP -> at - page;
                    case PAGE_DOWN -> at + page;
                    case HOME -> 0;
                    case END -> model.size().get() - 1;
                    default -> Integer.MIN_VALUE;
                };
        if (to == Integer.MIN_VALUE) {
            return false;
        }
        if (event.isShiftDown()) {
            model.extendTo(Math.max(0, to));
        } else {
            model.choose(Math.max(0, to));
        }
        return true;
    }

    private boolean starred(KeyCode code) {
        String name = code.getName().replace("Numpad ", "");
        if (!code.isDigitKey() || name.length() != 1 || name.charAt(0) > '0' + Stars.MOST) {
            return false;
        }
        model.star(name.charAt(0) - '0');
        return true;
    }

    private boolean commanded(KeyCode code) {
        switch (code) {
            case ENTER -> model.openOnCanvas();
            case SPACE -> model.toggle(Math.max(0, model.cursor().get()));
            case DELETE, BACK_SPACE -> model.delete();
            case C -> model.compare();
            case R -> model.restore();
            default -> {
                return false;
            }
        }
        return true;
    }

    // The mouse

    private void clicked(MouseEvent event) {
        Optional<Tile> tile = tileAt(event);
        menu.hide();
        requestFocus();
        if (tile.isEmpty()) {
            return;
        }
        int place = tile.get().place();
        if (event.getButton() != MouseButton.PRIMARY) {
            if (!model.marked(place)) {
                model.choose(place);
            }
        } else if (event.isShiftDown()) {
            model.extendTo(place);
        } else if (event.isShortcutDown()) {
            model.toggle(place);
        } else {
            model.choose(place);
        }
        if (event.getClickCount() == 2 && event.getButton() == MouseButton.PRIMARY) {
            model.openOnCanvas();
        }
    }

    private static Optional<Tile> tileAt(MouseEvent event) {
        javafx.scene.Node node = event.getPickResult().getIntersectedNode();
        while (node != null && !(node instanceof Tile)) {
            node = node.getParent();
        }
        return node instanceof Tile tile && tile.isVisible() ? Optional.of(tile) : Optional.empty();
    }

    /** Out of the window, to the desktop or another program. */
    private void drag() {
        model.picture(model.cursor().get())
                .ifPresent(
                        picture -> {
                            Dragboard board = startDragAndDrop(TransferMode.COPY);
                            ClipboardContent content = new ClipboardContent();
                            content.putFiles(List.of(picture.file().toFile()));
                            board.setContent(content);
                            cells.stream()
                                    .flatMap(row -> row.tiles.stream())
                                    .filter(tile -> tile.place() == model.cursor().get())
                                    .findFirst()
                                    .ifPresent(tile -> board.setDragView(tile.image()));
                        });
    }

    private void fillMenu() {
        menu.getItems()
                .setAll(
                        entry("open", model::openOnCanvas),
                        entry("restore", model::restore),
                        entry("to.image", model::toImageToImage),
                        entry("to.inpainting", model::toInpainting),
                        new SeparatorMenuItem(),
                        entry("compare", model::compare),
                        entry("show.file", model::showFile),
                        new SeparatorMenuItem(),
                        entry("delete", model::delete));
    }

    private MenuItem entry(String key, Runnable command) {
        MenuItem entry = new MenuItem(words.say(key));
        entry.setOnAction(event -> command.run());
        return entry;
    }

    /** Row numbers, of which none is stored. */
    private static final class Rows extends ObservableListBase<Integer> {
        private int size;

        void resize(int now) {
            if (now == size) {
                return;
            }
            int before = size;
            beginChange();
            size = now;
            if (now > before) {
                nextAdd(before, now);
            } else {
                List<Integer> gone = new ArrayList<>();
                for (int i = now; i < before; i++) {
                    gone.add(i);
                }
                nextRemove(now, gone);
            }
            endChange();
        }

        @Override
        public Integer get(int index) {
            return index;
        }

        @Override
        public int size() {
            return size;
        }
    }

    private final class Row extends ListCell<Integer> {
        private final HBox line = new HBox(GAP);
        private final List<Tile> tiles = new ArrayList<>();

        Row() {
            cells.add(this);
            line.getStyleClass().add("tiles");
            setText(null);
        }

        @Override
        protected void updateItem(@Nullable Integer item, boolean empty) {
            super.updateItem(item, empty);
            setGraphic(empty ? null : line);
            refresh();
        }

        void refresh() {
            if (isEmpty() || getItem() == null) {
                tiles.forEach(tile -> tile.show(-1));
                return;
            }
            while (tiles.size() < columns) {
                tiles.add(new Tile(model, images));
            }
            if (line.getChildren().size() != columns) {
                line.getChildren().setAll(tiles.subList(0, columns));
            }
            for (int i = 0; i < columns; i++) {
                tiles.get(i).resizeTo(tile);
                tiles.get(i).show(getItem() * columns + i);
            }
        }
    }
}
