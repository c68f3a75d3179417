package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.easel.models.ModelLibrary;

class HelpPaneTest {
    @Test
    void theCardIsReadWithoutItsMarks() {
        List<String> card = HelpPane.paragraphs(ModelLibrary.starterCard());
        assertThat(card).anyMatch(paragraph -> paragraph.contains("lighthouse"));
        assertThat(card)
                .noneMatch(paragraph -> paragraph.matches("(?s).*(\\*\\*|`|\\|---|]\\().*"));
    }

    @Test
    void tablesAndHeadingsAreLeftOut() {
        assertThat(
                        HelpPane.paragraphs(
                                "# A\n\none\ntwo\n**Bold:** x\n\n| a | b |\n|---|---|\n\n**three**"))
                .containsExactly("one two\nBold: x", "three");
    }

    @Test
    void itemsOfAListBeginTheirOwnLines() {
        assertThat(HelpPane.paragraphs("**Try**\n- a fox\n- a cat\n  in [a hat](hats.md)"))
                .containsExactly("Try\n\u2022 a fox\n\u2022 a cat in a hat");
    }

    @Test
    void itsTenPromptsAreThoseOfTheCard() {
        assertThat(HelpPane.PROMPTS).hasSize(10).doesNotHaveDuplicates();
        assertThat(ModelLibrary.starterCard()).contains(HelpPane.PROMPTS);
    }
}
