package studio.easel.app.browse;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Words;
import studio.easel.app.gallery.Picture;
import studio.easel.app.gallery.Stars;

/** How the picture at the cursor was made, and what can be done with it. */
final class DetailsPane extends VBox {
    private final BrowseModel model;
    private final Words words = Words.of(DetailsPane.class);
    private final VBox content = new VBox();
    private final Button[] stars = new Button[Stars.MOST];

    DetailsPane(BrowseModel model) {
        this.model = model;
        setId("gallery-details");
        content.getStyleClass().add("details-content");
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("form-scroll");
        scroll.setAccessibleText(words.say("details"));
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getStyleClass().add("details");
        getChildren().addAll(scroll, commands());
        model.details().addListener((property, before, now) -> show(now));
        show(model.details().get());
    }

    private void show(@Nullable Details details) {
        content.getChildren().clear();
        for (int i = 0; i < stars.length; i++) {
            boolean lit = details != null && details.picture().stars() > i;
            stars[i].setText(lit ? "★" : "☆");
        }
        if (details == null) {
            content.getChildren().add(described("details.none"));
            return;
        }
        details.notes().forEach(note -> content.getChildren().add(note(details, note)));
        text("label.prompt", "detail-prompt", details.prompt());
        text("label.negative", "detail-negative", details.negativePrompt());
        for (Map.Entry<String, String> line : details.lines().entrySet()) {
            content.getChildren().add(line(line.getKey(), line.getValue()));
        }
        file(details.picture());
    }

    private Label described(String key) {
        Label label = new Label(words.say(key));
        label.setWrapText(true);
        label.getStyleClass().add("description");
        return label;
    }

    private static Label note(Details details, String sentence) {
        Label label = new Label(sentence);
        label.setId("detail-note");
        label.setWrapText(true);
        label.getStyleClass()
                .add(details.picture().problem().isPresent() ? "error" : "description");
        return label;
    }

    private void text(String key, String id, String text) {
        if (text.isEmpty()) {
            return;
        }
        Label caption = new Label(words.say(key));
        caption.getStyleClass().add("caption");
        TextArea area = new TextArea(text);
        area.setId(id);
        area.setEditable(false);
        area.setWrapText(true);
        area.setPrefRowCount(Math.min(8, 1 + text.length() / 36));
        area.setAccessibleText(words.say(key));
        content.getChildren().addAll(caption, area);
    }

    private static Node line(String label, String value) {
        Label name = new Label(label);
        name.getStyleClass().add("caption");
        name.setMinWidth(96);
        Label said = new Label(value);
        said.setWrapText(true);
        HBox.setHgrow(said, Priority.ALWAYS);
        HBox line = new HBox(name, said);
        line.getStyleClass().add("line");
        return line;
    }

    private void file(Picture picture) {
        String when =
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(Words.spoken())
                        .withZone(ZoneId.systemDefault())
                        .format(picture.changed());
        content.getChildren().add(line(words.say("label.date"), when));
        if (picture.width() > 0) {
            content.getChildren()
                    .add(
                            line(
                                    words.say("label.pixels"),
                                    "%d × %d".formatted(picture.width(), picture.height())));
        }
        content.getChildren()
                .add(line(words.say("label.file"), String.valueOf(picture.file().getFileName())));
    }

    private Node commands() {
        HBox rating = new HBox();
        rating.getStyleClass().add("rating");
        for (int i = 0; i < stars.length; i++) {
            int count = i + 1;
            Button star = new Button("☆");
            star.getStyleClass().addAll("flat", "star");
            FormRow.name(star, words.say("stars.n", count), words.say("stars.hint"));
            star.setOnAction(
                    event ->
                            model.star(
                                    current().filter(it -> it.stars() == count).isPresent()
                                            ? 0
                                            : count));
            stars[i] = star;
            rating.getChildren().add(star);
        }
        Button restore = button("restore", model::restore);
        restore.getStyleClass().add("accent");
        restore.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> !shown(model).map(Details::restorable).orElse(false),
                                model.details()));
        VBox commands =
                new VBox(
                        rating,
                        wide(restore),
                        pair(
                                button("to.image", model::toImageToImage),
                                button("to.inpainting", model::toInpainting)),
                        pair(
                                button("copy.prompt", () -> copy(Details::prompt)),
                                button("copy.all", () -> copy(Details::text))),
                        pair(
                                button("compare", model::compare),
                                button("show.file", model::showFile)),
                        pair(button("delete", model::delete), undo()));
        commands.getStyleClass().add("commands");
        return commands;
    }

    private Button undo() {
        Button undo = button("undo", model::undo);
        undo.disableProperty().bind(model.undoable().not());
        return undo;
    }

    private Optional<Picture> current() {
        return shown(model).map(Details::picture);
    }

    private static Optional<Details> shown(BrowseModel model) {
        return Optional.ofNullable(model.details().get());
    }

    private void copy(java.util.function.Function<Details, String> what) {
        shown(model)
                .map(what)
                .filter(text -> !text.isEmpty())
                .ifPresent(
                        text -> {
                            ClipboardContent content = new ClipboardContent();
                            content.putString(text);
                            Clipboard.getSystemClipboard().setContent(content);
                        });
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        button.setId("detail-" + key.replace('.', '-'));
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.setOnAction(event -> command.run());
        return button;
    }

    private static Button wide(Button button) {
        button.setMaxWidth(Double.MAX_VALUE);
        return button;
    }

    private static HBox pair(Button left, Button right) {
        HBox pair = new HBox(left, right);
        for (Button button : List.of(left, right)) {
            button.setMaxWidth(Double.MAX_VALUE);
            button.setPrefWidth(120);
            HBox.setHgrow(button, Priority.ALWAYS);
        }
        pair.getStyleClass().add("pair");
        return pair;
    }
}
