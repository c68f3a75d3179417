package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.easel.models.ModelLibrary;

class HelpPaneTest {
    @Test
    void theCardIsReadWithoutItsMarks() {
        List<String> card = HelpPane.paragraphs(ModelLibrary.starterCard());
        assertThat(card).anyMatch(paragraph -> paragraph.startsWith("It can draw: circle"));
        assertThat(card).noneMatch(paragraph -> paragraph.matches("(?s).*(\\*\\*|`|\\|---).*"));
    }

    @Test
    void tablesAndHeadingsAreLeftOut() {
        assertThat(
                        HelpPane.paragraphs(
                                "# A\n\none\ntwo\n**Bold:** x\n\n| a | b |\n|---|---|\n\n**three**"))
                .containsExactly("one two\nBold: x", "three");
    }

    @Test
    void thereAreTenPromptsOfWhatTheStarterKnows() {
        assertThat(HelpPane.PROMPTS).hasSize(10).doesNotHaveDuplicates();
    }
}
