package studio.easel.app.animate;

import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.List;
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
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Words;

/**
 * The player: the motion alone, or a rendered frame that was chosen; as an onion skin, the frames
 * beside it shine through.
 */
final class PreviewPane extends VBox {
    private static final long SECOND = 1_000_000_000L;
    private static final double GHOST = 0.3;

    private final Words words = Words.of(PreviewPane.class);
    private final AnimateModel model;
    private final ImageView view = new ImageView();
    private final ImageView before = ghost("before");
    private final ImageView after = ghost("after");
    private final ToggleButton onion = new ToggleButton(words.say("onion"));
    private final Label figures = new Label();
    private int rendered = -1;
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
        view.setSmooth(true);
        view.setAccessibleText(words.say("preview"));
        StackPane stage = new StackPane(view, before, after, sentence());
        stage.getStyleClass().add("preview");
        stage.setMinSize(0, 0);
        for (ImageView one : List.of(view, before, after)) {
            one.setPreserveRatio(true);
            one.fitWidthProperty().bind(stage.widthProperty().subtract(16));
            one.fitHeightProperty().bind(stage.heightProperty().subtract(16));
        }
        VBox.setVgrow(stage, Priority.ALWAYS);
        getChildren().addAll(stage, controls());
        getStyleClass().add("preview-pane");
        Playback playback = model.playback();
        playback.playing().addListener((property, before, now) -> run(now));
        playback.frame().addListener((property, before, now) -> show());
        playback.from().addListener((property, before, now) -> show());
        playback.to().addListener((property, before, now) -> show());
        model.player().arrived().addListener((property, before, now) -> refresh());
        onion.selectedProperty().addListener((property, before, now) -> look());
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
        look();
    }

    /** Shows a rendered frame until the playhead moves. */
    void show(int index) {
        rendered = index;
        file(index).ifPresent(view::setImage);
        pixels = null;
        shown = null;
        skin();
    }

    /** Turns the onion skin on or off. */
    void toggleOnion() {
        onion.setSelected(!onion.isSelected());
    }

    private Optional<Image> file(int index) {
        List<Path> files = model.rendering().frames();
        return index >= 0 && index < files.size()
                ? Optional.of(new Image(files.get(index).toUri().toString(), true))
                : Optional.empty();
    }

    private boolean isSkin() {
        return onion.isSelected() && !model.playback().playing().get();
    }

    private void show() {
        rendered = -1;
        look();
    }

    /** As an onion skin the frame before is wanted, too. */
    private void look() {
        Playback playback = model.playback();
        int here = playback.frame().get();
        int first = playback.from().get();
        boolean skin = isSkin() && here > 0 && (here > first || here < first);
        model.player().want(skin ? here - 1 : here, first, playback.to().get());
        refresh();
        skin();
    }

    private void skin() {
        ghost(before, -1);
        ghost(after, 1);
    }

    private void ghost(ImageView ghost, int by) {
        Optional<Image> picture = Optional.empty();
        if (isSkin()) {
            picture = rendered >= 0 ? file(rendered + by) : motion(by);
        }
        ghost.setImage(picture.orElse(null));
    }

    private Optional<Image> motion(int by) {
        Optional<int[]> size = model.player().size();
        Optional<int[]> frame = model.player().at(model.playback().frame().get() + by);
        if (size.isEmpty() || frame.isEmpty()) {
            return Optional.empty();
        }
        int width = size.get()[0];
        int height = size.get()[1];
        if (frame.get().length != width * height) {
            return Optional.empty(); // made before the size was changed
        }
        IntBuffer buffer = IntBuffer.wrap(frame.get());
        return Optional.of(
                new WritableImage(
                        new PixelBuffer<>(
                                width, height, buffer, PixelFormat.getIntArgbPreInstance())));
    }

    private static ImageView ghost(String which) {
        ImageView ghost = new ImageView();
        ghost.setId("onion-" + which);
        ghost.setOpacity(GHOST);
        ghost.setMouseTransparent(true);
        return ghost;
    }

    private void refresh() {
        Optional<int[]> frame = model.player().upTo(model.playback().frame().get());
        Optional<int[]> size = model.player().size();
        if (rendered < 0 && frame.isPresent() && size.isPresent() && frame.get() != shown) {
            int[] side = size.get();
            if (frame.get().length == side[0] * side[1]) {
                draw(frame.get(), side[0], side[1]);
            }
        }
        if (!model.playback().playing().get()) {
            tell(0);
            skin();
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

    /** "Shows 12 a second"; while it stands, how many it could be. */
    private void tell(double showing) {
        double rate = model.player().rate().get();
        String makes = rate > 0 ? words.say("preview.makes", rate) : "";
        figures.setText(showing > 0 ? words.say("preview.shows", showing) : makes);
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
                                            : words.say("preview.wrong", wrong);
                                },
                                model.score(),
                                model.player().problem()));
        sentence.visibleProperty().bind(sentence.textProperty().isNotEmpty());
        StackPane.setAlignment(sentence, Pos.BOTTOM_CENTER);
        return sentence;
    }

    /** In as many lines as they need. */
    private FlowPane controls() {
        Playback playback = model.playback();
        Button first = button("first", () -> playback.seek(0));
        Button back = button("back", () -> playback.seek(playback.frame().get() - 1));
        ToggleButton play = new ToggleButton();
        play.setId("play");
        play.textProperty()
                .bind(
                        Bindings.when(playback.playing())
                                .then(words.say("play.pause"))
                                .otherwise(words.say("play")));
        FormRow.name(play, words.say("play"), words.say("play.hint"));
        play.selectedProperty().bindBidirectional(playback.playing());
        play.getStyleClass().add("small");
        play.setMinWidth(72);
        Button on = button("forward", () -> playback.seek(playback.frame().get() + 1));
        Button last = button("last", () -> playback.seek(playback.frames() - 1));
        Button from = button("repeat-from", playback::repeatFromHere);
        Button to = button("repeat-to", playback::repeatToHere);
        Button all = button("repeat-all", playback::repeatAll);
        onion.setId("onion");
        FormRow.name(onion, words.say("onion"), words.say("onion.hint"));
        onion.getStyleClass().addAll("flat", "small");
        onion.setMinWidth(Region.USE_PREF_SIZE);
        Label frame = new Label();
        frame.setId("frame");
        frame.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        words.say(
                                                "frame.of",
                                                playback.frame().get(),
                                                model.score().get().frames()),
                                playback.frame(),
                                model.score()));
        frame.setMinWidth(Region.USE_PREF_SIZE);
        frame.getStyleClass().add("frame-number");
        figures.setId("figures");
        figures.getStyleClass().add("description");
        figures.setMinWidth(0);
        FlowPane controls =
                new FlowPane(
                        4, 0, first, back, play, on, last, frame, from, to, all, onion, figures);
        controls.setMinHeight(Region.USE_PREF_SIZE);
        controls.setAlignment(Pos.CENTER);
        controls.getStyleClass().add("controls");
        return controls;
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.getStyleClass().addAll("flat", "small");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> command.run());
        return button;
    }
}
