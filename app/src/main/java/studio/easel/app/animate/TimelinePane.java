package studio.easel.app.animate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import studio.easel.app.FormRow;
import studio.easel.app.Words;

/**
 * The ruler, the sound, the prompts and a lane for each schedule in sight, under one playhead;
 * beside them the table of keys.
 */
final class TimelinePane extends VBox {
    private static final double ROOMY = 1200;

    private final Words words = Words.of(TimelinePane.class);
    private final AnimateModel model;
    private final TimeAxis axis = new TimeAxis();
    private final VBox rows = new VBox();
    private final Map<String, LanePane> panes = new HashMap<>();
    private final Inks inks = new Inks(this::redraw);
    private final Ruler ruler;
    private final PromptLane prompts;
    private final Region playhead = new Region();
    private final MenuButton add = new MenuButton(words.say("add-lane"));
    private final ToggleButton shown = new ToggleButton(words.say("keys"));
    private final SplitPane split = new SplitPane();
    private final KeyTable table;
    private final Runnable chooseSound;

    /**
     * A timeline.
     *
     * @param chooseSound asks for a sound file
     */
    TimelinePane(AnimateModel model, Runnable chooseSound) {
        this.chooseSound = chooseSound;
        this.table = new KeyTable(model);
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
        VBox all = new VBox(top, new SoundLane(model, axis, inks), scroll);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        StackPane stack = new StackPane(all, overlay());
        stack.setMinHeight(0);
        stack.setMinWidth(LanePane.HEAD + 160);
        split.getItems().add(stack);
        SplitPane.setResizableWithParent(table, false);
        split.setMinHeight(0);
        VBox.setVgrow(split, Priority.ALWAYS);
        getChildren().addAll(inks, prompts.words(), split);
        widthProperty().addListener((property, before, now) -> firstSeen(before, now));
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

    /** Shows the table of keys, or hides it. */
    void toggleTable() {
        shown.setSelected(!shown.isSelected());
    }

    /** Whether somebody is in the fields of a frame. */
    boolean isEditingKeys() {
        return table.isEditing();
    }

    /** Where there is room for both, the table is there from the beginning. */
    private void firstSeen(Number before, Number now) {
        if (before.doubleValue() == 0 && now.doubleValue() >= ROOMY) {
            shown.setSelected(true);
        }
    }

    private void showTable(boolean isShown) {
        if (isShown && split.getItems().size() == 1) {
            split.getItems().add(table);
            split.setDividerPositions(Math.max(0.5, 1 - KeyTable.WIDE / getWidth()));
        } else if (!isShown) {
            split.getItems().remove(table);
        }
    }

    private HBox head() {
        add.setId("add-lane");
        add.getStyleClass().add("small");
        FormRow.name(add, words.say("add-lane"), words.say("add-lane.hint"));
        Button fit = new Button(words.say("fit"));
        fit.getStyleClass().addAll("flat", "small");
        FormRow.name(fit, words.say("fit"), words.say("fit.hint"));
        fit.setOnAction(event -> axis.fit());
        shown.setId("show-keys");
        shown.getStyleClass().addAll("small");
        FormRow.name(shown, words.say("keys"), words.say("keys.hint"));
        shown.selectedProperty().addListener((property, before, now) -> showTable(now));
        for (Region one : List.of(add, fit, shown)) {
            one.setMinWidth(Region.USE_PREF_SIZE);
        }
        HBox head = new HBox(add, fit, shown);
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
        MenuItem sound = new MenuItem(words.say("add-lane.sound"));
        sound.setId("add-sound");
        sound.setOnAction(event -> chooseSound.run());
        add.getItems().setAll(sound, new SeparatorMenuItem());
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
