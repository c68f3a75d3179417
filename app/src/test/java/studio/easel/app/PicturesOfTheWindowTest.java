package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.image.WritableImage;
import javafx.scene.transform.Transform;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.canvas.CanvasModel.Mode;
import studio.easel.app.canvas.ScreenImage;
import studio.easel.app.files.PngFile;
import studio.easel.app.generate.GenerateModel;
import studio.easel.app.jobs.JobsModel;
import studio.easel.engine.Mask;

/**
 * Draws every screen in both themes, languages and sizes, to be looked at; {@code
 * docs/pictures/README.md} says how.
 */
@ExtendWith(ApplicationExtension.class)
@EnabledIfSystemProperty(named = "easel.pictures", matches = ".+")
class PicturesOfTheWindowTest {
    @TempDir Path home;

    private static final List<String> PROMPTS =
            List.of(
                    "a watercolour of a sailboat by the sea at sunset",
                    "a paper cut-out of an owl at night in a forest",
                    "three red apples in a room",
                    "a woodcut of a castle in the mountains",
                    "a penguin in the snow while it snows",
                    "pixel art of a green frog in a forest",
                    "a red fox in the snow");

    /** Of the starter's pictures. */
    private static final int SIDE = 256;

    private Scenes scenes;
    private Stage stage;

    @Start
    void open(Stage opened) {
        Words.speak(Locale.ENGLISH);
        stage = opened;
        scenes = Scenes.drawn(home, opened);
    }

    @AfterEach
    void close() {
        scenes.in(() -> Words.speak(Locale.ENGLISH));
        scenes.studio.close();
    }

    @Test
    void everyScreenIsDrawn(FxRobot robot) throws Exception {
        Path folder = Files.createDirectories(Path.of(System.getProperty("easel.pictures")));
        scenes.ready();
        PROMPTS.forEach(this::generate);
        size(1280, 800);
        draw(folder.resolve("tour.png"), 1);
        scenes.in(() -> robot.lookup("#tour-close").queryButton().fire());
        render(robot);
        queue();
        mask();
        generate("a black cat in the snow");
        for (Locale language : Words.LANGUAGES) {
            scenes.speak(language);
            for (Theme theme : Theme.values()) {
                scenes.in(() -> scenes.window().wear(it -> new Looks(theme, surround(theme))));
                String suffix = "%s-%s".formatted(theme, language).toLowerCase(Locale.ROOT);
                for (Scene scene : Scene.values()) {
                    look(scene);
                    size(1280, 800);
                    String name = scene.name().toLowerCase(Locale.ROOT) + "-" + suffix;
                    draw(folder.resolve(name + ".png"), 1);
                    draw(folder.resolve(name + "-2x.png"), 2);
                    size(2560, 1440);
                    draw(folder.resolve(name + "-2560.png"), 1);
                }
            }
        }
    }

    private enum Scene {
        PICTURE,
        MASK,
        PALETTE,
        ANIMATION,
        GALLERY,
        QUEUE,
        MODELS
    }

    private void look(Scene scene) {
        CanvasModel canvas = scenes.studio.generate().canvas();
        scenes.in(
                () -> {
                    scenes.studio.queueShown().set(scene == Scene.QUEUE);
                    switch (scene) {
                        case PICTURE, QUEUE -> {
                            scenes.window().go(Place.PICTURE);
                            canvas.cameOut();
                        }
                        case MASK -> {
                            scenes.window().go(Place.PICTURE);
                            canvas.lookAtStart();
                        }
                        case PALETTE -> {
                            scenes.window().go(Place.PICTURE);
                            scenes.window().openPalette();
                        }
                        case ANIMATION -> scenes.window().go(Place.ANIMATION);
                        case GALLERY -> {
                            scenes.window().go(Place.GALLERY);
                            scenes.studio.gallery().choose(1);
                        }
                        case MODELS -> {
                            scenes.window().go(Place.MODELS);
                            scenes.studio.shelf().look();
                        }
                    }
                });
    }

    private void generate(String prompt) {
        GenerateModel generate = scenes.studio.generate();
        int before = generate.pictures().size();
        scenes.in(
                () -> {
                    generate.form().prompt().set(prompt);
                    generate.form().seed().set("7");
                    generate.generate();
                });
        Scenes.until(() -> generate.pictures().size() > before);
    }

    /** Over the thing in the middle of the last picture. */
    private void mask() {
        GenerateModel generate = scenes.studio.generate();
        CanvasModel canvas = generate.canvas();
        scenes.in(() -> generate.send(Objects.requireNonNull(generate.shown().get()), Mode.MASK));
        Scenes.until(() -> canvas.editor().mask().get() != null);
        byte[] round = new byte[SIDE * SIDE];
        for (int i = 0; i < round.length; i++) {
            double reach = Math.hypot(i % SIDE - SIDE / 2, i / SIDE - SIDE / 2);
            round[i] = (byte) Math.max(0, Math.min(255, 8 * (0.4 * SIDE - reach)));
        }
        scenes.in(() -> canvas.editor().replace(new Mask(SIDE, SIDE, round)));
    }

    private void render(FxRobot robot) {
        scenes.in(
                () -> {
                    scenes.window().go(Place.ANIMATION);
                    scenes.studio.animate().open(Path.of("../docs/clips/flat.txt"));
                });
        Scenes.until(() -> scenes.studio.animate().text().contains("sailboat"));
        scenes.in(() -> robot.lookup("#render-draft").queryButton().fire());
        Scenes.until(() -> scenes.studio.animate().rendering().busy().get());
        Scenes.until(() -> !scenes.studio.animate().rendering().busy().get());
    }

    private void queue() {
        JobsModel jobs = scenes.studio.jobs();
        scenes.in(
                () -> {
                    jobs.pause();
                    jobs.add();
                    jobs.add();
                });
        Scenes.until(() -> jobs.jobs().size() == 2);
    }

    private static Surround surround(Theme theme) {
        return theme == Theme.DARK ? Surround.DARK : Surround.LIGHT;
    }

    private void size(double width, double height) {
        scenes.in(
                () -> {
                    stage.setWidth(width);
                    stage.setHeight(height);
                });
    }

    /** At a multiple of the window's units, as a dense screen shows it. */
    private void draw(Path file, double scale) throws Exception {
        WaitForAsyncUtils.sleep(300, TimeUnit.MILLISECONDS);
        Image drawn =
                WaitForAsyncUtils.asyncFx(
                                () -> {
                                    SnapshotParameters dense = new SnapshotParameters();
                                    dense.setTransform(Transform.scale(scale, scale));
                                    WritableImage image =
                                            stage.getScene().getRoot().snapshot(dense, null);
                                    return (Image) image;
                                })
                        .get();
        assertThat(drawn.getWidth()).isEqualTo(stage.getScene().getWidth() * scale);
        PngFile.write(file, ScreenImage.pixelsOf(drawn));
    }
}
