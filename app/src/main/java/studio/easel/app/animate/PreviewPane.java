package studio.easel.app.animate;

import java.nio.IntBuffer;
import java.util.Optional;
import javafx.animation.AnimationTimer;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;

/** The player: the motion alone, or a rendered frame that was chosen. */
final class PreviewPane extends VBox {
    private static final long SECOND = 1_000_000_000L;

    private final AnimateModel model;
    private final ImageView view = new ImageView();
    private final Label figures = new Label();
    private @Nullable PixelBuffer<IntBuffer> pixels;
    private int @Nullable [] shown;
    private int drawn;
    private long drawnSince;

    private final AnimationTimer timer =
            new AnimationTimer() {
                @Override
                public void handle(long now) {
                    model.playback().tick(now);
                    count(now);
                }
            };

    PreviewPane(AnimateModel model) {
        this.model = model;
        view.setId("preview");
        view.setPreserveRatio(true);
        view.setSmooth(true);
        view.setAccessibleText("Motion preview");
        StackPane stage = new StackPane(view, sentence());
        stage.getStyleClass().add("preview");
        stage.setMinSize(0, 0);
        view.fitWidthProperty().bind(stage.widthProperty().subtract(16));
        view.fitHeightProperty().bind(stage.heightProperty().subtract(16));
        VBox.setVgrow(stage, Priority.ALWAYS);
        getChildren().addAll(stage, controls());
        getStyleClass().add("preview-pane");
        Playback playback = model.playback();
        playback.playing().addListener((property, before, now) -> run(now));
        playback.frame().addListener((property, before, now) -> show());
        playback.from().addListener((property, before, now) -> show());
        playback.to().addListener((property, before, now) -> show());
        model.player().arrived().addListener((property, before, now) -> refresh());
        show();
    }

    private void run(boolean playing) {
        drawnSince = 0;
        if (playing) {
            timer.start();
        } else {
            timer.stop();
            tell(0);
        }
    }

    /** Shows a rendered frame until the playhead moves. */
    void show(Image rendered) {
        view.setImage(rendered);
        pixels = null;
        shown = null;
    }

    private void show() {
        Playback playback = model.playback();
        model.player().want(playback.frame().get(), playback.from().get(), playback.to().get());
        refresh();
    }

    private void refresh() {
        Optional<int[]> frame = model.player().upTo(model.playback().frame().get());
        Optional<int[]> size = model.player().size();
        if (frame.isPresent() && size.isPresent() && frame.get() != shown) {
            int[] side = size.get();
            if (frame.get().length == side[0] * side[1]) {
                draw(frame.get(), side[0], side[1]);
            }
        }
        if (!model.playback().playing().get()) {
            tell(0);
        }
    }

    private void draw(int[] frame, int width, int height) {
        PixelBuffer<IntBuffer> buffer = pixels;
        if (buffer == null || buffer.getWidth() != width || buffer.getHeight() != height) {
            buffer =
                    new PixelBuffer<>(
                            width,
                            height,
                            IntBuffer.allocate(width * height),
                            PixelFormat.getIntArgbPreInstance());
            pixels = buffer;
            view.setImage(new WritableImage(buffer));
        }
        buffer.updateBuffer(
                to -> {
                    System.arraycopy(frame, 0, to.getBuffer().array(), 0, frame.length);
                    return null;
                });
        shown = frame;
        drawn++;
    }

    private void count(long now) {
        if (drawnSince == 0) {
            drawnSince = now;
            drawn = 0;
        } else if (now - drawnSince >= SECOND) {
            tell(drawn * (double) SECOND / (now - drawnSince));
            drawnSince = now;
            drawn = 0;
        }
    }

    /** "Shows 12 of 12 frames a second; makes 45" */
    private void tell(double showing) {
        double rate = model.player().rate().get();
        String makes = rate > 0 ? "%.0f frames a second can be made".formatted(rate) : "";
        figures.setText(
                showing > 0 ? "Shows %.0f frames a second, %s".formatted(showing, makes) : makes);
    }

    private Label sentence() {
        Label sentence = new Label();
        sentence.setId("preview-problem");
        sentence.getStyleClass().add("preview-sentence");
        sentence.setWrapText(true);
        sentence.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> {
                                    String wrong = model.score().get().problem();
                                    return wrong.isEmpty()
                                            ? model.player().problem().get()
                                            : "The motion is shown again when this is right: "
                                                    + wrong;
                                },
                                model.score(),
                                model.player().problem()));
        sentence.visibleProperty().bind(sentence.textProperty().isNotEmpty());
        StackPane.setAlignment(sentence, Pos.BOTTOM_CENTER);
        return sentence;
    }

    private HBox controls() {
        Playback playback = model.playback();
        Button first = button("First", "Goes to the first frame (Home).", () -> playback.seek(0));
        Button back =
                button(
                        "Back",
                        "One frame back (Left).",
                        () -> playback.seek(playback.frame().get() - 1));
        ToggleButton play = new ToggleButton();
        play.setId("play");
        play.textProperty().bind(Bindings.when(playback.playing()).then("Pause").otherwise("Play"));
        FormRow.name(play, "Play", "Plays the motion, without diffusion (Space).");
        play.selectedProperty().bindBidirectional(playback.playing());
        play.getStyleClass().add("small");
        play.setMinWidth(72);
        Button on =
                button(
                        "Forward",
                        "One frame on (Right).",
                        () -> playback.seek(playback.frame().get() + 1));
        Button last =
                button(
                        "Last",
                        "Goes to the last frame (End).",
                        () -> playback.seek(playback.frames() - 1));
        Button from =
                button(
                        "Repeat from here",
                        "Begins what is repeated at the playhead ([).",
                        playback::repeatFromHere);
        Button to =
                button(
                        "to here",
                        "Ends what is repeated at the playhead (]).",
                        playback::repeatToHere);
        Button all = button("Repeat all", "Repeats all frames.", playback::repeatAll);
        figures.setId("figures");
        figures.getStyleClass().add("description");
        figures.setMinWidth(Region.USE_COMPUTED_SIZE);
        HBox controls = new HBox(first, back, play, on, last, from, to, all, figures);
        controls.setAlignment(Pos.CENTER);
        controls.getStyleClass().add("controls");
        return controls;
    }

    private static Button button(String words, String hint, Runnable command) {
        Button button = new Button(words);
        FormRow.name(button, words, hint);
        button.getStyleClass().addAll("flat", "small");
        button.setOnAction(event -> command.run());
        return button;
    }
}
