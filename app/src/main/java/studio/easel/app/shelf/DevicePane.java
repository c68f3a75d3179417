package studio.easel.app.shelf;

import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Words;
import studio.easel.app.device.ByteCount;
import studio.easel.app.device.DeviceMemory;
import studio.easel.app.device.Diagnosis;

/** What computes, the memory it has, and what is missing for CUDA. */
final class DevicePane extends VBox {
    private static final Duration PERIOD = Duration.seconds(2);
    private static final double MEGABYTE = 1 << 20;

    private final Words words = Words.of(DevicePane.class);
    private final DeviceModel model;
    private final GridPane grid = new GridPane();
    private final Timeline watching = new Timeline();

    DevicePane(DeviceModel model) {
        this.model = model;
        Label title = new Label(words.say("device"));
        title.getStyleClass().add("section-title");
        Button again = new Button(words.say("device.check"));
        again.setId("check-device");
        FormRow.name(again, words.say("device.check"), words.say("device.check.hint"));
        again.setOnAction(event -> model.diagnose());
        again.disableProperty().bind(model.diagnosing());
        HBox head = new HBox(title, again);
        head.getStyleClass().add("line");
        ColumnConstraints captions = new ColumnConstraints();
        captions.setMinWidth(Region.USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().setAll(captions, values);
        grid.getStyleClass().add("facts");
        add(
                "device-provider",
                "device.provider",
                Bindings.createStringBinding(this::provider, model.provider()));
        add(
                "device-cuda",
                "device.cuda",
                Bindings.createStringBinding(this::cuda, model.diagnosis(), model.diagnosing()));
        add(
                "device-memory",
                "device.memory",
                Bindings.createStringBinding(this::memory, model.memory()));
        add(
                "device-process",
                "device.process",
                Bindings.createStringBinding(this::process, model.memory()));
        getStyleClass().add("device");
        getChildren().addAll(head, grid);
        watching.setCycleCount(Animation.INDEFINITE);
        watching.getKeyFrames().setAll(new KeyFrame(PERIOD, tick -> model.measure()));
    }

    /** Measures while somebody looks. */
    void watch(boolean seen) {
        if (seen) {
            model.measure();
            if (model.diagnosis().get() == null) {
                model.diagnose();
            }
            watching.play();
        } else {
            watching.stop();
        }
    }

    private void add(String id, String key, StringBinding text) {
        Label caption = new Label(words.say(key));
        caption.getStyleClass().add("caption");
        Label value = new Label();
        value.setId(id);
        value.setWrapText(true);
        value.setMinHeight(Region.USE_PREF_SIZE);
        value.textProperty().bind(text);
        caption.setLabelFor(value);
        grid.addRow(grid.getRowCount(), caption, value);
    }

    private String provider() {
        String running = model.provider().get();
        return running.isEmpty() ? words.say("device.none", model.wanted()) : name(running);
    }

    private String cuda() {
        @Nullable Diagnosis found = model.diagnosis().get();
        if (model.diagnosing().get() || found == null) {
            return words.say("device.checking");
        }
        return found.cuda().orElseGet(() -> words.say("device.works"));
    }

    private String memory() {
        DeviceModel.@Nullable Memory now = model.memory().get();
        if (now == null) {
            return "";
        }
        Optional<String> machine = now.machine().map(this::memory);
        Optional<String> card = now.card().map(it -> it.name() + ": " + memory(it));
        return card.map(it -> machine.map(other -> it + "\n" + other).orElse(it))
                .or(() -> machine)
                .orElse("");
    }

    private String memory(DeviceMemory memory) {
        return words.say(
                "device.used", ByteCount.words(memory.used()), ByteCount.words(memory.total()));
    }

    private String process() {
        DeviceModel.@Nullable Memory now = model.memory().get();
        if (now == null) {
            return "";
        }
        String heap = bytes(now.process().heap());
        return now.process().resident().isPresent()
                ? words.say("device.held", bytes(now.process().resident().getAsDouble()), heap)
                : words.say("device.heap", heap);
    }

    private static String bytes(double megabytes) {
        return ByteCount.words((long) (megabytes * MEGABYTE));
    }

    private static String name(String provider) {
        return provider.equals("cpu") ? "CPU" : provider.replaceFirst("^cuda:", "CUDA ");
    }
}
