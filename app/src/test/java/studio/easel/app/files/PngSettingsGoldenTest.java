package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.Goldens;
import studio.easel.engine.ImageSize;

/** Small pictures with settings as several tools store them: {@code infotext/png}. */
class PngSettingsGoldenTest {
    private static final Map<String, Source> SOURCES =
            Map.of(
                    "a1111", Source.A1111,
                    "fooocus-a1111", Source.A1111,
                    "a1111-stealth", Source.A1111,
                    "comfyui", Source.COMFYUI,
                    "invokeai", Source.INVOKEAI,
                    "invokeai-2", Source.INVOKEAI,
                    "fooocus", Source.FOOOCUS,
                    "novelai", Source.NOVELAI,
                    "novelai-stealth", Source.NOVELAI);

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void readsWhatThePictureSays(String file, String source, JsonNode expected) {
        PngContent content = PngFile.read(path(file));
        if (expected.isNull()) {
            assertThat(content.settings()).isEmpty();
            return;
        }
        SavedSettings settings = content.settings().orElseThrow();
        assertThat(settings.source()).isEqualTo(SOURCES.get(source));
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
        if (expected.has("scheduler")) {
            assertThat(settings.spacing()).contains(expected.get("scheduler").textValue());
        }
        if (expected.has("model")) {
            assertThat(settings.modelName()).contains(expected.get("model").textValue());
        }
        for (JsonNode lora : expected.path("loras")) {
            String named = "%s (%s)".formatted(lora.get(0).asText(), lora.get(1).asText());
            assertThat(settings.notes()).anyMatch(note -> note.contains(named));
        }
        assertThat(PngFile.readSettings(path(file))).contains(settings);
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
