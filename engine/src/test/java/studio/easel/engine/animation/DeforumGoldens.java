package studio.easel.engine.animation;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import studio.easel.engine.Goldens;

/** The cases of deforum/deforum.json and deforum/expressions.json, by section. */
final class DeforumGoldens {
    private DeforumGoldens() {}

    /** The cases of one section, {@code prompts/prepare} being a section of a section. */
    static Stream<Named<JsonNode>> section(String name) throws IOException {
        return cases("deforum/deforum.json", name);
    }

    static Stream<Named<JsonNode>> cases(String file, String name) throws IOException {
        JsonNode node = file(file).at("/" + name);
        if (!node.isArray()) {
            abort("no list " + name + " in the given " + file + ": skipped");
        }
        List<Named<JsonNode>> cases = new ArrayList<>();
        for (JsonNode golden : node) {
            String id = golden.path("id").asText(golden.path("formula").asText());
            cases.add(Named.of(cases.size() + " " + id, golden));
        }
        return cases.stream();
    }

    static JsonNode file(String file) throws IOException {
        return new ObjectMapper().readTree(Goldens.path(file).toFile());
    }

    static boolean fails(JsonNode golden) {
        return golden.has("error");
    }

    /** A list with "NaN" and "Infinity" as words. */
    static double[] numbers(JsonNode list) {
        return stream(list)
                .mapToDouble(it -> it.isTextual() ? Double.parseDouble(it.asText()) : it.asDouble())
                .toArray();
    }

    static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    /** The texts of an object in its order. */
    static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.properties().forEach(it -> map.put(it.getKey(), it.getValue().asText()));
        return map;
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** The larger of the absolute and the relative difference; 0 for equal infinities and NaN. */
    static double error(double found, double expected) {
        if (Double.compare(found, expected) == 0) {
            return 0;
        }
        double difference = Math.abs(found - expected);
        return difference / Math.max(1, Math.abs(expected));
    }
}
