package studio.easel.app.canvas;

import java.util.List;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Hearing;
import studio.easel.app.Words;

/**
 * A picture that fits its place, or is as large as the wheel makes it, and the mask over it. Scale
 * counts screen pixels for each pixel of the picture, so 1 is exact on dense screens too; above 2
 * pixels are sharp squares, but where the picture is just made to fit.
 */
public final class PictureView extends Region {
    /** What one notch of a wheel enlarges by, and what it counts. */
    private static final double WHEEL = 1.2;

    private static final double NOTCH = 40;
    private static final double LARGEST = 32;
    private static final double SHARP = 2;
    private static final double MARGIN = 16;
    private static final double FAR = 10;

    private final CanvasModel canvas;
    private final MaskEditor editor;
    private final ImageView image = new ImageView();
    private final ImageView earlier = new ImageView();
    private final Rectangle earlierPart = new Rectangle();
    private final ImageView overlay = new ImageView();

    /** Since the picture in sight came; a result is seen without its mask until it is touched. */
    private boolean repainted;

    /** Draws sharp squares, which an image view does not do without a graphics card. */
    private final Canvas squares = new Canvas();

    private final Line split = new Line();
    private final Circle brush = new Circle();
    private final Circle brushShade = new Circle();
    private final Polygon outline = new Polygon();
    private final GrowHandles handles;
    private final ReadOnlyBooleanWrapper filled = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper comparable = new ReadOnlyBooleanWrapper();
    private final Words say = Words.of(PictureView.class);
    private final ReadOnlyStringWrapper words = new ReadOnlyStringWrapper("");
    private @Nullable MaskOverlay drawn;
    private double width;
    private double height;
    private boolean fitting = true;
    private double scale = 1;
    // From the middle of this view to the middle of the picture, in the window's units.
    private double panX;
    private double panY;
    private double dragX;
    private double dragY;
    private boolean panning;
    private boolean scrolling;
    private boolean spaceDown;
    private boolean spacePaints;
    private boolean inside;

    private final AnimationTimer frames =
            new AnimationTimer() {
                @Override
                public void handle(long now) {
                    MaskOverlay mask = drawn;
                    if (mask != null) {
                        mask.draw();
                    }
                    stop(); // until something changes
                }
            };

    public PictureView(CanvasModel canvas) {
        this.canvas = canvas;
        this.editor = canvas.editor();
        this.handles = new GrowHandles(canvas, () -> scale() / density());
        setId("picture");
        getStyleClass().add("zoom-view");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(say.say("picture"));
        setAccessibleHelp(say.say("picture.hint"));
        setFocusTraversable(true);
        earlier.setClip(earlierPart);
        overlay.setId("mask-overlay");
        overlay.setVisible(false); // Until there is a picture below it.
        split.getStyleClass().add("split-line");
        brushShade.getStyleClass().add("brush-shade");
        brush.getStyleClass().add("brush-ring");
        outline.getStyleClass().add("outline");
        getChildren().add(handles.room());
        getChildren().addAll(image, earlier, squares, overlay, split, outline, brushShade, brush);
        getChildren().addAll(handles.nodes());
        getChildren().forEach(node -> node.setMouseTransparent(!handles.nodes().contains(node)));
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty());
        setClip(clip);
        listen();
        setOnScroll(this::scrolled);
        // A wheel neither begins nor ends.
        setOnScrollStarted(event -> scrolling = true);
        setOnScrollFinished(event -> scrolling = false);
        setOnZoom(this::pinched);
        setOnMousePressed(this::pressed);
        setOnMouseDragged(this::dragged);
        setOnMouseReleased(this::released);
        setOnMouseMoved(this::moved);
        setOnMouseEntered(event -> inside(true));
        setOnMouseExited(event -> inside(false));
        addEventHandler(KeyEvent.KEY_PRESSED, this::keyPressed);
        addEventHandler(KeyEvent.KEY_RELEASED, this::keyReleased);
        // Where the key goes up while another window has the focus, nobody hears it here.
        focusedProperty().addListener((property, before, now) -> spaceUp());
    }

    private void listen() {
        editor.onChange(this::changed);
        Hearing.of(this, () -> mask(editor.mask().get()), editor.mask());
        Hearing.of(this, this::look, canvas.overlayColour(), canvas.overlayOpacity());
        Hearing.of(
                this,
                this::requestLayout,
                editor.cursor(),
                editor.byKeys(),
                editor.size(),
                editor.tool(),
                editor.outline(),
                canvas.mode(),
                canvas.before(),
                focusedProperty());
        Hearing.of(this, this::requestLayout, handles.changing());
        Hearing.of(this, this::another, canvas.resulted());
        split.visibleProperty().addListener(now -> requestLayout());
        split.visibleProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> comparable.get() && canvas.before().get() > 0,
                                comparable,
                                canvas.before()));
        earlier.visibleProperty()
                .bind(split.visibleProperty().and(squares.visibleProperty().not()));
    }

    private void another() {
        repainted = false;
        requestLayout();
    }

    // What is shown

    /** Whether there is a picture. */
    public ReadOnlyBooleanProperty filled() {
        return filled.getReadOnlyProperty();
    }

    /** Whether there is a picture before to compare with. */
    public ReadOnlyBooleanProperty comparable() {
        return comparable.getReadOnlyProperty();
    }

    /** "Fit, 540 %" */
    public ReadOnlyStringProperty words() {
        return words.getReadOnlyProperty();
    }

    /** The image that is drawn; null before the first. */
    public @Nullable Image image() {
        return image.getImage();
    }

    /**
     * Shows a picture that counts as {@code pixelWidth} by {@code pixelHeight}, however coarse it
     * is. Zoom and place stay as they are while its size does.
     *
     * @param picture as {@link ScreenImage#bordered} makes it
     */
    public void show(Image picture, double pixelWidth, double pixelHeight) {
        boolean sameSize = pixelWidth == width && pixelHeight == height;
        put(image, picture);
        width = pixelWidth;
        height = pixelHeight;
        filled.set(true);
        compare(earlier.getImage());
        if (!sameSize) {
            fit();
        }
        requestLayout();
    }

    /**
     * What the picture was before, to be compared with; null for nothing.
     *
     * @param before as {@link ScreenImage#bordered} makes it
     */
    public void compare(@Nullable Image before) {
        if (before != null) {
            put(earlier, before);
        } else {
            earlier.setImage(null);
        }
        comparable.set(
                before != null
                        && before.getWidth() - 2 == width
                        && before.getHeight() - 2 == height);
        requestLayout();
    }

    private static void put(ImageView view, Image picture) {
        view.setImage(picture);
        view.setViewport(new Rectangle2D(1, 1, picture.getWidth() - 2, picture.getHeight() - 2));
    }

    private void mask(@Nullable MaskModel mask) {
        drawn = mask == null ? null : new MaskOverlay(mask);
        overlay.setImage(drawn == null ? null : drawn.image());
        look();
        requestLayout();
    }

    private void look() {
        MaskOverlay mask = drawn;
        if (mask != null) {
            mask.look(canvas.overlayColour().get(), canvas.overlayOpacity().get());
            frames.start();
        }
    }

    private void changed(Area area) {
        MaskOverlay mask = drawn;
        if (!repainted) {
            repainted = true;
            requestLayout();
        }
        if (mask != null) {
            mask.changed(area);
            frames.start();
        }
    }

    // Zoom and place

    public void fit() {
        fitting = true;
        panX = 0;
        panY = 0;
        requestLayout();
    }

    public void pixels() {
        fitting = false;
        scale = 1;
        panX = 0;
        panY = 0;
        requestLayout();
    }

    /** A wheel zooms, as Ctrl does with fingers; fingers on a pad or a screen move the picture. */
    private void scrolled(ScrollEvent event) {
        boolean fingers = scrolling || event.isDirect() || event.isInertia();
        if (fingers && !event.isShortcutDown()) {
            pan(event.getDeltaX(), event.getDeltaY());
        } else {
            zoom(event.getDeltaY() / NOTCH, event.getX(), event.getY());
        }
        event.consume();
    }

    private void pinched(ZoomEvent event) {
        if (event.getZoomFactor() > 0) {
            enlarge(event.getZoomFactor(), event.getX(), event.getY());
        }
        event.consume();
    }

    private void pan(double dx, double dy) {
        fittingBecomesFree();
        panX += dx;
        panY += dy;
        requestLayout();
    }

    private void zoom(double notches, double x, double y) {
        enlarge(Math.pow(WHEEL, notches), x, y);
    }

    /** What is at the place stays there. */
    private void enlarge(double factor, double x, double y) {
        if (!filled.get()) {
            return;
        }
        double before = scale();
        double now = before * factor;
        now = Math.max(Math.min(fitScale(), 1) / 4, Math.min(LARGEST, now));
        double fromMiddleX = x - getWidth() / 2;
        double fromMiddleY = y - getHeight() / 2;
        panX = fromMiddleX - (fromMiddleX - panX) * now / before;
        panY = fromMiddleY - (fromMiddleY - panY) * now / before;
        fitting = false;
        scale = now;
        requestLayout();
    }

    // The pointer

    private boolean edits() {
        return canvas.mode().get() == CanvasModel.Mode.MASK
                && editor.tool().get() != Tool.HAND
                && maskFits();
    }

    private boolean maskFits() {
        MaskModel mask = editor.mask().get();
        return mask != null && mask.width() == width && mask.height() == height;
    }

    private Point2D inPicture(double x, double y) {
        double unit = scale() / density();
        return new Point2D(
                (x - getWidth() / 2 - panX) / unit + width / 2,
                (y - getHeight() / 2 - panY) / unit + height / 2);
    }

    private Point2D inView(double x, double y) {
        double unit = scale() / density();
        return new Point2D(
                (x - width / 2) * unit + getWidth() / 2 + panX,
                (y - height / 2) * unit + getHeight() / 2 + panY);
    }

    /** Where a pixel of the picture is in the scene. */
    public Point2D inScene(double x, double y) {
        return localToScene(inView(x, y));
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        boolean middle = event.getButton() == MouseButton.MIDDLE;
        boolean primary = event.getButton() == MouseButton.PRIMARY;
        panning = middle || (primary && (spaceDown || !edits()));
        if (panning) {
            dragX = event.getX() - panX;
            dragY = event.getY() - panY;
        } else if (primary) {
            Point2D at = inPicture(event.getX(), event.getY());
            editor.hover(at.getX(), at.getY());
            editor.press(at.getX(), at.getY(), event.isShiftDown(), event.isAltDown());
        }
    }

    private void dragged(MouseEvent event) {
        if (panning && !(fitting && !spaceDown && event.isPrimaryButtonDown())) {
            fittingBecomesFree();
            panX = event.getX() - dragX;
            panY = event.getY() - dragY;
            requestLayout();
        } else if (!panning) {
            Point2D at = inPicture(event.getX(), event.getY());
            editor.drag(at.getX(), at.getY());
        }
    }

    private void fittingBecomesFree() {
        scale = scale();
        fitting = false;
    }

    private void released(MouseEvent event) {
        if (!panning) {
            editor.release();
        }
        panning = false;
    }

    private void moved(MouseEvent event) {
        Point2D at = inPicture(event.getX(), event.getY());
        editor.hover(at.getX(), at.getY());
    }

    private void inside(boolean is) {
        inside = is;
        requestLayout();
    }

    // Keys

    private void keyPressed(KeyEvent event) {
        if (!event.isShortcutDown() && plain(event)) {
            event.consume();
        }
    }

    private boolean plain(KeyEvent event) {
        double step = event.isShiftDown() ? FAR : 1;
        switch (event.getCode()) {
            case LEFT -> move(-step, 0);
            case RIGHT -> move(step, 0);
            case UP -> move(0, -step);
            case DOWN -> move(0, step);
            case SPACE -> space(event);
            case PLUS, EQUALS, ADD -> zoom(1, getWidth() / 2, getHeight() / 2);
            case MINUS, SUBTRACT -> zoom(-1, getWidth() / 2, getHeight() / 2);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void move(double dx, double dy) {
        if (edits()) {
            editor.move(dx, dy);
        } else {
            pan(-dx * FAR, -dy * FAR);
        }
    }

    /** Space paints where arrow keys brought the brush; where the mouse did, it grabs. */
    private void space(KeyEvent event) {
        if (spaceDown) {
            return; // Held down, it repeats.
        }
        spaceDown = true;
        spacePaints = edits() && editor.byKeys().get();
        if (spacePaints) {
            editor.pressHere(event.isShiftDown(), event.isAltDown());
        } else {
            setCursor(Cursor.OPEN_HAND);
        }
    }

    private void keyReleased(KeyEvent event) {
        if (event.getCode() == KeyCode.SPACE) {
            spaceUp();
            event.consume();
        }
    }

    private void spaceUp() {
        spaceDown = false;
        setCursor(null);
        if (spacePaints) {
            spacePaints = false;
            editor.release();
        }
    }

    // Layout

    @Override
    protected void layoutChildren() {
        if (!filled.get()) {
            return;
        }
        double unit = scale() / density();
        keepInSight(width * unit, height * unit);
        double x = snapPositionX((getWidth() - width * unit) / 2 + panX);
        double y = snapPositionY((getHeight() - height * unit) / 2 + panY);
        for (ImageView each : List.of(image, earlier, overlay)) {
            each.setFitWidth(width * unit);
            each.setFitHeight(height * unit);
            each.setX(x);
            each.setY(y);
        }
        drawSquares(x, y, unit);
        overlay.setSmooth(scale() < 1); // enlarged smoothly it would show its opposite edge
        boolean masking = canvas.mode().get() == CanvasModel.Mode.MASK && maskFits();
        overlay.setVisible(masking && (repainted || !canvas.resulted().get()));
        placeSplit(x, y, width * unit, height * unit);
        placeBrush(masking, unit);
        placeOutline(masking);
        handles.place(masking && !canvas.resulted().get(), x, y, width * unit, height * unit);
        long percent = Math.round(scale() * 100);
        words.set(fitting ? say.say("zoom.fit", percent) : percent + " %");
    }

    /** What is in sight of the picture, and of the one before; a rough preview stays smooth. */
    private void drawSquares(double x, double y, double unit) {
        Image now = image.getImage();
        boolean sharp = !fitting && scale() > SHARP && now != null && now.getWidth() - 2 == width;
        squares.setVisible(sharp);
        image.setVisible(!sharp);
        if (sharp && now != null) {
            squares.setWidth(getWidth());
            squares.setHeight(getHeight());
            GraphicsContext pen = squares.getGraphicsContext2D();
            pen.clearRect(0, 0, getWidth(), getHeight());
            pen.setImageSmoothing(false);
            draw(pen, now, x, y, unit, width);
            Image old = earlier.getImage();
            if (split.isVisible() && old != null) {
                draw(pen, old, x, y, unit, Math.rint(width * canvas.before().get()));
            }
        }
    }

    /**
     * @param right up to which column of the picture
     */
    private void draw(
            GraphicsContext pen, Image from, double x, double y, double unit, double right) {
        double left = Math.max(0, Math.floor(-x / unit));
        double top = Math.max(0, Math.floor(-y / unit));
        double wide = Math.min(right, Math.ceil((getWidth() - x) / unit)) - left;
        double high = Math.min(height, Math.ceil((getHeight() - y) / unit)) - top;
        if (wide > 0 && high > 0) { // behind the border of one pixel
            pen.drawImage(
                    from,
                    left + 1,
                    top + 1,
                    wide,
                    high,
                    x + left * unit,
                    y + top * unit,
                    wide * unit,
                    high * unit);
        }
    }

    private void placeSplit(double x, double y, double wide, double high) {
        double at = x + wide * canvas.before().get();
        earlierPart.setX(x);
        earlierPart.setY(y);
        earlierPart.setWidth(at - x);
        earlierPart.setHeight(high);
        split.setStartX(at);
        split.setEndX(at);
        split.setStartY(y);
        split.setEndY(y + high);
    }

    private void placeBrush(boolean masking, double unit) {
        Tool tool = editor.tool().get();
        boolean round = tool == Tool.BRUSH || tool == Tool.ERASER;
        boolean here = editor.byKeys().get() ? isFocused() : inside && !spaceDown;
        Point2D at = inView(editor.cursor().get().x(), editor.cursor().get().y());
        double radius = round ? Math.max(1, editor.size().get() / 2 * unit) : 3;
        for (Circle ring : List.of(brushShade, brush)) {
            ring.setVisible(masking && here && tool != Tool.HAND);
            ring.setCenterX(at.getX());
            ring.setCenterY(at.getY());
            ring.setRadius(radius);
        }
    }

    private void placeOutline(boolean masking) {
        outline.setVisible(masking && editor.outline().get().size() > 1);
        outline.getPoints().clear();
        for (MaskEditor.Point corner : editor.outline().get()) {
            Point2D at = inView(corner.x(), corner.y());
            outline.getPoints().addAll(at.getX(), at.getY());
        }
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
        double across = (getWidth() - 2 * MARGIN) / (width + handles.across());
        double down = (getHeight() - 2 * MARGIN) / (height + handles.down());
        return Math.max(0.01, Math.min(across, down)) * density();
    }

    /** Screen pixels for each of the window's units: 2 on a dense screen. */
    private double density() {
        return getScene() == null || getScene().getWindow() == null
                ? 1
                : getScene().getWindow().getRenderScaleX();
    }
}
