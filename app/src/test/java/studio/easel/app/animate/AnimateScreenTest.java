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
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
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
    void aFramesNumberInTheTableLeadsToFieldsThatWriteKeys(FxRobot robot) {
        ready();
        robot.interact(() -> model.set("zoom", "0: (1), 20: (2), 59: (1)"));
        robot.clickOn("#ruler");
        robot.type(KeyCode.T);
        TableView<KeySheet.Row> table = robot.lookup("#keys").queryTableView();
        until(() -> table.getItems().stream().anyMatch(row -> row.frame() == 20));
        robot.clickOn(
                robot.lookup(".frame-link")
                        .match(node -> ((Hyperlink) node).getText().equals("20"))
                        .<Hyperlink>query());
        until(() -> model.playback().frame().get() == 20);
        TextInputControl zoom = robot.lookup("#key-zoom").queryTextInputControl();
        until(() -> zoom.isVisible() && zoom.getText().equals("2"));
        robot.interact(() -> zoom.setText("1.5"));
        robot.interact(zoom::requestFocus);
        robot.type(KeyCode.ENTER);
        until(() -> schedule(robot).getText().equals("0: (1), 20: (1.5), 59: (1)"));

        TextInputControl frame = robot.lookup("#key-frame").queryTextInputControl();
        robot.interact(() -> frame.setText("33"));
        robot.interact(frame::requestFocus);
        robot.type(KeyCode.ENTER);
        until(() -> schedule(robot).getText().equals("0: (1), 33: (1.5), 59: (1)"));
        assertThat(model.playback().frame().get()).isEqualTo(33);

        robot.type(KeyCode.ESCAPE); // Back to the table, on the row that was moved.
        until(table::isVisible);
        until(() -> table.getSelectionModel().getSelectedItem().frame() == 33);
        robot.type(KeyCode.DELETE);
        until(() -> schedule(robot).getText().equals("0: (1), 59: (1)"));
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        until(() -> schedule(robot).getText().equals("0: (1), 33: (1.5), 59: (1)"));
    }

    @Test
    void aDraggedKeyStopsAtABeatUnlessAltIsHeld(FxRobot robot) throws Exception {
        ready();
        Path sound = Clicks.write(folder.resolve("clicks.wav"), 120, 0.5, 5);
        Path settings = folder.resolve("beat_settings.txt");
        Files.writeString(
                settings,
                "{\"W\": 64, \"H\": 64, \"max_frames\": 61, \"fps\": 12, \"zoom\": \"0: (1), 20: (2), 60: (1)\", \"add_soundtrack\": \"None\", \"prompts\": {\"0\": \"a cat\"}}");
        robot.interact(() -> screen.dropped(List.of(settings.toFile())));
        until(() -> model.score().get().frames() == 61);
        robot.interact(() -> screen.dropped(List.of(sound.toFile())));
        until(() -> model.sound().beats().get().size() > 5);
        until(() -> robot.lookup("#waveform").query().isVisible());
        int beat = model.sound().beats().get().stream().filter(it -> it > 25).findFirst().get();
        Node chart = robot.lookup("#curve-zoom").query();
        double perFrame = (chart.getBoundsInLocal().getWidth() - 20) / 60;
        assertThat(perFrame).isGreaterThan(5);
        Point2D key = chart.localToScreen(10 + 20 * perFrame, 8);
        Point2D beside = chart.localToScreen(10 + beat * perFrame + 7, 8);
        robot.drag(key, MouseButton.PRIMARY).dropTo(beside);
        until(() -> hasKey(beat));
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        until(() -> hasKey(20));
        robot.press(KeyCode.ALT);
        robot.drag(key, MouseButton.PRIMARY).dropTo(beside);
        robot.release(KeyCode.ALT);
        until(() -> hasKey(beat + 1));
    }

    @Test
    void shiftAndADragOnTheRulerChooseWhatIsRepeated(FxRobot robot) {
        ready();
        Node ruler = robot.lookup("#ruler").query();
        double perFrame = (ruler.getBoundsInLocal().getWidth() - 20) / 59;
        robot.press(KeyCode.SHIFT);
        robot.drag(ruler.localToScreen(10 + 40 * perFrame, 20), MouseButton.PRIMARY)
                .dropTo(ruler.localToScreen(10 + 10 * perFrame, 20));
        robot.release(KeyCode.SHIFT);
        assertThat(model.playback().from().get()).isEqualTo(10);
        assertThat(model.playback().to().get()).isEqualTo(40);
        assertThat(model.playback().frame().get()).isZero();
    }

    @Test
    void theFramesBesideShineThroughWhileItStands(FxRobot robot) {
        ready();
        robot.interact(() -> model.playback().seek(5));
        robot.clickOn("#ruler");
        robot.interact(() -> model.playback().seek(5));
        ImageView before = robot.lookup("#onion-before").queryAs(ImageView.class);
        ImageView after = robot.lookup("#onion-after").queryAs(ImageView.class);
        assertThat(before.getImage()).isNull();
        robot.type(KeyCode.O);
        until(() -> before.getImage() != null && after.getImage() != null);
        until(() -> model.player().has(5));
        int[] fourth = model.player().at(4).orElseThrow();
        int width = (int) before.getImage().getWidth();
        assertThat(before.getImage().getPixelReader().getArgb(width / 3, 7))
                .isEqualTo(fourth[7 * width + width / 3]);
        assertThat(before.getOpacity()).isLessThan(0.5);
        robot.interact(() -> model.playback().seek(0));
        until(() -> before.getImage() == null);
        robot.type(KeyCode.O);
        until(() -> after.getImage() == null);
    }

    @Test
    void everyControlTellsItsNameToAScreenReader(FxRobot robot) {
        ready();
        robot.interact(() -> model.set("add_soundtrack", "File"));
        robot.clickOn("#ruler");
        robot.type(KeyCode.T);
        for (Node node :
                screen.lookupAll(
                        ".text-input, .combo-box, .button, .toggle-button, .menu-button, .chart, .list-view, .table-view, .hyperlink")) {
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

    private boolean hasKey(int frame) {
        return model.curve("zoom").flatMap(curve -> curve.at(frame)).isPresent();
    }

    private static TextInputControl schedule(FxRobot robot) {
        return robot.lookup("#schedule-zoom").queryTextInputControl();
    }

    private static ImageView view(FxRobot robot) {
        return robot.lookup("#preview").query();
    }
}
