package studio.easel.app.animate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import studio.easel.app.FormRow;
import studio.easel.app.Words;

/** The foot of the left side, always in sight: Render, Cancel, and how far it is. */
final class RenderPane extends VBox {
    private final Words words = Words.of(RenderPane.class);

    /**
     * The pane.
     *
     * @param showFolder opens a folder on the desktop
     */
    RenderPane(AnimateModel model, Consumer<Path> showFolder) {
        Rendering rendering = model.rendering();
        Button render = new Button(words.say("render"));
        render.setId("render");
        render.getStyleClass().addAll("accent", "primary");
        render.setMaxWidth(Double.MAX_VALUE);
        render.setTooltip(FormRow.tooltip(words.say("render.hint")));
        render.disableProperty().bind(rendering.busy());
        render.setOnAction(event -> model.render());
        HBox.setHgrow(render, Priority.ALWAYS);
        Button cancel = new Button(words.say("cancel"));
        cancel.setId("cancel-render");
        cancel.getStyleClass().add("primary");
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        cancel.setTooltip(FormRow.tooltip(words.say("cancel.hint")));
        cancel.disableProperty().bind(rendering.busy().not());
        cancel.setOnAction(event -> rendering.cancel());
        HBox buttons = new HBox(render, pause(model), cancel);
        buttons.getStyleClass().add("line");
        Button draft = small("draft", model::renderDraft);
        draft.setId("render-draft");
        draft.disableProperty().bind(rendering.busy());
        model.settings()
                .addListener(
                        (property, before, now) ->
                                draft.setAccessibleHelp(
                                        words.say(
                                                "draft.estimate", rendering.estimateOfDraft(now))));
        Button again = small("again", model::renderAgain);
        again.setId("render-again");
        again.disableProperty().bind(rendering.busy());
        HBox more = new HBox(draft, again);
        more.getStyleClass().add("line");

        ProgressBar bar = new ProgressBar();
        bar.progressProperty().bind(rendering.progress());
        bar.visibleProperty().bind(rendering.busy());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(words.say("progress"));
        Label said = description("render-text");
        said.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        rendering.words().get().isEmpty()
                                                ? rendering.estimate(model.settings().get())
                                                : rendering.words().get(),
                                rendering.words(),
                                model.settings()));
        Label estimate = description("estimate");
        estimate.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> rendering.estimate(model.settings().get()),
                                rendering.words(),
                                model.settings()));
        estimate.visibleProperty().bind(rendering.words().isNotEmpty().and(rendering.busy().not()));
        estimate.managedProperty().bind(estimate.visibleProperty());
        Button show = new Button(words.say("show-clip"));
        show.setId("show-clip");
        show.getStyleClass().add("small");
        show.visibleProperty().bind(rendering.clip().isNotNull());
        show.managedProperty().bind(show.visibleProperty());
        show.setOnAction(
                event ->
                        Optional.ofNullable(rendering.clip().get())
                                .map(Path::toAbsolutePath)
                                .map(Path::getParent)
                                .ifPresent(showFolder));
        getStyleClass().add("run");
        getChildren().addAll(question(rendering), buttons, more, bar, said, estimate, show);
    }

    private Button pause(AnimateModel model) {
        Rendering rendering = model.rendering();
        Button pause = new Button();
        pause.setId("pause-render");
        pause.getStyleClass().add("primary");
        pause.setMinWidth(Region.USE_PREF_SIZE);
        pause.textProperty()
                .bind(
                        Bindings.when(rendering.paused())
                                .then(words.say("pause.go-on"))
                                .otherwise(words.say("pause")));
        pause.accessibleTextProperty().bind(pause.textProperty());
        pause.setTooltip(FormRow.tooltip(words.say("pause.hint")));
        pause.disableProperty().bind(rendering.busy().or(rendering.paused()).not());
        pause.setOnAction(event -> model.pauseOrGoOn());
        return pause;
    }

    private Button small(String key, Runnable command) {
        Button button = new Button(words.say(key));
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.getStyleClass().add("small");
        button.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(button, Priority.ALWAYS);
        button.setOnAction(event -> command.run());
        return button;
    }

    private VBox question(Rendering rendering) {
        Label sentence = description("render-question");
        sentence.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        Optional.ofNullable(rendering.found().get())
                                                .map(this::sentence)
                                                .orElse(""),
                                rendering.found()));
        Button resume = new Button(words.say("found.resume"));
        resume.setId("resume");
        FormRow.name(resume, words.say("found.resume"), words.say("found.resume.hint"));
        resume.setOnAction(event -> rendering.resume());
        Button anew = new Button(words.say("found.anew"));
        anew.setId("start-anew");
        FormRow.name(anew, words.say("found.anew"), words.say("found.anew.hint"));
        anew.setOnAction(event -> rendering.startAnew());
        Button leave = new Button(words.say("found.leave"));
        leave.getStyleClass().add("flat");
        leave.setOnAction(event -> rendering.leave());
        HBox answers = new HBox(resume, anew, leave);
        answers.getStyleClass().add("line");
        VBox question = new VBox(sentence, answers);
        question.getStyleClass().add("question");
        question.visibleProperty().bind(rendering.found().isNotNull());
        question.managedProperty().bind(question.visibleProperty());
        return question;
    }

    private String sentence(Rendering.Found found) {
        return words.say("found", String.valueOf(found.folder().getFileName()), found.frames());
    }

    private static Label description(String id) {
        Label label = new Label();
        label.setId(id);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add("description");
        return label;
    }
}
