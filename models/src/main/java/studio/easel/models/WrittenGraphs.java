package studio.easel.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.models.graph.GraphStore;

/**
 * Keeps graphs in files named after what is in them, so that none is ever out of date: a checkpoint
 * that changes, moves or is opened by a newer Easel has other graphs. What no model was opened with
 * for a year is deleted. Used by several processes at once.
 */
record WrittenGraphs(Path folder) implements GraphStore {
    private static final int DIGITS = 16;
    private static final Duration UNUSED = Duration.ofDays(365);

    @Override
    public Path keep(String name, OnnxGraph graph, Optional<OnnxGraph> half) {
        byte[] bytes = graph.bytes();
        String stem = name + "-" + Sha256.of(bytes).substring(0, DIGITS);
        Path file = folder.resolve(stem + OnnxGraph.WRITTEN);
        half.ifPresent(other -> keep(OnnxGraph.halfOf(file), other.bytes()));
        keep(file, bytes);
        sweepUnused();
        return file;
    }

    private static void keep(Path file, byte[] bytes) {
        try {
            if (holds(file, bytes)) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            } else {
                NewFile.write(file, bytes);
            }
        } catch (IOException e) {
            throw new ModelException(
                    "The graph %s cannot be written (%s). It needs some hundred kilobytes and permission to write there."
                            .formatted(file, e),
                    e);
        }
    }

    /** Its name says what was meant to be in it, not what is. */
    private static boolean holds(Path file, byte[] bytes) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == bytes.length
                && Arrays.equals(Files.readAllBytes(file), bytes);
    }

    private void sweepUnused() {
        Instant limit = Instant.now().minus(UNUSED);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (String.valueOf(file.getFileName()).endsWith(OnnxGraph.WRITTEN)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            // It is room that is lost, some hundred kilobytes; the model opens all the same.
        }
    }
}
