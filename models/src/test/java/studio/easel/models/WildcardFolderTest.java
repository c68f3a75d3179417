package studio.easel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.text.Wildcards;

class WildcardFolderTest {
    @TempDir Path temporary;
    private Path folder;
    private WildcardFolder wildcards;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectories(temporary.resolve("wildcards"));
        wildcards = new WildcardFolder(folder);
        Files.writeString(temporary.resolve("secret.txt"), "secret");
        Files.writeString(folder.resolve("colour.txt"), "# warm ones\nred\n\n  deep blue  \r\n");
        Files.createDirectories(folder.resolve("clothes"));
        Files.writeString(folder.resolve("clothes/hats.txt"), "\uFEFFbowler");
    }

    @Test
    void eachLineIsAChoiceButBlankOnesAndComments() {
        assertThat(wildcards.choices("colour").orElseThrow()).containsExactly("red", "deep blue");
    }

    @Test
    void namesLeadIntoFolders() {
        assertThat(wildcards.choices("clothes/hats").orElseThrow()).containsExactly("bowler");
        assertThat(wildcards.names()).containsExactly("clothes/hats", "colour");
    }

    @Test
    void promptsAreDrawnFromTheFolder() {
        String drawn = new Wildcards(wildcards).expand(Field.PROMPT, "a __clothes/hats__", 7);
        assertThat(drawn).isEqualTo("a bowler");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "clothes/../../secret",
                "/colour",
                "clothes//hats",
                "",
                ".",
                "..",
                "a\\b",
                "C:colour",
                "\u0000",
                "unknown",
                "clothes"
            })
    void otherNamesHaveNoChoices(String name) {
        assertThat(wildcards.choices(name)).isEmpty();
    }

    @Test
    void aLinkThatLeadsOutsideIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.txt"), temporary.resolve("secret.txt"));
        assertThatThrownBy(() -> wildcards.choices("link"))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("leads outside the folder of wildcards");
    }

    @Test
    void aFileTooLargeOrNoTextIsRefused() throws IOException {
        Files.write(folder.resolve("large.txt"), new byte[(4 << 20) + 1]);
        assertThatThrownBy(() -> wildcards.choices("large"))
                .hasMessageContaining("4,194,305 bytes");
        Files.write(folder.resolve("latin.txt"), "café".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> wildcards.choices("latin")).hasMessageContaining("no UTF-8 text");
    }

    @Test
    void aFolderThatIsNotThereHasNoWildcards() {
        WildcardFolder none = new WildcardFolder(temporary.resolve("nowhere"));
        assertThat(none.choices("colour")).isEmpty();
        assertThat(none.names()).isEmpty();
    }
}
