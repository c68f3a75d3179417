package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.VaeSpec;
import studio.easel.engine.text.TokenCounter.Count;

/** On a vocabulary of four words and windows of five: start, three words, end. */
class TokenCounterTest {
    private static final String JSON =
            """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
             "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
             "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "?",
                       "vocab": {"?": 0, "a": 1, "red": 2, "cat": 3, "<start>": 8, "<end>": 9}}}
            """;

    private static ModelSpec model(String tokenizer) {
        return new ModelSpec(
                "small",
                "0".repeat(64),
                List.of(
                        new TextEncoderSpec(
                                Path.of("text"),
                                new TokenizerSpec(tokenizer, 5, 8, 9, 9),
                                TextEncoderSpec.Layer.LAST)),
                new UNetSpec(Path.of("unet"), 4, 768, UNetSpec.Added.NOTHING, 0, List.of()),
                new VaeSpec(Path.of("vae"), Optional.empty(), 0.18215, 4, 8),
                new ScheduleSpec(
                        1000,
                        0.00085,
                        0.012,
                        ScheduleSpec.BetaCurve.SCALED_LINEAR,
                        List.of(),
                        PredictionType.EPSILON,
                        SigmaSpacing.LEADING,
                        1,
                        false,
                        false,
                        Double.POSITIVE_INFINITY),
                false,
                16,
                new ImageSize(128, 128),
                List.of(),
                new ModelSpec.Defaults(SamplerName.EULER, 20, 7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                    | 0 | 3
                    a red cat             | 3 | 3
                    a (red:1.3) cat       | 3 | 3
                    a red cat a           | 4 | 6
                    a BREAK cat           | 4 | 6
                    a AND a red cat       | 3 | 3
                    [a:a red cat:0.5] cat | 4 | 6
                    """)
    void weightsTakeNoRoomAndOfSeveralTextsTheLongestCounts(String prompt, int tokens, int room) {
        try (TokenCounter counter = new TokenCounter(model(JSON))) {
            assertThat(counter.count(prompt, false, 20, List.of()))
                    .isEqualTo(new Count(tokens, room, room / 3));
        }
    }

    @Test
    void inANegativePromptAndIsAWord() {
        try (TokenCounter counter = new TokenCounter(model(JSON))) {
            assertThat(counter.count("a AND cat", true, 20, List.of()).tokens()).isEqualTo(3);
        }
    }

    @Test
    void aTokenizerThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new TokenCounter(model("{}"))).isInstanceOf(ModelException.class);
    }
}
