package studio.easel.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LargeBlocksTest {
    private static final int LAYERS = 64;
    private static final long SIDE = 1024; // 4 MB a layer in 32 bits

    @TempDir Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void aClosedNetworkGivesItsMemoryBack() throws IOException {
        Path file = network();
        try (OnnxModel warm = OnnxModel.at(file, Device.cpu())) {
            warm.load();
        }
        long before = anonymousMegabytes();
        long open;
        try (OnnxModel model = OnnxModel.at(file, Device.cpu())) {
            model.load();
            open = anonymousMegabytes() - before;
        }
        long kept = anonymousMegabytes() - before;
        // A network the first has left nothing for takes all of its 256 MB anew.
        assertThat(open).isGreaterThan(200);
        assertThat(kept).isLessThan(64);
    }

    /** Adds one matrix after the other, stored in 16 bits, to what it is given. */
    private Path network() throws IOException {
        OnnxGraph graph = OnnxGraph.empty("sums", 20);
        graph.setWeightsFolder(folder.toAbsolutePath());
        try (RandomAccessFile weights =
                new RandomAccessFile(folder.resolve("weights.bin").toFile(), "rw")) {
            weights.setLength(2 * SIDE * SIDE * LAYERS);
        }
        graph.addInput(GraphValue.of("x0", ElementType.FLOAT, List.of()));
        for (int i = 0; i < LAYERS; i++) {
            String stored = "weights" + i;
            graph.add(
                    GraphTensor.in(
                            "weights.bin",
                            2 * SIDE * SIDE * i,
                            stored,
                            ElementType.FLOAT16,
                            List.of(SIDE, SIDE)));
            graph.add(
                    GraphNode.of(
                            "Cast",
                            List.of(stored),
                            List.of(stored + ".cast"),
                            GraphAttribute.integer("to", ElementType.FLOAT.code())));
            graph.add(
                    GraphNode.of(
                            "Add", List.of("x" + i, stored + ".cast"), List.of("x" + (i + 1))));
        }
        graph.addOutput(GraphValue.of("x" + LAYERS, ElementType.FLOAT, List.of()));
        return Files.write(folder.resolve("sums" + OnnxGraph.WRITTEN), graph.bytes());
    }

    private static long anonymousMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }
}
