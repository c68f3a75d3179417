package studio.easel.app.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One line of a render's journal.
 *
 * @param next the frame that is diffused next
 * @param diffusions how many have been
 * @param frames how many frames are finished
 * @param hashes SHA-256 of the pixels of those finished since the line before
 * @param before see {@link studio.easel.engine.animation.RenderState}, as the others
 */
record JournalEntry(
        int next,
        int diffusions,
        int frames,
        List<String> hashes,
        Optional<Kept> before,
        Optional<Kept> after,
        Optional<Kept> last,
        Optional<Kept> reference) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME =
            Pattern.compile("state/[0-9]{6,9}-[a-z]{1,20}\\.png|frames/[0-9]{6,9}\\.png");

    /**
     * A picture a render goes on with.
     *
     * @param file below the render's folder
     * @param sha256 of its pixels
     */
    record Kept(String file, String sha256) {}

    JournalEntry {
        hashes = List.copyOf(hashes);
    }

    Stream<Kept> pictures() {
        return Stream.of(before, after, last, reference).flatMap(Optional::stream);
    }

    String json() {
        ObjectNode line =
                JSON.createObjectNode()
                        .put("next", next)
                        .put("diffusions", diffusions)
                        .put("frames", frames);
        hashes.forEach(line.putArray("sha256")::add);
        put(line, "before", before);
        put(line, "after", after);
        put(line, "last", last);
        put(line, "reference", reference);
        return line.toString();
    }

    private static void put(ObjectNode line, String name, Optional<Kept> picture) {
        picture.ifPresent(
                kept -> line.putObject(name).put("file", kept.file()).put("sha256", kept.sha256()));
    }

    /** Empty where the line is not whole. */
    static Optional<JournalEntry> parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node == null || !isWhole(node)) {
                return Optional.empty();
            }
            List<String> hashes = new ArrayList<>();
            node.get("sha256").forEach(hash -> hashes.add(hash.asText()));
            return Optional.of(
                    new JournalEntry(
                            node.get("next").asInt(),
                            node.get("diffusions").asInt(),
                            node.get("frames").asInt(),
                            hashes,
                            kept(node.path("before")),
                            kept(node.path("after")),
                            kept(node.path("last")),
                            kept(node.path("reference"))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Numbers and hashes are there, and no name could lead elsewhere. */
    private static boolean isWhole(JsonNode node) {
        return Stream.of("next", "diffusions", "frames")
                        .allMatch(name -> node.path(name).isInt() && node.get(name).asInt() >= 0)
                && node.path("sha256").isArray()
                && node.get("sha256").size() <= node.get("frames").asInt()
                && Stream.of("before", "after", "last", "reference")
                        .map(node::path)
                        .allMatch(
                                kept ->
                                        kept.isMissingNode()
                                                || NAME.matcher(kept.path("file").asText())
                                                        .matches());
    }

    private static Optional<Kept> kept(JsonNode node) {
        return node.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Kept(node.get("file").asText(), node.path("sha256").asText()));
    }
}
