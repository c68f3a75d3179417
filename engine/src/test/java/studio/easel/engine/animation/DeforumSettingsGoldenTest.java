package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeforumSettingsGoldenTest {
    static Stream<Named<JsonNode>> deprecated() throws IOException {
        return DeforumGoldens.section("deprecated");
    }

    static Stream<Named<JsonNode>> batchName() throws IOException {
        return DeforumGoldens.section("batch_name");
    }

    @ParameterizedTest
    @MethodSource("deprecated")
    void oldNamesBecomeTodays(JsonNode golden) {
        assertThat(DeforumSettings.of(values(golden.get("input"))).values())
                .isEqualTo(values(golden.get("output")));
    }

    @ParameterizedTest
    @MethodSource("batchName")
    void foldersAreNamedByTheTemplate(JsonNode golden) {
        assertThat(FolderName.of(golden.get("template").asText(), values(golden.get("values"))))
                .isEqualTo(golden.get("out").asText());
    }

    private static Map<String, Object> values(JsonNode object) {
        Map<String, Object> values = new LinkedHashMap<>();
        object.properties()
                .forEach(
                        it ->
                                values.put(
                                        it.getKey(),
                                        new ObjectMapper()
                                                .convertValue(it.getValue(), Object.class)));
        return values;
    }
}
