package studio.easel.app.generate;

import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.TransferMode;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Hearing;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.canvas.ScreenImage;
import studio.easel.engine.RgbImage;

/** The pictures made since launch, newest first. Click shows, double-click or Enter reuses. */
final class StripPane extends ListView<MadePicture> {
    private static final double SIDE = 104;

    private final GenerateModel model;
    private final PictureActions actions;
    private final Words say = Words.of(StripPane.class);
    private final Map<RgbImage, Image> thumbnails = new WeakHashMap<>();

    StripPane(GenerateModel model, PictureActions actions) {
        super(model.pictures());
        this.model = model;
        this.actions = actions;
        setId("strip");
        setAccessibleText(say.say("strip"));
        getStyleClass().add("strip");
        Label empty = new Label(say.say("strip.empty"));
        empty.setWrapText(true);
        empty.getStyleClass().add("description");
        setPlaceholder(empty);
        setCellFactory(list -> new Cell());
        setOnKeyPressed(
                event -> {
                    if (event.getCode() == KeyCode.ENTER && !event.isShortcutDown()) {
                        selected().ifPresent(model::reuse);
                    } else if (event.getCode() == KeyCode.C && event.isShortcutDown()) {
                        selected().ifPresent(actions::copy);
                    }
                });
        getSelectionModel()
                .selectedItemProperty()
                .addListener((property, before, now) -> select(now));
        Hearing.of(this, () -> follow(model.shown().get()), model.shown());
    }

    private void select(@Nullable MadePicture picture) {
        if (picture != null && !picture.equals(model.shown().get())) {
            model.show(picture);
        }
    }

    private void follow(@Nullable MadePicture picture) {
        getSelectionModel().clearSelection();
        if (picture != null) {
            getSelectionModel().select(picture);
        }
    }

    private Optional<MadePicture> selected() {
        return Optional.ofNullable(getSelectionModel().getSelectedItem());
    }

    private Image thumbnail(MadePicture picture) {
        return thumbnails.computeIfAbsent(picture.thumbnail(), ScreenImage::of);
    }

    private final class Cell extends ListCell<MadePicture> {
        private final ImageView view = new ImageView();

        Cell() {
            view.setFitWidth(SIDE);
            view.setFitHeight(SIDE);
            view.setPreserveRatio(true);
            setOnMouseClicked(
                    event -> {
                        if (event.getButton() == MouseButton.PRIMARY && !isEmpty()) {
                            clicked(event.getClickCount());
                        }
                    });
            setOnDragDetected(event -> drag());
        }

        private void clicked(int times) {
            model.show(getItem());
            if (times == 2) {
                model.reuse(getItem());
            }
        }

        /** Out of the window, to the desktop or another program. */
        private void drag() {
            if (isEmpty() || getItem().file().isEmpty()) {
                return;
            }
            Dragboard board = startDragAndDrop(TransferMode.COPY);
            ClipboardContent content = new ClipboardContent();
            content.putFiles(getItem().file().map(file -> file.toFile()).stream().toList());
            board.setContent(content);
            board.setDragView(view.getImage());
        }

        @Override
        protected void updateItem(@Nullable MadePicture item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setGraphic(null);
                setTooltip(null);
                setContextMenu(null);
                return;
            }
            view.setImage(thumbnail(item));
            setGraphic(view);
            setTooltip(FormRow.tooltip(words(item)));
            setAccessibleText(words(item));
            setContextMenu(menu(item));
        }

        private String words(MadePicture item) {
            return say.say("strip.picture", item.request().prompt(), item.request().seed());
        }

        private ContextMenu menu(MadePicture item) {
            ContextMenu menu =
                    new ContextMenu(
                            entry("shown.reuse", () -> model.reuse(item)),
                            new SeparatorMenuItem(),
                            entry(
                                    "shown.picture",
                                    () -> model.send(item, CanvasModel.Mode.PICTURE)),
                            entry("shown.mask", () -> model.send(item, CanvasModel.Mode.MASK)),
                            new SeparatorMenuItem(),
                            entry("shown.copy", () -> actions.copy(item)));
            menu.getItems()
                    .add(
                            item.file().isPresent()
                                    ? entry("shown.file", () -> actions.showFile(item))
                                    : entry("shown.save", () -> model.save(item)));
            return menu;
        }

        private MenuItem entry(String id, Runnable command) {
            MenuItem entry = new MenuItem(say.say(id));
            entry.setOnAction(event -> command.run());
            return entry;
        }
    }
}
