package studio.easel.app;

import atlantafx.base.controls.Popover;
import java.util.OptionalDouble;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import studio.easel.app.animate.Rendering;
import studio.easel.app.generate.GenerateModel;
import studio.easel.app.jobs.JobsModel;

/** The foot of the window: what computes, what waits, and the settings. */
final class StatusBar extends HBox {
    private final Popover popover;
    private final Button gear;

    /**
     * The bar.
     *
     * @param help what the help card shows
     */
    StatusBar(Studio studio, SettingsPane settings, HelpPane help) {
        this.popover = popover("settings", settings);
        this.gear = gear();
        GenerateModel model = studio.generate();
        Label device = new Label();
        device.setId("device");
        device.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> device(studio, model),
                                model.runs().provider(),
                                model.runs().busy()));
        Label queue = new Label();
        queue.setId("queue");
        queue.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> queue(studio),
                                model.runs().unfinished(),
                                studio.animate().rendering().busy(),
                                studio.animate().rendering().words()));
        Hyperlink clear = new Hyperlink(say("cancel-waiting"));
        clear.setOnAction(event -> model.runs().cancelWaiting());
        clear.visibleProperty().bind(model.runs().unfinished().greaterThan(1));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        getStyleClass().add("status-bar");
        getChildren().addAll(device, queue, clear, space, jobs(studio), help(help), gear);
    }

    private static Button help(HelpPane help) {
        Popover popover = popover("help", help);
        Button button = new Button(say("help"));
        button.setId("help");
        button.getStyleClass().addAll("flat", "small");
        FormRow.name(button, say("help"), say("help.hint"));
        button.setOnAction(event -> popover.show(button));
        return button;
    }

    /** Puts the queue beside the screen, or away; says how much is left. */
    private static ToggleButton jobs(Studio studio) {
        Words words = Words.of(StatusBar.class);
        JobsModel model = studio.jobs();
        ToggleButton button = new ToggleButton();
        button.setId("show-queue");
        button.getStyleClass().addAll("flat", "small");
        FormRow.name(button, words.say("queue"), words.say("queue.hint"));
        button.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> jobs(model, words),
                                model.unfinished(),
                                model.secondsLeft(),
                                model.paused()));
        button.selectedProperty().bindBidirectional(studio.queueShown());
        return button;
    }

    private static String jobs(JobsModel model, Words words) {
        int unfinished = model.unfinished().get();
        if (unfinished == 0) {
            return words.say("queue");
        }
        if (model.paused().get()) {
            return words.say("queue.paused", unfinished);
        }
        OptionalDouble left = model.secondsLeft().get();
        return left.isPresent()
                ? words.say("queue.left", unfinished, Pace.words(left.getAsDouble()))
                : words.say("queue.jobs", unfinished);
    }

    /** Opens the settings. */
    void showSettings() {
        popover.show(gear);
    }

    void hideSettings() {
        popover.hide();
    }

    private static Popover popover(String title, Node content) {
        Popover popover = new Popover(content);
        popover.setTitle(say(title));
        popover.setArrowLocation(Popover.ArrowLocation.BOTTOM_RIGHT);
        popover.setDetachable(false);
        popover.setAnimated(false);
        return popover;
    }

    private Button gear() {
        Button gear = new Button(say("settings"));
        gear.setId("settings");
        gear.getStyleClass().addAll("flat", "small");
        gear.setAccessibleHelp(say("settings.hint"));
        gear.setTooltip(new Tooltip(say("settings.hint")));
        gear.setOnAction(event -> showSettings());
        return gear;
    }

    private static String device(Studio studio, GenerateModel model) {
        String provider = model.runs().provider().get();
        return provider.isEmpty()
                ? say("device", studio.settings().device())
                : say("device.ran", words(provider));
    }

    private static String words(String provider) {
        return provider.equals("cpu") ? "CPU" : provider.replaceFirst("^cuda:", "CUDA ");
    }

    private static String queue(Studio studio) {
        Rendering rendering = studio.animate().rendering();
        int unfinished = studio.generate().runs().unfinished().get();
        if (rendering.busy().get()) {
            String behind = unfinished == 0 ? "" : say("queue.more", unfinished);
            return say("queue.animation", rendering.words().get()) + behind;
        }
        if (unfinished == 0) {
            return "";
        }
        int waiting = unfinished - 1;
        return waiting == 0 ? say("runs") : say("runs.waiting", waiting);
    }

    private static String say(String key, Object... parts) {
        return Words.of(StatusBar.class).say(key, parts);
    }
}
