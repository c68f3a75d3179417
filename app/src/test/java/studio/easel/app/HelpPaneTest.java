package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import studio.easel.models.ModelLibrary;

class HelpPaneTest {
    @Test
    void theCardIsReadWithoutItsMarks() {
        List<String> card =
                HelpPane.blocks(ModelLibrary.starterCard()).stream()
                        .flatMap(HelpPaneTest::words)
                        .toList();
        assertThat(card).anyMatch(words -> words.contains("lighthouse")).contains("subject");
        assertThat(card).noneMatch(words -> words.matches("(?s).*(\\*\\*|`|\\||]\\().*"));
    }

    private static Stream<String> words(String block) {
        return block.startsWith("|")
                ? HelpPane.rows(block).stream().flatMap(List::stream)
                : Stream.of(HelpPane.plain(block));
    }

    @Test
    void headingsAreLeftOutAndTablesStandByThemselves() {
        List<String> blocks =
                HelpPane.blocks(
                        "# A\n\none\ntwo\n**Bold:** x\n\n| a | b |\n|---|---|\n| `c` | |\n\n**three**");
        assertThat(blocks).hasSize(3);
        assertThat(HelpPane.plain(blocks.get(0))).isEqualTo("one two\nBold: x");
        assertThat(HelpPane.rows(blocks.get(1))).containsExactly(List.of("a", "b"), List.of("c"));
        assertThat(HelpPane.plain(blocks.get(2))).isEqualTo("three");
    }

    @Test
    void itemsOfAListBeginTheirOwnLines() {
        assertThat(HelpPane.plain("**Try**\n- a fox\n- a cat\n  in [a hat](hats.md)"))
                .isEqualTo("Try\n\u2022 a fox\n\u2022 a cat in a hat");
    }

    @Test
    void itsTenPromptsAreThoseOfTheCard() {
        assertThat(HelpPane.PROMPTS).hasSize(10).doesNotHaveDuplicates();
        assertThat(ModelLibrary.starterCard()).contains(HelpPane.PROMPTS);
    }
}
