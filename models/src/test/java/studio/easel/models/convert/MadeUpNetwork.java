package studio.easel.models.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import studio.easel.engine.Goldens;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.tensor.Tensor;
import studio.easel.models.graph.Weights;

/** A network of goldens/checkpoints: its weights are made up from their names, as make.py does. */
final class MadeUpNetwork {
    /** Several tests make up the same; nobody changes them. */
    private static final Map<String, float[]> MADE_UP = new ConcurrentHashMap<>();

    private final String name;
    private final JsonNode golden;

    private MadeUpNetwork(String name, JsonNode golden) {
        this.name = name;
        this.golden = golden;
    }

    static MadeUpNetwork of(JsonNode golden) {
        return new MadeUpNetwork("", golden);
    }

    static MadeUpNetwork recorded(String name) {
        try {
            Path file = Goldens.path("checkpoints/" + name + ".json");
            return new MadeUpNetwork(name, new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the numbers are stored. */
    enum Storage {
        F32(ElementType.FLOAT),
        F16(ElementType.FLOAT16),
        BF16(ElementType.BFLOAT16),
        F8(ElementType.FLOAT8E4M3FN);

        private final ElementType type;

        Storage(ElementType type) {
            this.type = type;
        }

        private void put(ByteBuffer to, float value) {
            switch (this) {
                case F32 -> to.putFloat(value);
                case F16 -> to.putShort(half(value));
                case F8 -> to.put(eighth(value));
                case BF16 -> to.putShort((short) (Float.floatToIntBits(value) >>> 16));
            }
        }

        /** Rounded towards zero; small enough for no exponent to overflow. */
        private static short half(float value) {
            int bits = Float.floatToIntBits(value);
            int exponent = (bits >>> 23 & 0xff) - 127 + 15;
            int sign = bits >>> 16 & 0x8000;
            return exponent <= 0
                    ? (short) sign
                    : (short) (sign | exponent << 10 | bits >>> 13 & 0x3ff);
        }
    }

    /**
     * Adds all tensors to a file, under diffusers' or transformers' names behind {@code prefix}.
     */
    void addTransformers(String prefix, WrittenSafetensors file) {
        golden.path("tensors")
                .properties()
                .forEach(
                        entry ->
                                file.add(
                                        prefix + entry.getKey(),
                                        longs(entry.getValue()),
                                        numbers(entry.getKey())));
    }

    /** Adds all tensors to a file, under the names single files have behind {@code prefix}. */
    void addSingleFile(String prefix, WrittenSafetensors file) {
        golden.path("ldm")
                .properties()
                .forEach(
                        entry ->
                                file.add(
                                        prefix + entry.getKey(),
                                        joinedShape(entry.getKey(), entry.getValue()),
                                        joined(entry.getValue())));
    }

    /** As {@link Storage#half}, with 4 bits of exponent and 3 of fraction. */
    private static byte eighth(float value) {
        int bits = Float.floatToIntBits(value);
        int exponent = (bits >>> 23 & 0xff) - 127 + 7;
        int sign = bits >>> 24 & 0x80;
        return exponent <= 0 ? (byte) sign : (byte) (sign | exponent << 3 | bits >>> 20 & 7);
    }

    /** The weights under diffusers' names, written into {@code folder}. */
    Weights diffusers(Path folder, Storage storage) {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        Map<String, List<Long>> shapes = new HashMap<>();
        golden.path("tensors")
                .properties()
                .forEach(
                        entry -> {
                            tensors.put(entry.getKey(), numbers(entry.getKey()));
                            shapes.put(entry.getKey(), longs(entry.getValue()));
                        });
        return written(folder, tensors, shapes, storage);
    }

    /** The weights under the names single files have, written into {@code folder}. */
    Weights singleFile(Path folder, Storage storage) {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        Map<String, List<Long>> shapes = new HashMap<>();
        golden.path("ldm")
                .properties()
                .forEach(
                        entry -> {
                            tensors.put(entry.getKey(), joined(entry.getValue()));
                            shapes.put(
                                    entry.getKey(), joinedShape(entry.getKey(), entry.getValue()));
                        });
        return written(folder, tensors, shapes, storage);
    }

    private float[] joined(JsonNode of) {
        if (of.path(0).asText().equals("T")) {
            List<Long> shape = shape(of.path(1).asText());
            float[] rows = numbers(of.path(1).asText());
            int height = shape.get(0).intValue();
            int width = shape.get(1).intValue();
            float[] columns = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                columns[i % width * height + i / width] = rows[i];
            }
            return columns;
        }
        List<float[]> parts = new ArrayList<>();
        of.forEach(part -> parts.add(numbers(part.asText())));
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** In latent-diffusion the VAE's attention is made of 1x1 convolutions. */
    private List<Long> joinedShape(String ldm, JsonNode of) {
        boolean transposed = of.path(0).asText().equals("T");
        List<Long> shape = new ArrayList<>(shape(of.path(transposed ? 1 : 0).asText()));
        if (transposed) {
            return List.of(shape.get(1), shape.get(0));
        }
        shape.set(0, shape.get(0) * of.size());
        if (ldm.contains(".attn_1.") && shape.size() == 2) {
            shape.addAll(List.of(1L, 1L));
        }
        return shape;
    }

    private List<Long> shape(String tensor) {
        return longs(golden.path("tensors").path(tensor));
    }

    private static List<Long> longs(JsonNode sizes) {
        List<Long> longs = new ArrayList<>();
        sizes.forEach(size -> longs.add(size.asLong()));
        return longs;
    }

    private Weights written(
            Path folder,
            Map<String, float[]> tensors,
            Map<String, List<Long>> shapes,
            Storage storage) {
        Path file = folder.resolve(name + ".bin");
        Map<String, Weights.Stored> stored = new LinkedHashMap<>();
        long offset = 3; // nothing promises that tensors are aligned
        try {
            Files.createDirectories(folder);
            Files.write(file, new byte[3]);
            for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
                float[] values = tensor.getValue();
                int each = storage.type.bytes();
                byte[] bytes = new byte[each * values.length];
                ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                for (float value : values) {
                    storage.put(buffer, value);
                }
                Files.write(file, bytes, StandardOpenOption.APPEND);
                List<Long> shape = shapes.getOrDefault(tensor.getKey(), List.of());
                stored.put(
                        tensor.getKey(),
                        new Weights.Stored(storage.type, shape, name + ".bin", offset));
                offset += bytes.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Weights(folder, file.toString(), stored);
    }

    /** Weights that neither grow nor shrink what goes through them. */
    private float[] numbers(String tensor) {
        List<Long> shape = shape(tensor);
        return MADE_UP.computeIfAbsent(tensor + shape, key -> madeUp(tensor, shape));
    }

    private static float[] madeUp(String tensor, List<Long> shape) {
        float[] values = uniform(tensor, (int) count(shape));
        double fanIn = (double) count(shape) / shape.get(0);
        for (int i = 0; i < values.length; i++) {
            if (shape.size() >= 2) {
                values[i] = values[i] * (float) Math.sqrt(3 / fanIn);
            } else {
                values[i] = (tensor.endsWith("weight") ? 1 : 0) + 0.1f * values[i];
            }
        }
        return values;
    }

    private static long count(List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** From -1 to 1: SplitMix64 (Steele et al. 2014) of the name's CRC-32 and the place. */
    static float[] uniform(String name, int count) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long z = ((crc.getValue() << 32) + i) * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = (z >>> 40) / 0x1p23f - 1;
        }
        return values;
    }

    /**
     * What the network was fed.
     *
     * @param by the name that make.py made the numbers up from
     */
    Tensor input(String input, String by) {
        JsonNode recorded = golden.path("inputs").path(input);
        if (recorded.path(0).isArray()) {
            List<Float> ids = new ArrayList<>();
            recorded.forEach(row -> row.forEach(id -> ids.add((float) id.asInt())));
            float[] values = new float[ids.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = ids.get(i);
            }
            return Tensor.of(values, recorded.size(), recorded.path(0).size());
        }
        List<Long> shape = longs(recorded);
        float[] values = uniform("input " + by, (int) count(shape));
        return Tensor.of(values, shape.stream().mapToInt(Long::intValue).toArray());
    }

    /** Checks an output; {@code tolerance} is of the greatest number in it. */
    void assertGiven(Map<String, Tensor> given, double tolerance, String output) {
        assertThat(distance(given, output)).as(output).isLessThan(tolerance);
    }

    /** How far an output is from the recorded one, as a share of the greatest number in it. */
    double distance(Map<String, Tensor> given, String output) {
        JsonNode expected = golden.path("outputs").path(output);
        Tensor tensor = Objects.requireNonNull(given.get(output), output);
        assertThat(longs(expected.path("shape")).stream().mapToInt(Long::intValue).toArray())
                .isEqualTo(tensor.shape());
        double greatest = 0;
        double furthest = 0;
        int step = expected.path("step").asInt();
        for (int i = 0; i < expected.path("values").size(); i++) {
            double value = expected.path("values").path(i).asDouble();
            greatest = Math.max(greatest, Math.abs(value));
            furthest = Math.max(furthest, Math.abs(value - tensor.get(i * step)));
        }
        return furthest / greatest;
    }

    JsonNode golden() {
        return golden;
    }
}
