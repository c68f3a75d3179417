package studio.easel.app.animate;

import java.nio.file.Path;
import java.util.function.IntConsumer;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.geometry.Orientation;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;

/** The rendered frames as they come; choosing one shows it large. */
final class FilmstripPane extends ListView<Path> {
    private static final double SIDE = 64;

    /**
     * A strip.
     *
     * @param show takes the number of a frame that was chosen
     */
    FilmstripPane(AnimateModel model, IntConsumer show) {
        super(model.rendering().frames());
        setId("filmstrip");
        setOrientation(Orientation.HORIZONTAL);
        setAccessibleText(Words.of(FilmstripPane.class).say("filmstrip"));
        getStyleClass().add("filmstrip");
        setCellFactory(list -> new Cell());
        visibleProperty().bind(Bindings.isNotEmpty(model.rendering().frames()));
        managedProperty().bind(visibleProperty());
        model.rendering()
                .frames()
                .addListener(
                        (ListChangeListener<Path>)
                                change -> {
                                    if (getSelectionModel().isEmpty() && !getItems().isEmpty()) {
                                        scrollTo(getItems().size() - 1);
                                    }
                                });
        getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (property, before, now) -> {
                            if (now != null) {
                                model.playback().playing().set(false);
                                model.playback().seek(getSelectionModel().getSelectedIndex());
                                show.accept(getSelectionModel().getSelectedIndex());
                            }
                        });
    }

    private static final class Cell extends ListCell<Path> {
        private final ImageView view = new ImageView();

        Cell() {
            setContentDisplay(ContentDisplay.TOP);
        }

        @Override
        protected void updateItem(@Nullable Path item, boolean empty) {
            super.updateItem(item, empty);
            if (empty || item == null) {
                setGraphic(null);
                setText(null);
                return;
            }
            view.setImage(new Image(item.toUri().toString(), 0, SIDE, true, true, true));
            setGraphic(view);
            setText(Integer.toString(getIndex()));
            setAccessibleText(Words.of(FilmstripPane.class).say("filmstrip.frame", getIndex()));
        }
    }
}
