package studio.easel.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import studio.easel.engine.Goldens;
import studio.easel.engine.TokenizerSpec;

/** CLIP's own tokenizer, from the two files of the goldens; it may not be committed. */
final class ClipVocabulary {
    private static final String SPLIT =
            "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClipVocabulary() {}

    /** SD 1's tokenizer; aborts the test where the goldens have no vocabulary. */
    static TokenizerSpec spec() throws IOException {
        Path vocabulary = Goldens.path("tokenizer/clip/vocab.json");
        Path merges = Goldens.path("tokenizer/clip/merges.txt");
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        root.putArray("added_tokens");
        root.set(
                "normalizer",
                JSON.readTree(
                        """
                        {"type": "Sequence", "normalizers": [{"type": "NFC"},
                         {"type": "Replace", "pattern": {"Regex": "\\\\s+"}, "content": " "},
                         {"type": "Lowercase"}]}
                        """));
        ObjectNode split = JSON.createObjectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", SPLIT);
        split.put("behavior", "Removed").put("invert", true);
        JsonNode bytes =
                JSON.readTree(
                        """
                        {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}
                        """);
        ObjectNode pre = root.putObject("pre_tokenizer").put("type", "Sequence");
        pre.putArray("pretokenizers").add(split).add(bytes);
        root.putNull("post_processor");
        root.set("decoder", bytes);
        ObjectNode model = root.putObject("model").put("type", "BPE");
        model.put("unk_token", "<|endoftext|>").put("end_of_word_suffix", "</w>");
        model.put("continuing_subword_prefix", "").put("fuse_unk", false);
        JsonNode ids = JSON.readTree(vocabulary.toFile());
        model.set("vocab", ids);
        Files.readAllLines(merges).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#version"))
                .forEach(model.withArray("merges")::add);
        int start = ids.get("<|startoftext|>").asInt();
        int end = ids.get("<|endoftext|>").asInt();
        return new TokenizerSpec(JSON.writeValueAsString(root), 77, start, end, end);
    }
}
