package studio.easel.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.models.graph.GraphStore;

/**
 * Keeps graphs in files named after what is in them, so that none is ever out of date: a checkpoint
 * that changes, moves or is opened by a newer Easel has other graphs. Used by several processes at
 * once.
 */
record WrittenGraphs(Path folder) implements GraphStore {
    private static final int DIGITS = 16;

    @Override
    public Path keep(String name, OnnxGraph graph, Optional<OnnxGraph> half) {
        byte[] bytes = graph.bytes();
        String stem = name + "-" + Sha256.of(bytes).substring(0, DIGITS);
        Path file = folder.resolve(stem + OnnxGraph.WRITTEN);
        half.ifPresent(other -> keep(OnnxGraph.halfOf(file), other.bytes()));
        keep(file, bytes);
        return file;
    }

    private static void keep(Path file, byte[] bytes) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) != bytes.length) {
                NewFile.write(file, bytes);
            }
        } catch (IOException e) {
            throw new ModelException(
                    "The graph %s cannot be written (%s). It needs some hundred kilobytes and permission to write there."
                            .formatted(file, e),
                    e);
        }
    }
}
