package studio.easel.app.browse;

import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Words;
import studio.easel.app.canvas.ScreenImage;
import studio.easel.app.gallery.Comparison;

/**
 * Two pictures beside each other, or one over the other with a line to move between them. Both show
 * the same part, however far they are zoomed.
 */
final class ComparePane extends BorderPane {
    private static final double GAP = 8;
    private static final double MOST_ZOOM = 16;
    private static final double STEP = 1.25;

    /** What one notch of a mouse's wheel scrolls; a touchpad's events are a part of it. */
    private static final double NOTCH = 40;

    /** The share of what is in sight that an arrow key moves by. */
    private static final double NUDGE = 0.1;

    private final Words words = Words.of(ComparePane.class);
    private final ImageView left = view();
    private final ImageView right = view();
    private final Rectangle leftPart = new Rectangle();
    private final Rectangle rightPart = new Rectangle();
    private final Slider slider = new Slider(0, 1, 0.5);
    private final ToggleButton over = new ToggleButton(words.say("compare.over"));
    private final BrowseModel model;
    private final DoubleProperty zoom = new SimpleDoubleProperty(1);
    private final DoubleProperty x = new SimpleDoubleProperty(0.5);
    private final DoubleProperty y = new SimpleDoubleProperty(0.5);
    private double draggedX;
    private double draggedY;
    private final Label difference = new Label();
    private final Pane pictures =
            new Pane(right, left) {
                @Override
                protected void layoutChildren() {
                    place();
                }
            };
    private final ScrollPane lines = new ScrollPane();

    ComparePane(BrowseModel model) {
        this.model = model;
        setId("comparison");
        getStyleClass().add("comparison");
        over.setId("compare-over");
        over.getStyleClass().add("small");
        FormRow.name(over, words.say("compare.over"), words.say("compare.over.hint"));
        slider.setId("compare-slider");
        FormRow.name(slider, words.say("compare.slider"), words.say("compare.slider.hint"));
        slider.visibleProperty().bind(over.selectedProperty());
        Button close = new Button(words.say("compare.close"));
        close.setId("compare-close");
        close.getStyleClass().add("small");
        close.setCancelButton(true);
        FormRow.name(close, words.say("compare.close"), words.say("compare.close.hint"));
        close.setOnAction(event -> model.endComparison());
        HBox.setHgrow(slider, Priority.ALWAYS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.SOMETIMES);
        HBox bar = new HBox(over, slider, space, difference, close);
        bar.getStyleClass().add("compare-bar");
        bar.setAlignment(Pos.CENTER_LEFT);
        Rectangle clip = new Rectangle();
        clip.widthProperty().bind(pictures.widthProperty());
        clip.heightProperty().bind(pictures.heightProperty());
        pictures.setClip(clip);
        pictures.setId("compare-pictures");
        pictures.setFocusTraversable(true);
        pictures.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        pictures.setAccessibleText(words.say("compare.pictures"));
        pictures.setAccessibleHelp(words.say("compare.pictures.hint"));
        pictures.setOnScroll(
                event -> {
                    zoom(Math.pow(STEP, event.getDeltaY() / NOTCH));
                    event.consume();
                });
        pictures.setOnZoom(
                event -> {
                    zoom(event.getZoomFactor());
                    event.consume();
                });
        pictures.setOnMousePressed(
                event -> {
                    pictures.requestFocus();
                    draggedX = event.getX();
                    draggedY = event.getY();
                });
        pictures.setOnMouseDragged(
                event -> {
                    pan(draggedX - event.getX(), draggedY - event.getY());
                    draggedX = event.getX();
                    draggedY = event.getY();
                });
        pictures.setOnKeyPressed(this::pressed);
        for (javafx.beans.Observable each :
                java.util.List.of(over.selectedProperty(), slider.valueProperty(), zoom, x, y)) {
            each.addListener(now -> pictures.requestLayout());
        }
        lines.setFitToWidth(true);
        lines.setPrefHeight(180);
        lines.setAccessibleText(words.say("compare.lines"));
        lines.getStyleClass().add("form-scroll");
        setTop(bar);
        setCenter(pictures);
        setBottom(lines);
        visibleProperty().bind(Bindings.isNotNull(model.comparison()));
        managedProperty().bind(visibleProperty());
        model.comparison().addListener((property, before, now) -> show(now));
        show(model.comparison().get());
    }

    private static ImageView view() {
        ImageView view = new ImageView();
        view.setSmooth(true);
        view.setPreserveRatio(true);
        return view;
    }

    private void show(@Nullable Comparison comparison) {
        if (comparison == null) {
            left.setImage(null);
            right.setImage(null);
            return;
        }
        zoom.set(1);
        x.set(0.5);
        y.set(0.5);
        left.setImage(null);
        right.setImage(null);
        model.background(() -> prepare(comparison));
        pictures.requestFocus(); // Or keys would still act on the pictures below.
        difference.setText(
                comparison
                        .difference()
                        .map(
                                it ->
                                        it.most() == 0
                                                ? words.say("compare.same")
                                                : words.say(
                                                        "compare.differ",
                                                        "%.1f".formatted(it.pixels() * 100),
                                                        it.most()))
                        .orElse(words.say("compare.sizes")));
        lines.setContent(table(comparison));
        pictures.requestLayout();
    }

    /** In the background: a large picture takes a while. */
    private void prepare(Comparison comparison) {
        Image one = ScreenImage.of(comparison.left());
        Image other = ScreenImage.of(comparison.right());
        Platform.runLater(
                () -> {
                    if (comparison.equals(model.comparison().get())) {
                        left.setImage(one);
                        right.setImage(other);
                        pictures.requestLayout();
                    }
                });
    }

    // What is in sight

    private void pressed(KeyEvent event) {
        double across = NUDGE * half();
        double down = NUDGE * pictures.getHeight();
        switch (event.getCode()) {
            case LEFT -> pan(-across, 0);
            case RIGHT -> pan(across, 0);
            case UP -> pan(0, -down);
            case DOWN -> pan(0, down);
            case PLUS, ADD, EQUALS -> zoom(STEP);
            case MINUS, SUBTRACT -> zoom(1 / STEP);
            case DIGIT0, NUMPAD0 -> zoom(0);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void zoom(double by) {
        zoom.set(Math.max(1, Math.min(MOST_ZOOM, zoom.get() * by)));
        pan(0, 0);
    }

    /** Moves both by pixels of the screen, as far as there is something to see. */
    private void pan(double right, double down) {
        if (left.getImage() != null) {
            double scale = scale(left.getImage(), half());
            x.set(moved(x.get(), right, left.getImage().getWidth() * scale, half()));
            double tall = left.getImage().getHeight() * scale;
            y.set(moved(y.get(), down, tall, pictures.getHeight()));
        }
    }

    /** The middle of what is in sight, as a share of the picture. */
    private static double moved(double middle, double by, double shown, double room) {
        double margin = shown <= room ? 0.5 : room / 2 / shown;
        return Math.max(margin, Math.min(1 - margin, middle + by / shown));
    }

    private double scale(Image image, double width) {
        return zoom.get()
                * Math.min(width / image.getWidth(), pictures.getHeight() / image.getHeight());
    }

    private double half() {
        return over.isSelected() ? pictures.getWidth() : (pictures.getWidth() - GAP) / 2;
    }

    private static Node table(Comparison comparison) {
        javafx.scene.layout.GridPane table = new javafx.scene.layout.GridPane();
        table.getStyleClass().add("compare-lines");
        ColumnConstraints caption = new ColumnConstraints(104);
        ColumnConstraints half = new ColumnConstraints();
        half.setPercentWidth(44);
        table.getColumnConstraints().setAll(caption, half, half);
        int row = 0;
        for (Comparison.Line line : comparison.lines()) {
            Label name = new Label(Details.label(line.label()));
            name.getStyleClass().add("caption");
            table.addRow(row++, name, cell(line.left(), line), cell(line.right(), line));
        }
        return table;
    }

    private static Label cell(String text, Comparison.Line line) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.getStyleClass().add(line.same() ? "description" : "differs");
        return label;
    }

    private void place() {
        double width = pictures.getWidth();
        double height = pictures.getHeight();
        double half = half();
        double second = over.isSelected() ? 0 : half + GAP;
        double line = over.isSelected() ? slider.getValue() * width : half;
        fit(right, rightPart, second, half, half, height);
        fit(left, leftPart, 0, half, line, height);
    }

    /**
     * Puts a picture into its place and cuts off what is outside.
     *
     * @param from where its place begins
     * @param width of the place, of which {@code seen} is in sight
     */
    private void fit(
            ImageView view, Rectangle part, double from, double width, double seen, double height) {
        if (view.getImage() == null) {
            return;
        }
        double scale = scale(view.getImage(), width);
        double w = view.getImage().getWidth() * scale;
        double h = view.getImage().getHeight() * scale;
        double begins = width / 2 - x.get() * w;
        double above = height / 2 - y.get() * h;
        view.setFitWidth(w);
        view.setFitHeight(h);
        view.relocate(from + begins, above);
        part.setX(Math.max(0, -begins));
        part.setY(Math.max(0, -above));
        part.setWidth(Math.max(0, Math.min(w, seen - begins) - part.getX()));
        part.setHeight(Math.max(0, Math.min(h, height - above) - part.getY()));
        view.setClip(part);
    }
}
