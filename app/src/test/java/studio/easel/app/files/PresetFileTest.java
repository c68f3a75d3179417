package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;

class PresetFileTest {
    private static final Preset OIL =
            new Preset("Oil \"thick\"", "oil painting of {prompt},\nimpasto", "photo, 사진");

    @TempDir Path folder;

    @Test
    void presetsComeBackInTheirOrder() {
        PresetFile file = new PresetFile(folder.resolve("new/presets.json"));
        assertThat(file.read()).isEmpty();
        file.write(List.of(OIL, new Preset("b", "", "")));
        assertThat(file.read()).containsExactly(OIL, new Preset("b", "", ""));
        file.write(List.of());
        assertThat(file.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{oops", "[]", "{\"presets\": 3}"})
    void aDamagedFileIsRefusedAndStays(String content) throws IOException {
        Path path = Files.writeString(folder.resolve("presets.json"), content);
        assertThatThrownBy(() -> new PresetFile(path).read())
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("presets.json");
        assertThat(path).hasContent(content);
    }

    @Test
    void aStyleGoesRoundOrBehindTheWords() {
        assertThat(OIL.addedTo("a cat")).isEqualTo("oil painting of a cat,\nimpasto");
        assertThat(OIL.addedToNegative("fog")).isEqualTo("fog, photo, 사진");
        assertThat(OIL.addedToNegative("  ")).isEqualTo("photo, 사진");
        assertThat(OIL.alone()).isEqualTo("oil painting of ,\nimpasto");
        assertThat(new Preset("none", "", "").addedTo("a cat")).isEqualTo("a cat");
    }

    @Test
    void stylesOfA1111AreRead() throws IOException {
        String csv =
                "\uFEFFname,prompt,negative_prompt\r\n"
                        + "Oil,\"oil painting of {prompt}, \"\"thick\"\"\",\"photo\nfog\"\r\n"
                        + "--- divider ---,,\r\n"
                        + "\r\n"
                        + "Short,ink\n"
                        + ",nameless,x\n";
        assertThat(styles(csv))
                .containsExactly(
                        new Preset("Oil", "oil painting of {prompt}, \"thick\"", "photo\nfog"),
                        new Preset("Short", "ink", ""));
    }

    @Test
    void oldStylesCallThePromptText() throws IOException {
        assertThat(styles("name,text\nInk,ink drawing"))
                .containsExactly(new Preset("Ink", "ink drawing", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b,c\n1,2,3", "\u0000\u0001"})
    void whatIsNoListOfStylesIsRefused(String csv) {
        assertThatThrownBy(() -> styles(csv))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("name, prompt and negative_prompt");
    }

    @Test
    void anotherEncodingIsRefused() throws IOException {
        Path file = folder.resolve("styles.csv");
        Files.write(file, "name,prompt\nÖl,x".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> A1111Styles.read(file)).hasMessageContaining("UTF-8");
    }

    private List<Preset> styles(String csv) throws IOException {
        return A1111Styles.read(Files.writeString(folder.resolve("styles.csv"), csv));
    }
}
