package studio.easel.models.format;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelException;

/**
 * A JSON object in a foreign file. Each value is checked where it is asked for; a wrong one becomes
 * a sentence with the file, the key and what was expected. A value that is {@code null} counts as
 * not stated, as in Hugging Face's own readers.
 */
final class JsonFile {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int LONGEST_QUOTE = 60;

    private final Path file;
    private final ObjectNode root;

    private JsonFile(Path file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    /** Reads {@code file}, which must be there and hold one JSON object. */
    static JsonFile read(Path file, int cap) {
        try {
            JsonNode root = MAPPER.readTree(CappedFile.read(file, cap));
            if (root instanceof ObjectNode object) {
                return new JsonFile(file, object);
            }
            throw new ModelException(
                    "%s holds %s, expected a JSON object { ... }. Copy the model again."
                            .formatted(file, quote(root)));
        } catch (JsonProcessingException e) {
            throw new ModelException(
                    "%s is not valid JSON%s: %s. Copy the model again, or mend the file."
                            .formatted(file, position(e.getLocation()), e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new ModelException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
        }
    }

    /** As {@link #read} for a configuration, or one that states nothing where there is no file. */
    static JsonFile readIfThere(Path file) {
        return Files.isRegularFile(file)
                ? read(file, CappedFile.CONFIGURATION)
                : new JsonFile(file, JsonNodeFactory.instance.objectNode());
    }

    Path file() {
        return file;
    }

    /** The object itself, for whoever wants to change it. */
    ObjectNode root() {
        return root;
    }

    /** The object under {@code key}, as if it stood in the file alone. */
    JsonFile inside(String key) {
        if (node(key) instanceof ObjectNode object) {
            return new JsonFile(file, object);
        }
        throw wrong(key, "an object { ... }");
    }

    boolean states(String key) {
        return root.hasNonNull(key);
    }

    /** The value as it is; a missing node where there is none. */
    JsonNode node(String key) {
        return root.path(key);
    }

    String text(String key, String fallback) {
        if (!states(key)) {
            return fallback;
        }
        JsonNode value = node(key);
        if (!value.isTextual()) {
            throw wrong(key, "text");
        }
        return value.textValue();
    }

    boolean flag(String key, boolean fallback) {
        if (!states(key)) {
            return fallback;
        }
        if (!node(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return node(key).booleanValue();
    }

    /** A number within {@code [least, most]}. */
    double number(String key, double fallback, double least, double most) {
        if (!states(key)) {
            return fallback;
        }
        JsonNode value = node(key);
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw wrong(key, "a number from %s to %s".formatted(least, most));
        }
        return value.doubleValue();
    }

    /** A whole number within {@code [least, most]}. */
    int integer(String key, int fallback, int least, int most) {
        if (!states(key)) {
            return fallback;
        }
        return integer(key, node(key), least, most);
    }

    private int integer(String key, JsonNode value, int least, int most) {
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most) || number != Math.rint(number)) {
            throw wrong(key, "a whole number from %d to %d".formatted(least, most));
        }
        return (int) number;
    }

    /** Whole numbers, each within {@code [least, most]}; one that stands alone is a list of one. */
    List<Integer> integers(String key, List<Integer> fallback, int least, int most) {
        if (!states(key)) {
            return fallback;
        }
        List<Integer> integers = new ArrayList<>();
        if (node(key).isArray()) {
            node(key).forEach(value -> integers.add(integer(key, value, least, most)));
        } else {
            integers.add(integer(key, node(key), least, most));
        }
        return integers;
    }

    /** Numbers, each within {@code [least, most]}; empty where none are stated. */
    List<Double> numbers(String key, double least, double most) {
        if (!states(key)) {
            return List.of();
        }
        if (!node(key).isArray()) {
            throw wrong(key, "a list of numbers");
        }
        return numbers(key, node(key), least, most);
    }

    /** Rows of numbers; empty where none are stated. */
    List<List<Double>> table(String key, double least, double most) {
        List<List<Double>> rows = new ArrayList<>();
        for (JsonNode row : node(key)) {
            rows.add(List.copyOf(numbers(key, row, least, most)));
        }
        return rows;
    }

    private List<Double> numbers(String key, JsonNode list, double least, double most) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode value : list) {
            double number = value.isNumber() ? value.doubleValue() : Double.NaN;
            if (!(number >= least && number <= most)) {
                throw wrong(key, "numbers from %s to %s".formatted(least, most));
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** The sentence for a value that is not {@code expected}. */
    ModelException wrong(String key, String expected) {
        return new ModelException(
                "%s has %s %s, expected %s.".formatted(file, key, quote(node(key)), expected));
    }

    private static String quote(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }

    private static String position(@Nullable JsonLocation at) {
        return at == null
                ? ""
                : " in line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    }
}
