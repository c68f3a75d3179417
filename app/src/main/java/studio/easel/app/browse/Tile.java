package studio.easel.app.browse;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import studio.easel.app.gallery.Picture;
import studio.easel.engine.RgbImage;

/** One picture of the grid; shows another when it is scrolled to another place. */
final class Tile extends StackPane {
    private static final PseudoClass MARKED = PseudoClass.getPseudoClass("marked");
    private static final PseudoClass CURSOR = PseudoClass.getPseudoClass("cursor");
    private static final double FRAME = 12;

    private final BrowseModel model;
    private final TileImages images;
    private final ImageView view = new ImageView();
    private final Label stars = new Label();
    private final Label problem = new Label();
    private int place = -1;
    private @Nullable Picture shown;
    private @Nullable CompletableFuture<RgbImage> coming;

    Tile(BrowseModel model, TileImages images) {
        this.model = model;
        this.images = images;
        view.setPreserveRatio(true);
        view.setSmooth(true);
        stars.getStyleClass().add("stars");
        stars.setMouseTransparent(true);
        stars.visibleProperty().bind(stars.textProperty().isNotEmpty());
        problem.getStyleClass().add("problem");
        problem.setWrapText(true);
        problem.setTextOverrun(OverrunStyle.ELLIPSIS);
        StackPane.setAlignment(stars, Pos.BOTTOM_LEFT);
        getStyleClass().add("tile");
        getChildren().addAll(view, problem, stars);
    }

    int place() {
        return place;
    }

    @Nullable Image image() {
        return view.getImage();
    }

    void resizeTo(double side) {
        setMinSize(side, side);
        setMaxSize(side, side);
        setPrefSize(side, side);
        view.setFitWidth(side - FRAME);
        view.setFitHeight(side - FRAME);
        problem.setMaxSize(side - 2 * FRAME, side - 2 * FRAME);
    }

    /** Shows the picture at a place; below 0 for none. */
    void show(int newPlace) {
        place = newPlace;
        Optional<Picture> now = model.picture(place);
        setVisible(place >= 0 && place < model.size().get());
        pseudoClassStateChanged(MARKED, isVisible() && model.marked(place));
        pseudoClassStateChanged(CURSOR, isVisible() && place == model.cursor().get());
        Picture picture = now.orElse(null);
        stars.setText(picture == null ? "" : "★".repeat(picture.stars()));
        if (picture == null) {
            shown = null;
            forget();
            view.setImage(null);
            problem.setText("");
        } else if (!sameFile(picture)) {
            shown = picture;
            load(picture);
        }
    }

    private boolean sameFile(Picture picture) {
        return shown != null
                && shown.id() == picture.id()
                && shown.changed().equals(picture.changed());
    }

    private void load(Picture picture) {
        forget();
        problem.setText(picture.problem().orElse(""));
        view.setImage(images.get(picture));
        if (view.getImage() == null && picture.problem().isEmpty()) {
            coming =
                    images.fetch(
                            picture,
                            image -> {
                                if (picture.equals(shown)) {
                                    view.setImage(image);
                                }
                            });
        }
    }

    /** What has scrolled out of sight need not be read. */
    private void forget() {
        if (coming != null) {
            coming.cancel(false);
            coming = null;
        }
    }
}
