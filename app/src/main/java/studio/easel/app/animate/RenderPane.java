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

/** The foot of the left side, always in sight: Render, Cancel, and how far it is. */
final class RenderPane extends VBox {
    /**
     * The pane.
     *
     * @param showFolder opens a folder on the desktop
     */
    RenderPane(AnimateModel model, Consumer<Path> showFolder) {
        Rendering rendering = model.rendering();
        Button render = new Button("Render");
        render.setId("render");
        render.getStyleClass().addAll("accent", "primary");
        render.setMaxWidth(Double.MAX_VALUE);
        render.setTooltip(FormRow.tooltip("Ctrl+Enter. Renders all frames and the clip."));
        render.disableProperty().bind(rendering.busy());
        render.setOnAction(event -> model.render());
        HBox.setHgrow(render, Priority.ALWAYS);
        Button cancel = new Button("Cancel");
        cancel.setId("cancel-render");
        cancel.getStyleClass().add("primary");
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        cancel.setTooltip(
                FormRow.tooltip("Esc. Finished frames are kept; Render goes on with them."));
        cancel.disableProperty().bind(rendering.busy().not());
        cancel.setOnAction(event -> rendering.cancel());
        HBox buttons = new HBox(render, pause(model), cancel);
        buttons.getStyleClass().add("line");
        Button draft =
                small(
                        "Render draft",
                        "Ctrl+Shift+Enter. Half the size, half the steps, half as many frames diffused, into files of its own.",
                        model::renderDraft);
        draft.setId("render-draft");
        draft.disableProperty().bind(rendering.busy());
        model.settings()
                .addListener(
                        (property, before, now) ->
                                draft.setAccessibleHelp(
                                        "Ctrl+Shift+Enter. " + rendering.estimateOfDraft(now)));
        Button again =
                small(
                        "Again from here",
                        "Ctrl+R. Renders the frames from the playhead on again.",
                        model::renderAgain);
        again.setId("render-again");
        again.disableProperty().bind(rendering.busy());
        HBox more = new HBox(draft, again);
        more.getStyleClass().add("line");

        ProgressBar bar = new ProgressBar();
        bar.progressProperty().bind(rendering.progress());
        bar.visibleProperty().bind(rendering.busy());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText("Progress of the render");
        Label words = description("render-text");
        words.textProperty()
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
        Button show = new Button("Show clip in folder");
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
        getChildren().addAll(question(rendering), buttons, more, bar, words, estimate, show);
    }

    private static Button pause(AnimateModel model) {
        Rendering rendering = model.rendering();
        Button pause = new Button();
        pause.setId("pause-render");
        pause.getStyleClass().add("primary");
        pause.setMinWidth(Region.USE_PREF_SIZE);
        pause.textProperty()
                .bind(Bindings.when(rendering.paused()).then("Go on").otherwise("Pause"));
        pause.accessibleTextProperty().bind(pause.textProperty());
        pause.setTooltip(
                FormRow.tooltip(
                        "Ctrl+P. Pauses the render, or goes on with it, further where Frames is more by then."));
        pause.disableProperty().bind(rendering.busy().or(rendering.paused()).not());
        pause.setOnAction(event -> model.pauseOrGoOn());
        return pause;
    }

    private static Button small(String words, String hint, Runnable command) {
        Button button = new Button(words);
        FormRow.name(button, words, hint);
        button.getStyleClass().add("small");
        button.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(button, Priority.ALWAYS);
        button.setOnAction(event -> command.run());
        return button;
    }

    private static VBox question(Rendering rendering) {
        Label sentence = description("render-question");
        sentence.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        Optional.ofNullable(rendering.found().get())
                                                .map(RenderPane::sentence)
                                                .orElse(""),
                                rendering.found()));
        Button resume = new Button("Resume");
        resume.setId("resume");
        FormRow.name(resume, "Resume", "Keeps the frames that come out the same and goes on.");
        resume.setOnAction(event -> rendering.resume());
        Button anew = new Button("Start anew");
        anew.setId("start-anew");
        FormRow.name(anew, "Start anew", "Renders all frames into another folder.");
        anew.setOnAction(event -> rendering.startAnew());
        Button leave = new Button("Not now");
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

    private static String sentence(Rendering.Found found) {
        return "There is a render in %s with %,d finished frames. Resume keeps those that come out the same; Start anew uses another folder."
                .formatted(found.folder().getFileName(), found.frames());
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
