package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.easel.engine.ModelException;
import studio.easel.engine.TokenizerSpec;

/** On a vocabulary of four words, in windows of five: start, three words, end. */
class ClipTokenizerTest {
    private static final String JSON =
            """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
             "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
             "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "?",
                       "vocab": {"?": 0, "a": 1, "red": 2, "cat": 3, "<start>": 8, "<end>": 9}}}
            """;

    private static List<long[]> windows(String text, int padId) {
        try (ClipTokenizer tokenizer = new ClipTokenizer(new TokenizerSpec(JSON, 5, 8, 9, padId))) {
            return tokenizer.windows(text);
        }
    }

    @Test
    void aShortTextIsFramedAndFilledUpWithTheModelsPadding() {
        assertThat(windows("a cat", 9)).containsExactly(new long[] {8, 1, 3, 9, 9});
        assertThat(windows("a cat", 0)).containsExactly(new long[] {8, 1, 3, 9, 0});
    }

    @Test
    void noTextIsOneEmptyWindow() {
        assertThat(windows("", 9)).containsExactly(new long[] {8, 9, 9, 9, 9});
    }

    @Test
    void aTextThatJustFitsIsOneWindow() {
        assertThat(windows("a red cat", 9)).containsExactly(new long[] {8, 1, 2, 3, 9});
    }

    @Test
    void aLongerTextGoesOnInTheNextWindow() {
        assertThat(windows("A red cat, red", 9))
                .containsExactly(new long[] {8, 1, 2, 3, 9}, new long[] {8, 0, 2, 9, 9});
    }

    @Test
    void aTokenizerThatIsNoneGetsASentence() {
        assertThatThrownBy(() -> new ClipTokenizer(new TokenizerSpec("{}", 5, 8, 9, 9)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("tokenizer could not be read")
                .hasMessageContaining("Expected");
    }
}
