package studio.easel.engine.onnx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import studio.easel.engine.ModelException;
import studio.easel.engine.Names;

/**
 * What an ONNX graph may not contain, looked for in every corner of it before ONNX Runtime sees it:
 * weights that lie anywhere but in plain files of the graph's own folder (CVE-2022-25882,
 * CVE-2024-27318, CVE-2026-27489, CVE-2026-34446, CVE-2026-34447: {@code ..}, absolute paths,
 * symbolic links and hard links), and operators that only somebody's own library knows. Weights
 * stand in initializers, sparse ones too, and in the attributes of nodes; nodes stand in graphs,
 * subgraphs, functions and what is left of a training.
 */
public final class GraphInspection {
    /** Field numbers of onnx.proto, version 1.17. */
    private static final class Field {
        static final int MODEL_GRAPH = 7;
        static final int MODEL_TRAINING = 20;
        static final int MODEL_FUNCTION = 25;
        static final int TRAINING_INITIALIZATION = 1;
        static final int TRAINING_ALGORITHM = 2;
        static final int GRAPH_NODE = 1;
        static final int GRAPH_INITIALIZER = 5;
        static final int GRAPH_SPARSE_INITIALIZER = 15;
        static final int NODE_OPERATOR = 4;
        static final int NODE_ATTRIBUTE = 5;
        static final int NODE_DOMAIN = 7;
        static final int ATTRIBUTE_TENSOR = 5;
        static final int ATTRIBUTE_GRAPH = 6;
        static final int ATTRIBUTE_TENSORS = 10;
        static final int ATTRIBUTE_GRAPHS = 11;
        static final int ATTRIBUTE_SPARSE = 22;
        static final int ATTRIBUTE_SPARSES = 23;
        static final int FUNCTION_NAME = 1;
        static final int FUNCTION_NODE = 7;
        static final int FUNCTION_DOMAIN = 10;
        static final int FUNCTION_ATTRIBUTE = 11;
        static final int SPARSE_VALUES = 1;
        static final int SPARSE_INDICES = 2;
        static final int TENSOR_DIMENSION = 1;
        static final int TENSOR_TYPE = 2;
        static final int TENSOR_EXTERNAL = 13;
        static final int ENTRY_KEY = 1;
        static final int ENTRY_VALUE = 2;
    }

    /** Those ONNX Runtime has operators of its own for. */
    private static final Set<String> KNOWN_DOMAINS =
            Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc");

    /** Loops within branches within loops; exporters write two or three. */
    private static final int DEEPEST = 32;

    /** In ONNX Runtime's locations, a place in its memory and no file: the offset is an address. */
    private static final String MEMORY = "_ORT_MEM_ADDR_";

    /** Exporters write one or two. */
    private static final int MOST_FILES = 10_000;

    /** PyTorch's exporter writes some hundred functions. */
    private static final int MOST_OPERATORS = 10_000;

    private static final int MOST_QUOTED = 3;

    /** An operator by its domain and name. */
    private record Operator(String domain, String name) {}

    /** A stretch of a file beside the graph; {@code length} is -1 where it goes to the end. */
    private record Place(String location, long offset, long length) {}

    /**
     * What a graph consists of.
     *
     * @param graph the real file, which is to be opened
     * @param parameters how many numbers its tensors hold
     * @param precision the type most of them have, under safetensors' names; empty where unknown
     * @param files beside the graph that its weights lie in
     */
    public record Content(Path graph, long parameters, String precision, List<String> files) {}

    private final Path graph;
    private final Set<Operator> used = new HashSet<>();
    private final Set<Operator> defined = new HashSet<>();
    private final Map<String, Place> places = new TreeMap<>();
    private final Map<Long, Long> numbers = new HashMap<>();

    private GraphInspection(Path graph) {
        this.graph = graph;
    }

    /**
     * @throws ModelException when {@code graph} cannot be read, or contains what it may not
     */
    public static Content of(Path graph) {
        GraphInspection inspection = new GraphInspection(graph);
        try {
            Path real = graph.toRealPath();
            try (RandomAccessFile bytes = new RandomAccessFile(real.toFile(), "r")) {
                inspection.model(WireReader.of(graph.toString(), bytes));
            }
            inspection.checkOperators();
            inspection.checkPlaces(real);
            return inspection.content(real);
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(graph, e),
                    e);
        }
    }

    private Content content(Path real) {
        long all = numbers.values().stream().mapToLong(Long::longValue).sum();
        String most =
                numbers.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(type -> precision(type.getKey()))
                        .orElse("");
        return new Content(
                real, all, most, places.values().stream().map(Place::location).distinct().toList());
    }

    /** TensorProto.DataType. */
    private static String precision(long type) {
        return switch ((int) type) {
            case 1 -> "F32";
            case 2, 3 -> "8 bits";
            case 7 -> "I64";
            case 10 -> "F16";
            case 11 -> "F64";
            case 16 -> "BF16";
            case 17, 18, 19, 20 -> "F8";
            case 21, 22 -> "4 bits";
            default -> "";
        };
    }

    private void model(WireReader file) {
        while (file.next()) {
            switch (file.field()) {
                case Field.MODEL_GRAPH -> graph(file, 0);
                case Field.MODEL_FUNCTION -> function(file);
                case Field.MODEL_TRAINING -> training(file);
                default -> file.skip();
            }
        }
    }

    private void training(WireReader file) {
        file.message(
                field -> {
                    switch (field) {
                        case Field.TRAINING_INITIALIZATION, Field.TRAINING_ALGORITHM ->
                                graph(file, 0);
                        default -> file.skip();
                    }
                });
    }

    private void graph(WireReader file, int depth) {
        if (depth > DEEPEST) {
            throw file.broken("graphs lie within graphs more than %d deep".formatted(DEEPEST));
        }
        file.message(
                field -> {
                    switch (field) {
                        case Field.GRAPH_NODE -> node(file, depth);
                        case Field.GRAPH_INITIALIZER -> tensor(file);
                        case Field.GRAPH_SPARSE_INITIALIZER -> sparse(file);
                        default -> file.skip();
                    }
                });
    }

    private void function(WireReader file) {
        StringBuilder name = new StringBuilder();
        StringBuilder domain = new StringBuilder();
        file.message(
                field -> {
                    switch (field) {
                        case Field.FUNCTION_NAME -> set(name, file.text());
                        case Field.FUNCTION_DOMAIN -> set(domain, file.text());
                        case Field.FUNCTION_NODE -> node(file, 0);
                        case Field.FUNCTION_ATTRIBUTE -> attribute(file, 0);
                        default -> file.skip();
                    }
                });
        add(file, defined, new Operator(domain.toString(), name.toString()));
    }

    private void node(WireReader file, int depth) {
        StringBuilder name = new StringBuilder();
        StringBuilder domain = new StringBuilder();
        file.message(
                field -> {
                    switch (field) {
                        case Field.NODE_OPERATOR -> set(name, file.text());
                        case Field.NODE_DOMAIN -> set(domain, file.text());
                        case Field.NODE_ATTRIBUTE -> attribute(file, depth);
                        default -> file.skip();
                    }
                });
        if (!KNOWN_DOMAINS.contains(domain.toString())) {
            add(file, used, new Operator(domain.toString(), name.toString()));
        }
    }

    private static void add(WireReader file, Set<Operator> operators, Operator operator) {
        operators.add(operator);
        if (operators.size() > MOST_OPERATORS) {
            throw file.broken(
                    "it has more than %,d operators that are not ONNX's".formatted(MOST_OPERATORS));
        }
    }

    private void attribute(WireReader file, int depth) {
        file.message(
                field -> {
                    switch (field) {
                        case Field.ATTRIBUTE_TENSOR, Field.ATTRIBUTE_TENSORS -> tensor(file);
                        case Field.ATTRIBUTE_SPARSE, Field.ATTRIBUTE_SPARSES -> sparse(file);
                        case Field.ATTRIBUTE_GRAPH, Field.ATTRIBUTE_GRAPHS ->
                                graph(file, depth + 1);
                        default -> file.skip();
                    }
                });
    }

    private void sparse(WireReader file) {
        file.message(
                field -> {
                    switch (field) {
                        case Field.SPARSE_VALUES, Field.SPARSE_INDICES -> tensor(file);
                        default -> file.skip();
                    }
                });
    }

    /** What is said about a file outside counts even where the tensor also says it needs none. */
    private void tensor(WireReader file) {
        long[] count = {1};
        long[] type = {0};
        Map<String, String> outside = new HashMap<>();
        file.message(
                field -> {
                    switch (field) {
                        case Field.TENSOR_DIMENSION ->
                                file.numbers(axis -> count[0] = times(file, count[0], axis));
                        case Field.TENSOR_TYPE -> type[0] = file.number();
                        case Field.TENSOR_EXTERNAL -> entry(file, outside);
                        default -> file.skip();
                    }
                });
        numbers.merge(type[0], count[0], (a, b) -> plus(file, a, b));
        if (!outside.isEmpty()) {
            place(file, outside);
        }
    }

    private static long times(WireReader file, long count, long axis) {
        if (axis < 0 || axis != 0 && count > Long.MAX_VALUE / axis) {
            throw file.broken("a tensor has an axis of %d".formatted(axis));
        }
        return count * axis;
    }

    private static long plus(WireReader file, long a, long b) {
        if (a > Long.MAX_VALUE - b) {
            throw file.broken("its tensors hold more numbers than any file");
        }
        return a + b;
    }

    private static void entry(WireReader file, Map<String, String> entries) {
        StringBuilder key = new StringBuilder();
        StringBuilder value = new StringBuilder();
        file.message(
                field -> {
                    switch (field) {
                        case Field.ENTRY_KEY -> set(key, file.text());
                        case Field.ENTRY_VALUE -> set(value, file.text());
                        default -> file.skip();
                    }
                });
        if (entries.put(key.toString(), value.toString()) != null) {
            throw file.broken(
                    "a tensor names \"%s\" of its file twice"
                            .formatted(Names.quote(key.toString())));
        }
    }

    private void place(WireReader file, Map<String, String> said) {
        Place place =
                new Place(
                        said.getOrDefault("location", ""),
                        number(file, said.getOrDefault("offset", "0")),
                        said.containsKey("length")
                                ? number(file, said.getOrDefault("length", ""))
                                : -1);
        // Of each file the stretch that reaches furthest stands for all.
        places.merge(place.location(), place, (a, b) -> reach(file, a) >= reach(file, b) ? a : b);
        reach(file, place);
        if (places.size() > MOST_FILES) {
            throw file.broken("its weights lie in more than %,d files".formatted(MOST_FILES));
        }
    }

    private static long reach(WireReader file, Place place) {
        return plus(file, place.offset(), Math.max(0, place.length()));
    }

    private static long number(WireReader file, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw file.broken(
                    "a tensor begins or ends at \"%s\" of its file".formatted(Names.quote(text)));
        }
        return Long.parseLong(text);
    }

    private static void set(StringBuilder text, String value) {
        text.setLength(0);
        text.append(value);
    }

    private void checkOperators() {
        used.removeAll(defined);
        if (!used.isEmpty()) {
            Set<String> domains = new TreeSet<>();
            used.forEach(operator -> domains.add(Names.quote(operator.domain())));
            Operator first = used.iterator().next();
            throw new ModelException(
                    "%s needs operators of %s (such as %s), which come in a library of somebody's own; Easel loads none. Expected ONNX's operators alone; export the model with optimum."
                            .formatted(
                                    graph,
                                    domains.stream()
                                            .limit(MOST_QUOTED)
                                            .collect(Collectors.joining(", ")),
                                    Names.quote(first.name())));
        }
    }

    private void checkPlaces(Path real) throws IOException {
        if (places.isEmpty()) {
            return;
        }
        Path folder = folder(real);
        for (Place place : places.values()) {
            Path file = inside(folder, place.location());
            long size = Files.size(file);
            long end = place.offset() + Math.max(0, place.length());
            if (end > size) {
                throw new ModelException(
                        "%s has %,d bytes, but %s says that weights lie in it up to byte %,d. The copy or download broke off; fetch the file again."
                                .formatted(file, size, graph, end));
            }
        }
    }

    /** Where ONNX Runtime looks for weights: beside the real graph, be it reached by links. */
    private Path folder(Path real) throws IOException {
        Path folder = graph.toAbsolutePath().resolveSibling("").toRealPath();
        if (!folder.equals(real.getParent())) {
            throw new ModelException(
                    "%s is a link to %s and has weights in files of their own (such as \"%s\"). Expected such a graph beside its weights; copy both into one folder."
                            .formatted(
                                    graph,
                                    Names.quote(real.toString()),
                                    Names.quote(places.keySet().iterator().next())));
        }
        return folder;
    }

    /** The file, when it is a plain one in the folder of the graph. */
    private Path inside(Path folder, String location) throws IOException {
        Path file =
                plain(location)
                        .map(folder::resolve)
                        .orElseThrow(
                                () ->
                                        outside(
                                                location,
                                                "which is no plain name of a file beside the graph"));
        if (!Files.isRegularFile(file)) {
            throw new ModelException(
                    "%s needs the file %s with its weights, which is missing. Copy it there, or fetch the model again."
                            .formatted(graph, Names.quote(file.toString())));
        }
        if (!file.toRealPath().startsWith(folder)) {
            throw outside(location, "which is a link that leads out of the folder");
        }
        if (links(file) > 1) {
            throw outside(
                    location, "which has a second name elsewhere on the disk (it is a hard link)");
        }
        return file;
    }

    private ModelException outside(String location, String what) {
        return new ModelException(
                "%s takes weights from \"%s\", %s; so a model could read any file of yours. Expected a file of its own beside the graph; if you trust it, copy that file there under a plain name, or export the model again."
                        .formatted(graph, Names.quote(location), what));
    }

    /** Names as every system reads them: relative, downwards, without drives or devices. */
    private static Optional<Path> plain(String location) {
        boolean plain =
                !location.isBlank()
                        && !location.contains(MEMORY)
                        && location.chars()
                                .noneMatch(c -> Character.isISOControl(c) || c == '\\' || c == ':')
                        && List.of(location.split("/", -1)).stream()
                                .noneMatch(
                                        part ->
                                                part.isBlank()
                                                        || part.equals("..")
                                                        || part.endsWith(" "));
        try {
            return plain ? Optional.of(Path.of(location)) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** How many names the file has; 1 where the system does not say. */
    private static int links(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:nlink") instanceof Integer links ? links : 1;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 1;
        }
    }
}
