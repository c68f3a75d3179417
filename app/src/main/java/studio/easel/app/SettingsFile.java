package studio.easel.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.Settings.WindowBounds;
import studio.easel.engine.EaselException;

/**
 * {@code settings.json}: read leniently, value by value; written whole or not at all. Keys it does
 * not know, from a newer Easel say, are kept. A damaged file is set aside under another name.
 */
public final class SettingsFile {
    private static final int VERSION = 1;
    private static final long MOST_BYTES = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    public SettingsFile(Path file) {
        this.file = file;
    }

    /** The settings file among a platform's folders. */
    public static SettingsFile in(Folders folders) {
        return new SettingsFile(folders.configuration().resolve("settings.json"));
    }

    /**
     * What was read.
     *
     * @param note a sentence for people when the file was damaged and set aside
     */
    public record Content(Settings settings, Optional<String> note) {}

    /** Reads the file; the defaults stand for a file, a key or a value that is not there. */
    public Content read() {
        if (!Files.exists(file)) {
            return new Content(Settings.DEFAULTS, Optional.empty());
        }
        try {
            return new Content(settings(tree()), Optional.empty());
        } catch (IOException damaged) {
            return new Content(Settings.DEFAULTS, Optional.of(setAside(damaged)));
        }
    }

    /**
     * Writes the settings in place of the old ones.
     *
     * @throws EaselException when the folder cannot be written
     */
    public void write(Settings settings) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            replace(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(merged(settings)));
        } catch (IOException e) {
            throw new EaselException(
                    "Settings could not be saved to %s (%s). Expected a folder that can be written; they will be as before at the next launch."
                            .formatted(file, reason(e)),
                    e);
        }
    }

    private ObjectNode tree() throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("it is larger than 4 MB");
        }
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("it is not a JSON object");
    }

    private String setAside(IOException damage) {
        Path aside = freeName();
        try {
            Files.move(file, aside);
            return "The settings in %s could not be read (%s). They were kept as %s, and Easel starts with its usual settings."
                    .formatted(file, reason(damage), aside.getFileName());
        } catch (IOException stuck) {
            return "The settings in %s could not be read (%s) nor set aside (%s). Easel starts with its usual settings; saving them will replace that file."
                    .formatted(file, reason(damage), reason(stuck));
        }
    }

    private Path freeName() {
        int number = 1;
        while (Files.exists(file.resolveSibling("settings-damaged-" + number + ".json"))) {
            number++;
        }
        return file.resolveSibling("settings-damaged-" + number + ".json");
    }

    private ObjectNode merged(Settings settings) {
        ObjectNode root = readable().orElseGet(JSON::createObjectNode);
        root.put("version", Math.max(VERSION, root.path("version").asInt(VERSION)));
        putOrRemove(root, "modelsFolder", settings.modelsFolder());
        putOrRemove(root, "picturesFolder", settings.picturesFolder());
        root.put("device", settings.device());
        root.put("declareAi", settings.declareAi());
        root.put("theme", word(settings.theme()));
        root.put("surround", word(settings.surround()));
        root.set("form", JSON.valueToTree(new TreeMap<>(settings.form())));
        settings.window().ifPresent(window -> root.set("window", JSON.valueToTree(window)));
        root.put("divider", settings.divider());
        return root;
    }

    private Optional<ObjectNode> readable() {
        try {
            return Files.exists(file) ? Optional.of(tree()) : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private static void putOrRemove(ObjectNode root, String key, Optional<Path> path) {
        path.ifPresentOrElse(value -> root.put(key, value.toString()), () -> root.remove(key));
    }

    private static Settings settings(ObjectNode root) {
        Settings defaults = Settings.DEFAULTS;
        return new Settings(
                folder(root.path("modelsFolder")),
                folder(root.path("picturesFolder")),
                root.path("device").asText(defaults.device()),
                root.path("declareAi").asBoolean(defaults.declareAi()),
                one(Theme.class, root.path("theme"), defaults.theme()),
                one(Surround.class, root.path("surround"), defaults.surround()),
                texts(root.path("form")),
                window(root.path("window")),
                root.path("divider").asDouble(defaults.divider()));
    }

    private static Optional<Path> folder(JsonNode node) {
        try {
            return node.asText("").isBlank()
                    ? Optional.empty()
                    : Optional.of(Path.of(node.asText()));
        } catch (InvalidPathException unusable) {
            return Optional.empty();
        }
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().stream()
                .filter(entry -> entry.getValue().isTextual())
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue()));
        return texts;
    }

    private static Optional<WindowBounds> window(JsonNode node) {
        WindowBounds bounds =
                new WindowBounds(
                        node.path("x").asDouble(Double.NaN),
                        node.path("y").asDouble(Double.NaN),
                        node.path("width").asDouble(Double.NaN),
                        node.path("height").asDouble(Double.NaN),
                        node.path("maximized").asBoolean());
        double sum = bounds.x() + bounds.y() + bounds.width() + bounds.height();
        return Double.isFinite(sum) ? Optional.of(bounds) : Optional.empty();
    }

    private static <E extends Enum<E>> E one(Class<E> type, JsonNode node, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(node.asText())) {
                return constant;
            }
        }
        return otherwise;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void replace(byte[] content) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "settings", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String reason(IOException e) {
        return e instanceof JsonProcessingException json
                ? "not JSON at line " + line(json)
                : String.valueOf(e.getMessage());
    }

    private static long line(JsonProcessingException json) {
        return json.getLocation() == null ? 1 : json.getLocation().getLineNr();
    }
}
