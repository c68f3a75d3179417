package studio.easel.models.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphInspection;

/**
 * A look at an {@code .onnx} file before ONNX Runtime sees it: what is plainly not a graph gets a
 * sentence of its own, and {@link GraphInspection} refuses what no graph may contain.
 */
final class GraphFile {
    /** Not even one operator fits into less. */
    private static final int SMALLEST = 32;

    /**
     * An ONNX file is the protobuf message ModelProto, and what writes one writes its first field,
     * ir_version, first: field 1 as a varint is the byte 0x08 (onnx.proto; protobuf's encoding).
     */
    private static final byte IR_VERSION = 0x08;

    private GraphFile() {}

    /**
     * @throws ModelException when {@code file} cannot be an ONNX graph, or contains what it may not
     */
    static void check(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            check(file, in.readNBytes(SMALLEST));
            GraphInspection.of(file);
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(file, e),
                    e);
        }
    }

    private static void check(Path file, byte[] start) {
        String text =
                new String(start, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            throw new ModelException(
                    "%s is a Git LFS pointer, not the graph itself: the large files were not fetched. Run \"git lfs pull\" in the folder you cloned, or download the file by itself."
                            .formatted(file));
        }
        if (text.startsWith("<")) {
            throw new ModelException(
                    "%s is a web page saved under a model's name, not an ONNX graph. Download the file itself (on a model's page: the download arrow)."
                            .formatted(file));
        }
        if (start.length < SMALLEST) {
            throw new ModelException(
                    "%s has %s, expected an ONNX graph. The copy or download broke off; fetch the file again."
                            .formatted(
                                    file,
                                    start.length == 0 ? "no bytes" : start.length + " bytes"));
        }
        if (start[0] != IR_VERSION) {
            throw new ModelException(
                    "%s does not start like an ONNX graph: its first byte is 0x%02x, expected 0x08. Fetch the file again, or export the model again."
                            .formatted(file, start[0]));
        }
    }
}
