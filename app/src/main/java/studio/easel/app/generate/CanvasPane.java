package studio.easel.app.generate;

import java.util.concurrent.Executor;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Notice;
import studio.easel.engine.EaselException;

/** The picture and what stands around it: a notice above, the zoom below, advice while empty. */
final class CanvasPane extends VBox {
    private final GenerateModel model;
    private final Executor background;
    private final ZoomView view = new ZoomView();

    CanvasPane(GenerateModel model, Executor background) {
        this.model = model;
        this.background = background;
        StackPane stack = new StackPane(view, advice(), zoomBar(), backToLive());
        stack.setMinSize(0, 0);
        VBox.setVgrow(stack, Priority.ALWAYS);
        getChildren().addAll(notice(), stack);
        getStyleClass().add("canvas");
        model.runs().preview().addListener((property, before, now) -> refresh());
        model.shown().addListener((property, before, now) -> refresh());
        model.watching().addListener((property, before, now) -> refresh());
    }

    ZoomView view() {
        return view;
    }

    private void refresh() {
        Runs.Preview preview = model.runs().preview().get();
        MadePicture shown = model.shown().get();
        if (preview != null && model.watching().get()) {
            view.show(
                    ScreenImage.bordered(preview.rough()),
                    preview.size().width(),
                    preview.size().height());
        } else if (shown != null) {
            background.execute(() -> prepare(shown));
        }
    }

    private void prepare(MadePicture picture) {
        try {
            Image image = ScreenImage.bordered(ScreenImage.pixels(picture));
            Platform.runLater(() -> arrive(picture, image));
        } catch (EaselException gone) {
            String sentence = String.valueOf(gone.getMessage());
            Platform.runLater(() -> model.say(Notice.problem(sentence)));
        }
    }

    private void arrive(MadePicture picture, Image image) {
        boolean overtaken = model.runs().preview().get() != null && model.watching().get();
        if (picture.equals(model.shown().get()) && !overtaken) {
            view.show(image, picture.request().size().width(), picture.request().size().height());
            view.setAccessibleText(picture.request().prompt());
        }
    }

    private Node notice() {
        Label text = new Label();
        text.setId("notice");
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        Button dismiss = new Button("Dismiss");
        dismiss.getStyleClass().add("flat");
        dismiss.setMinWidth(Region.USE_PREF_SIZE);
        dismiss.setOnAction(event -> model.dismissNotice());
        HBox bar = new HBox(text, dismiss);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("notice");
        model.notice().addListener((property, before, now) -> tell(bar, text, now));
        tell(bar, text, model.notice().get());
        return bar;
    }

    private static void tell(HBox bar, Label text, @Nullable Notice notice) {
        bar.setVisible(notice != null);
        bar.setManaged(notice != null);
        bar.getStyleClass().remove("problem");
        if (notice != null) {
            text.setText(notice.text());
            if (notice.problem()) {
                bar.getStyleClass().add("problem");
            }
        }
    }

    private Node advice() {
        Label title = new Label("What would you like to see?");
        title.getStyleClass().add("advice-title");
        VBox advice = new VBox(title);
        for (String prompt : GenerateModel.STARTERS) {
            Button link = new Button(prompt);
            link.getStyleClass().add("suggestion");
            link.setOnAction(event -> model.tryPrompt(prompt));
            link.disableProperty().bind(model.choice().usable().not());
            advice.getChildren().add(link);
        }
        Label drop = new Label("Or drop a picture here to use its settings.");
        drop.getStyleClass().add("description");
        advice.getChildren().add(drop);
        advice.getStyleClass().add("advice");
        advice.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        advice.visibleProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> model.shown().get() == null && !model.runs().busy().get(),
                                model.shown(),
                                model.runs().busy()));
        return advice;
    }

    private Node zoomBar() {
        Button fit = zoom("Fit", "Fit the picture into the window (Ctrl+0).", view::fit);
        Button pixels =
                zoom(
                        "1:1",
                        "One pixel of the picture on one of the screen (Ctrl+1).",
                        view::pixels);
        Label percent = new Label();
        percent.textProperty().bind(view.words());
        HBox bar = new HBox(fit, pixels, percent);
        bar.getStyleClass().add("zoom-bar");
        bar.setAlignment(Pos.CENTER);
        bar.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        bar.visibleProperty().bind(view.filled());
        StackPane.setAlignment(bar, Pos.BOTTOM_CENTER);
        return bar;
    }

    private static Button zoom(String words, String hint, Runnable command) {
        Button button = new Button(words);
        FormRow.name(button, words, hint);
        button.setOnAction(event -> command.run());
        button.getStyleClass().add("flat");
        return button;
    }

    private Node backToLive() {
        Hyperlink back = new Hyperlink("Back to the picture in the making");
        back.getStyleClass().add("back-to-live");
        back.setOnAction(event -> model.watching().set(true));
        back.visibleProperty().bind(model.runs().busy().and(model.watching().not()));
        StackPane.setAlignment(back, Pos.TOP_CENTER);
        return back;
    }
}
