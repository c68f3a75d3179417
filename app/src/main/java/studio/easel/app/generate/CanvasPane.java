package studio.easel.app.generate;

import java.io.File;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Hearing;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.canvas.Beginning;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.canvas.PictureView;
import studio.easel.app.canvas.ScreenImage;
import studio.easel.app.canvas.ToolPane;
import studio.easel.engine.EaselException;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RgbImage;

/** The picture and what stands around it: a notice above, the zoom below, advice while empty. */
final class CanvasPane extends VBox {
    private final GenerateModel model;
    private final CanvasModel canvas;
    private final Executor background;
    private final PictureView view;
    private final Words say = Words.of(CanvasPane.class);

    /**
     * The picture area.
     *
     * @param background for pixels
     * @param files chooses mask files
     */
    CanvasPane(GenerateModel model, Executor background, ToolPane.Files files) {
        this.model = model;
        this.canvas = model.canvas();
        this.background = background;
        this.view = new PictureView(canvas);
        StackPane stack = new StackPane(view, advice(), zoomBar(), backToLive(), goOn());
        stack.setMinSize(0, 0);
        VBox.setVgrow(stack, Priority.ALWAYS);
        getChildren().addAll(notice(), stack, new StepsPane(model), new ToolPane(canvas, files));
        getStylesheets()
                .add(
                        Objects.requireNonNull(CanvasModel.class.getResource("canvas.css"))
                                .toString());
        getStyleClass().add("canvas");
        Hearing.of(
                this,
                this::refresh,
                model.runs().preview(),
                model.shown(),
                model.watching(),
                model.step(),
                canvas.picture(),
                canvas.resulted(),
                canvas.mode());
        view.addEventHandler(KeyEvent.KEY_PRESSED, this::pasted);
        stack.setOnDragOver(CanvasPane::mayDrop);
        stack.setOnDragDropped(this::drop);
    }

    PictureView view() {
        return view;
    }

    private void refresh() {
        Runs.Preview preview = model.runs().preview().get();
        MadePicture shown = model.shown().get();
        Beginning start = canvas.picture().get();
        boolean starts = start != null && canvas.mode().get() != CanvasModel.Mode.NOTHING;
        if (preview != null && model.watching().get()) {
            rough(preview.rough(), preview.size());
        } else if (starts && start != null && !canvas.resulted().get()) {
            background.execute(() -> prepare(start));
        } else if (shown != null && model.step().get() < model.steps().get().size()) {
            rough(model.steps().get().get(Math.max(1, model.step().get()) - 1), sizeOf(shown));
        } else if (shown != null) {
            background.execute(() -> prepare(shown, starts ? start : null));
        }
    }

    private static ImageSize sizeOf(MadePicture shown) {
        return shown.request().size();
    }

    private void rough(RgbImage rough, ImageSize size) {
        view.compare(null);
        view.show(ScreenImage.bordered(rough), size.width(), size.height());
    }

    private void prepare(Beginning start) {
        Image image = ScreenImage.bordered(start.image());
        Platform.runLater(
                () -> {
                    if (start.equals(canvas.picture().get()) && !canvas.resulted().get()) {
                        view.compare(null);
                        view.show(image, start.image().width(), start.image().height());
                        view.setAccessibleText(say.say("start"));
                    }
                });
    }

    private void prepare(MadePicture picture, @Nullable Beginning start) {
        try {
            RgbImage pixels = picture.image();
            Image image = ScreenImage.bordered(pixels);
            Image before = start == null ? null : ScreenImage.bordered(start.image());
            Platform.runLater(() -> arrive(picture, image, before));
        } catch (EaselException gone) {
            String sentence = String.valueOf(gone.getMessage());
            Platform.runLater(() -> model.say(Notice.problem(sentence)));
        }
    }

    private void arrive(MadePicture picture, Image image, @Nullable Image before) {
        boolean overtaken = model.runs().preview().get() != null && model.watching().get();
        boolean atEnd = model.step().get() >= model.steps().get().size();
        if (picture.equals(model.shown().get()) && !overtaken && atEnd) {
            view.show(image, image.getWidth() - 2, image.getHeight() - 2);
            view.compare(before);
            view.setAccessibleText(picture.request().prompt());
        }
    }

    // What comes from outside becomes the picture to start from.

    private void pasted(KeyEvent event) {
        if (event.isShortcutDown() && event.getCode() == KeyCode.V) {
            Clipboard board = Clipboard.getSystemClipboard();
            if (board.hasFiles()) {
                open(board.getFiles());
            } else if (board.hasImage()) {
                canvas.paste(ScreenImage.pixelsOf(board.getImage()));
            }
            event.consume();
        }
    }

    /** The first of the files. */
    void open(List<File> files) {
        files.stream().findFirst().map(File::toPath).ifPresent(canvas::open);
    }

    private static void mayDrop(DragEvent event) {
        if (event.getDragboard().hasFiles() || event.getDragboard().hasImage()) {
            event.acceptTransferModes(TransferMode.COPY);
        }
        event.consume();
    }

    private void drop(DragEvent event) {
        Dragboard board = event.getDragboard();
        if (board.hasFiles()) {
            open(board.getFiles());
        } else if (board.hasImage()) {
            canvas.paste(ScreenImage.pixelsOf(board.getImage()));
        }
        event.setDropCompleted(true);
        event.consume();
    }

    /** Beside the picture before, while a finished one is looked at. */
    private Node goOn() {
        Button take = new Button(say.say("go-on"));
        take.setId("go-on");
        FormRow.name(take, say.say("go-on"), say.say("go-on.hint"));
        take.getStyleClass().add("small");
        take.setOnAction(
                event ->
                        Optional.ofNullable(model.shown().get())
                                .ifPresent(shown -> model.send(shown, canvas.mode().get())));
        Button back = new Button(say.say("back-to-start"));
        back.setId("back-to-start");
        FormRow.name(back, say.say("back-to-start"), say.say("back-to-start.hint"));
        back.getStyleClass().addAll("small", "flat");
        back.setOnAction(event -> canvas.lookAtStart());
        Label words = new Label(say.say("before"));
        Slider slider = new Slider(0, 1, 0);
        slider.setId("before");
        slider.setBlockIncrement(0.05);
        slider.setPrefWidth(120);
        slider.valueProperty().bindBidirectional(canvas.before());
        FormRow.name(slider, say.say("before"), say.say("before.hint"));
        words.setLabelFor(slider);
        HBox compare = new HBox(words, slider);
        compare.setAlignment(Pos.CENTER);
        compare.getStyleClass().add("compare");
        compare.visibleProperty().bind(view.comparable());
        compare.managedProperty().bind(compare.visibleProperty());
        HBox bar = new HBox(compare, take, back);
        bar.getChildren().forEach(part -> ((Region) part).setMinWidth(Region.USE_PREF_SIZE));
        bar.getStyleClass().add("go-on");
        bar.setAlignment(Pos.CENTER);
        bar.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        bar.visibleProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () ->
                                        canvas.picture().get() != null
                                                && canvas.mode().get() != CanvasModel.Mode.NOTHING
                                                && canvas.resulted().get()
                                                && !model.runs().busy().get(),
                                canvas.picture(),
                                canvas.mode(),
                                canvas.resulted(),
                                model.runs().busy()));
        StackPane.setAlignment(bar, Pos.TOP_CENTER);
        return bar;
    }

    private Node notice() {
        Label text = new Label();
        text.setId("notice");
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        Button dismiss = new Button(say.say("notice.dismiss"));
        dismiss.getStyleClass().add("flat");
        dismiss.setMinWidth(Region.USE_PREF_SIZE);
        dismiss.setOnAction(event -> model.dismissNotice());
        HBox bar = new HBox(text, dismiss);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add("notice");
        Hearing.of(bar, () -> tell(bar, text, model.notice().get()), model.notice());
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
        Label title = new Label(say.say("advice"));
        title.getStyleClass().add("advice-title");
        VBox advice = new VBox(title);
        for (String prompt : GenerateModel.starters()) {
            Button link = new Button(prompt);
            link.getStyleClass().add("suggestion");
            link.setOnAction(event -> model.tryPrompt(prompt));
            link.disableProperty().bind(model.choice().usable().not());
            advice.getChildren().add(link);
        }
        Label drop = new Label(say.say("advice.drop"));
        drop.getStyleClass().add("description");
        advice.getChildren().add(drop);
        advice.getStyleClass().add("advice");
        advice.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        advice.visibleProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () ->
                                        model.shown().get() == null
                                                && canvas.picture().get() == null
                                                && !model.runs().busy().get(),
                                canvas.picture(),
                                model.shown(),
                                model.runs().busy()));
        return advice;
    }

    private Node zoomBar() {
        Button fit = zoom(say.say("zoom.fit"), say.say("zoom.fit.hint"), view::fit);
        Button pixels = zoom("1:1", say.say("zoom.pixels.hint"), view::pixels);
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
        Hyperlink back = new Hyperlink(say.say("live"));
        back.getStyleClass().add("back-to-live");
        back.setOnAction(event -> model.watching().set(true));
        back.visibleProperty().bind(model.runs().busy().and(model.watching().not()));
        StackPane.setAlignment(back, Pos.TOP_CENTER);
        return back;
    }
}
