package studio.easel.app.jobs;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TitledPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Notice;
import studio.easel.app.Pace;
import studio.easel.app.Words;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;

/** The queue beside whatever screen is shown. */
public final class JobsPane extends VBox {
    private final JobsModel model;
    private final Words words = Words.of(JobsPane.class);
    private final ListView<Job> list;
    private long selected = -1;

    /**
     * The panel.
     *
     * @param close puts it away
     */
    public JobsPane(JobsModel model, Runnable close) {
        this.model = model;
        this.list = new ListView<>(model.jobs());
        list.setId("jobs");
        list.setAccessibleText(words.say("jobs"));
        list.setCellFactory(it -> new JobCell(model, it));
        Label empty = new Label(words.say("empty"));
        empty.setWrapText(true);
        empty.getStyleClass().add("description");
        list.setPlaceholder(empty);
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        list.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (property, before, now) -> {
                            if (now != null) {
                                selected = now.id();
                            }
                        });
        model.jobs().addListener((ListChangeListener<Job>) change -> selectAgain());
        VBox.setVgrow(list, Priority.ALWAYS);
        TitledPane plan = new TitledPane(words.say("plan"), new PlanPane(model));
        plan.setId("plan-title");
        plan.setAnimated(false);
        plan.setExpanded(false);
        plan.expandedProperty().bindBidirectional(model.plan().shown());
        FormRow.name(plan, words.say("plan"), words.say("plan.hint"));
        setId("queue-panel");
        getStyleClass().add("jobs-pane");
        getStylesheets().add(Objects.requireNonNull(getClass().getResource("jobs.css")).toString());
        getChildren()
                .addAll(head(close), notice(), commands(), list, selectedCommands(), plan, foot());
    }

    /** A changed job is another item in the same place; it stays selected. */
    private void selectAgain() {
        for (int i = 0; i < model.jobs().size(); i++) {
            if (model.jobs().get(i).id() == selected) {
                list.getSelectionModel().clearAndSelect(i);
                return;
            }
        }
    }

    private Node head(Runnable close) {
        Label title = new Label(words.say("title"));
        title.getStyleClass().add("panel-title");
        Label left = new Label();
        left.setId("queue-left");
        left.getStyleClass().add("description");
        left.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                this::left,
                                model.unfinished(),
                                model.secondsLeft(),
                                model.paused()));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(title, left, space, button("close", close, "flat", "small"));
        head.getStyleClass().add("line");
        return head;
    }

    private String left() {
        int count = model.unfinished().get();
        String jobs = count == 0 ? "" : words.say("unfinished", count);
        String time =
                count > 0 && model.secondsLeft().get().isPresent()
                        ? " · "
                                + words.say(
                                        "left", Pace.words(model.secondsLeft().get().getAsDouble()))
                        : "";
        String pause = count > 0 && model.paused().get() ? " · " + words.say("paused") : "";
        return jobs + time + pause;
    }

    private Node notice() {
        Label text = new Label();
        text.setId("queue-notice");
        text.setWrapText(true);
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox line = new HBox(text, button("dismiss", model::dismissNotice, "flat", "small"));
        line.getStyleClass().add("notice");
        line.visibleProperty().bind(Bindings.isNotNull(model.notice()));
        line.managedProperty().bind(line.visibleProperty());
        model.notice().addListener((property, before, now) -> show(now, text, line));
        show(model.notice().get(), text, line);
        return line;
    }

    private static void show(@Nullable Notice now, Label text, HBox line) {
        text.setText(now == null ? "" : now.text());
        line.getStyleClass().remove("problem");
        if (now != null && now.problem()) {
            line.getStyleClass().add("problem");
        }
    }

    private Node commands() {
        Button pause = button("pause", model::pause, "small");
        pause.visibleProperty().bind(model.paused().not());
        pause.managedProperty().bind(pause.visibleProperty());
        Button resume = button("resume", model::resume, "small", "accent");
        resume.visibleProperty().bind(model.paused());
        resume.managedProperty().bind(resume.visibleProperty());
        Button cancelAll = button("cancel.all", model::cancelAll, "small");
        cancelAll.disableProperty().bind(model.unfinished().isEqualTo(0).or(model.readOnly()));
        FlowPane commands =
                new FlowPane(
                        pause,
                        resume,
                        cancelAll,
                        button("remove.finished", model::removeFinished, "small"));
        pause.disableProperty().bind(model.readOnly());
        resume.disableProperty().bind(model.readOnly());
        commands.getStyleClass().add("commands");
        return commands;
    }

    private Node selectedCommands() {
        BooleanBinding nothing =
                Bindings.isNull(list.getSelectionModel().selectedItemProperty())
                        .or(model.readOnly());
        Button hold = button("hold", () -> onSelected(model::holdOrRelease), "small");
        hold.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        words.say(
                                                selectedJob()
                                                        .map(JobsPane::holdKey)
                                                        .orElse("hold")),
                                list.getSelectionModel().selectedItemProperty()));
        FlowPane commands =
                new FlowPane(
                        button(
                                "up",
                                () -> onSelected(job -> model.move(job, job.place() - 1)),
                                "small"),
                        button(
                                "down",
                                () -> onSelected(job -> model.move(job, job.place() + 1)),
                                "small"),
                        button("duplicate", () -> onSelected(model::duplicate), "small"),
                        hold,
                        button("cancel", () -> onSelected(model::cancel), "small"),
                        button("remove", () -> onSelected(model::remove), "small"),
                        button("show", () -> onSelected(model::show), "small"));
        commands.getChildren().forEach(it -> it.disableProperty().bind(nothing));
        BooleanBinding running =
                Bindings.createBooleanBinding(
                        () ->
                                selectedJob()
                                        .filter(it -> it.state() == JobState.RUNNING)
                                        .isPresent(),
                        list.getSelectionModel().selectedItemProperty());
        hold.disableProperty().bind(nothing.or(running));
        commands.getStyleClass().add("commands");
        return commands;
    }

    private static String holdKey(Job job) {
        if (job.state() == JobState.HELD) {
            return "release";
        }
        return job.state().finished() ? "again" : "hold";
    }

    private Node foot() {
        Button add = button("add", model::add);
        add.setMaxWidth(Double.MAX_VALUE);
        add.disableProperty().bind(model.readOnly());
        return add;
    }

    private Optional<Job> selectedJob() {
        return Optional.ofNullable(list.getSelectionModel().getSelectedItem());
    }

    private void onSelected(Consumer<Job> command) {
        selectedJob().ifPresent(command);
    }

    /** Before the list's own keys. */
    private void pressed(KeyEvent event) {
        Optional<Consumer<Job>> command = Optional.empty();
        if (event.isAltDown() && event.getCode() == KeyCode.UP) {
            command = Optional.of(job -> model.move(job, job.place() - 1));
        } else if (event.isAltDown() && event.getCode() == KeyCode.DOWN) {
            command = Optional.of(job -> model.move(job, job.place() + 1));
        } else if (event.getCode() == KeyCode.DELETE) {
            command = Optional.of(model::remove);
        } else if (event.isShortcutDown() && event.getCode() == KeyCode.D) {
            command = Optional.of(model::duplicate);
        } else if (event.getCode() == KeyCode.SPACE) {
            command = Optional.of(model::holdOrRelease);
        }
        command.ifPresent(
                it -> {
                    onSelected(it);
                    event.consume();
                });
    }

    private Button button(String key, Runnable command, String... classes) {
        Button button = new Button(words.say(key));
        button.setId("queue-" + key.replace('.', '-'));
        button.getStyleClass().addAll(classes);
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.setOnAction(event -> command.run());
        return button;
    }
}
