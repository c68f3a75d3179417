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
                    "a small yellow star at night",
                    "a purple fish and a green tree in a meadow",
                    "a red balloon at sunset",
                    "an orange butterfly on a white background",
                    "a blue house in the snow",
                    "a white sailboat by the sea",
                    "a red heart by the sea");

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
        generate("a yellow star by the sea");
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
        byte[] round = new byte[128 * 128];
        for (int i = 0; i < round.length; i++) {
            double reach = Math.hypot(i % 128 - 64, i / 128 - 64);
            round[i] = (byte) Math.max(0, Math.min(255, 8 * (48 - reach)));
        }
        scenes.in(() -> canvas.editor().replace(new Mask(128, 128, round)));
    }

    private void render(FxRobot robot) {
        scenes.in(
                () -> {
                    scenes.window().go(Place.ANIMATION);
                    scenes.studio.animate().open(Path.of("../docs/clips/flat.txt"));
                });
        Scenes.until(() -> scenes.studio.animate().text().contains("red heart"));
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
