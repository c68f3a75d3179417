package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.app.Settings.Language;
import studio.easel.app.Settings.Layout;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.OwnFolders;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.Settings.WindowBounds;
import studio.easel.engine.EaselException;

class SettingsFileTest {
    @TempDir Path folder;
    private Path path;
    private SettingsFile file;

    @BeforeEach
    void place() {
        path = folder.resolve("deep/settings.json");
        file = new SettingsFile(path);
    }

    @Test
    void everySettingComesBack() {
        Settings settings =
                new Settings(
                        new OwnFolders(
                                Optional.of(folder.resolve("models")),
                                Optional.of(folder.resolve("pictures"))),
                        "cuda:1",
                        false,
                        new Looks(Theme.LIGHT, Surround.WHITE),
                        Map.of("prompt", "바다 옆 \"붉은\" 심장\n", "steps", "30"),
                        new Layout(
                                Optional.of(new WindowBounds(-5, 10.5, 1200, 800, true)),
                                0.3,
                                Place.ANIMATION),
                        Language.KOREAN,
                        true);
        file.write(settings);
        assertThat(file.read().settings()).isEqualTo(settings);
        assertThat(file.read().note()).isEmpty();
    }

    @Test
    void withoutAFileTheDefaultsCountAndDeclareThatAModelMadeThePicture() {
        assertThat(file.read().settings()).isEqualTo(Settings.DEFAULTS);
        assertThat(Settings.DEFAULTS.declareAi()).isTrue();
        assertThat(path).doesNotExist();
    }

    @Test
    void anOverrideThatIsTakenBackIsGone() {
        file.write(Settings.DEFAULTS.withModelsFolder(Optional.of(folder)));
        file.write(Settings.DEFAULTS);
        assertThat(file.read().settings().ownFolders().models()).isEmpty();
    }

    @Test
    void keysOfANewerEaselAreKept() throws Exception {
        write("{\"version\": 7, \"brush\": {\"width\": 3}, \"device\": \"cpu\"}");
        assertThat(file.read().settings().device()).isEqualTo("cpu");
        file.write(Settings.DEFAULTS);
        assertThat(Files.readString(path)).contains("\"version\" : 7", "\"width\" : 3");
    }

    @Test
    void oneUnusableValueDoesNotSpoilTheOthers() throws Exception {
        write("{\"theme\": \"mauve\", \"window\": {\"x\": 1}, \"form\": 3, \"device\": \"cpu\"}");
        assertThat(file.read().settings()).isEqualTo(Settings.DEFAULTS.withDevice("cpu"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"device\":", "[1, 2]", "\u0000\u0001", "null"})
    void aDamagedFileIsSetAsideWithASentence(String text) throws Exception {
        write(text);
        SettingsFile.Content content = file.read();
        assertThat(content.settings()).isEqualTo(Settings.DEFAULTS);
        assertThat(content.note().orElseThrow())
                .contains("could not be read", "settings-damaged-1.json");
        assertThat(folder.resolve("deep/settings-damaged-1.json")).hasContent(text);
        assertThat(path).doesNotExist();
    }

    @Test
    void aSecondDamagedFileDoesNotReplaceTheFirst() throws Exception {
        write("one");
        file.read();
        write("two");
        file.read();
        assertThat(folder.resolve("deep/settings-damaged-1.json")).hasContent("one");
        assertThat(folder.resolve("deep/settings-damaged-2.json")).hasContent("two");
    }

    /**
     * A folder of that name stands for every file that cannot be read: root may read the others.
     */
    @Test
    void whatCannotBeReadStaysWhereItIsAndIsNotWrittenOver() throws Exception {
        Files.createDirectories(path);
        SettingsFile.Content content = file.read();
        assertThat(content.settings()).isEqualTo(Settings.DEFAULTS);
        assertThat(content.note().orElseThrow()).contains("cannot be read", "move that file away");
        assertThatThrownBy(() -> file.write(Settings.DEFAULTS))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("cannot be read");
        assertThat(path).isEmptyDirectory();
        assertThat(path.getParent()).isDirectoryNotContaining(it -> !it.equals(path));
    }

    @Test
    void writingLeavesNothingElseBehind() throws Exception {
        file.write(Settings.DEFAULTS);
        file.write(Settings.DEFAULTS);
        assertThat(path.getParent()).isDirectoryContaining(path::equals);
        try (var files = Files.list(path.getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidInASentence() throws Exception {
        Files.writeString(folder.resolve("deep"), "a file where the folder should be");
        assertThatThrownBy(() -> file.write(Settings.DEFAULTS))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("could not be saved")
                .hasMessageContaining(path.toString());
    }

    private void write(String text) throws Exception {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
