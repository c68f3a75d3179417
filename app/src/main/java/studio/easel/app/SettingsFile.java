package studio.easel.app;

import static studio.easel.app.Settings.DEFAULTS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import studio.easel.app.Settings.Language;
import studio.easel.app.Settings.Layout;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.OwnFolders;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.Settings.WindowBounds;
import studio.easel.app.files.PendingFile;
import studio.easel.engine.EaselException;

/**
 * {@code settings.json}: read leniently, value by value; written whole or not at all. Keys it does
 * not know, from a newer Easel say, are kept. A damaged file is set aside under another name; one
 * that may not be read stays where it is, and nothing is written over it.
 */
public final class SettingsFile {
    private static final int VERSION = 1;
    private static final int MOST_BYTES = 4 << 20;
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
     * @param note sentences for people when the file could not be read
     */
    public record Content(Settings settings, Optional<String> note) {}

    /** Reads the file; the defaults stand for a file, a key or a value that is not there. */
    public Content read() {
        try {
            Settings read =
                    bytes().map(SettingsFile::tree).map(SettingsFile::settings).orElse(DEFAULTS);
            return new Content(read, Optional.empty());
        } catch (DamagedException damaged) {
            return new Content(DEFAULTS, Optional.of(setAside(damaged)));
        } catch (EaselException unreadable) {
            String note = unreadable.getMessage() + " Easel starts with its usual settings.";
            return new Content(DEFAULTS, Optional.of(note));
        }
    }

    /**
     * Writes the settings in place of the old ones.
     *
     * @throws EaselException when the folder cannot be written, or what is there not be read
     */
    public void write(Settings settings) {
        try {
            PendingFile.createFolderOf(file);
            try (PendingFile pending = PendingFile.beside(file, json(settings))) {
                pending.replace(file);
            }
        } catch (EaselException e) {
            throw new EaselException(
                    "Settings could not be saved to %s and will be as before at the next launch. %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private byte[] json(Settings settings) {
        return merged(settings).toPrettyString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What the file holds; empty for no file. One byte more than may be read shows it too large.
     */
    private Optional<byte[]> bytes() {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(MOST_BYTES + 1));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EaselException(
                    "The settings in %s cannot be read (%s) and stay as they are; allow it, or move that file away."
                            .formatted(file, reason(e)),
                    e);
        }
    }

    private static ObjectNode tree(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new DamagedException("it is larger than 4 MB");
        }
        try {
            if (JSON.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new DamagedException(reason(e));
        }
        throw new DamagedException("it is not a JSON object");
    }

    /** The file was read, but holds no settings. */
    private static final class DamagedException extends EaselException {
        @Serial private static final long serialVersionUID = 1L;

        DamagedException(String reason) {
            super(reason);
        }
    }

    private String setAside(DamagedException damage) {
        Path aside = freeName();
        try {
            Files.move(file, aside);
            return "The settings in %s could not be read (%s). They were kept as %s, and Easel starts with its usual settings."
                    .formatted(file, damage.getMessage(), aside.getFileName());
        } catch (IOException stuck) {
            return "The settings in %s could not be read (%s) nor set aside (%s). Easel starts with its usual settings; saving them will replace that file."
                    .formatted(file, damage.getMessage(), reason(stuck));
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
        putOrRemove(root, "modelsFolder", settings.ownFolders().models());
        putOrRemove(root, "picturesFolder", settings.ownFolders().pictures());
        root.put("device", settings.device());
        root.put("declareAi", settings.declareAi());
        root.put("theme", word(settings.looks().theme()));
        root.put("surround", word(settings.looks().surround()));
        root.set("form", JSON.valueToTree(new TreeMap<>(settings.form())));
        Layout layout = settings.layout();
        layout.window().ifPresent(window -> root.set("window", JSON.valueToTree(window)));
        root.put("divider", layout.divider());
        root.put("place", word(layout.place()));
        root.put("language", word(settings.language()));
        root.put("toured", settings.toured());
        return root;
    }

    private Optional<ObjectNode> readable() {
        try {
            return bytes().map(SettingsFile::tree);
        } catch (DamagedException damaged) {
            return Optional.empty();
        }
    }

    private static void putOrRemove(ObjectNode root, String key, Optional<Path> path) {
        path.ifPresentOrElse(value -> root.put(key, value.toString()), () -> root.remove(key));
    }

    private static Settings settings(ObjectNode root) {
        Settings defaults = Settings.DEFAULTS;
        return new Settings(
                new OwnFolders(
                        folder(root.path("modelsFolder")), folder(root.path("picturesFolder"))),
                root.path("device").asText(defaults.device()),
                root.path("declareAi").asBoolean(defaults.declareAi()),
                looks(root, defaults.looks()),
                texts(root.path("form")),
                new Layout(
                        window(root.path("window")),
                        root.path("divider").asDouble(defaults.layout().divider()),
                        one(Place.class, root.path("place"), defaults.layout().place())),
                one(Language.class, root.path("language"), defaults.language()),
                root.path("toured").asBoolean(defaults.toured()));
    }

    private static Looks looks(ObjectNode root, Looks usual) {
        return new Looks(
                one(Theme.class, root.path("theme"), usual.theme()),
                one(Surround.class, root.path("surround"), usual.surround()));
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

    private static String reason(IOException e) {
        if (e instanceof JsonProcessingException json) {
            return "not JSON at line " + line(json);
        }
        return e instanceof AccessDeniedException
                ? "you may not read it"
                : String.valueOf(e.getMessage());
    }

    private static long line(JsonProcessingException json) {
        return json.getLocation() == null ? 1 : json.getLocation().getLineNr();
    }
}
