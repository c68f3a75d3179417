package studio.easel.models.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code .safetensors} file for tests. */
final class WrittenSafetensors {
    private record Part(String type, List<Long> shape, float[] values, long bytes) {}

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();

    /** What its maker says about it. */
    WrittenSafetensors note(String key, String text) {
        notes.put(key, text);
        return this;
    }

    /** Adds an F32 tensor. */
    WrittenSafetensors add(String name, List<Long> shape, float[] values) {
        parts.put(name, new Part("F32", shape, values, 4L * values.length));
        return this;
    }

    /** Adds a tensor of zeros, which takes no room on the disk. */
    WrittenSafetensors addZeros(String name, String type, List<Long> shape) {
        int each = type.endsWith("8") ? 1 : type.endsWith("16") ? 2 : type.endsWith("32") ? 4 : 8;
        long count = shape.stream().reduce(1L, Math::multiplyExact);
        parts.put(name, new Part(type, shape, new float[0], each * count));
        return this;
    }

    /** Every second tensor, from the first or from the second on. */
    WrittenSafetensors half(int first) {
        WrittenSafetensors half = new WrittenSafetensors();
        int i = first;
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (i++ % 2 == 0) {
                half.parts.put(part.getKey(), part.getValue());
            }
        }
        return half;
    }

    WrittenSafetensors without(String name) {
        parts.remove(name);
        return this;
    }

    Path write(Path file) {
        ObjectNode header = new ObjectMapper().createObjectNode();
        notes.forEach((key, text) -> header.withObject("/__metadata__").put(key, text));
        long at = 0;
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            ObjectNode entry = header.putObject(part.getKey());
            entry.put("dtype", part.getValue().type());
            part.getValue().shape().forEach(entry.withArray("shape")::add);
            entry.putArray("data_offsets").add(at).add(at + part.getValue().bytes());
            at += part.getValue().bytes();
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(file.resolveSibling(""));
            try (FileChannel out =
                    FileChannel.open(
                            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                out.write(
                        ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(0, text.length));
                out.write(ByteBuffer.wrap(text));
                long end = out.position() + at;
                for (Part part : parts.values()) {
                    ByteBuffer values =
                            ByteBuffer.allocate(4 * part.values().length)
                                    .order(ByteOrder.LITTLE_ENDIAN);
                    values.asFloatBuffer().put(part.values());
                    long next = out.position() + part.bytes();
                    out.write(values);
                    out.position(next);
                }
                if (out.size() < end) {
                    out.write(ByteBuffer.allocate(1), end - 1); // a hole, as far as disks can
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
