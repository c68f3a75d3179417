package studio.easel.app.animate;

import java.util.Locale;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import studio.easel.app.FormRow;
import studio.easel.app.Words;
import studio.easel.engine.animation.ScheduleException;

/** A schedule as text and as a curve, always in step; beneath, what is wrong with it. */
final class LanePane extends VBox {
    static final double HEAD = 264;

    private static final int AROUND = 24;

    private final AnimateModel model;
    private final String lane;
    private final TextField text = new TextField();
    private final Label value = new Label();
    private final Label name = new Label();
    private final TextFlow wrong = new TextFlow();
    private boolean following;

    LanePane(String lane, AnimateModel model, TimeAxis axis, Inks inks) {
        this.model = model;
        this.lane = lane;
        Words words = Words.of(LanePane.class);
        String called = Lane.words(lane);
        text.setId("schedule-" + lane);
        FormRow.name(text, words.say("lane.text", called), words.say("lane.text.hint"));
        text.getStyleClass().add("schedule");
        text.textProperty().addListener((property, before, now) -> typed(now));
        text.focusedProperty().addListener((property, before, now) -> model.lift());
        name.setText(called);
        name.getStyleClass().add("lane-name");
        value.getStyleClass().add("description");
        Button remove = new Button("×");
        remove.getStyleClass().addAll("flat", "small", "close");
        FormRow.name(remove, words.say("lane.hide", called), words.say("lane.hide.hint"));
        remove.setFocusTraversable(false);
        remove.setOnAction(event -> model.lanes().remove(lane));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox title = new HBox(name, space, value, remove);
        title.setAlignment(Pos.CENTER_LEFT);
        title.getStyleClass().add("lane-title");
        VBox head = new VBox(title, text);
        head.getStyleClass().add("lane-head");
        head.setMinWidth(HEAD);
        head.setPrefWidth(HEAD);
        head.setMaxWidth(HEAD);
        CurveChart curve = new CurveChart(lane, model, axis, inks);
        HBox.setHgrow(curve, Priority.ALWAYS);
        wrong.getStyleClass().add("wrong-schedule");
        wrong.setId("wrong-" + lane);
        getChildren().addAll(new HBox(head, curve), wrong);
        getStyleClass().add("lane");
        model.settings().addListener((property, before, now) -> follow());
        model.score().addListener((property, before, now) -> read());
        model.playback().frame().addListener((property, before, now) -> tellValue());
        follow();
        read();
    }

    private void follow() {
        String now = model.settings().get().text(lane);
        if (!now.equals(text.getText())) {
            following = true;
            int caret = text.getCaretPosition();
            text.setText(now);
            text.positionCaret(Math.min(caret, now.length()));
            following = false;
        }
    }

    private void typed(String now) {
        if (!following) {
            model.set(lane, now);
        }
    }

    private void read() {
        Optional<ScheduleException> problem =
                Optional.ofNullable(model.score().get().lanes().get(lane)).flatMap(Lane::wrong);
        wrong.getChildren().clear();
        wrong.setVisible(problem.isPresent());
        wrong.setManaged(problem.isPresent());
        text.getStyleClass().remove("wrong");
        problem.ifPresent(this::explain);
        String idle = Lane.idle(lane, model.settings().get());
        name.setTooltip(FormRow.tooltip(idle.isEmpty() ? lane : lane + ". " + idle));
        name.getStyleClass().remove("idle");
        if (!idle.isEmpty()) {
            name.getStyleClass().add("idle");
        }
        tellValue();
    }

    /** The characters around, the wrong ones in red, and the sentence. */
    private void explain(ScheduleException problem) {
        text.getStyleClass().add("wrong");
        String typed = model.score().get().settings().text(lane);
        int start = Math.min(problem.start(), typed.length());
        int end = Math.max(start, Math.min(problem.end(), typed.length()));
        int from = Math.max(0, start - AROUND);
        int to = Math.min(typed.length(), end + AROUND);
        String sentence = String.valueOf(problem.getMessage());
        text.setAccessibleHelp(sentence);
        wrong.getChildren()
                .setAll(
                        part((from > 0 ? "…" : "") + typed.substring(from, start), "quoted"),
                        part(start == end ? "▴" : typed.substring(start, end), "culprit"),
                        part(
                                typed.substring(end, to) + (to < typed.length() ? "…" : "") + "\n",
                                "quoted"),
                        part(sentence, "sentence"));
        wrong.setOnMouseClicked(
                event -> {
                    text.requestFocus();
                    text.selectRange(start, end);
                });
    }

    private static Text part(String words, String style) {
        Text part = new Text(words);
        part.getStyleClass().add(style);
        return part;
    }

    private void tellValue() {
        int here = model.playback().frame().get();
        value.setText(
                Optional.ofNullable(model.score().get().lanes().get(lane))
                        .flatMap(Lane::schedule)
                        .map(schedule -> number(schedule.at(here)))
                        .orElse(""));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
