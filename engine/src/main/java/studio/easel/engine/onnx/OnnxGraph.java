package studio.easel.engine.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelException;

/**
 * A graph that can be changed: the message ModelProto of onnx.proto, of which operators, weights,
 * inputs and outputs are understood and everything else is passed on as it stands. Weights are not
 * read; what {@link #bytes} gives is small and refers to the file the graph came from. Used by one
 * thread.
 */
public final class OnnxGraph {
    /** Protobuf's own limit for a message: lengths are signed 32-bit numbers. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    private static final int IR_VERSION = 9; // of ONNX 1.14 and 1.15; 20 is their newest opset
    private static final int GRAPH = 7;
    private static final int METADATA = 14;

    /**
     * How files end that Easel wrote and nobody else. Such a graph says itself in which folder its
     * weights lie; from a foreign graph that would be an invitation to read any file as weights. So
     * what counts is the name Easel has for the graph, never that of a file a link leads to.
     */
    public static final String WRITTEN = ".graph";

    private static final String HALF = ".half" + WRITTEN;

    private static final String WEIGHTS_FOLDER = "easel.weights";
    private static final String STATE = "easel.state/"; // and the name of a file in that folder

    private final String file;
    private final WireWriter model = new WireWriter(); // all fields but the graph
    private final WireWriter others = new WireWriter(); // the graph's fields that are not below
    private final List<GraphNode> nodes = new ArrayList<>();
    private final List<GraphTensor> weights = new ArrayList<>();
    private final List<GraphValue> inputs = new ArrayList<>();
    private final List<GraphValue> outputs = new ArrayList<>();
    private @Nullable Map<String, GraphNode> producers; // null when the nodes have changed
    private Optional<Path> weightsFolder = Optional.empty();
    private final Map<String, FileState> states = new LinkedHashMap<>();
    private Optional<Path> folder = Optional.empty(); // of the real file it was read from
    private final Map<String, GivenWeights> given = new LinkedHashMap<>();

    private OnnxGraph(String file) {
        this.file = file;
    }

    /**
     * A graph without anything.
     *
     * @param name for whoever looks at it
     * @param opset the version of ONNX's operators
     */
    public static OnnxGraph empty(String name, int opset) {
        OnnxGraph graph = new OnnxGraph(name);
        graph.model.number(1, IR_VERSION).message(8, new WireWriter().text(1, "").number(2, opset));
        graph.others.text(2, name);
        return graph;
    }

    /**
     * Allows operators of another set than ONNX's own.
     *
     * @param domain {@code com.microsoft} for ONNX Runtime's
     */
    public void imports(String domain, int version) {
        model.message(8, new WireWriter().text(1, domain).number(2, version));
    }

    /**
     * Says in which folder the weights lie; counts for a file whose name ends in {@link #WRITTEN}.
     */
    public void setWeightsFolder(Path folder) {
        weightsFolder = Optional.of(folder);
        note(WEIGHTS_FOLDER, folder.toString());
    }

    /**
     * Says in which state a file in the weights' folder is good for this graph. In any other,
     * opening the graph is refused: its places in the file would hold something else.
     */
    public void setWeightsState(String file, FileState state) {
        states.put(file, state);
        note(STATE + file, state.text());
    }

    private void note(String key, String value) {
        model.message(METADATA, new WireWriter().text(1, key).text(2, value));
    }

    /**
     * @throws ModelException when weights have changed since the graph was written
     */
    void requireWeightsAsWritten() throws IOException {
        for (Map.Entry<String, FileState> file : states.entrySet()) {
            file.getValue().require(home().resolve(file.getKey()));
        }
    }

    /** Where the weights lie that are in no file beside this one. */
    public Optional<Path> weightsFolder() {
        return weightsFolder;
    }

    /**
     * Where beside a file that Easel wrote the same network is that computes in 16 bits, if any.
     */
    public static Path halfOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.length() - WRITTEN.length()) + HALF);
    }

    /**
     * Where ONNX Runtime looks for weights outside the graph.
     *
     * @throws IOException when the folder is not there
     */
    Path home() throws IOException {
        return weightsFolder.or(() -> folder).orElseThrow().toRealPath();
    }

    /**
     * Whether Easel wrote this file and no other program did.
     *
     * @param file under Easel's own name for it, links not followed
     */
    static boolean isWritten(Path file) {
        return String.valueOf(file.getFileName()).endsWith(WRITTEN);
    }

    /**
     * Reads a file, but for its weights. The bytes of the graph are good beside that file only,
     * links followed: they refer to it by its last name.
     *
     * @throws ModelException when it is missing or not a sound graph
     */
    public static OnnxGraph read(Path file) {
        return read(file, isWritten(file));
    }

    static OnnxGraph read(Path file, boolean written) {
        if (!Files.isRegularFile(file)) {
            throw OnnxSession.missing(file);
        }
        try {
            return read(file, file.toRealPath(), written);
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(OnnxSession.shortName(file), e.getMessage()),
                    e);
        }
    }

    private static OnnxGraph read(Path file, Path real, boolean written) throws IOException {
        String name = OnnxSession.shortName(file);
        try (RandomAccessFile bytes = new RandomAccessFile(real.toFile(), "r")) {
            if (bytes.length() > MOST_BYTES) {
                throw new ModelException(
                        "%s has %,d bytes, but no ONNX graph has more than %,d: larger ones keep their weights in a file of their own. Copy or export the model again."
                                .formatted(name, bytes.length(), MOST_BYTES));
            }
            OnnxGraph graph = new OnnxGraph(name);
            graph.folder = Optional.ofNullable(real.getParent());
            // What our own graphs hold besides references is small and stays in them.
            graph.readModel(
                    WireReader.of(name, bytes),
                    written ? Optional.empty() : Optional.of(String.valueOf(real.getFileName())));
            return graph;
        }
    }

    private void readModel(WireReader reader, Optional<String> fileName) {
        boolean found = false;
        while (reader.next()) {
            if (reader.field() != GRAPH) {
                byte[] field = reader.verbatim();
                model.verbatim(field);
                if (fileName.isEmpty() && reader.field() == METADATA) {
                    readMetadata(reader.inside(field));
                }
            } else if (found) {
                throw reader.broken("it holds two graphs");
            } else {
                found = true;
                long outer = reader.enter();
                readGraph(reader, fileName);
                reader.leave(outer);
            }
        }
        if (!found) {
            throw reader.broken("it holds no graph");
        }
    }

    private void readMetadata(WireReader field) {
        field.next();
        field.enter();
        String key = "";
        String value = "";
        while (field.next()) {
            switch (field.field()) {
                case 1 -> key = field.text();
                case 2 -> value = field.text();
                default -> field.skip();
            }
        }
        if (key.equals(WEIGHTS_FOLDER)) {
            weightsFolder = Optional.of(Path.of(value));
        } else if (key.startsWith(STATE)) {
            states.put(key.substring(STATE.length()), new FileState(value));
        }
    }

    private void readGraph(WireReader reader, Optional<String> fileName) {
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> nodes.add(GraphNode.read(reader));
                case 5 -> weights.add(GraphTensor.read(reader, fileName));
                case 11 -> inputs.add(GraphValue.read(reader));
                case 12 -> outputs.add(GraphValue.read(reader));
                default -> others.verbatim(reader.verbatim());
            }
        }
    }

    /** The graph as a file has it. */
    public byte[] bytes() {
        WireWriter graph = new WireWriter();
        nodes.forEach(node -> graph.bytes(1, node.encoded()));
        weights.forEach(tensor -> graph.bytes(5, tensor.encoded()));
        inputs.forEach(input -> graph.bytes(11, input.encoded()));
        outputs.forEach(output -> graph.bytes(12, output.encoded()));
        graph.verbatim(others.toByteArray());
        return new WireWriter().verbatim(model.toByteArray()).message(GRAPH, graph).toByteArray();
    }

    /** Each behind those whose values it takes. */
    public List<GraphNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    public List<GraphTensor> weights() {
        return Collections.unmodifiableList(weights);
    }

    public List<GraphValue> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    public List<GraphValue> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    public Optional<GraphTensor> weights(String name) {
        return weights.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    public Optional<GraphValue> input(String name) {
        return inputs.stream().filter(value -> value.name().equals(name)).findFirst();
    }

    public Optional<GraphValue> output(String name) {
        return outputs.stream().filter(value -> value.name().equals(name)).findFirst();
    }

    /** The operator that gives a value; none gives weights and inputs. */
    public Optional<GraphNode> producer(String value) {
        Map<String, GraphNode> known = producers;
        if (known == null) {
            known = new HashMap<>();
            for (GraphNode node : nodes) {
                for (String output : node.outputs()) {
                    if (!output.isEmpty() && known.put(output, node) != null) {
                        throw unfit("its value \"%s\" is given by two operators".formatted(output));
                    }
                }
            }
            producers = known;
        }
        return Optional.ofNullable(known.get(value));
    }

    /** Adds an operator; all it takes must be there. */
    public void add(GraphNode node) {
        nodes.add(node);
        producers = null;
    }

    /** Puts operators in the place of one. */
    public void replace(GraphNode node, GraphNode... others) {
        int place = nodes.indexOf(node);
        nodes.remove(place);
        nodes.addAll(place, List.of(others));
        producers = null;
    }

    public void add(GraphTensor tensor) {
        weights.add(tensor);
    }

    public void addInput(GraphValue input) {
        requireNew(input.name());
        inputs.add(input);
    }

    /** Makes a value that is there an output. */
    public void addOutput(GraphValue output) {
        if (output(output.name()).isPresent()) {
            throw unfit("it already has an output named \"%s\"".formatted(output.name()));
        }
        outputs.add(output);
    }

    /** Takes an output away; what computes it stays. */
    public void removeOutput(String name) {
        outputs.removeIf(output -> output.name().equals(name));
    }

    /**
     * The numbers of weights, row-major, read from where they lie.
     *
     * @throws ModelException when they cannot be read, or are no floats
     */
    public float[] numbers(GraphTensor tensor) {
        Optional<GraphTensor.Place> place = tensor.place();
        ByteBuffer bytes =
                place.isPresent()
                        ? outside(tensor, place.get())
                        : tensor.values()
                                .orElseThrow(
                                        () ->
                                                unfit(
                                                        "its weights \"%s\" are not stored as plain bytes"
                                                                .formatted(tensor.name())));
        return Floats.of(tensor.type(), bytes.order(ByteOrder.LITTLE_ENDIAN))
                .orElseThrow(
                        () ->
                                unfit(
                                        "its weights \"%s\" are %s, expected floats"
                                                .formatted(tensor.name(), tensor.type())));
    }

    private ByteBuffer outside(GraphTensor tensor, GraphTensor.Place place) {
        try {
            Path in = home();
            Path other = in.resolve(place.location()).normalize();
            // ONNX Runtime refuses these, too.
            if (!other.startsWith(in) || !other.toRealPath().startsWith(in)) {
                throw unfit("its weights \"%s\" lie outside its folder".formatted(tensor.name()));
            }
            try (FileChannel channel = FileChannel.open(other)) {
                ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(place.length()));
                while (bytes.hasRemaining()) {
                    if (channel.read(bytes, place.offset() + bytes.position()) < 0) {
                        throw new EOFException(other + " ends before \"" + tensor.name() + "\"");
                    }
                }
                return bytes.flip();
            }
        } catch (IOException | ArithmeticException e) {
            throw new ModelException(
                    "The weights of %s cannot be read (%s). Copy the model again."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /**
     * Gives weights other numbers, which stay in memory. Those of 16 bits stay so, all others
     * become FLOAT.
     *
     * @param values row-major, as many as before
     */
    public void setNumbers(GraphTensor tensor, float[] values) {
        ElementType type =
                tensor.type() == ElementType.FLOAT16 ? ElementType.FLOAT16 : ElementType.FLOAT;
        weights.set(
                weights.indexOf(tensor),
                GraphTensor.in("given", 0, tensor.name(), type, tensor.shape()));
        given.put(
                tensor.name(), new GivenWeights(type, tensor.shape(), Floats.bytes(type, values)));
    }

    /** Weights by name that {@link #bytes} refers to but that lie in memory. */
    Map<String, GivenWeights> given() {
        return Collections.unmodifiableMap(given);
    }

    /** A name no value has: {@code wish}, or that with a number. */
    public String freshName(String wish) {
        Set<String> taken = names();
        String name = wish;
        for (int i = 1; taken.contains(name); i++) {
            name = wish + "." + i;
        }
        return name;
    }

    private void requireNew(String name) {
        if (names().contains(name)) {
            throw unfit("it already has a value named \"%s\"".formatted(name));
        }
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        nodes.forEach(node -> names.addAll(node.outputs()));
        weights.forEach(tensor -> names.add(tensor.name()));
        inputs.forEach(input -> names.add(input.name()));
        return names;
    }

    /** What an edit throws when the graph is not built as it needs it. */
    public ModelException unfit(String found) {
        return new ModelException(
                "%s cannot be changed as this request needs it: %s. Export the model again with Hugging Face's exporter, without optimisations."
                        .formatted(file, found));
    }
}
