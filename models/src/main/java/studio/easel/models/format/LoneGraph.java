package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphInspection;
import studio.easel.engine.onnx.GraphSignature;

/**
 * A model that is one ONNX graph, alone or with its weights beside it: what it is shows in what it
 * takes and gives.
 */
record LoneGraph(Path file) {
    /** What it is called in a folder of its own. */
    static final String IN_FOLDER = "model.onnx";

    private static final int COLOURS = 3;
    private static final String ENDING = ".onnx";

    /**
     * @param file an {@code .onnx} file
     */
    static Recognition recognise(Path file) {
        try {
            GraphFile.check(file);
            GraphSignature signature = GraphSignature.read(file);
            if (onePicture(signature.inputs()) && onePicture(signature.outputs())) {
                return new Recognition.Match(new UpscalerGraph(new LoneGraph(file)));
            }
            if (onePicture(signature.inputs()) && oneDepth(signature.outputs())) {
                return new Recognition.Match(DepthGraph.of(new LoneGraph(file), signature));
            }
            return new Recognition.NotThisFormat(
                    "%s takes %s and gives %s; expected an upscaler, which takes one picture [batch, 3, height, width] and gives one, or a depth model, which gives [batch, height, width]. If this is a part of a model, pass the folder that holds %s."
                            .formatted(
                                    file,
                                    words(signature.inputs()),
                                    words(signature.outputs()),
                                    OnnxFolder.INDEX));
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        }
    }

    /** Four axes, of which the second has three colours or is left open. */
    private static boolean onePicture(Map<String, List<Integer>> values) {
        return only(values).size() == 4 && (only(values).get(1) == COLOURS || isOpen(values));
    }

    private static boolean isOpen(Map<String, List<Integer>> values) {
        return only(values).get(1) < 0;
    }

    /** A number a pixel: three axes, or four of which the second is one long. */
    private static boolean oneDepth(Map<String, List<Integer>> values) {
        List<Integer> axes = only(values);
        return axes.size() == 3 || axes.size() == 4 && axes.get(1) == 1;
    }

    /** The axes of the only value; none where there are more. */
    private static List<Integer> only(Map<String, List<Integer>> values) {
        return values.size() == 1 ? values.values().iterator().next() : List.of();
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
    String name() {
        Path whole = file.toAbsolutePath().normalize();
        String own = String.valueOf(whole.getFileName());
        Path parent = whole.getParent();
        return own.equals(IN_FOLDER) && parent != null
                ? String.valueOf(parent.getFileName())
                : own.substring(0, own.length() - ENDING.length());
    }

    Path folder() {
        return file.resolveSibling("");
    }

    /** The graph, and the files it takes weights from. */
    List<Path> files() {
        return Stream.concat(
                        Stream.of(String.valueOf(file.getFileName())),
                        GraphInspection.of(file).files().stream())
                .map(Path::of)
                .distinct()
                .sorted()
                .toList();
    }
}
