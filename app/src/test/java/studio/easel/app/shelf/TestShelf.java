package studio.easel.app.shelf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;
import studio.easel.engine.Goldens;
import studio.easel.models.ModelLibrary;

/** A real library in an empty folder; everything at once on the calling thread. */
final class TestShelf {
    final Path models;
    final Path caches;
    Executor reading = Runnable::run;
    Executor working = Runnable::run;
    Executor window = Runnable::run;
    int changes;

    TestShelf(Path home) {
        this.models = home.resolve("models");
        this.caches = home.resolve("caches");
    }

    Shelf build() {
        return new Shelf(
                () -> new ModelLibrary(models, caches), reading, working, window, () -> changes++);
    }

    /** A whole checkpoint with Stable Diffusion 2's structure, of the goldens' small networks. */
    static Path sd2(Path file) {
        ObjectNode header = new ObjectMapper().createObjectNode();
        try {
            add("unet-sd2", "model.diffusion_model.", header);
            add("clip-h", "cond_stage_model.model.", header);
            add("vae", "first_stage_model.", header);
            int numbers = 0;
            for (JsonNode tensor : header) {
                int count = 1;
                for (JsonNode axis : tensor.path("shape")) {
                    count *= axis.asInt();
                }
                ((ObjectNode) tensor).putArray("data_offsets").add(2 * numbers);
                numbers += count;
                ((ArrayNode) tensor.path("data_offsets")).add(2 * numbers);
            }
            byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
            ByteBuffer whole =
                    ByteBuffer.allocate(8 + json.length + 2 * numbers)
                            .order(ByteOrder.LITTLE_ENDIAN);
            return Files.write(file, whole.putLong(json.length).put(json).array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tensors that lie below each other in one are as many times as high. */
    private static void add(String network, String prefix, ObjectNode header) throws IOException {
        JsonNode golden =
                new ObjectMapper()
                        .readTree(Goldens.path("checkpoints/" + network + ".json").toFile());
        for (Map.Entry<String, JsonNode> tensor : golden.path("ldm").properties()) {
            JsonNode parts = tensor.getValue();
            JsonNode shape = golden.path("tensors").path(parts.path(0).asText());
            ArrayNode axes =
                    header.putObject(prefix + tensor.getKey())
                            .put("dtype", "F16")
                            .putArray("shape")
                            .add(parts.size() * shape.path(0).asInt());
            for (int axis = 1; axis < shape.size(); axis++) {
                axes.add(shape.path(axis).asInt());
            }
        }
    }
}
