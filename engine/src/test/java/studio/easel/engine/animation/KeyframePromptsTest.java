package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyframePromptsTest {
    private static final Variables ELEVEN = Variables.of(11, 9);

    private static KeyframePrompts easel(boolean blending, Map<String, String> prompts) {
        return KeyframePrompts.parse(prompts, ELEVEN, blending, Dialect.EASEL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(a:`sqrt(t)`) | (a:2.0)",
                "`where(t>3, 1, 2)` | 1",
                "`0.00001*t/4` | 0.00001",
                "`t>3` | 1",
                "`t/max_f` `max_f` `s` | 0.4 10 9",
                "`seed` `max_frames` `frame_idx` | 9 11 4",
                "<lora:x:`0.25*t`> a | <lora:x:1.0> a",
                "no `closing | no `closing",
            })
    void formulasInPromptsAreWholeNamesAndPlainNumbers(String prompt, String expected) {
        assertThat(easel(false, Map.of("0", prompt)).held(4).positive()).isEqualTo(expected);
    }

    @Test
    void aWrongFormulaIsAnErrorWithItsPlace() {
        KeyframePrompts prompts = easel(false, Map.of("0", "a `sinn(t)`"));
        assertThatThrownBy(() -> prompts.held(0))
                .hasMessageStartingWith("Character 4 (")
                .hasMessageContaining("Did you mean sin?");
    }

    @Test
    void blendingWeighsWithoutFurtherBracketsAndNeedsNoNegative() {
        KeyframePrompts prompts =
                easel(true, Map.of("0", "a cat --neg bad", "4", "a dog", "8", "an owl --neg bad"));
        assertThat(prompts.blended(0)).isEqualTo(new FramePrompt("a cat", "bad"));
        assertThat(prompts.blended(1))
                .isEqualTo(new FramePrompt("a cat :0.75 AND a dog :0.25", "(bad:0.75)"));
        assertThat(prompts.blended(10)).isEqualTo(new FramePrompt("an owl", "bad"));
        KeyframePrompts alike = easel(true, Map.of("0", "a --neg bad", "2", "b --neg bad"));
        assertThat(alike.blended(1)).isEqualTo(new FramePrompt("a :0.5 AND b :0.5", "bad"));
    }

    @Test
    void keysKnowTheLastFrameAndTheNumberOfFramesWhereTheyBlend() {
        Map<String, String> keys = Map.of("0", "a", "max_f", "b");
        assertThat(easel(false, keys).heldAt(10)).isEqualTo("b");
        assertThat(easel(true, keys).heldAt(10)).isEqualTo("a");
    }

    @Test
    void keysThatAreNoneAreRefused() {
        assertThatThrownBy(() -> easel(false, Map.of())).hasMessageContaining("0 prompts");
        assertThatThrownBy(() -> easel(false, Map.of("first", "a")))
                .isInstanceOf(ScheduleException.class)
                .hasMessageStartingWith("Character 1 (");
        assertThatThrownBy(() -> easel(false, Map.of("", "a")))
                .isInstanceOf(ScheduleException.class);
        assertThatThrownBy(() -> easel(false, Map.of("0", "x".repeat(100_001))))
                .hasMessageContaining("100,001 characters");
    }
}
