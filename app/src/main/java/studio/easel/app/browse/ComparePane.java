package studio.easel.app.browse;

import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.ImageView;
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

/** Two pictures beside each other, or one over the other with a line to move between them. */
final class ComparePane extends BorderPane {
    private static final double GAP = 8;

    private final Words words = Words.of(ComparePane.class);
    private final ImageView left = view();
    private final ImageView right = view();
    private final Rectangle leftPart = new Rectangle();
    private final Slider slider = new Slider(0, 1, 0.5);
    private final ToggleButton over = new ToggleButton(words.say("compare.over"));
    private final DoubleProperty zoom = new SimpleDoubleProperty(1);
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
        pictures.setOnScroll(
                event -> {
                    double by = event.getDeltaY() > 0 ? 1.25 : 0.8;
                    zoom.set(Math.max(1, Math.min(16, zoom.get() * by)));
                    event.consume();
                });
        for (javafx.beans.Observable each :
                java.util.List.of(over.selectedProperty(), slider.valueProperty(), zoom)) {
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
        left.setImage(ScreenImage.of(comparison.left()));
        right.setImage(ScreenImage.of(comparison.right()));
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
        boolean together = over.isSelected();
        double half = together ? width : (width - GAP) / 2;
        fit(right, together ? 0 : half + GAP, half, height);
        fit(left, 0, half, height);
        leftPart.setX(0);
        leftPart.setY(-1e4);
        leftPart.setHeight(2e4);
        leftPart.setWidth(
                together
                        ? Math.max(0, slider.getValue() * width - left.getLayoutX())
                        : Math.max(0, half - left.getLayoutX()));
        if (!together) {
            leftPart.setX(-left.getLayoutX());
            leftPart.setWidth(half);
        }
        left.setClip(leftPart);
    }

    private void fit(ImageView view, double x, double width, double height) {
        if (view.getImage() == null) {
            return;
        }
        double scale =
                Math.min(width / view.getImage().getWidth(), height / view.getImage().getHeight())
                        * zoom.get();
        double w = view.getImage().getWidth() * scale;
        double h = view.getImage().getHeight() * scale;
        view.setFitWidth(w);
        view.setFitHeight(h);
        view.relocate(x + (width - w) / 2, (height - h) / 2);
    }
}
