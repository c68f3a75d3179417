package studio.easel.app.shelf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
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

    /** A checkpoint with Stable Diffusion 2's structure and hardly a weight. */
    static Path sd2(Path file) {
        String header =
                "{"
                        + tensor("model.diffusion_model.input_blocks.0.0.weight", 0, 9, "1,9,1,1")
                        + ","
                        + tensor(
                                "model.diffusion_model.input_blocks.1.1.attn2.to_k.weight",
                                9,
                                1024,
                                "1,1024")
                        + ","
                        + tensor("first_stage_model.decoder.conv_in.weight", 1033, 8, "8,1,1,1")
                        + ","
                        + tensor("cond_stage_model.model.ln_final.weight", 1041, 1024, "1024")
                        + "}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole =
                ByteBuffer.allocate(8 + json.length + 2 * 2065).order(ByteOrder.LITTLE_ENDIAN);
        whole.putLong(json.length).put(json);
        try {
            return Files.write(file, whole.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tensor(String name, int from, int count, String shape) {
        return "\"%s\":{\"dtype\":\"F16\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                .formatted(name, shape, 2 * from, 2 * (from + count));
    }
}
