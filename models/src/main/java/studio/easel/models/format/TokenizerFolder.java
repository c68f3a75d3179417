package studio.easel.models.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import studio.easel.engine.TokenizerSpec;

/** A model's {@code tokenizer/} as transformers writes it. */
final class TokenizerFolder {
    static final String WHOLE = "tokenizer.json";
    static final String VOCABULARY = "vocab.json";
    static final String MERGES = "merges.txt";

    /** Both say which tokens are special; the first one wins, as in transformers. */
    private static final List<String> SPECIAL =
            List.of("special_tokens_map.json", "tokenizer_config.json");

    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";

    /** CLIP's window, where nothing states another one. */
    private static final int CLIP_WINDOW = 77;

    /** Longer than any CLIP; transformers writes 1e30 for "no limit". */
    private static final int LONGEST_WINDOW = 4096;

    private final Path folder;

    TokenizerFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether there is anything to build a tokenizer from. */
    boolean complete() {
        return has(WHOLE) || (has(VOCABULARY) && has(MERGES));
    }

    /** The files that determine ids, by name. */
    List<String> files() {
        List<String> words = has(WHOLE) ? List.of(WHOLE) : List.of(MERGES, VOCABULARY);
        return List.of(words, SPECIAL).stream().flatMap(List::stream).filter(this::has).toList();
    }

    /**
     * @param textEncoder its configuration, which says how many positions it has
     */
    TokenizerSpec read(JsonFile textEncoder) {
        String start = special("bos_token", START);
        String end = special("eos_token", END);
        TokenizerJson json =
                has(WHOLE)
                        ? TokenizerJson.read(folder.resolve(WHOLE))
                        : TokenizerJson.build(
                                folder.resolve(VOCABULARY),
                                folder.resolve(MERGES),
                                start,
                                end,
                                special("unk_token", end));
        // SD 1 pads with the end token, SD 2 with "!", whose id is 0; each says so itself.
        String pad = special("pad_token", end);
        return new TokenizerSpec(
                json.text(), window(textEncoder), json.id(start), json.id(end), json.id(pad));
    }

    private int window(JsonFile textEncoder) {
        int positions =
                textEncoder.integer("max_position_embeddings", CLIP_WINDOW, 3, LONGEST_WINDOW);
        double stated =
                JsonFile.readIfThere(folder.resolve("tokenizer_config.json"))
                        .number("model_max_length", positions, 3, Double.MAX_VALUE);
        boolean believable =
                stated
                        <= (textEncoder.states("max_position_embeddings")
                                ? positions
                                : LONGEST_WINDOW);
        return believable ? (int) stated : positions;
    }

    /** A special token is a text, or an object with the text as its content. */
    private String special(String key, String fallback) {
        for (String file : SPECIAL) {
            JsonFile json = JsonFile.readIfThere(folder.resolve(file));
            if (json.states(key)) {
                JsonNode content = json.node(key).path("content");
                return content.isTextual() ? content.textValue() : json.text(key, fallback);
            }
        }
        return fallback;
    }

    private boolean has(String file) {
        return Files.isRegularFile(folder.resolve(file));
    }
}
