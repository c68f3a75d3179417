package studio.easel.app.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.SettingsText;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.engine.EaselException;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;

/**
 * What a job is to do.
 *
 * @param record the settings, before any axis changes them
 * @param axes x, y and z, as many as there are; empty unless a grid
 */
public record Work(Kind kind, EaselRecord record, List<Axis> axes) {
    /** Pictures a grid may have. */
    public static final int MOST_CELLS = 10_000;

    private static final int MOST_AXES = 3;
    private static final int MOST_OPTIONS = 10;
    private static final int LONGEST_TITLE = 80;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Kinds of job. */
    public enum Kind {
        /** As many pictures as the request says. */
        PICTURES,
        /** A picture for each meeting of two or three axes. */
        GRID,
        /** A picture for each choice of the prompt's parts behind the first {@code |}. */
        MATRIX
    }

    public Work {
        axes = List.copyOf(axes);
        if (kind == Kind.GRID ? axes.isEmpty() || axes.size() > MOST_AXES : !axes.isEmpty()) {
            throw new IllegalArgumentException("%s with %d axes".formatted(kind, axes.size()));
        }
    }

    public static Work pictures(EaselRecord record) {
        return new Work(Kind.PICTURES, record, List.of());
    }

    /**
     * A grid; every cell is checked here, not in the middle of the night. Only whether its {@link
     * #models} are installed is for whoever knows.
     *
     * @param axes one to three; x first
     * @throws RequestException when a cell cannot work, or there are too many
     */
    public static Work grid(EaselRecord record, List<Axis> axes) {
        Work work = new Work(Kind.GRID, record, axes);
        var unused = work.cells();
        return work;
    }

    /**
     * A1111's prompt matrix: {@code a house|by the sea|at night} is four pictures, with none, each
     * and both of the parts behind the first.
     *
     * @throws RequestException when the prompt has no parts, or too many
     */
    public static Work matrix(EaselRecord record) {
        Work work = new Work(Kind.MATRIX, record, List.of());
        var unused = work.cells();
        return work;
    }

    /** A few words of the prompt. */
    public String title() {
        String line = SettingsText.printable(record.request().prompt()).replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TITLE ? line : line.substring(0, LONGEST_TITLE) + "...";
    }

    /** Names of the models that an axis asks for; none where every picture is of the record's. */
    public Set<String> models() {
        return axes.stream()
                .filter(axis -> axis.setting() == Setting.MODEL)
                .flatMap(axis -> axis.values().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The pictures in the order they are made; always the same. */
    public List<Cell> cells() {
        return switch (kind) {
            case PICTURES -> pictureCells();
            case GRID -> gridCells();
            case MATRIX -> matrixCells();
        };
    }

    private List<Cell> pictureCells() {
        return IntStream.range(0, record.request().count())
                .mapToObj(i -> new Cell(i, i, 0, 0, only(record, i)))
                .toList();
    }

    private static EaselRecord only(EaselRecord record, int index) {
        return new EaselRecord(
                record.request().only(index), record.provenance(), record.references());
    }

    private List<Cell> gridCells() {
        int[] lengths = {length(0), length(1), length(2)};
        long count = (long) lengths[0] * lengths[1] * lengths[2];
        if (count > MOST_CELLS) {
            throw new RequestException(
                    Field.COUNT,
                    "The grid has %dx%dx%d pictures, expected at most %d in all. Leave some values out."
                            .formatted(lengths[0], lengths[1], lengths[2], MOST_CELLS));
        }
        List<int[]> places = new ArrayList<>();
        for (int z = 0; z < lengths[2]; z++) {
            for (int y = 0; y < lengths[1]; y++) {
                for (int x = 0; x < lengths[0]; x++) {
                    places.add(new int[] {x, y, z});
                }
            }
        }
        // Opening a model takes longer than anything: all pictures of one come together.
        IntStream.range(0, axes.size())
                .filter(axis -> axes.get(axis).setting() == Setting.MODEL)
                .forEach(axis -> places.sort((a, b) -> Integer.compare(a[axis], b[axis])));
        List<Cell> cells = new ArrayList<>();
        for (int[] place : places) {
            EaselRecord record = only(this.record, 0);
            for (int axis = 0; axis < axes.size(); axis++) {
                record = axes.get(axis).apply(record, place[axis]);
            }
            cells.add(new Cell(cells.size(), place[0], place[1], place[2], record));
        }
        return cells;
    }

    private int length(int axis) {
        return axis < axes.size() ? axes.get(axis).values().size() : 1;
    }

    private List<Cell> matrixCells() {
        List<String> parts = parts();
        int columns = columns(parts);
        List<Cell> cells = new ArrayList<>();
        for (int choice = 0; choice < 1 << (parts.size() - 1); choice++) {
            EaselRecord alone = only(record, 0);
            EaselRecord chosen =
                    new EaselRecord(
                            alone.request().but().prompt(prompt(parts, choice)).request(),
                            alone.provenance(),
                            alone.references());
            cells.add(new Cell(choice, choice % columns, choice / columns, 0, chosen));
        }
        return cells;
    }

    private static int columns(List<String> parts) {
        return 1 << (parts.size() / 2);
    }

    private static String prompt(List<String> parts, int choice) {
        StringBuilder prompt = new StringBuilder(parts.get(0));
        for (int i = 1; i < parts.size(); i++) {
            if ((choice >> (i - 1) & 1) == 1) {
                prompt.append(", ").append(parts.get(i));
            }
        }
        return prompt.toString();
    }

    /** At every {@code |} that is not inside brackets, where it means taking turns. */
    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        String prompt = record.request().prompt();
        for (int i = 0; i < prompt.length(); i++) {
            char c = prompt.charAt(i);
            depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
            if (c == '|' && depth <= 0) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().strip());
        if (parts.size() < 2 || parts.size() > MOST_OPTIONS + 1) {
            throw new RequestException(
                    Field.PROMPT,
                    "The prompt has %d parts between |, expected 2 to %d: a prompt matrix tries every choice of them. Write for example \"a house|by the sea|at night\"."
                            .formatted(parts.size(), MOST_OPTIONS + 1));
        }
        return parts;
    }

    /** Words above the columns of a sheet. */
    List<String> columnLabels() {
        if (kind == Kind.MATRIX) {
            List<String> parts = parts();
            int first = parts.size() / 2;
            return choices(parts.subList(1, 1 + first));
        }
        return labels(0);
    }

    /** Words beside the rows. */
    List<String> rowLabels() {
        if (kind == Kind.MATRIX) {
            List<String> parts = parts();
            return choices(parts.subList(1 + parts.size() / 2, parts.size()));
        }
        return labels(1);
    }

    /** Words above the blocks. */
    List<String> blockLabels() {
        return labels(2);
    }

    private List<String> labels(int axis) {
        return axis < axes.size()
                ? IntStream.range(0, length(axis)).mapToObj(axes.get(axis)::label).toList()
                : List.of("");
    }

    private static List<String> choices(List<String> parts) {
        return IntStream.range(0, 1 << parts.size())
                .mapToObj(
                        choice ->
                                String.join(
                                        ", ",
                                        IntStream.range(0, parts.size())
                                                .filter(i -> (choice >> i & 1) == 1)
                                                .mapToObj(parts::get)
                                                .toList()))
                .toList();
    }

    /** Whether a sheet is drawn at the end. */
    boolean hasSheet() {
        return kind != Kind.PICTURES;
    }

    String axesJson() {
        ArrayNode list = JSON.createArrayNode();
        for (Axis axis : axes) {
            ObjectNode node = list.addObject().put("setting", axis.setting().name());
            axis.values().forEach(node.putArray("values")::add);
        }
        return list.toString();
    }

    static Work parse(Kind kind, EaselRecord record, String axes) {
        try {
            List<Axis> read = new ArrayList<>();
            for (JsonNode node : JSON.readTree(axes)) {
                List<String> values = new ArrayList<>();
                node.path("values").forEach(value -> values.add(value.asText()));
                read.add(new Axis(Setting.parse(node.path("setting").asText()), values));
            }
            return new Work(kind, record, read);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new EaselException(
                    "This job cannot be read. Remove it and ask for it anew; known kinds are %s."
                            .formatted(Arrays.toString(Kind.values())),
                    e);
        }
    }
}
