package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.canvas.ScreenImage;
import studio.easel.app.files.PngFile;

/**
 * Draws every screen in both themes, languages and sizes, to be looked at; {@code
 * docs/pictures/README.md} says how.
 */
@ExtendWith(ApplicationExtension.class)
@EnabledIfSystemProperty(named = "easel.pictures", matches = ".+")
class PicturesOfTheWindowTest {
    @TempDir Path home;

    private Scenes scenes;
    private Stage stage;

    @Start
    void open(Stage opened) {
        Words.speak(Locale.ENGLISH);
        stage = opened;
        scenes = new Scenes(home, opened);
    }

    @AfterEach
    void close() {
        Words.speak(Locale.ENGLISH);
        scenes.studio.close();
    }

    @Test
    void everyScreenIsDrawn() throws Exception {
        Path folder = Files.createDirectories(Path.of(System.getProperty("easel.pictures")));
        scenes.ready();
        for (Locale language : Words.LANGUAGES) {
            scenes.speak(language);
            for (Theme theme : Theme.values()) {
                scenes.in(() -> scenes.window().wear(it -> new Looks(theme, surround(theme))));
                String suffix = "%s-%s".formatted(theme, language).toLowerCase(Locale.ROOT);
                size(1280, 800);
                scenes.in(() -> scenes.window().go(Place.PICTURE));
                draw(folder.resolve("picture-%s.png".formatted(suffix)), 1);
                scenes.paintMask();
                draw(folder.resolve("mask-%s.png".formatted(suffix)), 1);
                draw(folder.resolve("mask-%s-2x.png".formatted(suffix)), 2);
                scenes.in(() -> scenes.window().openPalette());
                draw(folder.resolve("palette-%s.png".formatted(suffix)), 1);
                scenes.in(() -> scenes.window().go(Place.ANIMATION));
                draw(folder.resolve("animation-%s.png".formatted(suffix)), 1);
                scenes.in(() -> scenes.window().go(Place.GALLERY));
                scenes.in(() -> scenes.studio.queueShown().set(true));
                draw(folder.resolve("gallery-%s.png".formatted(suffix)), 1);
                scenes.in(() -> scenes.studio.queueShown().set(false));
                scenes.in(() -> scenes.window().go(Place.ANIMATION));
                size(2560, 1440);
                draw(folder.resolve("animation-%s-2560.png".formatted(suffix)), 1);
                scenes.in(() -> scenes.window().go(Place.PICTURE));
                draw(folder.resolve("mask-%s-2560.png".formatted(suffix)), 1);
                scenes.in(() -> scenes.studio.generate().canvas().letGo());
            }
        }
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
