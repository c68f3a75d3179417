package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerDark;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.event.EventType;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.Slider;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.canvas.CanvasModel.Mode;
import studio.easel.app.canvas.CanvasModel.Side;
import studio.easel.app.canvas.MaskModel;
import studio.easel.app.canvas.PictureView;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.models.ModelLibrary;

/** The picture area as somebody with a mouse, or only with keys, meets it: on the starter model. */
@ExtendWith(ApplicationExtension.class)
class CanvasScreenTest {
    @TempDir Path folder;

    private final TestWorkshop workshop = new TestWorkshop();
    private final ExecutorService worker = oneThread();
    private final ExecutorService background = oneThread();
    private GenerateModel model;
    private CanvasModel canvas;
    private GenerateScreen screen;

    @Start
    void open(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
        workshop.worker = worker;
        workshop.looking = background;
        workshop.background = background;
        workshop.window = Platform::runLater;
        workshop.save =
                made -> {
                    workshop.onDisk.add(made);
                    return folder.resolve(made.request().seed() + ".png");
                };
        workshop.opener =
                (spec, device) -> {
                    ModelLibrary library =
                            new ModelLibrary(folder.resolve("models"), folder.resolve("cache"));
                    return StableDiffusion.open(
                            library.open(library.installed().get(0), stage1 -> {}), Device.cpu());
                };
        Workshop built = workshop.build();
        model = new GenerateModel(built);
        canvas = model.canvas();
        screen = new GenerateScreen(model, new PictureActions(background, model), built, () -> {});
        stage.setScene(new Scene(screen, 1200, 800));
        stage.show();
        model.choice().look();
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
    void close() {
        worker.shutdownNow();
        background.shutdownNow();
    }

    private static RgbImage sky() {
        byte[] rgb = new byte[3 * 128 * 128];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (90 + i / 3 / 128 + 20 * (i % 3));
        }
        return new RgbImage(128, 128, rgb);
    }

    private void begin(FxRobot robot, Mode mode) {
        until(() -> model.form().width().get().equals("128"));
        robot.interact(
                () -> {
                    model.form().prompt().set("a red heart by the sea");
                    model.form().chooseSteps(4);
                    canvas.take(sky(), Optional.empty(), mode);
                });
        until(() -> mode == Mode.NOTHING || view(robot).filled().get());
        robot.interact(screen::layout);
    }

    @Test
    void aMaskPaintedWithTheMouseIsRepaintedAndNothingElse(FxRobot robot) {
        begin(robot, Mode.MASK);
        robot.interact(
                () -> {
                    canvas.editor().size().set(40);
                    canvas.blur().set("0");
                });
        drag(robot, 40, 64, 90, 64);
        drag(robot, 64, 100, 64, 64);
        MaskModel mask = canvas.editor().mask().get();
        assertThat(mask.undoable()).isEqualTo(2);
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        assertThat(mask.undoable()).isEqualTo(1);
        Mask painted = mask.mask();

        press(robot, KeyCode.CONTROL, KeyCode.ENTER);
        until(() -> !workshop.onDisk.isEmpty() && !model.runs().busy().get());
        byte[] made = workshop.onDisk.get(0).image().rgb();
        byte[] old = sky().rgb();
        int changed = 0;
        for (int i = 0; i < made.length; i++) {
            if (made[i] != old[i]) {
                assertThat(painted.grey()[i / 3]).as("byte %d", i).isNotZero();
                changed++;
            }
        }
        assertThat(changed).isGreaterThan(1000);

        // The result is seen without its mask, until that is touched.
        until(() -> view(robot).comparable().get());
        robot.interact(screen::layout);
        Node overlay = robot.lookup("#mask-overlay").query();
        assertThat(overlay.isVisible()).isFalse();
        press(robot, KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        robot.interact(screen::layout);
        assertThat(overlay.isVisible()).isTrue();
        press(robot, KeyCode.CONTROL, KeyCode.Z);

        // Mask and undo survive, also when the result is taken over.
        until(() -> folder.resolve("masks").toFile().isDirectory());
        robot.interact(() -> canvas.before().set(0.5));
        robot.clickOn("#go-on");
        until(() -> !canvas.resulted().get());
        assertThat(canvas.picture().get().image()).isEqualTo(workshop.onDisk.get(0).image());
        assertThat(canvas.editor().mask().get()).isSameAs(mask);
        robot.clickOn("#mask-redo");
        assertThat(mask.undoable()).isEqualTo(2);
        robot.clickOn("#mask-undo").clickOn("#mask-undo");
        assertThat(canvas.editor().empty().get()).isTrue();
    }

    @Test
    void aMaskIsPaintedWithKeysAlone(FxRobot robot) {
        begin(robot, Mode.MASK);
        robot.interact(() -> view(robot).requestFocus());
        robot.type(KeyCode.E, KeyCode.B);
        double before = canvas.editor().size().get();
        robot.type(KeyCode.OPEN_BRACKET);
        assertThat(canvas.editor().size().get()).isLessThan(before);
        press(robot, KeyCode.SHIFT, KeyCode.LEFT);
        robot.press(KeyCode.SPACE);
        robot.type(KeyCode.RIGHT, 5);
        robot.release(KeyCode.SPACE);
        MaskModel mask = canvas.editor().mask().get();
        assertThat(mask.undoable()).isEqualTo(1);
        assertThat(mask.mask().grey()[64 * 128 + 56]).isEqualTo((byte) 255);
        robot.type(KeyCode.I);
        assertThat(mask.mask().grey()[64 * 128 + 56]).isZero();
        robot.type(KeyCode.DELETE);
        assertThat(canvas.editor().empty().get()).isTrue();
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        press(robot, KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        assertThat(mask.mask().grey()[64 * 128 + 56]).isZero();
        assertThat(mask.redoable()).isEqualTo(1);
    }

    @Test
    void aStrokeByKeysEndsWithSpaceWhateverTheMouseDoesMeanwhile(FxRobot robot) {
        begin(robot, Mode.MASK);
        robot.interact(() -> view(robot).requestFocus());
        canvas.editor().size().set(8);
        robot.moveTo(place(robot, 20, 20));
        press(robot, KeyCode.SHIFT, KeyCode.LEFT);
        robot.press(KeyCode.SPACE);
        robot.moveTo(place(robot, 100, 110));
        robot.type(KeyCode.RIGHT, 2);
        robot.release(KeyCode.SPACE);
        MaskModel mask = canvas.editor().mask().get();
        assertThat(mask.undoable()).isEqualTo(1);
        drag(robot, 100, 20, 110, 20);
        assertThat(mask.undoable()).isEqualTo(2);
        byte[] grey = mask.mask().grey();
        assertThat(grey[20 * 128 + 105]).isEqualTo((byte) 255);
        assertThat(grey[110 * 128 + 100]).isZero(); // nowhere the mouse only passed
    }

    @Test
    void spaceIsForgottenWithTheFocus(FxRobot robot) {
        begin(robot, Mode.MASK);
        robot.interact(() -> view(robot).requestFocus());
        robot.moveTo(place(robot, 20, 20)).press(KeyCode.SPACE);
        robot.interact(() -> robot.lookup("#prompt").query().requestFocus());
        robot.release(KeyCode.SPACE);
        drag(robot, 40, 64, 90, 64);
        assertThat(canvas.editor().mask().get().undoable()).isEqualTo(1);
    }

    @Test
    void spaceAndTheMiddleButtonMoveThePictureAndPaintNothing(FxRobot robot) {
        begin(robot, Mode.MASK);
        press(robot, KeyCode.CONTROL, KeyCode.DIGIT1);
        until(() -> view(robot).words().get().equals("100 %"));
        robot.interact(() -> view(robot).requestFocus());
        Point2D was = place(robot, 64, 64);
        robot.moveTo(was).press(KeyCode.SPACE);
        robot.drag(MouseButton.PRIMARY).moveBy(30, 20).drop();
        robot.release(KeyCode.SPACE);
        robot.moveTo(place(robot, 64, 64)).drag(MouseButton.MIDDLE).moveBy(10, 0).drop();
        robot.interact(screen::layout);
        assertThat(place(robot, 64, 64).subtract(was).magnitude()).isBetween(40.0, 50.0);
        assertThat(canvas.editor().empty().get()).isTrue();
    }

    @Test
    void aPadMovesThePictureAndAWheelZoomsByHowFarItWasTurned(FxRobot robot) {
        begin(robot, Mode.MASK);
        robot.interact(() -> view(robot).pixels());
        robot.interact(screen::layout);
        for (int i = 0; i < 80; i++) {
            scroll(robot, ScrollEvent.SCROLL, 0, 1, false, false);
        }
        robot.interact(screen::layout);
        assertThat(view(robot).words().get()).isEqualTo("144 %"); // two notches
        robot.interact(() -> view(robot).pixels());
        robot.interact(screen::layout);
        Point2D was = place(robot, 64, 64);
        scroll(robot, ScrollEvent.SCROLL_STARTED, 0, 0, false, false);
        scroll(robot, ScrollEvent.SCROLL, 20, -10, false, false);
        scroll(robot, ScrollEvent.SCROLL_FINISHED, 0, 0, false, false);
        scroll(robot, ScrollEvent.SCROLL, 5, 0, false, true);
        robot.interact(screen::layout);
        assertThat(place(robot, 64, 64).subtract(was)).isEqualTo(new Point2D(25, -10));
        scroll(robot, ScrollEvent.SCROLL_STARTED, 0, 0, true, false);
        scroll(robot, ScrollEvent.SCROLL, 0, 40, true, false);
        scroll(robot, ScrollEvent.SCROLL_FINISHED, 0, 0, true, false);
        robot.interact(screen::layout);
        assertThat(view(robot).words().get()).isEqualTo("120 %");
    }

    @Test
    void twoFingersPullThePictureLarger(FxRobot robot) {
        begin(robot, Mode.PICTURE);
        robot.interact(() -> view(robot).pixels());
        robot.interact(
                () ->
                        view(robot)
                                .fireEvent(
                                        new ZoomEvent(
                                                ZoomEvent.ZOOM,
                                                10,
                                                10,
                                                10,
                                                10,
                                                false,
                                                false,
                                                false,
                                                false,
                                                false,
                                                false,
                                                1.5,
                                                1.5,
                                                null)));
        robot.interact(screen::layout);
        assertThat(view(robot).words().get()).isEqualTo("150 %");
    }

    private static void scroll(
            FxRobot robot,
            EventType<ScrollEvent> type,
            double dx,
            double dy,
            boolean ctrl,
            boolean inertia) {
        ScrollEvent event =
                new ScrollEvent(
                        type,
                        100,
                        100,
                        100,
                        100,
                        false,
                        ctrl,
                        false,
                        false,
                        false,
                        inertia,
                        dx,
                        dy,
                        dx,
                        dy,
                        ScrollEvent.HorizontalTextScrollUnits.NONE,
                        0,
                        ScrollEvent.VerticalTextScrollUnits.NONE,
                        0,
                        0,
                        null);
        robot.interact(() -> view(robot).fireEvent(event));
    }

    @Test
    void anEdgeIsDraggedOutwardsAndThePictureGrows(FxRobot robot) {
        begin(robot, Mode.MASK);
        robot.interact(() -> view(robot).pixels());
        robot.interact(screen::layout);
        robot.moveTo("#grow-right").drag(MouseButton.PRIMARY).moveBy(46, 0).drop();
        assertThat(canvas.margin(Side.RIGHT).get()).isEqualTo("48");
        robot.type(KeyCode.LEFT);
        assertThat(canvas.margin(Side.RIGHT).get()).isEqualTo("32");
        robot.interact(model::generate);
        until(() -> !workshop.onDisk.isEmpty() && !model.runs().busy().get());
        assertThat(workshop.onDisk.get(0).image().width()).isEqualTo(160);
    }

    @Test
    void theStepsAreLookedBackAtAndBranchedFrom(FxRobot robot) {
        begin(robot, Mode.NOTHING);
        robot.interact(model::generate);
        until(() -> !workshop.onDisk.isEmpty() && !model.runs().busy().get());
        until(() -> model.steps().get().size() == 4 && model.step().get() == 4);
        assertThat(robot.lookup("#branch").query().isDisabled()).isTrue();
        robot.interact(() -> robot.lookup("#steps-slider").<Slider>query().setValue(2));
        until(() -> view(robot).image().getWidth() == 16 + 2);
        robot.clickOn("#branch"); // nothing changed: the same picture
        until(() -> workshop.onDisk.size() == 2 && !model.runs().busy().get());
        assertThat(workshop.onDisk.get(1).image()).isEqualTo(workshop.onDisk.get(0).image());
        robot.interact(
                () -> {
                    model.form().prompt().set("a green tree");
                    robot.lookup("#steps-slider").<Slider>query().setValue(1);
                });
        robot.clickOn("#branch");
        until(() -> workshop.onDisk.size() == 3 && !model.runs().busy().get());
        assertThat(workshop.onDisk.get(2).image()).isNotEqualTo(workshop.onDisk.get(0).image());
        assertThat(workshop.onDisk.get(2).request().prompt()).isEqualTo("a green tree");
    }

    @Test
    void everyControlTellsItsNameToAScreenReader(FxRobot robot) {
        begin(robot, Mode.MASK);
        for (Node node :
                screen.lookupAll(
                        ".text-input, .combo-box, .button, .toggle-button, .slider, .check-box, .menu-button, .color-picker, .grow-handle")) {
            boolean named =
                    node.getAccessibleText() != null
                            || (node instanceof Labeled labeled && !labeled.getText().isBlank());
            boolean partOfAnother = node.getParent() instanceof ComboBoxBase;
            assertThat(named || partOfAnother).as("name of %s", node).isTrue();
        }
    }

    @Test
    void whatIsWrongWithTheStartStandsBesideIt(FxRobot robot) {
        begin(robot, Mode.MASK);
        robot.interact(model::generate);
        TextInputControl strength = robot.lookup("#strength").queryTextInputControl();
        until(() -> strength.getStyleClass().contains("wrong"));
        assertThat(workshop.onDisk).isEmpty();
    }

    private void drag(FxRobot robot, double x, double y, double toX, double toY) {
        robot.moveTo(place(robot, x, y)).press(MouseButton.PRIMARY);
        robot.moveTo(place(robot, toX, toY)).release(MouseButton.PRIMARY);
    }

    /** Where a pixel of the picture is on the screen. */
    private Point2D place(FxRobot robot, double x, double y) {
        Point2D at = view(robot).inScene(x, y);
        Point2D corner = screen.localToScreen(0, 0);
        return at.add(corner);
    }

    private static PictureView view(FxRobot robot) {
        return robot.lookup("#picture").query();
    }

    private static void press(FxRobot robot, KeyCode... keys) {
        robot.press(keys).release(keys);
    }

    private static void until(BooleanSupplier condition) {
        try {
            WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, condition::getAsBoolean);
        } catch (TimeoutException late) {
            throw new AssertionError("did not come true within 30 s", late);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }
}
