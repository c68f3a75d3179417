package studio.easel.app.shelf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Words;
import studio.easel.app.device.ByteCount;
import studio.easel.models.InstalledModel;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Passport;
import studio.easel.models.passport.Prediction;

/** The chosen model's passport: everything its file says, and what can be done with it. */
final class PassportPane extends ScrollPane {
    private static final int ON_CPU = Float.BYTES;
    private static final int ON_GPU = Short.BYTES;

    private final Words words = Words.of(PassportPane.class);
    private final ShelfModel model;
    private final Consumer<Path> open;
    private final VBox rows = new VBox();

    /**
     * The passport.
     *
     * @param open shows a file among its neighbours, or a folder
     */
    PassportPane(ShelfModel model, Consumer<Path> open) {
        this.model = model;
        this.open = open;
        rows.getStyleClass().add("passport");
        setContent(rows);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setFocusTraversable(false);
        getStyleClass().add("passport-scroll");
        model.chosen().addListener((property, before, now) -> show(now));
        model.leaving().addListener((property, before, now) -> show(model.chosen().get()));
        show(model.chosen().get());
    }

    private void show(@Nullable Listed listed) {
        rows.getChildren().clear();
        if (listed == null) {
            return;
        }
        Label title = new Label(listed.model().name());
        title.getStyleClass().add("passport-title");
        title.setWrapText(true);
        rows.getChildren().add(title);
        listed.model().problem().ifPresent(why -> rows.getChildren().add(sentence(why, "error")));
        if (!listed.model().description().isEmpty()) {
            Label own = sentence(listed.model().description(), "description");
            own.getStyleClass().add("of-the-model");
            rows.getChildren().add(own);
        }
        listed.passport()
                .ifPresentOrElse(
                        passport -> tell(listed.model(), passport),
                        () ->
                                rows.getChildren()
                                        .add(sentence(words.say("reading"), "description")));
        field("where", listed.model().folder().toString());
        rows.getChildren().add(commands(listed.model()));
        if (listed.model().equals(model.leaving().get())) {
            rows.getChildren().add(question(listed));
        }
    }

    private void tell(InstalledModel installed, Passport passport) {
        fact("what", words.say("role." + passport.role()));
        fact("family", family(passport));
        fact("title", passport.title());
        fact("author", passport.author());
        fact("licence", passport.licence());
        fact("written", passport.form());
        fact("precision", passport.precision());
        fact("size", ByteCount.words(passport.bytes()));
        if (passport.parameters() > 0) {
            fact("parameters", String.format(Words.spoken(), "%,d", passport.parameters()));
        }
        if (passport.running() > 0) {
            fact(
                    "memory",
                    words.say(
                            "memory.both",
                            ByteCount.words(passport.memory(ON_CPU)),
                            ByteCount.words(passport.memory(ON_GPU))));
        }
        passport.prediction().ifPresent(kind -> prediction(installed, passport, kind));
        field("hash", passport.fingerprint().orElse(words.say("hash.pending")));
        passport.shortHash().ifPresent(hash -> fact("hash.short", hash));
        passport.oldHash().ifPresent(hash -> fact("hash.old", hash));
        passport.notes().forEach(note -> rows.getChildren().add(sentence(note, "description")));
    }

    private String family(Passport passport) {
        String family =
                passport.family() == Family.UNKNOWN
                        ? words.say("family.unknown")
                        : passport.family().words();
        return passport.variant().isEmpty() ? family : family + ", " + passport.variant();
    }

    /** Stable Diffusion 2's files do not say; whoever knows may. */
    private void prediction(InstalledModel installed, Passport passport, Prediction kind) {
        if (passport.family() != Family.SD2) {
            fact("predicts", kind.words());
            return;
        }
        ToggleGroup group = new ToggleGroup();
        HBox answers = new HBox();
        answers.getStyleClass().add("line");
        for (Prediction.Type type : List.of(Prediction.Type.EPSILON, Prediction.Type.V)) {
            String label = words.say("predicts." + type);
            ToggleButton button = new ToggleButton(label);
            button.setId("predicts-" + type);
            button.setToggleGroup(group);
            button.setSelected(kind.type() == type);
            button.setOnAction(event -> answered(installed, type, button));
            FormRow.name(button, label, words.say("predicts.hint"));
            answers.getChildren().add(button);
        }
        rows.getChildren().add(row("predicts", answers));
        if (kind.type() == Prediction.Type.UNDECIDED) {
            rows.getChildren().add(sentence(words.say("predicts.ask"), "description"));
        }
    }

    private void answered(InstalledModel installed, Prediction.Type type, ToggleButton button) {
        button.setSelected(true); // A second press does not let go.
        model.remember(installed, type);
    }

    private Node commands(InstalledModel installed) {
        Button verify = button("verify", () -> model.verify(installed));
        Button folder = button("show", () -> open.accept(installed.folder()));
        Button remove = button("remove", () -> model.askToRemove(installed));
        remove.setDisable(installed.starter());
        verify.disableProperty().bind(model.unfinished().greaterThan(0));
        FlowPane commands = new FlowPane(verify, folder, remove);
        commands.getStyleClass().add("commands");
        return commands;
    }

    /** Deleting is the one thing that cannot be taken back, so it asks; beside what it is about. */
    private Node question(Listed listed) {
        String size =
                listed.passport()
                        .map(known -> " (" + ByteCount.words(known.bytes()) + ")")
                        .orElse("");
        Label ask = sentence(words.say("remove.ask", listed.model().name() + size), "");
        Button yes = button("remove.yes", model::remove);
        yes.getStyleClass().add("danger");
        Button no = button("remove.no", model::keep);
        HBox answers = new HBox(yes, no);
        answers.getStyleClass().add("line");
        VBox question = new VBox(ask, answers);
        question.getStyleClass().add("question");
        return question;
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        button.setId(key.replace('.', '-'));
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.setOnAction(event -> command.run());
        return button;
    }

    private void fact(String key, String value) {
        if (!value.isEmpty()) {
            Label label = new Label(value);
            label.setWrapText(true);
            label.setMinHeight(Region.USE_PREF_SIZE);
            rows.getChildren().add(row(key, label));
        }
    }

    /** A text somebody may want to copy. */
    private void field(String key, String value) {
        TextField field = new TextField(value);
        field.setId("passport-" + key);
        field.setEditable(false);
        field.getStyleClass().add("copyable");
        FormRow.name(field, words.say("fact." + key), words.say("copy.hint"));
        rows.getChildren().add(row(key, field));
    }

    private Node row(String key, Node value) {
        Label caption = new Label(words.say("fact." + key));
        caption.getStyleClass().add("caption");
        caption.setLabelFor(value);
        VBox row = new VBox(caption, value);
        row.getStyleClass().add("form-row");
        return row;
    }

    private static Label sentence(String text, String style) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        Optional.of(style).filter(it -> !it.isEmpty()).ifPresent(label.getStyleClass()::add);
        return label;
    }
}
