package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerDark;
import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.canvas.PictureView;
import studio.easel.app.files.Further;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.NoiseKind;

/** The screen as somebody with a keyboard meets it, drawn in memory. */
@ExtendWith(ApplicationExtension.class)
class GenerateScreenTest {
    private final TestWorkshop workshop = new TestWorkshop();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private GenerateModel model;
    private GenerateScreen screen;

    @Start
    void open(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
        workshop.worker = worker;
        workshop.looking = background;
        workshop.background = background;
        workshop.window = Platform::runLater;
        Workshop built = workshop.build();
        model =
                new GenerateModel(
                        built,
                        new PromptDesk(
                                () -> List.of("colour", "country"),
                                List::of,
                                text -> List.of(),
                                Optional.empty()));
        screen = new GenerateScreen(model, new PictureActions(background, model), built, () -> {});
        stage.setScene(new Scene(screen, 1100, 760));
        stage.show();
        model.choice().look();
    }

    @AfterEach
    void close() {
        worker.shutdownNow();
        background.shutdownNow();
    }

    @Test
    void typingAPromptAndCtrlEnterMakesAPictureAppear(FxRobot robot) {
        ready(robot);
        robot.clickOn("#prompt").write("a cat");
        press(robot, KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> picture(robot).image() != null && !model.runs().busy().get());
        until(() -> picture(robot).image().getWidth() == 128 + 2);
        assertThat(model.pictures()).hasSize(1);
        assertThat(model.pictures().get(0).request().prompt()).isEqualTo("a cat");
        assertThat(robot.lookup("#strip").<StripPane>query().getSelectionModel().getSelectedItem())
                .isEqualTo(model.pictures().get(0));
    }

    @Test
    void escCancelsAndNothingIsSaved(FxRobot robot) {
        workshop.pipeline = new FakePipeline(FakePipeline.SPEC, 500);
        ready(robot);
        robot.clickOn("#prompt").write("x");
        press(robot, KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> model.runs().busy().get());
        press(robot, KeyCode.ESCAPE);
        until(() -> !model.runs().busy().get());
        assertThat(text(robot, "#progress-text")).isEqualTo("Cancelled");
        assertThat(workshop.onDisk).isEmpty();
    }

    @Test
    void aVaeIsOfferedWhereThereIsOneAndTheModelsOwnByItsName(FxRobot robot) {
        ready(robot);
        Node chooser = robot.lookup("#vae").query();
        assertThat(chooser.getParent().isVisible()).isFalse();
        workshop.installed = List.of(TestWorkshop.STARTER, TestWorkshop.SOFT);
        robot.interact(() -> model.choice().look());
        until(() -> chooser.getParent().isVisible());
        until(() -> "The model's own".equals(chosen(robot)));
        robot.interact(() -> model.choice().vae().set(Optional.of(TestWorkshop.SOFT)));
        until(() -> "Soft".equals(chosen(robot)));
        robot.interact(() -> model.choice().look());
        until(() -> !model.choice().searching().get());
        until(() -> "Soft".equals(chosen(robot)));
    }

    /** What the box shows; it has cells beside, to measure by. */
    private static String chosen(FxRobot robot) {
        Node chooser = robot.lookup("#vae").query();
        return robot.from(chooser).lookup(".list-cell").<ListCell<?>>queryAll().stream()
                .filter(cell -> cell.getParent() == chooser)
                .map(cell -> String.valueOf(cell.getText()))
                .findFirst()
                .orElse("");
    }

    @Test
    void whatIsWrongStandsBesideItsControl(FxRobot robot) {
        ready(robot);
        robot.clickOn("#prompt").write("x");
        robot.doubleClickOn("#steps").write("0");
        press(robot, KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> robot.lookup("#steps").query().getStyleClass().contains("wrong"));
        Node row = robot.lookup("#steps").query().getParent();
        assertThat(robot.from(row).lookup(".error").<Label>query().getText())
                .isEqualTo("Steps is 0, expected 1 to 1000. 20 to 30 is usual.");
        robot.doubleClickOn("#steps").write("8");
        assertThat(robot.from(row).lookup(".error").query().isVisible()).isFalse();
    }

    @Test
    void droppingAPictureRestoresItsSettings(FxRobot robot) {
        ready(robot);
        robot.interact(() -> screen.dropped(List.of(new File("notes.txt"), new File("old.PNG"))));
        until(() -> model.notice().get() != null);
        assertThat(robot.lookup("#prompt").queryTextInputControl().getText())
                .isEqualTo("a blue house");
        assertThat(text(robot, "#notice")).contains("old.PNG");
        until(() -> field(robot, "#steps").getText().equals("33"));
    }

    @Test
    void unusualSettingsAreInSightAndCanBeLeftOut(FxRobot robot) {
        ready(robot);
        assertThat(robot.lookup("#details").query().isVisible()).isFalse();
        assertThat(robot.lookup("#kept").query().getParent().isVisible()).isFalse();
        Further further =
                new Further(
                        Optional.of(NoiseKind.TORCH_CUDA),
                        Optional.empty(),
                        2,
                        Optional.empty(),
                        Optional.empty(),
                        NoiseAmounts.USUAL,
                        Optional.of(512));
        robot.interact(() -> model.form().choose(further, Optional.empty()));
        assertThat(robot.lookup("#details").query().isVisible()).isTrue();
        assertThat(field(robot, "#clip-skip").getText()).isEqualTo("2");
        assertThat(text(robot, "#kept")).isEqualTo("Also kept from the picture: VAE tile 512.");
        robot.interact(() -> robot.lookup("#let-go").<Hyperlink>query().fire());
        assertThat(robot.lookup("#kept").query().getParent().isVisible()).isFalse();
        assertThat(model.form().kept().get()).isEqualTo(Kept.NOTHING);
    }

    @Test
    void arrowKeysChangeNumbersWithShiftByTenWithAltByATenth(FxRobot robot) {
        ready(robot);
        robot.clickOn("#steps");
        robot.type(KeyCode.UP);
        press(robot, KeyCode.SHIFT, KeyCode.UP);
        assertThat(field(robot, "#steps").getText()).isEqualTo("31");
        robot.clickOn("#guidance");
        press(robot, KeyCode.ALT, KeyCode.DOWN);
        assertThat(field(robot, "#guidance").getText()).isEqualTo("4.9");
        robot.clickOn("#width");
        robot.type(KeyCode.UP);
        assertThat(field(robot, "#width").getText()).isEqualTo("144");
    }

    @Test
    void arrowKeysLeaveAloneWhatNobodyCanCountFrom(FxRobot robot) {
        ready(robot);
        robot.clickOn("#guidance");
        for (String text : List.of("1e999999999", "1e-999999999", "1e2147483648", "-")) {
            robot.interact(() -> field(robot, "#guidance").setText(text));
            robot.type(KeyCode.UP);
            assertThat(field(robot, "#guidance").getText()).isEqualTo(text);
        }
    }

    @Test
    void arithmeticGivesWayToWhatItComesTo(FxRobot robot) {
        ready(robot);
        robot.doubleClickOn("#width").write("128*1.5");
        robot.type(KeyCode.ENTER);
        assertThat(field(robot, "#width").getText()).isEqualTo("192");
        robot.doubleClickOn("#guidance").write("1/8");
        robot.type(KeyCode.TAB);
        assertThat(field(robot, "#guidance").getText()).isEqualTo("0.125");
        robot.interact(() -> field(robot, "#steps").setText("10*2"));
        robot.clickOn("#steps").type(KeyCode.UP);
        assertThat(field(robot, "#steps").getText()).isEqualTo("21");
        robot.interact(() -> field(robot, "#steps").setText("3*4"));
        robot.clickOn("#prompt").write("x");
        robot.clickOn("#steps");
        press(robot, KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> !workshop.pipeline.requests.isEmpty());
        assertThat(workshop.pipeline.requests.get(0).steps()).isEqualTo(12);
    }

    @Test
    void draggingACaptionChangesItsNumber(FxRobot robot) {
        ready(robot);
        robot.drag("Steps").moveBy(40, 0).drop();
        assertThat(field(robot, "#steps").getText()).isEqualTo("30");
        robot.press(KeyCode.ALT).drag("Guidance").moveBy(-12, 0).drop().release(KeyCode.ALT);
        assertThat(field(robot, "#guidance").getText()).isEqualTo("4.7");
    }

    @Test
    void tabLeavesThePrompt(FxRobot robot) {
        ready(robot);
        robot.clickOn("#prompt").write("a");
        robot.type(KeyCode.TAB);
        robot.write("b");
        assertThat(field(robot, "#prompt").getText()).isEqualTo("a");
        assertThat(field(robot, "#negative-prompt").getText()).isEqualTo("b");
    }

    @Test
    void oneKeyShowsPixelsAnotherFitsThePicture(FxRobot robot) {
        ready(robot);
        robot.clickOn("#prompt").write("x");
        press(robot, KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> picture(robot).filled().get());
        press(robot, KeyCode.CONTROL, KeyCode.DIGIT1);
        until(() -> picture(robot).words().get().equals("100 %"));
        press(robot, KeyCode.CONTROL, KeyCode.DIGIT0);
        until(() -> picture(robot).words().get().startsWith("Fit, "));
    }

    @Test
    void everyControlTellsItsNameToAScreenReader(FxRobot robot) {
        ready(robot);
        for (Node node : screen.lookupAll(".text-input, .combo-box, .button, .toggle-button")) {
            boolean named =
                    node.getAccessibleText() != null
                            || (node instanceof Labeled labeled && !labeled.getText().isBlank());
            boolean partOfAnother = node.getParent() instanceof ComboBoxBase;
            assertThat(named || partOfAnother).as("name of %s", node).isTrue();
        }
    }

    @Test
    void theWordAtTheCaretIsWeighedAndCtrlZTakesItBack(FxRobot robot) {
        ready(robot);
        robot.clickOn("#prompt").write("a cat");
        press(robot, KeyCode.CONTROL, KeyCode.UP);
        press(robot, KeyCode.CONTROL, KeyCode.UP);
        assertThat(field(robot, "#prompt").getText()).isEqualTo("a (cat:1.2)");
        assertThat(field(robot, "#prompt").getSelectedText()).isEqualTo("cat");
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        assertThat(field(robot, "#prompt").getText()).isEqualTo("a (cat:1.1)");
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        assertThat(field(robot, "#prompt").getText()).isEqualTo("a ");
        press(robot, KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        assertThat(field(robot, "#prompt").getText()).isEqualTo("a cat");
        assertThat(model.form().prompt().get()).isEqualTo("a cat");
    }

    @Test
    void arrowKeysInNumbersAreTakenBackToo(FxRobot robot) {
        ready(robot);
        robot.clickOn("#steps");
        robot.type(KeyCode.UP);
        press(robot, KeyCode.SHIFT, KeyCode.UP);
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        assertThat(field(robot, "#steps").getText()).isEqualTo("21");
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        assertThat(field(robot, "#steps").getText()).isEqualTo("20");
        press(robot, KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        assertThat(field(robot, "#steps").getText()).isEqualTo("21");
    }

    @Test
    void wildcardsCompleteThemselves(FxRobot robot) {
        ready(robot);
        robot.clickOn("#prompt").write("a __co");
        until(() -> robot.lookup("#completions").tryQuery().isPresent());
        robot.type(KeyCode.ESCAPE);
        until(() -> robot.lookup("#completions").tryQuery().isEmpty());
        robot.write("u");
        until(() -> robot.lookup("#completions").tryQuery().isPresent());
        robot.type(KeyCode.BACK_SPACE);
        until(() -> robot.lookup("#completions").<ListView<?>>query().getItems().size() == 2);
        robot.type(KeyCode.DOWN);
        robot.type(KeyCode.TAB);
        assertThat(field(robot, "#prompt").getText()).isEqualTo("a __country__");
        assertThat(field(robot, "#prompt").isFocused()).isTrue();
        robot.type(KeyCode.TAB);
        assertThat(field(robot, "#negative-prompt").isFocused()).isTrue();
    }

    private void ready(FxRobot robot) {
        until(() -> model.form().width().get().equals("128"));
        robot.interact(screen::layout);
    }

    private static void press(FxRobot robot, KeyCode... keys) {
        robot.press(keys).release(keys); // Each waits until the window has heard it.
    }

    private static void until(BooleanSupplier condition) {
        try {
            WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, condition::getAsBoolean);
        } catch (TimeoutException late) {
            throw new AssertionError("did not come true within 10 s", late);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static PictureView picture(FxRobot robot) {
        return robot.lookup("#picture").query();
    }

    private static TextInputControl field(FxRobot robot, String id) {
        return robot.lookup(id).queryTextInputControl();
    }

    private static String text(FxRobot robot, String id) {
        return robot.lookup(id).queryLabeled().getText();
    }
}
