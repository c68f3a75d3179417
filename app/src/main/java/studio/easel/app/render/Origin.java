package studio.easel.app.render;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What frames depend on beside the settings: another model, or another picture under the same name,
 * and they come out otherwise.
 *
 * @param parts fingerprints by what they are of; neither has line breaks, nor names {@code " = "}
 */
public record Origin(Map<String, String> parts) {
    private static final String IS = " = ";

    public Origin {
        parts = Map.copyOf(parts);
    }

    /** A line for each part. */
    String text() {
        StringBuilder text = new StringBuilder();
        new TreeSet<>(parts.keySet())
                .forEach(name -> text.append(name).append(IS).append(parts.get(name)).append('\n'));
        return text.toString();
    }

    /** What is no such line is skipped. */
    static Origin parse(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int is = line.indexOf(IS);
            if (is > 0) {
                parts.put(line.substring(0, is), line.substring(is + IS.length()));
            }
        }
        return new Origin(parts);
    }

    /** The first part that is not the same in both. */
    public Optional<String> difference(Origin other) {
        TreeSet<String> names = new TreeSet<>(parts.keySet());
        names.addAll(other.parts.keySet());
        return names.stream()
                .filter(
                        name ->
                                !parts.getOrDefault(name, "")
                                        .equals(other.parts.getOrDefault(name, "")))
                .findFirst();
    }
}
