package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListCell;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import studio.easel.app.Settings.Language;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Theme;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.canvas.MaskEditor;
import studio.easel.app.canvas.Tool;
import studio.easel.app.generate.GenerateModel;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.animation.Animation;

/** The whole window, in both languages, at the size of a small notebook. */
@ExtendWith(ApplicationExtension.class)
class StudioWindowTest {
    /** What is the same in every language: names, keys, and what a machine says. */
    private static final Pattern SAME =
            Pattern.compile(
                    "Easel|Starter|auto|CPU|cpu|CUDA|DDIM"
                            + "|(Ctrl\\+|Shift\\+|Alt\\+)*(Enter|Esc|Delete|Space|Home|End|.)"
                            + "|.*[/\\\\].*");

    /** The words that models understand are English; settings and files are called as they are. */
    private static final Set<String> NAMES = new TreeSet<>(GenerateModel.starters());

    static {
        Stream.of(SamplerName.values()).map(SamplerName::toString).forEach(NAMES::add);
        Stream.of(SigmaSpacing.values()).map(SigmaSpacing::toString).forEach(NAMES::add);
        Stream.of(NoiseKind.values()).map(NoiseKind::toString).forEach(NAMES::add);
        NAMES.addAll(List.of("Starter v1", "Starter 2x", "Starter depth"));
        NAMES.addAll(Animation.schedules());
        NAMES.addAll(List.of(Scenes.ANIMATION, Scenes.PROMPT));
    }

    @TempDir Path home;

    private Scenes scenes;

    @Start
    void open(Stage stage) {
        Words.speak(Locale.ENGLISH);
        scenes = new Scenes(home, stage);
        stage.setWidth(1280);
        stage.setHeight(800);
    }

    @AfterEach
    void close() {
        scenes.in(() -> Words.speak(Locale.ENGLISH));
        scenes.studio.close();
    }

    // Commands

    @Test
    void thePaletteFindsACommandDoesItAndGivesTheFocusBack(FxRobot robot) {
        scenes.ready();
        robot.clickOn("#prompt");
        Node before = robot.lookup("#prompt").query();
        press(robot, KeyCode.CONTROL, KeyCode.K);
        assertThat(robot.lookup("#palette").query().isVisible()).isTrue();
        robot.write("lightth");
        robot.type(KeyCode.ENTER);
        assertThat(scenes.studio.settings().looks().theme()).isEqualTo(Theme.LIGHT);
        assertThat(robot.lookup("#palette").query().isVisible()).isFalse();
        assertThat(before.isFocused()).isTrue();
        assertThat(scenes.studio.generate().form().prompt().get()).isEmpty();
    }

    @Test
    void escClosesThePaletteAndCancelsNothing(FxRobot robot) {
        scenes.ready();
        press(robot, KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        robot.write("b");
        robot.type(KeyCode.DOWN, KeyCode.ESCAPE);
        assertThat(robot.lookup("#palette").query().isVisible()).isFalse();
    }

    @Test
    void aCommandOfAnotherScreenShowsItFirst(FxRobot robot) {
        scenes.ready();
        scenes.in(() -> scenes.window().go(Place.ANIMATION));
        press(robot, KeyCode.CONTROL, KeyCode.K);
        robot.write("swap width");
        robot.type(KeyCode.ENTER);
        assertThat(robot.lookup(".generate-screen").query().isVisible()).isTrue();
    }

    @Test
    void lettersChooseToolsUnlessSomebodyTypes(FxRobot robot) {
        scenes.ready();
        scenes.paintMask();
        robot.clickOn("#prompt").write("e");
        assertThat(scenes.studio.generate().canvas().editor().tool().get()).isEqualTo(Tool.BRUSH);
        scenes.in(() -> robot.lookup("#picture").query().requestFocus());
        robot.type(KeyCode.E);
        assertThat(scenes.studio.generate().canvas().editor().tool().get()).isEqualTo(Tool.ERASER);
        assertThat(scenes.studio.generate().form().prompt().get()).isEqualTo("e");
    }

    @Test
    void keysPressedInTheQueueAndTheStripLeaveTheMaskAlone(FxRobot robot) {
        scenes.ready();
        scenes.paintMask();
        scenes.in(() -> scenes.studio.queueShown().set(true));
        MaskEditor editor = scenes.studio.generate().canvas().editor();
        for (String list : List.of("#jobs", "#strip")) {
            scenes.in(() -> robot.lookup(list).query().requestFocus());
            robot.type(KeyCode.DELETE);
            press(robot, KeyCode.CONTROL, KeyCode.Z);
            robot.type(KeyCode.E);
            assertThat(editor.empty().get()).as("with the focus in %s", list).isFalse();
            assertThat(editor.tool().get()).isEqualTo(Tool.BRUSH);
        }
        scenes.in(() -> robot.lookup("#picture").query().requestFocus());
        robot.type(KeyCode.DELETE);
        assertThat(editor.empty().get()).isTrue();
    }

    @Test
    void anotherLanguageIsSpokenAtOnceAndNothingIsLost(FxRobot robot) {
        scenes.ready();
        robot.clickOn("#prompt").write("a lighthouse");
        press(robot, KeyCode.CONTROL, KeyCode.K);
        robot.write("korean");
        robot.type(KeyCode.ENTER);
        assertThat(robot.lookup("#generate").queryLabeled().getText()).isEqualTo("생성");
        assertThat(robot.lookup("#prompt").queryTextInputControl().getText())
                .isEqualTo("a lighthouse");
        assertThat(scenes.studio.settings().language()).isEqualTo(Language.KOREAN);
    }

    @Test
    void nothingInTheWindowOfTheOtherLanguageHearsOfModelsAnyMore(FxRobot robot) {
        scenes.ready();
        scenes.paintMask();
        ToggleButton mask = robot.lookup("#start-mask").query();
        ToggleButton brush = robot.lookup("#tool-brush").query();
        MenuItem grow = grow(robot);
        scenes.speak(Locale.KOREAN);
        CanvasModel canvas = scenes.studio.generate().canvas();
        scenes.in(() -> canvas.editor().tool().set(Tool.ERASER));
        scenes.in(canvas::letGo);
        assertThat(robot.lookup("#start-mask").<ToggleButton>query().isSelected()).isFalse();
        assertThat(robot.lookup("#tool-brush").<ToggleButton>query().isSelected()).isFalse();
        assertThat(grow(robot).isDisable()).isTrue();
        assertThat(mask.isSelected()).isTrue();
        assertThat(brush.isSelected()).isTrue();
        assertThat(grow.isDisable()).isFalse();
    }

    private static MenuItem grow(FxRobot robot) {
        return robot.lookup("#menu").<MenuBar>query().getMenus().stream()
                .flatMap(menu -> menu.getItems().stream())
                .filter(item -> "do-mask.grow".equals(item.getId()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLanguageChosenInTheSettingsIsSpokenAtOnce(FxRobot robot) {
        scenes.ready();
        scenes.in(() -> scenes.window().showSettings());
        ComboBox<Language> box = robot.lookup("#language").queryComboBox();
        scenes.in(() -> box.setValue(Language.KOREAN));
        assertThat(robot.lookup("#generate").queryLabeled().getText()).isEqualTo("생성");
        assertThat(scenes.studio.settings().language()).isEqualTo(Language.KOREAN);
        assertThat(robot.lookup("#language").tryQuery()).isEmpty();
    }

    @Test
    void altAndItsNumberShowsAScreen(FxRobot robot) {
        scenes.ready();
        press(robot, KeyCode.ALT, KeyCode.DIGIT4);
        assertThat(scenes.studio.place().get()).isEqualTo(Place.MODELS);
        press(robot, KeyCode.ALT, KeyCode.DIGIT3);
        assertThat(scenes.studio.place().get()).isEqualTo(Place.GALLERY);
        press(robot, KeyCode.CONTROL, KeyCode.K);
        robot.write("show the models");
        robot.type(KeyCode.ENTER);
        assertThat(scenes.studio.place().get()).isEqualTo(Place.MODELS);
    }

    @Test
    void modelsDroppedOnAnyScreenGoToTheModelsScreen() throws IOException {
        scenes.ready();
        File model = Files.writeString(home.resolve("A.SafeTensors"), "none").toFile();
        File picture = home.resolve("a.png").toFile();
        assertThat(StudioWindow.areModels(List.of(model))).isTrue();
        assertThat(StudioWindow.areModels(List.of(model, picture))).isFalse();
        assertThat(StudioWindow.areModels(List.of())).isFalse();
        scenes.in(() -> scenes.window().addModels(List.of(model)));
        assertThat(scenes.studio.place().get()).isEqualTo(Place.MODELS);
        Scenes.until(() -> !scenes.studio.shelf().notices().isEmpty());
        assertThat(scenes.studio.shelf().notices().get(0).problem()).isTrue();
    }

    // What is seen, and what is read out

    @Test
    void everyControlHasANameAndARole() {
        scenes.ready();
        for (Locale language : Words.LANGUAGES) {
            scenes.speak(language);
            everyScene(
                    (what, nodes) -> {
                        for (Node node : nodes) {
                            if (isControl(node)) {
                                assertThat(name(node))
                                        .as("name of %s, %s", node, what)
                                        .isNotBlank();
                                assertThat(node.getAccessibleRole())
                                        .as("role of %s, %s", node, what)
                                        .isNotIn(
                                                EnumSet.of(
                                                        AccessibleRole.NODE,
                                                        AccessibleRole.PARENT));
                            }
                        }
                    });
        }
    }

    @Test
    void nothingIsLeftInEnglishWhenKoreanIsSpoken() {
        scenes.ready();
        scenes.speak(Locale.KOREAN);
        everyScene(
                (what, nodes) -> {
                    Set<String> english = new TreeSet<>();
                    nodes.stream()
                            .filter(node -> !isTheModelsOwn(node))
                            .flatMap(node -> texts(node).stream())
                            .filter(text -> text.matches("(?s).*[A-Za-z]{2}.*"))
                            .filter(text -> !text.matches("(?s).*[가-힣].*"))
                            .filter(text -> !SAME.matcher(text).matches())
                            .filter(text -> !NAMES.contains(text))
                            .forEach(english::add);
                    assertThat(english).as(what).isEmpty();
                });
    }

    /** What its author says of it, and what the library says while it reads. */
    private static boolean isTheModelsOwn(Node node) {
        return node instanceof Labeled
                && (node.getStyleClass().contains("of-the-model") || "stage".equals(node.getId()));
    }

    @Test
    void noWordsAreCutShort() {
        scenes.ready();
        for (Locale language : Words.LANGUAGES) {
            scenes.speak(language);
            everyScene(
                    (what, nodes) -> {
                        List<String> cut = new ArrayList<>();
                        scenes.in(
                                () -> {
                                    nodes.forEach(StudioWindowTest::layOut); // Words may be new.
                                    nodes.stream()
                                            .map(StudioWindowTest::cut)
                                            .flatMap(Optional::stream)
                                            .forEach(cut::add);
                                });
                        assertThat(cut).as("%s in %s", what, language).isEmpty();
                    });
        }
    }

    /** What is written and what is seen of it, where a label has no room for its words. */
    private static Optional<String> cut(Node node) {
        return node instanceof Labeled labeled
                        && !(node instanceof TableCell) // What somebody wrote, as wide as columns.
                        && labeled.getText() != null
                        && labeled.getTextOverrun() != OverrunStyle.CENTER_ELLIPSIS
                        && labeled.lookup(".text") instanceof Text shown
                        && shown.getParent() == labeled
                        && shown.getText().endsWith("...")
                        && !shown.getText().equals(labeled.getText())
                ? Optional.of(labeled.getText() + " -> " + shown.getText())
                : Optional.empty();
    }

    private static void layOut(Node node) {
        if (node.getParent() == null) {
            node.applyCss();
            ((Parent) node).layout();
        }
    }

    @Test
    void everyScreenFitsBesideTheQueue() {
        scenes.ready();
        for (Locale language : Words.LANGUAGES) {
            scenes.speak(language);
            scenes.in(() -> scenes.studio.queueShown().set(true));
            for (Place place : Place.values()) {
                scenes.in(() -> scenes.window().go(place));
                Node root = Scenes.nodes().get(0).getScene().getRoot();
                assertThat(root.minWidth(-1)).as("%s in %s", place, language).isLessThan(1280);
            }
        }
    }

    private interface Look {
        void at(String what, List<Node> nodes);
    }

    private void everyScene(Look look) {
        scenes.in(() -> scenes.window().go(Place.PICTURE));
        look.at("an empty picture screen", Scenes.nodes());
        scenes.paintMask();
        look.at("a mask", Scenes.nodes());
        scenes.in(() -> scenes.window().showSettings());
        look.at("settings", Scenes.nodes());
        scenes.in(() -> scenes.window().hideSettings());
        scenes.in(() -> scenes.window().openPalette());
        look.at("the palette", Scenes.nodes());
        scenes.in(() -> scenes.window().go(Place.ANIMATION));
        look.at("the animation screen", Scenes.nodes());
        animationScenes(look);
        scenes.in(() -> scenes.window().go(Place.GALLERY));
        scenes.in(() -> scenes.studio.queueShown().set(true));
        look.at("the gallery and the queue", Scenes.nodes());
        scenes.in(() -> scenes.studio.queueShown().set(false));
        scenes.in(() -> scenes.window().go(Place.MODELS));
        look.at("the models screen", Scenes.nodes());
        scenes.in(() -> scenes.studio.generate().canvas().letGo());
    }

    private void animationScenes(Look look) {
        scenes.openAnimation(home);
        look.at("an animation, its sound and its keys", Scenes.nodes());
        scenes.editKeys();
        TextInputControl steps = scenes.shown("#setting-steps", TextInputControl.class);
        scenes.in(() -> steps.setText("none"));
        look.at("the keys of a frame, and a wrong number", Scenes.nodes());
        scenes.in(() -> steps.setText("1"));
        scenes.render();
        look.at("a render that is there already", Scenes.nodes());
        MenuButton lanes = scenes.shown("#add-lane", MenuButton.class);
        scenes.in(lanes::show);
        look.at("the lanes there are", Scenes.nodes());
        scenes.in(lanes::hide);
        ComboBox<?> mode = scenes.shown("#mode", ComboBox.class);
        scenes.in(() -> mode.getSelectionModel().selectLast());
        Scenes.until(() -> !scenes.shown("#preview-problem", Label.class).getText().isEmpty());
        look.at("an animation in which nothing moves", Scenes.nodes());
    }

    /** What the keyboard gets to; the skins' own parts belong to their control. */
    private static boolean isControl(Node node) {
        return node.isFocusTraversable()
                && !node.isDisabled()
                && !(node.getParent() instanceof ComboBoxBase)
                && !(node instanceof ScrollPane)
                && !(node instanceof ListCell);
    }

    private static String name(Node node) {
        if (node.getAccessibleText() != null) {
            return node.getAccessibleText();
        }
        if (node instanceof Labeled labeled && !labeled.getText().isBlank()) {
            return labeled.getText();
        }
        return Scenes.nodes().stream()
                .filter(it -> it instanceof Label label && label.getLabelFor() == node)
                .map(it -> ((Label) it).getText())
                .findFirst()
                .orElse("");
    }

    private static boolean within(Node node, Class<?> parent) {
        return Stream.iterate(node, Objects::nonNull, Node::getParent).anyMatch(parent::isInstance);
    }

    private static List<String> texts(Node node) {
        List<String> texts = new ArrayList<>();
        if (node instanceof Labeled labeled) {
            texts.add(labeled.getText());
        }
        if (node instanceof Text text
                && !within(node, TextInputControl.class)
                && !within(node, Labeled.class)) {
            texts.add(text.getText());
        }
        if (node instanceof TextInputControl input) {
            texts.add(input.getPromptText());
        }
        if (node instanceof Control control && control.getTooltip() != null) {
            texts.add(control.getTooltip().getText());
        }
        if (node instanceof MenuBar menus) {
            menus.getMenus().stream()
                    .flatMap(menu -> menu.getItems().stream())
                    .map(MenuItem::getText)
                    .forEach(texts::add);
        }
        texts.add(node.getAccessibleText());
        texts.add(node.getAccessibleHelp());
        texts.removeIf(Objects::isNull);
        return texts;
    }

    private static void press(FxRobot robot, KeyCode... keys) {
        robot.press(keys).release(keys);
    }
}
