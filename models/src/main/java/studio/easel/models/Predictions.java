package studio.easel.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.easel.engine.ModelException;
import studio.easel.models.passport.Prediction;

/**
 * What people said a model predicts, by its fingerprint: Stable Diffusion 2's files do not say, and
 * those that predict v have the structure of those that predict epsilon. {@code .predictions} in
 * the models folder has a line {@code <fingerprint> <V or EPSILON>} for each.
 */
final class Predictions {
    private static final String NAME = ".predictions";
    private static final int LARGEST = 1 << 20;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (V|EPSILON)");

    /** Published before files said anything; known to everybody by their first ten digits. */
    private static final Map<String, Prediction.Type> FIELD =
            Map.of(
                    "bfcaf07557", Prediction.Type.V, // 768-v-ema.ckpt
                    "ad2a33c361", Prediction.Type.V, // v2-1_768-ema-pruned.ckpt
                    "4711ff4dd2", Prediction.Type.V, // v2-1_768-nonema-pruned.ckpt
                    "dcd690123c", Prediction.Type.V, // v2-1_768-ema-pruned.safetensors
                    "d635794c1f", Prediction.Type.EPSILON, // 512-base-ema.ckpt
                    "88ecb78256", Prediction.Type.EPSILON); // v2-1_512-ema-pruned.ckpt

    private final Path file;
    private final Path lock;

    Predictions(Path models) {
        this.file = models.resolve(NAME);
        this.lock = models.resolve(NAME + ".lock");
    }

    Optional<Prediction> find(String fingerprint) {
        return Optional.ofNullable(remembered().get(fingerprint))
                .or(() -> Optional.ofNullable(FIELD.get(fingerprint.substring(0, 10))))
                .map(type -> new Prediction(type, true));
    }

    /**
     * Adds to what others have said meanwhile, in this program and in others.
     *
     * @throws ModelException when it cannot be written down, or what is there cannot be read
     */
    void remember(String fingerprint, Prediction.Type type) {
        synchronized (Predictions.class) { // a lock on a file is a whole program's
            try {
                Files.createDirectories(lock.resolveSibling(""));
                try (FileChannel channel =
                                FileChannel.open(
                                        lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock held = channel.lock()) {
                    write(held, fingerprint, type);
                }
            } catch (IOException e) {
                throw new ModelException(
                        "%s cannot be written (%s). Check the folder's permissions."
                                .formatted(file, e),
                        e);
            }
        }
    }

    /**
     * @param held while nobody else writes
     */
    private void write(FileLock held, String fingerprint, Prediction.Type type) throws IOException {
        if (!held.isValid()) {
            throw new IOException("its lock was lost");
        }
        Map<String, Prediction.Type> all = read();
        all.put(fingerprint, type);
        String text =
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                        .collect(Collectors.joining());
        NewFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Prediction.Type> remembered() {
        try {
            return read();
        } catch (IOException e) {
            return Map.of(); // unreadable: then somebody is asked again
        }
    }

    private Map<String, Prediction.Type> read() throws IOException {
        Map<String, Prediction.Type> found = new TreeMap<>();
        if (!Files.exists(file)) {
            return found;
        }
        if (Files.size(file) > LARGEST) {
            throw new IOException("it has more than %,d bytes".formatted(LARGEST));
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> found.put(line.group(1), Prediction.Type.valueOf(line.group(2))));
        return found;
    }
}
