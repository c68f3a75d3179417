package studio.easel.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerDark;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;
import studio.easel.app.queue.Records;

/** The queue's panel as somebody with a keyboard meets it, drawn in memory. */
@ExtendWith(ApplicationExtension.class)
class JobsPaneTest {
    @TempDir Path home;

    private final ExecutorService keeping = oneThread();
    private final ExecutorService worker = oneThread();
    private TestJobDesk desk;
    private JobsModel model;
    private JobsPane pane;

    @Start
    void open(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
        desk = new TestJobDesk(home);
        desk.keeping = keeping;
        desk.worker = worker;
        desk.soon = Platform::runLater;
        desk.window = Platform::runLater;
        model = new JobsModel(desk.build());
        pane = new JobsPane(model, () -> {});
        stage.setScene(new Scene(pane, 360, 760));
        stage.show();
        model.begin();
    }

    private static ExecutorService oneThread() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @AfterEach
    void close() throws Exception {
        model.end();
        worker.shutdownNow();
        assertThat(worker.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        keeping.shutdown();
        assertThat(keeping.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        model.close();
    }

    @Test
    void jobsAreAddedMovedByKeysAndRunByContinue(FxRobot robot) {
        until(() -> !model.readOnly().get());
        robot.clickOn("#queue-pause");
        until(() -> model.paused().get());
        for (String prompt : List.of("a", "b", "c")) {
            desk.prompt = prompt;
            robot.clickOn("#queue-add");
        }
        until(() -> titles().equals(List.of("a", "b", "c")));
        select(robot, 2);
        press(robot, KeyCode.ALT, KeyCode.UP);
        until(() -> titles().equals(List.of("a", "c", "b")));
        press(robot, KeyCode.ALT, KeyCode.UP); // It is still the selected one.
        until(() -> titles().equals(List.of("c", "a", "b")));
        press(robot, KeyCode.CONTROL, KeyCode.D);
        until(() -> titles().equals(List.of("c", "c", "a", "b")));
        robot.clickOn("#queue-resume");
        until(() -> model.jobs().stream().allMatch(job -> job.state() == JobState.DONE));
        robot.clickOn("#queue-remove-finished");
        until(() -> model.jobs().isEmpty());
    }

    @Test
    void theRunningJobIsCancelledWithinAStep(FxRobot robot) {
        desk.engine =
                (order, progress) -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException cancelled) {
                        throw new CancellationException();
                    }
                    return Records.painted(order);
                };
        until(() -> !model.readOnly().get());
        robot.clickOn("#queue-add");
        until(() -> states().equals(List.of(JobState.RUNNING)));
        select(robot, 0);
        assertThat(robot.lookup("#queue-hold").queryButton().isDisabled())
                .as("what runs is cancelled, not held")
                .isTrue();
        robot.clickOn("#queue-cancel");
        until(() -> states().equals(List.of(JobState.CANCELLED)));
        select(robot, 0);
        robot.type(KeyCode.DELETE);
        until(() -> model.jobs().isEmpty());
    }

    @Test
    void aGridIsPlannedInSightOfItsCost(FxRobot robot) {
        until(() -> !model.readOnly().get());
        robot.interact(() -> model.plan().shown().set(true));
        robot.interact(() -> model.plan().edges().get(0).setting().set(Setting.STEPS));
        robot.clickOn("#values-x").write("1-4");
        until(() -> robot.lookup("#plan-cost").queryLabeled().getText().startsWith("4 pictures"));
        robot.clickOn("#grid-start");
        until(() -> states().equals(List.of(JobState.DONE)));
        assertThat(desk.made).hasSize(5);
    }

    @Test
    void everyControlTellsItsNameToAScreenReader(FxRobot robot) {
        until(() -> !model.readOnly().get());
        robot.interact(() -> model.plan().shown().set(true));
        robot.clickOn("#queue-add");
        until(() -> states().equals(List.of(JobState.DONE)));
        for (Node node :
                pane.lookupAll(
                        ".text-input, .combo-box, .button, .check-box, .list-view, .titled-pane, .list-cell:filled")) {
            boolean named =
                    node.getAccessibleText() != null
                            || (node instanceof Labeled labeled
                                    && labeled.getText() != null
                                    && !labeled.getText().isBlank());
            boolean partOfAnother = node.getParent() instanceof ComboBoxBase;
            assertThat(named || partOfAnother).as("name of %s", node).isTrue();
        }
    }

    private List<String> titles() {
        return model.jobs().stream().map(Job::title).toList();
    }

    private List<JobState> states() {
        return model.jobs().stream().map(Job::state).toList();
    }

    private static void select(FxRobot robot, int row) {
        ListView<?> list = robot.lookup("#jobs").queryListView();
        robot.interact(
                () -> {
                    list.requestFocus();
                    list.getSelectionModel().clearAndSelect(row);
                });
    }

    private static void press(FxRobot robot, KeyCode... keys) {
        robot.press(keys).release(keys);
    }

    private static void until(BooleanSupplier condition) {
        try {
            WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, condition::getAsBoolean);
        } catch (TimeoutException late) {
            throw new AssertionError("did not come true within 20 s", late);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }
}
