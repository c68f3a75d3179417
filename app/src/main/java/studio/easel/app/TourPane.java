package studio.easel.app;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The first tour: a few cards beside the work, which goes on meanwhile. */
final class TourPane extends VBox {
    private static final List<String> CARDS = List.of("create", "picture", "animate", "models");

    private final Words words = Words.of(TourPane.class);
    private final Label count = new Label();
    private final Label title = new Label();
    private final Label text = new Label();
    private final Button back = new Button(words.say("tour.back"));
    private final Button next = new Button();
    private final Runnable over;
    private int card;

    /**
     * The tour, hidden until {@link #begin}.
     *
     * @param over hears that somebody has seen the end of it, or enough
     */
    TourPane(Runnable over) {
        this.over = over;
        title.getStyleClass().add("section-title");
        count.getStyleClass().add("caption");
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        Button close = new Button(words.say("tour.close"));
        close.setId("tour-close");
        FormRow.name(close, words.say("tour.close"), words.say("tour.close.hint"));
        close.setOnAction(event -> end());
        back.setId("tour-back");
        back.setAccessibleText(words.say("tour.back"));
        back.setOnAction(event -> show(card - 1));
        next.setId("tour-next");
        next.setOnAction(event -> goOn());
        next.getStyleClass().add("accent");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox foot = new HBox(close, space, count, back, next);
        foot.getStyleClass().add("line");
        setId("tour");
        getStyleClass().add("tour");
        getChildren().addAll(title, text, foot);
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        setVisible(false);
        managedProperty().bind(visibleProperty());
        addEventFilter(KeyEvent.KEY_PRESSED, this::escape);
    }

    /** From the first card on. */
    void begin() {
        show(0);
        setVisible(true);
    }

    private void goOn() {
        if (card == CARDS.size() - 1) {
            end();
        } else {
            show(card + 1);
        }
    }

    private void end() {
        setVisible(false);
        over.run();
    }

    private void show(int index) {
        card = index;
        String name = CARDS.get(index);
        title.setText(words.say("tour." + name));
        text.setText(words.say("tour." + name + ".text"));
        count.setText(words.say("tour.count", index + 1, CARDS.size()));
        back.setDisable(index == 0);
        boolean last = index == CARDS.size() - 1;
        next.setText(words.say(last ? "tour.end" : "tour.next"));
        next.setAccessibleText(next.getText());
        setAccessibleText(title.getText() + ". " + text.getText());
    }

    private void escape(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            end();
            event.consume();
        }
    }
}
