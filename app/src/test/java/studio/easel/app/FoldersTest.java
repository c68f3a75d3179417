package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldersTest {
    @TempDir Path home;

    @Test
    void linuxWithoutAnyVariableUsesTheBaseDirectoriesUnderHome() {
        Folders folders = Folders.of(Map.of(), "Linux", home);
        assertThat(folders.configuration()).isEqualTo(home.resolve(".config/easel"));
        assertThat(folders.models()).isEqualTo(home.resolve(".local/share/easel/models"));
        assertThat(folders.caches()).isEqualTo(home.resolve(".cache/easel"));
        assertThat(folders.state()).isEqualTo(home.resolve(".local/state/easel"));
        assertThat(folders.pictures()).isEqualTo(home.resolve("Pictures/easel"));
    }

    @Test
    void linuxFollowsTheXdgVariables() {
        Path elsewhere = home.resolve("else where");
        Folders folders =
                Folders.of(
                        Map.of(
                                "XDG_CONFIG_HOME", elsewhere.resolve("c").toString(),
                                "XDG_DATA_HOME", elsewhere.resolve("d").toString(),
                                "XDG_CACHE_HOME", elsewhere.resolve("x").toString(),
                                "XDG_STATE_HOME", elsewhere.resolve("s").toString()),
                        "Linux",
                        home);
        assertThat(folders.configuration()).isEqualTo(elsewhere.resolve("c/easel"));
        assertThat(folders.models()).isEqualTo(elsewhere.resolve("d/easel/models"));
        assertThat(folders.caches()).isEqualTo(elsewhere.resolve("x/easel"));
        assertThat(folders.state()).isEqualTo(elsewhere.resolve("s/easel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "relative/path"})
    void blankAndRelativeXdgVariablesAreIgnored(String value) {
        Folders folders = Folders.of(Map.of("XDG_DATA_HOME", value), "Linux", home);
        assertThat(folders.models()).isEqualTo(home.resolve(".local/share/easel/models"));
    }

    @Test
    void linuxPicturesGoWhereTheDesktopSaysInItsOwnLanguage() throws Exception {
        userDirs("# comment\nXDG_MUSIC_DIR=\"$HOME/Musik\"\nXDG_PICTURES_DIR=\"$HOME/Bilder\"\n");
        assertThat(Folders.of(Map.of(), "Linux", home).pictures())
                .isEqualTo(home.resolve("Bilder/easel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$HOME/", "$HOME", "relative", ""})
    void aPicturesFolderThatIsSwitchedOffOrUnusableCountsAsAbsent(String value) throws Exception {
        userDirs("XDG_PICTURES_DIR=\"" + value + "\"\n");
        assertThat(Folders.of(Map.of(), "Linux", home).pictures())
                .isEqualTo(home.resolve("Pictures/easel"));
    }

    @Test
    void windowsKeepsSettingsInRoamingAndTheRestInLocalAppData() {
        Path roaming = home.resolve("R");
        Path local = home.resolve("L");
        Map<String, String> environment =
                Map.of("APPDATA", roaming.toString(), "LOCALAPPDATA", local.toString());
        Folders folders = Folders.of(environment, "Windows 11", home);
        assertThat(folders.configuration()).isEqualTo(roaming.resolve("Easel"));
        assertThat(folders.models()).isEqualTo(local.resolve("Easel/Models"));
        assertThat(folders.caches()).isEqualTo(local.resolve("Easel/Cache"));
        assertThat(folders.state()).isEqualTo(local.resolve("Easel/Logs"));
        assertThat(folders.pictures()).isEqualTo(home.resolve("Pictures/Easel"));
    }

    @Test
    void windowsWithoutItsVariablesUsesTheUsualPlaces() {
        Folders folders = Folders.of(Map.of(), "Windows 10", home);
        assertThat(folders.configuration()).isEqualTo(home.resolve("AppData/Roaming/Easel"));
        assertThat(folders.models()).isEqualTo(home.resolve("AppData/Local/Easel/Models"));
    }

    @Test
    void macUsesTheLibrary() {
        Folders folders = Folders.of(Map.of("XDG_DATA_HOME", "/not/here"), "Mac OS X", home);
        Path support = home.resolve("Library/Application Support/Easel");
        assertThat(folders.configuration()).isEqualTo(support);
        assertThat(folders.models()).isEqualTo(support.resolve("Models"));
        assertThat(folders.caches()).isEqualTo(home.resolve("Library/Caches/Easel"));
        assertThat(folders.state()).isEqualTo(home.resolve("Library/Logs/Easel"));
        assertThat(folders.pictures()).isEqualTo(home.resolve("Pictures/Easel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Linux", "Windows 11", "Mac OS X"})
    void easelHomePutsEverythingUnderOneFolder(String os) {
        Path one = home.resolve("stick");
        Folders folders = Folders.of(Map.of("EASEL_HOME", one.toString()), os, home);
        assertThat(folders.configuration()).isEqualTo(one.resolve("config"));
        assertThat(folders.models()).isEqualTo(one.resolve("models"));
        assertThat(folders.caches()).isEqualTo(one.resolve("cache"));
        assertThat(folders.state()).isEqualTo(one.resolve("state"));
        assertThat(folders.pictures()).isEqualTo(one.resolve("pictures"));
    }

    private void userDirs(String text) throws Exception {
        Files.createDirectories(home.resolve(".config"));
        Files.writeString(home.resolve(".config/user-dirs.dirs"), text);
    }
}
