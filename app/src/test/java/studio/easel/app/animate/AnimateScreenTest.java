package studio.easel.app.animate;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerDark;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The screen as somebody with a keyboard and a mouse meets it, drawn in memory. */
@ExtendWith(ApplicationExtension.class)
class AnimateScreenTest {
    @TempDir Path folder;

    private final ExecutorService worker = oneThread();
    private final ExecutorService previewing = oneThread();
    private final ExecutorService background = oneThread();
    private AnimateModel model;
    private AnimateScreen screen;

    @Start
    void open(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
        TestDesk desk = new TestDesk(Path.of("nowhere"));
        desk.worker = worker;
        desk.reading = background;
        desk.previewing = previewing;
        desk.background = background;
        desk.window = Platform::runLater;
        model = new AnimateModel(desk.build());
        screen = new AnimateScreen(model, shown -> {});
        stage.setScene(new Scene(screen, 1200, 800));
        stage.show();
    }

    /** What comes after the last test is dropped: the window lives on for a moment. */
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
    void close() {
        worker.shutdownNow();
        previewing.shutdownNow();
        background.shutdownNow();
    }

    @Test
    void aDroppedSettingsFileIsOpenedPlayedAndItsKeysAreEdited(FxRobot robot) throws Exception {
        ready();
        Path file = folder.resolve("waves_settings.txt");
        Files.writeString(
                file,
                "{\"W\": 64, \"H\": 64, \"max_frames\": 21, \"fps\": 24, \"zoom\": \"0: (1), 10: (1.1), 20: (1)\", \"prompts\": {\"0\": \"a cat\"}}");
        robot.interact(() -> screen.dropped(List.of(new File("a.png"), file.toFile())));
        until(() -> model.score().get().frames() == 21);
        assertThat(robot.lookup("#project").queryLabeled().getText()).isEqualTo("waves");

        robot.clickOn("#ruler");
        robot.type(KeyCode.SPACE);
        until(() -> model.playback().playing().get());
        until(() -> view(robot).getImage() != null && view(robot).getImage().getWidth() == 64);
        int begun = model.playback().frame().get();
        until(() -> model.playback().frame().get() != begun);
        robot.type(KeyCode.SPACE);
        assertThat(model.playback().playing().get()).isFalse();

        // Home, then to the key in the middle and up.
        robot.clickOn("#curve-zoom");
        robot.type(KeyCode.HOME);
        press(robot, KeyCode.CONTROL, KeyCode.RIGHT);
        assertThat(model.playback().frame().get())
                .as("focus %s", screen.getScene().getFocusOwner())
                .isEqualTo(10);
        robot.type(KeyCode.H);
        until(() -> schedule(robot).getText().equals("0: (1), 10: (1.1+0), 20: (1)"));
        robot.type(KeyCode.DELETE);
        until(() -> schedule(robot).getText().equals("0: (1), 20: (1)"));
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        until(() -> schedule(robot).getText().equals("0: (1), 10: (1.1), 20: (1)"));
    }

    @Test
    void aKeyIsDraggedAndTheTextFollows(FxRobot robot) {
        ready();
        robot.interact(() -> model.set("zoom", "0: (1), 30: (2), 59: (1)"));
        until(() -> model.curve("zoom").filter(curve -> curve.keys().size() == 3).isPresent());
        Node chart = robot.lookup("#curve-zoom").query();
        double perFrame = (chart.getBoundsInLocal().getWidth() - 20) / 59;
        Point2D key = chart.localToScreen(10 + 30 * perFrame, 8);
        Point2D there = chart.localToScreen(10 + 40 * perFrame, 30);
        robot.drag(key, MouseButton.PRIMARY).dropTo(there);
        until(
                () ->
                        schedule(robot)
                                .getText()
                                .matches("0: \\(1\\), 40: \\(1\\.5\\d*\\), 59: \\(1\\)"));
        press(robot, KeyCode.CONTROL, KeyCode.Z); // The drag as a whole.
        until(() -> schedule(robot).getText().equals("0: (1), 30: (2), 59: (1)"));
        robot.doubleClickOn(chart.localToScreen(10 + 45 * perFrame, 30));
        until(() -> model.curve("zoom").filter(curve -> curve.at(45).isPresent()).isPresent());
    }

    @Test
    void aWrongCharacterStandsInRedBeneathItsSchedule(FxRobot robot) {
        ready();
        robot.interact(() -> schedule(robot).setText("0: (sinn(t))"));
        until(() -> robot.lookup("#wrong-zoom").query().isVisible());
        TextFlow wrong = robot.lookup("#wrong-zoom").query();
        assertThat(wrong.getChildren())
                .filteredOn(part -> part.getStyleClass().contains("culprit"))
                .extracting(part -> ((Text) part).getText())
                .containsExactly("sinn");
        robot.interact(() -> schedule(robot).setText("0: (sin(t))"));
        until(() -> !wrong.isVisible());
    }

    @Test
    void lanesAreHiddenAndShownAgain(FxRobot robot) {
        ready();
        robot.interact(() -> model.lanes().remove("zoom"));
        assertThat(robot.lookup("#curve-zoom").tryQuery()).isEmpty();
        assertThat(model.otherLanes()).contains("zoom", "fov_schedule");
        robot.interact(() -> model.lanes().add("fov_schedule"));
        assertThat(robot.lookup("#curve-fov_schedule").tryQuery()).isPresent();
    }

    @Test
    void everyControlTellsItsNameToAScreenReader(FxRobot robot) {
        ready();
        for (Node node :
                screen.lookupAll(
                        ".text-input, .combo-box, .button, .toggle-button, .menu-button, .chart, .list-view")) {
            boolean named =
                    node.getAccessibleText() != null
                            || (node instanceof Labeled labeled && !labeled.getText().isBlank());
            boolean partOfAnother = node.getParent() instanceof ComboBoxBase;
            assertThat(named || partOfAnother).as("name of %s", node).isTrue();
        }
    }

    private void ready() {
        until(() -> model.score().get().animation().isPresent());
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

    private static TextInputControl schedule(FxRobot robot) {
        return robot.lookup("#schedule-zoom").queryTextInputControl();
    }

    private static ImageView view(FxRobot robot) {
        return robot.lookup("#preview").query();
    }
}
