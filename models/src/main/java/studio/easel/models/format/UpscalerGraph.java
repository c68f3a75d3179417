package studio.easel.models.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.UpscalerSpec;

/**
 * An upscaler: one ONNX graph, alone or with its weights beside it, that takes one picture {@code
 * [batch, 3, height, width]} and gives one.
 */
final class UpscalerGraph implements RecognisedModel.Upscaler {
    /** What it is called in a folder of its own. */
    static final String IN_FOLDER = "model.onnx";

    private static final int COLOURS = 3;
    private static final String ENDING = ".onnx";

    private final Path graph;

    private UpscalerGraph(Path graph) {
        this.graph = graph;
    }

    /**
     * @param graph an {@code .onnx} file
     */
    static Recognition recognise(Path graph) {
        try {
            GraphFile.check(graph);
            return otherGraph(graph, GraphSignature.read(graph))
                    .<Recognition>map(Recognition.NotThisFormat::new)
                    .orElseGet(() -> new Recognition.Match(new UpscalerGraph(graph)));
        } catch (ModelException e) {
            return new Recognition.Damaged(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> otherGraph(Path graph, GraphSignature signature) {
        boolean enlarges = onePicture(signature.inputs()) && onePicture(signature.outputs());
        return enlarges
                ? Optional.empty()
                : Optional.of(
                        "%s takes %s and gives %s; expected an upscaler, which takes one picture [batch, 3, height, width] and gives one. If this is a part of a model, pass the folder that holds %s."
                                .formatted(
                                        graph,
                                        words(signature.inputs()),
                                        words(signature.outputs()),
                                        OnnxFolder.INDEX));
    }

    /** Four axes, of which the second has three colours or is left open. */
    private static boolean onePicture(Map<String, List<Integer>> values) {
        return values.size() == 1
                && values.values().stream()
                        .allMatch(
                                axes ->
                                        axes.size() == 4
                                                && (axes.get(1) == COLOURS || axes.get(1) < 0));
    }

    private static String words(Map<String, List<Integer>> values) {
        List<String> some =
                values.entrySet().stream()
                        .limit(4)
                        .map(value -> "%.40s %s".formatted(value.getKey(), axes(value.getValue())))
                        .toList();
        String more = values.size() > some.size() ? " and more" : "";
        return some.isEmpty() ? "nothing" : String.join(", ", some) + more;
    }

    private static String axes(List<Integer> axes) {
        return axes.stream().map(axis -> axis < 0 ? "any" : axis.toString()).toList().toString();
    }

    /** The file's name, or the folder's around a {@code model.onnx}. */
    @Override
    public String name() {
        Path whole = graph.toAbsolutePath().normalize();
        String own = String.valueOf(whole.getFileName());
        Path parent = whole.getParent();
        return own.equals(IN_FOLDER) && parent != null
                ? String.valueOf(parent.getFileName())
                : own.substring(0, own.length() - ENDING.length());
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public String family() {
        return "Upscaler";
    }

    @Override
    public Path folder() {
        return graph.resolveSibling("");
    }

    /** The graph, and weights outside it, which exporters call after it. */
    @Override
    public List<Path> files() {
        String own = String.valueOf(graph.getFileName());
        try (Stream<Path> found = Files.list(folder())) {
            return found.filter(Files::isRegularFile)
                    .map(file -> Path.of(String.valueOf(file.getFileName())))
                    .filter(file -> file.toString().startsWith(own))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be listed (%s). Check the folder's permissions."
                            .formatted(folder(), e),
                    e);
        }
    }

    @Override
    public UpscalerSpec spec(String hash) {
        return new UpscalerSpec(name(), hash, graph);
    }
}
