package studio.easel.engine.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.tensor.Tensor;

/** An opened graph. Used by one thread. */
final class OnnxSession implements AutoCloseable {
    private final Path graph;
    private final OrtSession session;
    private final List<OnnxTensor> given; // weights the session reads in our memory
    private final Map<String, TensorInput> inputs = new LinkedHashMap<>();
    private Map<Path, FileState> files = Map.of();

    private OnnxSession(Path graph, OrtSession session, List<OnnxTensor> given) {
        this.graph = graph;
        this.session = session;
        this.given = given;
    }

    private OnnxSession readInputs() throws OrtException {
        try {
            for (NodeInfo node : session.getInputInfo().values()) {
                if (node.getInfo() instanceof TensorInfo info) {
                    inputs.put(node.getName(), new TensorInput(graph, node.getName(), info));
                }
            }
            return this;
        } catch (OrtException | RuntimeException e) {
            close(); // gigabytes that nobody else knows of
            throw e;
        }
    }

    /** Where ONNX Runtime looks for weights outside a graph that has no file. */
    private static final String WEIGHTS_FOLDER =
            "session.model_external_initializers_file_folder_path";

    /**
     * @param known what {@link #files} said when the graph was opened before; empty the first time
     */
    static OnnxSession open(
            Path graph, Device device, Optional<GraphEdit> edit, Map<Path, FileState> known) {
        if (!Files.isRegularFile(graph)) {
            throw missing(graph);
        }
        boolean written = OnnxGraph.isWritten(graph);
        try (SessionOptions options = Providers.sessionOptions(device)) {
            // Files change between their recognition and here; foreign graphs are looked at anew.
            Map<Path, FileState> files = written ? Map.of() : inspected(graph, known);
            Path real = written ? suited(graph, device) : files.keySet().iterator().next();
            OnnxSession opened =
                    edit.isPresent() || written
                            ? edited(graph, OnnxGraph.read(real, written), edit, options)
                            : new OnnxSession(
                                    graph,
                                    Providers.environment().createSession(real.toString(), options),
                                    List.of());
            opened.files = files;
            return opened.readInputs();
        } catch (OrtException | java.io.IOException e) {
            throw refused(graph, e);
        }
    }

    /** The real graph first, then the files its weights lie in; what they must stay. */
    private static Map<Path, FileState> inspected(Path graph, Map<Path, FileState> known)
            throws java.io.IOException {
        GraphInspection.Content content = GraphInspection.of(graph);
        Map<Path, FileState> files = new LinkedHashMap<>();
        files.put(content.graph(), FileState.of(content.graph()));
        for (String file : content.files()) {
            Path weights = content.graph().resolveSibling(file);
            files.put(weights, FileState.of(weights));
        }
        if (!known.isEmpty() && !known.equals(files)) {
            throw FileState.changed(graph);
        }
        return files;
    }

    /**
     * The files of a foreign graph, the graph itself first, as they were when it was opened. None
     * of a graph that Easel wrote, which says itself in which state its weights must be.
     */
    Map<Path, FileState> files() {
        return files;
    }

    /** GPUs are several times as fast in 16 bits; the CPU is slower. */
    static Path suited(Path graph, Device device) {
        boolean half =
                device.kind() == Device.Kind.CUDA
                        && OnnxGraph.isWritten(graph)
                        && Files.isRegularFile(OnnxGraph.halfOf(graph));
        return half ? OnnxGraph.halfOf(graph) : graph;
    }

    private static OnnxSession edited(
            Path name, OnnxGraph graph, Optional<GraphEdit> edit, SessionOptions options)
            throws OrtException, java.io.IOException {
        graph.requireWeightsAsWritten();
        edit.ifPresent(change -> change.apply(graph));
        options.addConfigEntry(WEIGHTS_FOLDER, graph.home().toString());
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, GivenWeights> weights : graph.given().entrySet()) {
                given.put(weights.getKey(), weights.getValue().tensor());
            }
            if (!given.isEmpty()) {
                options.addExternalInitializers(Map.copyOf(given));
            }
            return new OnnxSession(
                    name,
                    Providers.environment().createSession(graph.bytes(), options),
                    List.copyOf(given.values()));
        } catch (OrtException | RuntimeException e) {
            given.values().forEach(OnnxTensor::close);
            throw e;
        }
    }

    static ModelException missing(Path graph) {
        return new ModelException(
                "%s is missing, expected an ONNX graph there. Copy the model's folder again."
                        .formatted(shortName(graph)));
    }

    private static EaselException refused(Path graph, Exception e) {
        String reason = Providers.firstLine(e);
        if (reason.contains("allocate")) {
            return new EaselException(
                    "There is not enough memory to open %s (%s). Close other programs or use a smaller model."
                            .formatted(shortName(graph), reason),
                    e);
        }
        return new ModelException(
                "%s could not be opened: ONNX Runtime says \"%s\". Expected a complete ONNX graph with its weights beside it. Copy or export the model again."
                        .formatted(shortName(graph), reason),
                e);
    }

    boolean takes(String input) {
        return inputs.containsKey(input);
    }

    boolean gives(String output) {
        return session.getOutputNames().contains(output);
    }

    String input(String usual, int rank, int count) {
        if (takes(usual)) {
            return usual;
        }
        List<String> fitting =
                inputs.entrySet().stream()
                        .filter(entry -> Math.max(1, entry.getValue().rank()) == rank)
                        .map(Map.Entry::getKey)
                        .toList();
        return fitting.size() == 1 && inputs.size() == count ? fitting.get(0) : input(usual).name();
    }

    int inputSize(String name, int axis) {
        return input(name).size(axis);
    }

    /**
     * @param wanted names of outputs; empty for all
     * @param took hears of a run that gave a result
     */
    Map<String, Tensor> run(
            Map<String, Tensor> offered,
            Set<String> wanted,
            RunTermination termination,
            Consumer<RunTimes> took) {
        long begun = System.nanoTime();
        Set<String> outputs = wanted.isEmpty() ? session.getOutputNames() : wanted;
        Map<String, OnnxTensor> values = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Tensor> entry : offered.entrySet()) {
                values.put(entry.getKey(), input(entry.getKey()).valueOf(entry.getValue()));
            }
            long ready = System.nanoTime();
            try (OrtSession.Result result = session.run(values, outputs, termination.begin())) {
                long ran = System.nanoTime();
                Map<String, Tensor> given = outputs(result);
                long copying = ready - begun + System.nanoTime() - ran;
                took.accept(new RunTimes(1, ran - ready, copying, 0));
                return given;
            }
        } catch (OrtException e) {
            throw failed(e, offered);
        } finally {
            termination.end();
            values.values().forEach(OnnxTensor::close);
        }
    }

    private Map<String, Tensor> outputs(OrtSession.Result result) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            FloatBuffer numbers =
                    entry.getValue() instanceof OnnxTensor tensor
                            ? tensor.getFloatBuffer() // fp16 is widened here
                            : null;
            if (numbers != null) {
                float[] values = new float[numbers.remaining()];
                numbers.get(values);
                outputs.put(entry.getKey(), Tensor.of(values, shape(entry.getValue())));
            }
        }
        if (outputs.isEmpty()) {
            throw new ModelException(
                    "%s gives no numbers, expected a tensor of floats. This is not the graph its name says."
                            .formatted(shortName(graph)));
        }
        return outputs;
    }

    private static int[] shape(OnnxValue value) {
        return Arrays.stream(((OnnxTensor) value).getInfo().getShape())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private TensorInput input(String name) {
        TensorInput input = inputs.get(name);
        if (input == null) {
            throw new ModelException(
                    "%s has inputs %s, expected one named \"%s\". Export it with the names Hugging Face's exporters use."
                            .formatted(shortName(graph), inputs.keySet(), name));
        }
        return input;
    }

    private EaselException failed(OrtException e, Map<String, Tensor> offered) {
        String reason = Providers.firstLine(e);
        if (reason.contains("allocate") || reason.contains("out of memory")) {
            return new EaselException(
                    "There is not enough memory to run %s at this size (%s). Choose a smaller size."
                            .formatted(shortName(graph), reason),
                    e);
        }
        return new ModelException(
                "%s failed on %s: ONNX Runtime says \"%s\". If the size is unusual for this model, try its own."
                        .formatted(shortName(graph), offered, reason),
                e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            given.forEach(OnnxTensor::close);
        }
    }

    /** The last two parts of a path: {@code unet/model.onnx}. */
    static String shortName(Path graph) {
        int parts = graph.getNameCount();
        return graph.subpath(Math.max(0, parts - 2), parts).toString().replace('\\', '/');
    }
}
