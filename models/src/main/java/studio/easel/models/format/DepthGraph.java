package studio.easel.models.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import studio.easel.engine.DepthSpec;
import studio.easel.engine.DepthSpec.Meaning;
import studio.easel.engine.DepthSpec.Training;
import studio.easel.engine.onnx.GraphSignature;

/**
 * A depth model: it takes one picture {@code [batch, 3, height, width]} and gives a number for each
 * pixel.
 */
record DepthGraph(LoneGraph graph, Training training, Meaning meaning)
        implements RecognisedModel.Depth {
    /** How the exporter says what the network wants its pictures to be like. */
    private static final String PREPROCESSOR = "preprocessor_config.json";

    private static final double IMAGENET_RED = 0.485;
    private static final double NEAR_ENOUGH = 0.01;

    /** Side of the cells either family's transformer cuts pictures into, in pixels. */
    private static final int DEPTH_ANYTHING_CELL = 14;

    private static final int MIDAS_CELL = 32;

    static DepthGraph of(LoneGraph graph, GraphSignature signature) {
        String name = graph.name().toLowerCase(Locale.ROOT);
        // Networks that were taught metres say so in their names; nothing in the graph does.
        Meaning meaning =
                name.contains("metric") || name.contains("zoe")
                        ? Meaning.DISTANCE
                        : Meaning.NEARNESS;
        return new DepthGraph(graph, training(graph, signature, name), meaning);
    }

    private static Training training(LoneGraph graph, GraphSignature signature, String name) {
        OptionalDouble red = meanRed(graph);
        int height = signature.length(signature.inputs().keySet().iterator().next(), 2);
        boolean anything;
        if (red.isPresent()) {
            anything = Math.abs(red.getAsDouble() - IMAGENET_RED) < NEAR_ENOUGH;
        } else if (height > 0) {
            anything = height % DEPTH_ANYTHING_CELL == 0 && height % MIDAS_CELL != 0;
        } else {
            anything = name.contains("anything");
        }
        return anything ? Training.DEPTH_ANYTHING : Training.MIDAS;
    }

    private static OptionalDouble meanRed(LoneGraph graph) {
        JsonNode mean =
                JsonFile.readIfThere(graph.folder().resolve(PREPROCESSOR)).node("image_mean");
        return mean.path(0).isNumber()
                ? OptionalDouble.of(mean.path(0).doubleValue())
                : OptionalDouble.empty();
    }

    @Override
    public String name() {
        return graph.name();
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public String family() {
        return training == Training.MIDAS ? "Depth (MiDaS)" : "Depth (Depth Anything)";
    }

    @Override
    public Path folder() {
        return graph.folder();
    }

    @Override
    public List<Path> files() {
        return Files.isRegularFile(graph.folder().resolve(PREPROCESSOR))
                ? Stream.concat(graph.files().stream(), Stream.of(Path.of(PREPROCESSOR)))
                        .sorted()
                        .toList()
                : graph.files();
    }

    @Override
    public DepthSpec spec(String hash) {
        return new DepthSpec(name(), hash, graph.file(), training, meaning);
    }
}
