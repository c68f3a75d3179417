package studio.easel.engine.text;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import studio.easel.engine.Goldens;

/** The cases of prompts/prompts.json, by list. */
final class PromptGoldens {
    private PromptGoldens() {}

    /** The cases of one list, each under its number and its text. */
    static Stream<Named<JsonNode>> list(String name) throws IOException {
        JsonNode file = new ObjectMapper().readTree(Goldens.path("prompts/prompts.json").toFile());
        if (!file.path(name).isArray()) {
            abort("no list " + name + " in the given prompts.json: skipped");
        }
        List<Named<JsonNode>> cases = new ArrayList<>();
        for (JsonNode golden : file.get(name)) {
            String text = golden.path("text").asText(golden.path("mode").asText());
            String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
            cases.add(Named.of(cases.size() + " " + shown.replace('\n', ' '), golden));
        }
        return cases.stream();
    }

    /** The pass over the picture a case is about. */
    static PromptTimeline timeline(JsonNode golden) {
        int steps = golden.get("steps").asInt();
        if (golden.path("use_old_scheduling").asBoolean()) {
            return PromptTimeline.old(steps);
        }
        JsonNode hires = golden.path("hires_steps");
        return hires.isInt()
                ? PromptTimeline.hires(steps, hires.asInt())
                : PromptTimeline.first(steps);
    }

    /** {@code [[text, weight]...]}. */
    static List<WeightedText> weighted(JsonNode pairs) {
        return stream(pairs)
                .map(pair -> new WeightedText(pair.get(0).asText(), pair.get(1).asDouble()))
                .toList();
    }

    static List<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).toList();
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
