package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import studio.easel.engine.ModelException;
import studio.easel.engine.TokenizerSpec;

/** On a vocabulary of four words. */
class ClipTokenizerTest {
    private static final String JSON =
            """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
             "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
             "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "?",
                       "vocab": {"?": 0, "a": 1, "red": 2, "cat": 3, "<start>": 8, "<end>": 9}}}
            """;

    @Test
    void idsAreTheWordsAlone() {
        try (ClipTokenizer tokenizer = new ClipTokenizer(new TokenizerSpec(JSON, 5, 8, 9, 9))) {
            assertThat(tokenizer.ids("A red cat")).containsExactly(1, 2, 3);
            assertThat(tokenizer.ids("a zebra")).containsExactly(1, 0);
            assertThat(tokenizer.ids("")).isEmpty();
        }
    }

    @Test
    void aTokenizerThatIsNoneGetsASentence() {
        assertThatThrownBy(() -> new ClipTokenizer(new TokenizerSpec("{}", 5, 8, 9, 9)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("tokenizer could not be read")
                .hasMessageContaining("Expected");
    }
}
