package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.ImageSize;

/** Small pictures with settings as several tools store them: {@code infotext/png}. */
class PngSettingsGoldenTest {
    private static final Set<String> UNDERSTOOD = Set.of("a1111", "fooocus-a1111");

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void readsWhatThePictureSays(String file, String source, JsonNode expected) {
        assumeTrue(UNDERSTOOD.contains(source), file + ": " + source + " is not read yet");
        PngContent content = PngFile.read(path(file));
        SavedSettings settings = content.settings().orElseThrow();
        assertThat(settings.prompt()).isEqualTo(expected.get("prompt").textValue());
        assertThat(settings.negativePrompt()).isEqualTo(expected.get("negative").textValue());
        assertThat(settings.seed()).contains(expected.get("seed").longValue());
        assertThat(settings.steps()).contains(expected.get("steps").intValue());
        assertThat(settings.guidanceScale()).contains(expected.get("cfg").doubleValue());
        assertThat(settings.sampler()).contains(expected.get("sampler").textValue());
        assertThat(settings.size())
                .contains(
                        new ImageSize(
                                expected.get("width").intValue(),
                                expected.get("height").intValue()));
        assertThat(PngFile.readSettings(path(file))).contains(settings);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void takesNoOtherToolsTextForItsOwn(String file, String source) {
        assumeTrue(!UNDERSTOOD.contains(source), file + ": " + source + " is understood");
        assertThat(PngFile.read(path(file)).settings()).isEmpty();
    }

    static Stream<Arguments> pictures() throws IOException {
        JsonNode list = new ObjectMapper().readTree(path("expected.json").toFile());
        return StreamSupport.stream(list.spliterator(), false)
                .map(
                        picture ->
                                Arguments.of(
                                        picture.get("file").textValue(),
                                        picture.get("source").textValue(),
                                        picture.get("expected")));
    }

    private static Path path(String file) {
        return Goldens.path("infotext/png/" + file);
    }
}
