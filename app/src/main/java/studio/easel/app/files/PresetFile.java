package studio.easel.app.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.EaselException;

/** {@code presets.json}: named prompts and styles; written whole or not at all. */
public final class PresetFile {
    private static final int MOST_BYTES = 8 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    public PresetFile(Path file) {
        this.file = file;
    }

    /**
     * The presets in their order; none where there is no file. Entries without a name are left out.
     *
     * @throws EaselException when there is a file that cannot be read; then write nothing over it
     */
    public List<Preset> read() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new EaselException(
                        unreadable("it is larger than %d MB".formatted(MOST_BYTES >> 20)));
            }
            JsonNode presets = JSON.readTree(bytes).path("presets");
            if (!presets.isArray()) {
                throw new EaselException(unreadable("it has no list called presets"));
            }
            List<Preset> read = new ArrayList<>();
            presets.forEach(node -> read.add(preset(node)));
            return read.stream().filter(preset -> !preset.name().isBlank()).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new EaselException(unreadable(why), e);
        }
    }

    private static Preset preset(JsonNode node) {
        return new Preset(
                node.path("name").asText(""),
                node.path("prompt").asText(""),
                node.path("negativePrompt").asText(""));
    }

    /**
     * Writes the presets in place of the old ones.
     *
     * @throws EaselException when the folder cannot be written
     */
    public void write(List<Preset> presets) {
        ObjectNode root = JSON.createObjectNode().put("version", 1);
        presets.forEach(
                preset ->
                        root.withArray("presets")
                                .addObject()
                                .put("name", preset.name())
                                .put("prompt", preset.prompt())
                                .put("negativePrompt", preset.negativePrompt()));
        if (presets.isEmpty()) {
            root.putArray("presets");
        }
        PendingFile.createFolderOf(file);
        byte[] bytes = root.toPrettyString().getBytes(StandardCharsets.UTF_8);
        try (PendingFile pending = PendingFile.beside(file, bytes)) {
            pending.replace(file);
        }
    }

    private String unreadable(String why) {
        return "The presets in %s cannot be read (%s) and stay as they are. Mend that file or move it away, then start Easel again."
                .formatted(file, why);
    }
}
