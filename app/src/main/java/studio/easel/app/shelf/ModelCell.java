package studio.easel.app.shelf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import studio.easel.app.Words;
import studio.easel.app.device.ByteCount;
import studio.easel.models.InstalledModel;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Passport;

/** A model in the list: its name and state, and in one line what it is. */
final class ModelCell extends ListCell<Listed> {
    private final Words words = Words.of(ModelCell.class);
    private final Label name = new Label();
    private final Label state = new Label();
    private final Label facts = new Label();
    private final Label problem = new Label();
    private final VBox lines;

    ModelCell() {
        name.getStyleClass().add("model-name");
        state.getStyleClass().add("model-state");
        state.setMinWidth(Region.USE_PREF_SIZE);
        facts.getStyleClass().add("description");
        problem.getStyleClass().add("error");
        problem.setWrapText(true);
        problem.setMinHeight(Region.USE_PREF_SIZE);
        problem.managedProperty().bind(problem.visibleProperty());
        HBox head = new HBox(name, space(), state);
        head.getStyleClass().add("line");
        lines = new VBox(head, facts, problem);
        lines.getStyleClass().add("model-cell");
        setPrefWidth(0); // As wide as the list, so that sentences wrap.
    }

    private static Region space() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }

    @Override
    protected void updateItem(Listed item, boolean empty) {
        super.updateItem(item, empty);
        if (empty || item == null) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        InstalledModel model = item.model();
        name.setText(model.name());
        state.setText(state(item));
        facts.setText(facts(item));
        problem.setText(model.problem().orElse(""));
        problem.setVisible(model.problem().isPresent());
        setAccessibleText(
                String.join(", ", name.getText(), facts.getText(), state.getText())
                        + model.problem().map(why -> ". " + why).orElse(""));
        setGraphic(lines);
    }

    private String state(Listed item) {
        if (item.model().problem().isPresent()) {
            return words.say("state.problem");
        }
        return item.model().starter() ? words.say("state.starter") : words.say("state.ready");
    }

    /** {@code pictures, Stable Diffusion 1, 30.1 MB, F16, 1a2b3c4d5e}. */
    private String facts(Listed item) {
        List<String> facts = new ArrayList<>();
        facts.add(words.say("kind." + item.model().kind()));
        Optional<Passport> passport = item.passport();
        facts.add(passport.map(this::family).orElse(item.model().family()));
        passport.ifPresent(
                known -> {
                    facts.add(ByteCount.words(known.bytes()));
                    facts.add(known.precision());
                    facts.add(known.shortHash().orElse(words.say("hash.pending")));
                });
        facts.removeIf(String::isEmpty);
        return String.join("  \u00b7  ", facts);
    }

    private String family(Passport passport) {
        return passport.family() == Family.UNKNOWN ? "" : passport.family().words();
    }
}
