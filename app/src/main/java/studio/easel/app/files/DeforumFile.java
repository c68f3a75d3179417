package studio.easel.app.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.FileReference;
import studio.easel.engine.animation.ParseqManifest;

/**
 * Deforum's settings file, {@code ..._settings.txt}: JSON of any version, from anybody. What Easel
 * does not use is written back as it was read, and nothing that the file names is opened.
 */
public final class DeforumFile {
    /** Settings have 10 kB, a Parseq manifest of a long video some megabytes. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int DEEPEST = 32;
    private static final int MOST_SETTINGS = 5_000;

    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .maxNumberLength(100)
                                                    .maxNameLength(10_000)
                                                    .maxStringLength(MOST_BYTES)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Objects that Deforum writes as the text of one. */
    private static final List<String> TEXTS_OF_OBJECTS =
            List.of("prompts", "animation_prompts", "init_images");

    private final ObjectNode written;
    private final DeforumSettings settings;

    private DeforumFile(ObjectNode written, DeforumSettings settings) {
        this.written = written;
        this.settings = settings;
    }

    /**
     * Reads a file.
     *
     * @throws EaselException when it is no such file, or larger than they are
     */
    public static DeforumFile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            return parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be read (%s). Check that it is there and that you may read it."
                            .formatted(file, e),
                    e);
        }
    }

    /** Reads the text of a file. */
    public static DeforumFile parse(String text) {
        if (!(tree(text, "This") instanceof ObjectNode written) || written.isEmpty()) {
            throw new EaselException(
                    "This is JSON but no settings of Deforum, expected an object such as {\"W\": 512, ...}. Choose the file that ends in _settings.txt.");
        }
        if (written.size() > MOST_SETTINGS) {
            throw new EaselException(
                    "This file has %,d settings, expected at most %,d."
                            .formatted(written.size(), MOST_SETTINGS));
        }
        return new DeforumFile(written, DeforumSettings.of(values(written)));
    }

    private static JsonNode tree(String text, String what) {
        if (text.length() > MOST_BYTES) {
            throw new EaselException(
                    "%s has more than %,d bytes; settings have some thousand."
                            .formatted(what, MOST_BYTES));
        }
        try {
            return JSON.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (JsonProcessingException e) {
            String place =
                    e.getLocation() == null
                            ? ""
                            : " at line %d, column %d"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr());
            throw new EaselException(
                    "%s is not JSON as Deforum writes it: something is wrong%s. Often it is a comma or a quote."
                            .formatted(what, place),
                    e);
        }
    }

    private static Map<String, Object> values(ObjectNode object) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (TEXTS_OF_OBJECTS.contains(member.getKey()) && value.isTextual()) {
                value = tree(value.textValue(), "\"%s\"".formatted(member.getKey()));
            }
            if (!value.isNull() && !value.isMissingNode()) {
                values.put(member.getKey(), JSON.convertValue(value, Object.class));
            }
        }
        return values;
    }

    public DeforumSettings settings() {
        return settings;
    }

    /** The file with other settings; what they say nothing about stays. */
    public DeforumFile with(DeforumSettings changed) {
        return new DeforumFile(written, changed);
    }

    /** What could not be used, and what was asked for and is not fetched: a sentence each. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(settings.notes());
        settings.references().stream()
                .filter(it -> it.where() != FileReference.Where.INSIDE)
                .map(FileReference::sentence)
                .forEach(notes::add);
        return notes;
    }

    /** The text of a file, in Deforum's layout: settings in the order they had. */
    public String text() {
        Map<String, Object> read = values(written);
        ObjectNode text = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : written.properties()) {
            Object now = settings.values().get(member.getKey());
            if (now == null && member.getValue().isNull()) {
                text.set(member.getKey(), member.getValue());
            } else if (now != null) {
                boolean same = now.equals(read.get(member.getKey()));
                text.set(member.getKey(), same ? member.getValue() : JSON.valueToTree(now));
            }
        }
        settings.values()
                .forEach(
                        (name, value) -> {
                            if (!written.has(name)) {
                                text.set(name, JSON.valueToTree(value));
                            }
                        });
        return printed(text);
    }

    /** A new file of Deforum's with these settings. */
    public static String text(DeforumSettings settings) {
        return new DeforumFile(JSON.createObjectNode(), settings).text();
    }

    private static String printed(ObjectNode text) {
        DefaultIndenter four = new DefaultIndenter("    ", "\n");
        try {
            return JSON.writer(
                                    new DefaultPrettyPrinter()
                                            .withObjectIndenter(four)
                                            .withArrayIndenter(four))
                            .writeValueAsString(text)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of values is always JSON", e);
        }
    }

    /**
     * Reads a Parseq manifest.
     *
     * @param text JSON; an address is not fetched
     * @param deltas the setting {@code parseq_use_deltas}
     * @throws EaselException when it is none
     */
    public static ParseqManifest parseq(String text, boolean deltas) {
        JsonNode manifest = tree(text, "Parseq's manifest");
        JsonNode frames = manifest.path("rendered_frames");
        if (!frames.isArray()) {
            throw new EaselException(
                    "Parseq's manifest has no \"rendered_frames\", expected a list. Let Parseq render it, and copy its output, not its project.");
        }
        List<Map<String, Object>> rendered = new ArrayList<>();
        for (JsonNode frame : frames) {
            rendered.add(members(frame));
        }
        return new ParseqManifest(rendered, members(manifest.path("options")), deltas);
    }

    private static Map<String, Object> members(JsonNode object) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getValue().isNull()) {
                members.put(member.getKey(), JSON.convertValue(member.getValue(), Object.class));
            }
        }
        return members;
    }
}
