package studio.easel.app.generate;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/**
 * A picture that fits its place, or is as large as the wheel makes it. Scale counts screen pixels
 * for each pixel of the picture, so 1 is exact on dense screens too; from there on pixels stay
 * sharp squares.
 */
final class ZoomView extends Region {
    private static final double WHEEL = 1.2;
    private static final double LARGEST = 32;
    private static final double MARGIN = 16;

    private final ImageView image = new ImageView();
    private final ReadOnlyBooleanWrapper filled = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper words = new ReadOnlyStringWrapper("");
    private double width;
    private double height;
    private boolean fitting = true;
    private double scale = 1;
    // From the middle of this view to the middle of the picture, in the window's units.
    private double panX;
    private double panY;
    private double dragX;
    private double dragY;

    ZoomView() {
        setId("picture");
        getStyleClass().add("zoom-view");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        getChildren().add(image);
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        setOnScroll(this::wheel);
        setOnMousePressed(this::grab);
        setOnMouseDragged(this::drag);
    }

    /** Whether there is a picture. */
    ReadOnlyBooleanProperty filled() {
        return filled.getReadOnlyProperty();
    }

    /** "Fit, 540 %" */
    ReadOnlyStringProperty words() {
        return words.getReadOnlyProperty();
    }

    /** The image that is drawn; null before the first. */
    Image image() {
        return image.getImage();
    }

    /**
     * Shows a picture that counts as {@code pixelWidth} by {@code pixelHeight}, however coarse it
     * is. Zoom and place stay as they are while its size does.
     *
     * @param picture as {@link ScreenImage#bordered} makes it
     */
    void show(Image picture, double pixelWidth, double pixelHeight) {
        boolean sameSize = pixelWidth == width && pixelHeight == height;
        image.setImage(picture);
        image.setViewport(new Rectangle2D(1, 1, picture.getWidth() - 2, picture.getHeight() - 2));
        width = pixelWidth;
        height = pixelHeight;
        filled.set(true);
        if (!sameSize) {
            fit();
        }
        requestLayout();
    }

    void fit() {
        fitting = true;
        panX = 0;
        panY = 0;
        requestLayout();
    }

    void pixels() {
        fitting = false;
        scale = 1;
        panX = 0;
        panY = 0;
        requestLayout();
    }

    private void wheel(ScrollEvent event) {
        if (!filled.get() || event.getDeltaY() == 0) {
            return;
        }
        double before = scale();
        double now = before * Math.pow(WHEEL, Math.signum(event.getDeltaY()));
        now = Math.max(Math.min(fitScale(), 1) / 4, Math.min(LARGEST, now));
        // What is under the pointer stays there.
        double fromMiddleX = event.getX() - getWidth() / 2;
        double fromMiddleY = event.getY() - getHeight() / 2;
        panX = fromMiddleX - (fromMiddleX - panX) * now / before;
        panY = fromMiddleY - (fromMiddleY - panY) * now / before;
        fitting = false;
        scale = now;
        requestLayout();
        event.consume();
    }

    private void grab(MouseEvent event) {
        dragX = event.getX() - panX;
        dragY = event.getY() - panY;
        requestFocus();
    }

    private void drag(MouseEvent event) {
        if (!fitting && event.isPrimaryButtonDown()) {
            panX = event.getX() - dragX;
            panY = event.getY() - dragY;
            requestLayout();
        }
    }

    @Override
    protected void layoutChildren() {
        if (!filled.get()) {
            return;
        }
        double drawn = scale() / density();
        keepInSight(width * drawn, height * drawn);
        image.setFitWidth(width * drawn);
        image.setFitHeight(height * drawn);
        image.setSmooth(fitting || scale < 1);
        image.setX(snapPositionX((getWidth() - width * drawn) / 2 + panX));
        image.setY(snapPositionY((getHeight() - height * drawn) / 2 + panY));
        words.set((fitting ? "Fit, " : "") + Math.round(scale() * 100) + " %");
    }

    /** Some of the picture can always be seen. */
    private void keepInSight(double drawnWidth, double drawnHeight) {
        double roomX = (drawnWidth + getWidth()) / 2 - 4 * MARGIN;
        double roomY = (drawnHeight + getHeight()) / 2 - 4 * MARGIN;
        panX = Math.max(-roomX, Math.min(roomX, panX));
        panY = Math.max(-roomY, Math.min(roomY, panY));
    }

    private double scale() {
        return fitting ? fitScale() : scale;
    }

    private double fitScale() {
        double across = (getWidth() - 2 * MARGIN) / width;
        double down = (getHeight() - 2 * MARGIN) / height;
        return Math.max(0.01, Math.min(across, down)) * density();
    }

    /** Screen pixels for each of the window's units: 2 on a dense screen. */
    private double density() {
        return getScene() == null || getScene().getWindow() == null
                ? 1
                : getScene().getWindow().getRenderScaleX();
    }
}
