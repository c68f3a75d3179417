package studio.easel.app.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerDark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.Words;
import studio.easel.app.device.Diagnosis;
import studio.easel.models.passport.Prediction;

/** The screen as somebody with a keyboard meets it, drawn in memory. */
@ExtendWith(ApplicationExtension.class)
class ShelfScreenTest {
    /** Models that come with Easel. */
    private static final int STARTERS = 3;

    @TempDir static Path home;

    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final SimpleStringProperty provider = new SimpleStringProperty("");
    private Path own;
    private TestShelf shelf;
    private ShelfModel model;
    private ShelfScreen screen;

    @Start
    void open(Stage stage) throws IOException {
        Words.speak(Locale.ENGLISH);
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
        own = Files.createTempDirectory(home, "shelf");
        shelf = new TestShelf(own);
        shelf.reading = background;
        shelf.working = worker;
        shelf.window = Platform::runLater;
        model = new ShelfModel(shelf.build());
        DeviceModel device =
                new DeviceModel(
                        background,
                        Platform::runLater,
                        () ->
                                new Diagnosis(
                                        Set.of("cpu", "cuda"),
                                        Optional.empty(),
                                        Optional.of("does not work: no driver")),
                        provider,
                        () -> "auto");
        screen = new ShelfScreen(model, device, () -> shelf.models, path -> {});
        stage.setScene(new Scene(screen, 1100, 760));
        stage.show();
        screen.seen(true);
    }

    @AfterEach
    void close() {
        Platform.runLater(() -> screen.seen(false));
        background.shutdownNow();
        worker.shutdownNow();
    }

    @Test
    void aDroppedModelIsListedWithItsPassport(FxRobot robot) {
        Path file = TestShelf.sd2(own.resolve("night.safetensors"));
        robot.interact(() -> screen.dropped(List.of(file.toFile())));
        until(() -> model.models().size() == STARTERS + 1 && hashed(1));
        assertThat(text(robot, ".passport-title")).isEqualTo("night");
        assertThat(robot.lookup("#passport-hash").queryTextInputControl().getText())
                .matches("[0-9a-f]{64}");
        robot.interact(() -> robot.lookup("#predicts-V").<ToggleButton>query().fire());
        until(() -> predicts(Prediction.Type.V));
        assertThat(robot.lookup("#predicts-V").<ToggleButton>query().isSelected()).isTrue();
    }

    @Test
    void whyAFileWasRefusedStaysInSightUntilItIsRead(FxRobot robot) throws IOException {
        Path file = Files.writeString(own.resolve("notes.safetensors"), "no model");
        robot.interact(() -> screen.dropped(List.of(file.toFile())));
        until(() -> robot.lookup(".notice").tryQuery().isPresent());
        assertThat(
                        robot.from(robot.lookup(".notice").<Node>query())
                                .lookup(".label")
                                .queryLabeled()
                                .getText())
                .startsWith("notes.safetensors: ");
        robot.interact(
                () ->
                        robot.from(robot.lookup(".notice").<Node>query())
                                .lookup(".button")
                                .<Button>query()
                                .fire());
        until(() -> robot.lookup(".notice").tryQuery().isEmpty());
    }

    @Test
    void removingIsAskedBesideTheModel(FxRobot robot) {
        Path file = TestShelf.sd2(own.resolve("night.safetensors"));
        robot.interact(() -> screen.dropped(List.of(file.toFile())));
        until(() -> model.models().size() == STARTERS + 1 && hashed(1));
        robot.interact(() -> button(robot, "#remove").fire());
        assertThat(shelf.models.resolve("night.safetensors")).exists();
        robot.interact(() -> button(robot, "#remove-yes").fire());
        until(() -> model.models().size() == STARTERS);
        assertThat(shelf.models.resolve("night.safetensors")).doesNotExist();
        assertThat(button(robot, "#remove").isDisabled()).isTrue(); // The starter stays.
    }

    @Test
    void theDeviceSaysWhatIsMissingAndWhatIsHeld(FxRobot robot) {
        until(() -> text(robot, "#device-cuda").equals("does not work: no driver"));
        assertThat(text(robot, "#device-provider")).contains("auto");
        robot.interact(() -> provider.set("cpu"));
        assertThat(text(robot, "#device-provider")).isEqualTo("CPU");
        until(() -> text(robot, "#device-memory").endsWith("in use"));
        assertThat(text(robot, "#device-process")).contains("Java objects");
    }

    @Test
    void everyControlTellsItsNameToAScreenReader(FxRobot robot) {
        until(() -> model.models().size() == STARTERS && hashed(0));
        robot.interact(() -> model.askToRemove(model.models().get(0).model()));
        for (Node node :
                screen.lookupAll(
                        ".text-input, .button, .toggle-button, .menu-button, .list-view")) {
            boolean named =
                    node.getAccessibleText() != null
                            || (node instanceof Labeled labeled && !labeled.getText().isBlank());
            assertThat(named).as("name of %s", node).isTrue();
        }
        assertThat(robot.lookup(".list-cell").<Node>query().getAccessibleText())
                .contains("Comes with Easel");
    }

    private boolean hashed(int index) {
        return model.models()
                .get(index)
                .passport()
                .filter(it -> it.fingerprint().isPresent())
                .isPresent();
    }

    private boolean predicts(Prediction.Type type) {
        return model.models().get(1).passport().orElseThrow().prediction().orElseThrow().type()
                == type;
    }

    private static Button button(FxRobot robot, String id) {
        return robot.lookup(id).query();
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).queryLabeled().getText();
    }

    private static void until(BooleanSupplier condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    20,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition::getAsBoolean).get());
        } catch (TimeoutException late) {
            throw new AssertionError("did not come true within 20 s", late);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }
}
