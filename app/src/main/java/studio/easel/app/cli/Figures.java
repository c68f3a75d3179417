package studio.easel.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How figures are summed up and laid out for reading. */
final class Figures {
    private Figures() {}

    /** The upper of the two in the middle; 0 where there is none. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    /** To three places behind the point. */
    static double rounded(double value) {
        return Math.rint(value * 1000) / 1000;
    }

    /** A figure a line; a list of objects alike becomes a table under their names. */
    static String table(ObjectNode figures) {
        StringBuilder table = new StringBuilder();
        figures.properties()
                .forEach(
                        figure ->
                                table.append(
                                        figure.getValue() instanceof ArrayNode rows
                                                ? "%n%s%n%s".formatted(figure.getKey(), rows(rows))
                                                : "%-30s %s%n"
                                                        .formatted(
                                                                figure.getKey(),
                                                                figure.getValue().asText())));
        return table.toString().stripTrailing();
    }

    private static String rows(ArrayNode rows) {
        List<String> names =
                rows.isEmpty()
                        ? List.of()
                        : rows.get(0).properties().stream().map(column -> column.getKey()).toList();
        return row(names, names)
                + StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row(names, cells(names, row)))
                        .collect(Collectors.joining());
    }

    private static List<String> cells(List<String> names, JsonNode row) {
        return names.stream().map(name -> row.path(name).asText()).toList();
    }

    /** Each cell as wide as its column's name, and as a sampler's. */
    private static String row(List<String> names, List<String> cells) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            int width = Math.max(names.get(i).length(), i == 0 ? 18 : 0);
            row.append(("%" + (i == 0 ? "-" : "") + width + "s  ").formatted(cells.get(i)));
        }
        return row.toString().stripTrailing() + System.lineSeparator();
    }
}
