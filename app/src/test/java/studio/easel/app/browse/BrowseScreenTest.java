package studio.easel.app.browse;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerDark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Labeled;
import javafx.scene.image.ImageView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.ScrollEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.gallery.Made;
import studio.easel.app.gallery.Stars;

/** The gallery as somebody with a keyboard meets it, drawn in memory. */
@ExtendWith(ApplicationExtension.class)
class BrowseScreenTest {
    private static final int PICTURES = 40;

    @TempDir Path home;

    private final ExecutorService searching = oneThread();
    private final ExecutorService scanning = oneThread();
    private TestAlbum album;
    private BrowseModel model;
    private BrowseScreen screen;

    @Start
    void open(Stage stage) throws Exception {
        Application.setUserAgentStylesheet(new PrimerDark().getUserAgentStylesheet());
        album = new TestAlbum(home);
        Files.createDirectories(album.pictures);
        for (int i = 0; i < PICTURES; i++) {
            Made.write(file(i), i % 2 == 0 ? "a red cat" : "a blue dog", i);
        }
        Files.write(file(PICTURES), new byte[] {1, 2, 3});
        album.searching = searching;
        album.scanning = scanning;
        album.drawing = scanning;
        album.soon = Platform::runLater;
        album.window = Platform::runLater;
        model = new BrowseModel(album.build());
        screen = new BrowseScreen(model);
        stage.setScene(new Scene(screen, 1200, 760));
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
        scanning.shutdownNow();
        model.close();
        searching.shutdown();
        assertThat(searching.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private Path file(int seed) {
        return album.pictures.resolve(seed + ".png");
    }

    @Test
    void ctrlFSearchesArrowsMoveStarsAreGivenAndEnterOpens(FxRobot robot) {
        ready(robot);
        press(robot, KeyCode.CONTROL, KeyCode.F);
        robot.write("red ca");
        until(() -> model.size().get() == PICTURES / 2);
        robot.type(KeyCode.ENTER);
        robot.type(KeyCode.HOME);
        robot.type(KeyCode.RIGHT);
        assertThat(model.cursor().get()).isEqualTo(1);
        robot.type(KeyCode.DIGIT4);
        until(() -> Stars.of(file(PICTURES - 4)) == 4);
        until(() -> shownStars(robot).equals("★★★★☆"));
        robot.type(KeyCode.ENTER);
        until(() -> album.sent.contains("open %d.png".formatted(PICTURES - 4)));
    }

    @Test
    void escEmptiesTheSearchAndLeavesTheChips(FxRobot robot) {
        ready(robot);
        robot.interact(() -> model.filters().sampler().set("Euler a"));
        press(robot, KeyCode.CONTROL, KeyCode.F);
        robot.write("red ca");
        until(() -> model.size().get() == PICTURES / 2);
        robot.type(KeyCode.ESCAPE);
        until(() -> model.size().get() == PICTURES);
        assertThat(model.filters().sampler().get()).isEqualTo("Euler a");
    }

    @Test
    void downMovesByARowAndTheGridFollows(FxRobot robot) {
        ready(robot);
        robot.type(KeyCode.HOME, KeyCode.DOWN);
        int columns = model.cursor().get();
        assertThat(columns).isGreaterThan(2);
        robot.type(KeyCode.END);
        assertThat(model.cursor().get()).isEqualTo(PICTURES);
        until(
                () ->
                        screen.lookupAll(".tile").stream()
                                .anyMatch(
                                        it -> it instanceof Tile tile && tile.place() == PICTURES));
    }

    @Test
    void deletingIsUndoneByCtrlZ(FxRobot robot) {
        ready(robot);
        robot.type(KeyCode.END);
        Path last = file(0);
        robot.type(KeyCode.DELETE);
        until(() -> !Files.exists(last) && model.size().get() == PICTURES);
        assertThat(robot.lookup("#gallery-notice").queryLabeled().getText()).contains("Ctrl+Z");
        press(robot, KeyCode.CONTROL, KeyCode.Z);
        until(() -> Files.exists(last) && model.size().get() == PICTURES + 1);
    }

    @Test
    void theTrashIsEmptiedByItsButtonAndAskedAboutFirst(FxRobot robot) {
        ready(robot);
        assertThat(robot.lookup("#gallery-trash").query().isVisible()).isFalse();
        robot.type(KeyCode.END, KeyCode.DELETE);
        until(() -> robot.lookup("#gallery-trash").query().isVisible());
        robot.clickOn("#gallery-trash");
        assertThat(robot.lookup("#notice-trash-no").query().isFocused()).isTrue();
        robot.clickOn("#notice-trash-yes");
        until(() -> !robot.lookup("#gallery-trash").query().isVisible());
        assertThat(album.pictures.resolve(".easel-trash")).isEmptyDirectory();
        assertThat(robot.lookup("#gallery-notice").queryLabeled().getText()).contains("empty");
    }

    @Test
    void detailsRestoreAndCopy(FxRobot robot) {
        ready(robot);
        robot.type(KeyCode.HOME, KeyCode.RIGHT);
        until(() -> robot.lookup("#detail-prompt").tryQuery().isPresent());
        assertThat(robot.lookup("#detail-prompt").queryTextInputControl().getText())
                .isEqualTo("a blue dog");
        robot.clickOn("#detail-restore");
        assertThat(album.sent).containsExactly("restore %d.png".formatted(PICTURES - 1));
        robot.clickOn("#detail-copy-prompt");
        String[] copied = new String[1];
        robot.interact(() -> copied[0] = Clipboard.getSystemClipboard().getString());
        assertThat(copied[0]).isEqualTo("a blue dog");
    }

    @Test
    void aFileThatCannotBeReadSaysWhyInItsTile(FxRobot robot) {
        ready(robot);
        robot.type(KeyCode.HOME);
        until(() -> robot.lookup("#detail-note").tryQuery().isPresent());
        assertThat(robot.lookup("#detail-note").queryLabeled().getText()).contains("40.png");
        assertThat(robot.lookup("#detail-restore").query().isDisabled()).isTrue();
    }

    @Test
    void twoAreComparedAndEscComesBack(FxRobot robot) {
        ready(robot);
        robot.type(KeyCode.HOME, KeyCode.RIGHT);
        press(robot, KeyCode.SHIFT, KeyCode.RIGHT);
        robot.type(KeyCode.C);
        until(() -> robot.lookup("#comparison").query().isVisible());
        robot.clickOn("#compare-over");
        assertThat(robot.lookup("#compare-slider").query().isVisible()).isTrue();
        robot.type(KeyCode.ESCAPE);
        until(() -> !robot.lookup("#comparison").query().isVisible());
        robot.type(KeyCode.HOME); // The pictures hear keys again.
        until(() -> model.cursor().get() == 0);
    }

    @Test
    void comparedPicturesAreZoomedAndMovedTogetherAndStayInTheirHalves(FxRobot robot) {
        ready(robot);
        int chosen = compareFirst(robot);
        List<ImageView> both = compared();
        double fitted = both.get(0).getFitWidth();
        robot.type(KeyCode.PLUS, 10);
        until(() -> both.get(0).getFitWidth() > 8 * fitted);
        double before = both.get(0).getClip().getBoundsInLocal().getMinX();
        robot.type(KeyCode.RIGHT, 3);
        until(() -> both.get(0).getClip().getBoundsInLocal().getMinX() > before);
        Bounds one = both.get(0).getBoundsInParent();
        Bounds other = both.get(1).getBoundsInParent();
        assertThat(one.getMaxX()).isLessThanOrEqualTo(other.getMinX());
        assertThat(both.get(0).getClip().getBoundsInLocal().getMinX())
                .isEqualTo(both.get(1).getClip().getBoundsInLocal().getMinX());
        double there = both.get(0).getClip().getBoundsInLocal().getMinX();
        robot.drag("#compare-pictures").dropBy(60, 0);
        until(() -> both.get(0).getClip().getBoundsInLocal().getMinX() < there);
        robot.type(KeyCode.DIGIT0);
        until(() -> both.get(0).getFitWidth() == fitted);
        assertThat(model.cursor().get()).as("the pictures below hear nothing").isEqualTo(chosen);
    }

    @Test
    void aTouchpadsSmallStepsZoomInSmallSteps(FxRobot robot) {
        ready(robot);
        compareFirst(robot);
        ImageView one = compared().get(0);
        double fitted = one.getFitWidth();
        for (int i = 0; i < 10; i++) {
            robot.interact(() -> Event.fireEvent(screen.lookup("#compare-pictures"), scroll(4)));
        }
        until(() -> Math.abs(one.getFitWidth() / fitted - 1.25) < 0.01);
    }

    @Test
    void theWindowDoesNotWaitForComparedPictures(FxRobot robot) {
        ready(robot);
        robot.type(KeyCode.HOME, KeyCode.RIGHT);
        press(robot, KeyCode.SHIFT, KeyCode.RIGHT);
        Deque<Runnable> held = new ConcurrentLinkedDeque<>();
        album.searching = held::add;
        robot.interact(model::compare);
        held.removeLast().run();
        until(() -> model.comparison().get() != null);
        assertThat(compared()).isEmpty();
        held.removeLast().run();
        until(() -> compared().size() == 2);
        album.searching = searching;
    }

    /** Where the cursor is then. */
    private int compareFirst(FxRobot robot) {
        robot.type(KeyCode.HOME, KeyCode.RIGHT);
        press(robot, KeyCode.SHIFT, KeyCode.RIGHT);
        robot.type(KeyCode.C);
        until(() -> compared().size() == 2 && compared().get(0).getFitWidth() > 0);
        return model.cursor().get();
    }

    /** The left one first; empty until they are there. */
    private List<ImageView> compared() {
        return screen.lookupAll("#compare-pictures > .image-view").stream()
                .map(ImageView.class::cast)
                .filter(view -> view.getImage() != null)
                .sorted(Comparator.comparing(Node::getLayoutX))
                .toList();
    }

    private static ScrollEvent scroll(double by) {
        return new ScrollEvent(
                ScrollEvent.SCROLL,
                0,
                0,
                0,
                0,
                false,
                false,
                false,
                false,
                true,
                false,
                0,
                by,
                0,
                by,
                ScrollEvent.HorizontalTextScrollUnits.NONE,
                0,
                ScrollEvent.VerticalTextScrollUnits.NONE,
                0,
                0,
                null);
    }

    @Test
    void thumbnailsAppear(FxRobot robot) {
        ready(robot);
        until(
                () ->
                        screen.lookupAll(".tile").stream()
                                        .filter(
                                                it ->
                                                        it instanceof Tile tile
                                                                && tile.image() != null)
                                        .count()
                                > 10);
    }

    @Test
    void everyControlTellsItsNameToAScreenReader(FxRobot robot) {
        ready(robot);
        robot.type(KeyCode.HOME, KeyCode.RIGHT);
        until(() -> robot.lookup("#detail-prompt").tryQuery().isPresent());
        for (Node node :
                screen.lookupAll(
                        ".text-input, .combo-box, .button, .toggle-button, .slider, .list-view, .scroll-pane")) {
            boolean named =
                    node.getAccessibleText() != null
                            || (node instanceof Labeled labeled && !labeled.getText().isBlank());
            boolean partOfAnother =
                    node.getParent() instanceof ComboBoxBase
                            || node.getStyleClass().contains("scroll-pane")
                                    && node.getParent().getStyleClass().contains("text-area");
            assertThat(named || partOfAnother).as("name of %s", node).isTrue();
        }
        assertThat(robot.lookup("#gallery-grid").query().getAccessibleText())
                .contains("Picture 2 of")
                .contains("a blue dog");
    }

    private void ready(FxRobot robot) {
        until(() -> model.size().get() == PICTURES + 1 && !model.scanning().get());
        robot.interact(screen::enter);
    }

    private static String shownStars(FxRobot robot) {
        return robot.lookup(".star").queryAll().stream()
                .map(it -> ((Labeled) it).getText())
                .reduce("", String::concat);
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
