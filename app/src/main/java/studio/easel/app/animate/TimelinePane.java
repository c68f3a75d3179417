package studio.easel.app.animate;

import java.util.HashMap;
import java.util.Map;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import studio.easel.app.FormRow;

/** The ruler, the prompts and a lane for each schedule in sight, under one playhead. */
final class TimelinePane extends VBox {
    private final AnimateModel model;
    private final TimeAxis axis = new TimeAxis();
    private final VBox rows = new VBox();
    private final Map<String, LanePane> panes = new HashMap<>();
    private final Inks inks = new Inks(this::redraw);
    private final Ruler ruler;
    private final PromptLane prompts;
    private final Region playhead = new Region();
    private final MenuButton add = new MenuButton("Add lane");

    TimelinePane(AnimateModel model) {
        this.model = model;
        this.ruler = new Ruler(model, axis, inks);
        this.prompts = new PromptLane(model, axis, inks);
        HBox.setHgrow(ruler, Priority.ALWAYS);
        HBox top = new HBox(head(), ruler);
        top.getStyleClass().add("ruler-row");
        ScrollPane scroll = new ScrollPane(rows);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setVbarPolicy(ScrollPane.ScrollBarPolicy.ALWAYS);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("lanes");
        VBox all = new VBox(top, scroll);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        StackPane stack = new StackPane(all, overlay());
        stack.setMinHeight(0);
        VBox.setVgrow(stack, Priority.ALWAYS);
        getChildren().addAll(inks, prompts.words(), stack);
        getStyleClass().add("timeline");
        axis.width()
                .bind(rows.widthProperty().subtract(LanePane.HEAD)); // The scroll bar's is less.
        ruler.maxWidthProperty().bind(axis.width());
        model.score()
                .addListener(
                        (property, before, now) -> {
                            axis.frames(now.frames());
                            ruler.draw();
                        });
        axis.frames(model.score().get().frames());
        model.playback().frame().addListener((property, before, now) -> follow(now.intValue()));
        axis.changes().addListener((property, before, now) -> place());
        model.lanes().addListener((ListChangeListener<String>) change -> fill());
        add.setOnShowing(event -> offer());
        fill();
        place();
    }

    private HBox head() {
        add.setId("add-lane");
        add.getStyleClass().add("small");
        FormRow.name(add, "Add lane", "Shows another schedule.");
        Button fit = new Button("Fit");
        fit.getStyleClass().addAll("flat", "small");
        FormRow.name(
                fit,
                "Fit",
                "Shows all frames. Ctrl with the wheel shows fewer, Shift with the wheel moves them.");
        fit.setOnAction(event -> axis.fit());
        Label frame = new Label();
        frame.setId("frame");
        frame.getStyleClass().add("description");
        frame.textProperty().bind(model.playback().frame().asString("Frame %d"));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(add, fit, space, frame);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().addAll("lane-head", "lane-title");
        head.setMinWidth(LanePane.HEAD);
        head.setPrefWidth(LanePane.HEAD);
        head.setMaxWidth(LanePane.HEAD);
        return head;
    }

    /** The playhead, over everything and in nobody's way. */
    private Pane overlay() {
        playhead.getStyleClass().add("playhead");
        playhead.setManaged(false);
        Pane overlay = new Pane(playhead);
        overlay.setMouseTransparent(true);
        Rectangle clip = new Rectangle();
        clip.setX(LanePane.HEAD);
        clip.widthProperty().bind(axis.width());
        clip.heightProperty().bind(overlay.heightProperty());
        overlay.setClip(clip);
        overlay.heightProperty().addListener((property, before, now) -> place());
        return overlay;
    }

    private void follow(int frame) {
        if (!model.playback().playing().get()) {
            axis.reveal(frame);
        }
        place();
    }

    private void place() {
        double x = LanePane.HEAD + axis.x(model.playback().frame().get());
        playhead.resizeRelocate(Math.rint(x) - 1, 0, 2, getHeight());
    }

    private void fill() {
        rows.getChildren().setAll(prompts);
        for (String lane : model.lanes()) {
            rows.getChildren()
                    .add(
                            panes.computeIfAbsent(
                                    lane, name -> new LanePane(name, model, axis, inks)));
        }
    }

    private void offer() {
        add.getItems().clear();
        for (String lane : model.otherLanes()) {
            MenuItem entry = new MenuItem(Lane.words(lane));
            entry.setOnAction(event -> model.lanes().add(lane));
            add.getItems().add(entry);
        }
    }

    private void redraw() {
        lookupAll(".chart").stream()
                .filter(node -> node instanceof Chart)
                .forEach(node -> ((Chart) node).draw());
    }
}
