package studio.easel.models.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import studio.easel.engine.ModelException;

/**
 * A CLIP tokenizer as the text of a {@code tokenizer.json}: the one a model brings, or one built
 * from {@code vocab.json} and {@code merges.txt}, which is all that older exports have.
 *
 * <p>It neither truncates nor pads nor adds start and end tokens: windows are the engine's affair.
 */
final class TokenizerJson {
    /**
     * CLIP's own split (Radford et al. 2021, simple_tokenizer.py): English contractions, runs of
     * letters, single digits, runs of anything else that is not white space.
     */
    private static final String WORDS =
            "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private static final String END_OF_WORD = "</w>";

    static final String CLIP_START = "<|startoftext|>";
    static final String CLIP_END = "<|endoftext|>";

    /** OpenAI's merges, which all of these models were trained with; see clip-merges.md. */
    private static final String CLIP_MERGES = "clip-merges.txt.gz";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Path origin;
    private final ObjectNode root;
    private final Map<String, Integer> ids;

    private TokenizerJson(Path origin, ObjectNode root, Map<String, Integer> ids) {
        this.origin = origin;
        this.root = root;
        this.ids = ids;
    }

    /** The tokenizer a model brings. */
    static TokenizerJson read(Path file) {
        JsonFile json = JsonFile.read(file, CappedFile.VOCABULARY);
        ObjectNode root = json.root();
        if (!"BPE".equals(root.path("model").path("type").asText("BPE"))
                || !root.path("model").path("vocab").isObject()) {
            throw new ModelException(
                    "%s is not a CLIP tokenizer: its model has type %s, expected BPE with a vocabulary. Easel opens models with a CLIP text encoder."
                            .formatted(file, root.path("model").path("type")));
        }
        Map<String, Integer> ids = ids(file, root.path("model").path("vocab"));
        for (JsonNode token : root.path("added_tokens")) {
            ids.put(token.path("content").asText(), token.path("id").asInt(-1));
        }
        List.of("truncation", "padding", "post_processor").forEach(root::putNull);
        return new TokenizerJson(file, root, ids);
    }

    /**
     * Builds the tokenizer from its two older files.
     *
     * @param unknown the token for what the vocabulary cannot spell; CLIP spells every byte
     */
    static TokenizerJson build(
            Path vocabFile, Path mergesFile, String start, String end, String unknown) {
        JsonFile vocab = JsonFile.read(vocabFile, CappedFile.VOCABULARY);
        Map<String, Integer> ids = ids(vocabFile, vocab.root());
        TokenizerJson words = new TokenizerJson(vocabFile, vocab.root(), ids);
        List.of(start, end, unknown).forEach(words::id);
        return whole(vocabFile, vocab.root(), merges(mergesFile, ids), start, end, unknown);
    }

    private static TokenizerJson whole(
            Path origin,
            ObjectNode vocab,
            ArrayNode merges,
            String start,
            String end,
            String unknown) {
        ObjectNode root = JSON.objectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        TokenizerJson built = new TokenizerJson(origin, root, ids(origin, vocab));
        root.putArray("added_tokens")
                .add(special(built.id(start), start, true))
                .add(special(built.id(end), end, false));
        root.set("normalizer", normalizer());
        root.set("pre_tokenizer", preTokenizer());
        root.putNull("post_processor");
        root.set("decoder", byteLevel().put("add_prefix_space", true));
        built.id(unknown);
        root.set("model", model(vocab, merges, unknown));
        return built;
    }

    /**
     * CLIP's own tokenizer, which models that bring none were trained with. Its vocabulary follows
     * from the merges: every byte, every byte at a word's end, then what each merge makes (Radford
     * et al. 2021, simple_tokenizer.py).
     */
    static TokenizerJson clip() {
        List<String> pairs = clipMerges();
        ObjectNode vocab = JSON.objectNode();
        List<String> bytes = byteLetters();
        bytes.forEach(letter -> vocab.put(letter, vocab.size()));
        bytes.forEach(letter -> vocab.put(letter + END_OF_WORD, vocab.size()));
        ArrayNode merges = JSON.arrayNode();
        for (String pair : pairs) {
            vocab.put(pair.replace(" ", ""), vocab.size());
            merges.add(pair);
        }
        List.of(CLIP_START, CLIP_END).forEach(token -> vocab.put(token, vocab.size()));
        Path origin = Path.of(CLIP_MERGES);
        return whole(origin, vocab, merges, CLIP_START, CLIP_END, CLIP_END);
    }

    /** How byte-level BPE writes bytes: printable ones as themselves, others from U+0100 on. */
    private static List<String> byteLetters() {
        List<String> printable = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            boolean prints = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            if (prints) {
                printable.add(Character.toString(b));
            } else {
                others.add(Character.toString(0x100 + others.size()));
            }
        }
        printable.addAll(others);
        return printable;
    }

    private static List<String> clipMerges() {
        try (InputStream packed = TokenizerJson.class.getResourceAsStream(CLIP_MERGES)) {
            if (packed == null) {
                throw new ModelException(
                        "This copy of Easel lacks CLIP's vocabulary (%s). Install Easel again."
                                .formatted(CLIP_MERGES));
            }
            byte[] text = new GZIPInputStream(packed).readAllBytes();
            return new String(text, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id of {@code token}. */
    int id(String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new ModelException(
                    "%s has no token %s among its %,d, expected CLIP's special tokens. The tokenizer's files do not belong together; copy the folder tokenizer again."
                            .formatted(origin, token, ids.size()));
        }
        return id;
    }

    /** The whole {@code tokenizer.json}. */
    String text() {
        return root.toString();
    }

    private static Map<String, Integer> ids(Path file, JsonNode vocab) {
        Map<String, Integer> ids = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
            JsonNode id = entry.getValue();
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                throw new ModelException(
                        "%s gives the token %.60s the id %.60s, expected a whole number from 0."
                                .formatted(file, entry.getKey(), id));
            }
            ids.put(entry.getKey(), id.intValue());
        }
        return ids;
    }

    private static ObjectNode model(JsonNode vocab, ArrayNode merges, String unknown) {
        ObjectNode model = JSON.objectNode().put("type", "BPE").putNull("dropout");
        model.put("unk_token", unknown).put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", END_OF_WORD);
        model.put("fuse_unk", false).put("byte_fallback", false);
        model.set("vocab", vocab);
        model.set("merges", merges);
        return model;
    }

    private static ArrayNode merges(Path file, Map<String, Integer> ids) {
        String text =
                new String(CappedFile.read(file, CappedFile.VOCABULARY), StandardCharsets.UTF_8);
        ArrayNode merges = JSON.arrayNode();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !(i == 0 && line.startsWith("#version"))) {
                merges.add(merge(file, i + 1, line, ids));
            }
        }
        return merges;
    }

    private static String merge(Path file, int number, String line, Map<String, Integer> ids) {
        int space = line.indexOf(' ');
        if (space < 0 || space != line.lastIndexOf(' ')) {
            throw new ModelException(
                    "%s has \"%.60s\" in line %d, expected two tokens with a space between."
                            .formatted(file, line, number));
        }
        String left = line.substring(0, space);
        String right = line.substring(space + 1);
        for (String token : List.of(left, right, left + right)) {
            if (!ids.containsKey(token)) {
                throw new ModelException(
                        "%s joins \"%.60s\" in line %d, but vocab.json has no \"%.60s\". The two files do not belong together; copy the folder tokenizer again."
                                .formatted(file, line, number, token));
            }
        }
        return line;
    }

    /**
     * @param normalized whether the token is found after lower-casing, too: as CLIP's own {@code
     *     tokenizer.json} has it, in capitals the start token counts and the end token does not
     */
    private static ObjectNode special(int id, String content, boolean normalized) {
        return JSON.objectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", normalized)
                .put("special", true);
    }

    private static ObjectNode normalizer() {
        ObjectNode spaces = JSON.objectNode().put("type", "Replace");
        spaces.putObject("pattern").put("Regex", "\\s+");
        spaces.put("content", " ");
        ObjectNode normalizer = JSON.objectNode().put("type", "Sequence");
        normalizer
                .putArray("normalizers")
                .add(JSON.objectNode().put("type", "NFC"))
                .add(spaces)
                .add(JSON.objectNode().put("type", "Lowercase"));
        return normalizer;
    }

    private static ObjectNode preTokenizer() {
        ObjectNode split = JSON.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", WORDS);
        split.put("behavior", "Removed").put("invert", true);
        ObjectNode preTokenizer = JSON.objectNode().put("type", "Sequence");
        preTokenizer.putArray("pretokenizers").add(split).add(byteLevel());
        return preTokenizer;
    }

    private static ObjectNode byteLevel() {
        return JSON.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }
}
