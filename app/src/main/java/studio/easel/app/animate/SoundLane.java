package studio.easel.app.animate;

import javafx.geometry.Pos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Words;
import studio.easel.engine.video.Waveform;

/** The soundtrack under the ruler: how loud it is at each frame, and its beats. */
final class SoundLane extends HBox {
    private static final double TALL = 52;

    SoundLane(AnimateModel model, TimeAxis axis, Inks inks) {
        Words say = Words.of(SoundLane.class);
        SoundModel sound = model.sound();
        Label name = new Label(say.say("sound"));
        name.getStyleClass().add("lane-name");
        ToggleButton snap = new ToggleButton(say.say("sound.snap.short"));
        snap.setId("snap");
        snap.getStyleClass().add("small");
        snap.selectedProperty().bindBidirectional(sound.snapping());
        FormRow.name(snap, say.say("sound.snap"), say.say("sound.snap.hint"));
        Button remove = new Button("×");
        remove.setId("remove-sound");
        remove.getStyleClass().addAll("flat", "small", "close");
        FormRow.name(remove, say.say("sound.remove"), say.say("sound.remove.hint"));
        remove.setOnAction(event -> model.silence());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox title = new HBox(name, space, snap, remove);
        title.setAlignment(Pos.CENTER_LEFT);
        title.getStyleClass().add("lane-title");
        Label words = new Label();
        words.setId("sound-words");
        words.getStyleClass().add("description");
        words.textProperty().bind(sound.words());
        words.setTooltip(FormRow.tooltip(""));
        words.getTooltip().textProperty().bind(sound.words());
        VBox head = new VBox(title, words);
        head.getStyleClass().add("lane-head");
        head.setMinWidth(LanePane.HEAD);
        head.setPrefWidth(LanePane.HEAD);
        head.setMaxWidth(LanePane.HEAD);
        Wave wave = new Wave(model, axis, inks);
        HBox.setHgrow(wave, Priority.ALWAYS);
        wave.maxWidthProperty().bind(axis.width());
        getChildren().addAll(head, wave);
        getStyleClass().add("lane");
        visibleProperty().bind(sound.wanted());
        managedProperty().bind(visibleProperty());
    }

    /** One bar a pixel; press to move the playhead. */
    private static final class Wave extends Chart {
        Wave(AnimateModel model, TimeAxis axis, Inks inks) {
            super(model, axis, inks, TALL);
            setId("waveform");
            setAccessibleText(Words.of(SoundLane.class).say("sound.wave"));
            accessibleHelpProperty().bind(model.sound().words());
            addEventHandler(MouseEvent.MOUSE_PRESSED, this::seek);
            addEventHandler(MouseEvent.MOUSE_DRAGGED, this::seek);
            model.sound().waveform().addListener((property, before, now) -> draw());
            model.score().addListener((property, before, now) -> draw());
        }

        private void seek(MouseEvent event) {
            if (event.isPrimaryButtonDown()) {
                model.playback().seek(snapped(event));
            }
        }

        @Override
        void draw(GraphicsContext sheet, double width, double tall) {
            @Nullable Waveform wave = model.sound().waveform().get();
            if (wave == null) {
                return;
            }
            double rate = model.sound().framesPerSecond();
            double end = axis.x(axis.frames() - 1);
            sheet.setFill(inks.get(Inks.Ink.SOUND));
            for (int x = (int) Math.max(0, axis.x(0)); x < Math.min(width, end); x++) {
                double loud = wave.loudness(axis.exact(x) / rate, axis.exact(x + 1.0) / rate);
                double high = Math.max(1, loud * (tall - 8));
                sheet.fillRect(x, (tall - high) / 2, 1, high);
            }
            beats(sheet, 0, tall);
        }
    }
}
