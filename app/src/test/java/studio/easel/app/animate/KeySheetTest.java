package studio.easel.app.animate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySheetTest {
    @TempDir Path folder;
    private AnimateModel model;
    private KeySheet keys;

    @BeforeEach
    void begin() {
        model = new AnimateModel(new TestDesk(folder).build());
        keys = model.keys();
        model.set("max_frames", 60);
        model.set("angle", "0: (0)"); // As Deforum has it: no column.
        model.set("strength_schedule", "0: (0.65)");
        model.set("zoom", "0: (1), 20: (ease(20, 2, 40, 1)), 40: (1)");
        model.set("noise_schedule", "0: (0.02), 30: (0.02*sin(t))");
        model.set("prompts", Map.of("0", "a cat", "30", "a dog"));
    }

    @Test
    void everyFrameWithAKeyIsARowAndEveryScheduleSomebodyWroteAColumn() {
        assertThat(keys.lanes().get()).contains("zoom", "noise_schedule").doesNotContain("angle");
        assertThat(keys.rows().get())
                .extracting(KeySheet.Row::frame)
                .containsExactly(0, 20, 30, 40);
        assertThat(keys.at(30).orElseThrow().values())
                .containsExactly(Map.entry("noise_schedule", "0.02*sin(t)"));
        assertThat(keys.at(30).orElseThrow().prompt()).isEqualTo("a dog");
        assertThat(keys.at(7)).isEmpty();
    }

    @Test
    void anEasedKeyIsANumberAndStaysEasedWhenItIsWritten() {
        assertThat(keys.at(20).orElseThrow().values()).containsExactly(Map.entry("zoom", "2"));
        assertThat(keys.write("zoom", 20, "3")).isEmpty();
        assertThat(zoom()).isEqualTo("0: (1), 20: (ease(20, 3, 40, 1, 0.42, 0, 0.58, 1)), 40: (1)");
    }

    @Test
    void rowsFollowTheTextAndUndo() {
        model.set("zoom", "0: (1), 25: (2)");
        assertThat(keys.rows().get()).extracting(KeySheet.Row::frame).containsExactly(0, 25, 30);
        model.undo();
        assertThat(keys.rows().get())
                .extracting(KeySheet.Row::frame)
                .containsExactly(0, 20, 30, 40);
    }

    @Test
    void anAddedRowChangesNoFrameOfAStraightSchedule() {
        model.set("zoom", "0: (1), 40: (3)");
        keys.add(10);
        assertThat(zoom()).isEqualTo("0: (1), 10: (1.5), 40: (3)");
        assertThat(text("noise_schedule")).isEqualTo("0: (0.02), 30: (0.02*sin(t))");
        assertThat(model.playback().frame().get()).isEqualTo(10);
        keys.add(10);
        assertThat(zoom()).isEqualTo("0: (1), 10: (1.5), 40: (3)");
        model.undo();
        assertThat(zoom()).isEqualTo("0: (1), 40: (3)");
    }

    @Test
    void aRowIsRemovedWithItsPromptAndComesBackAtOnce() {
        keys.remove(30);
        assertThat(text("noise_schedule")).isEqualTo("0: (0.02)");
        assertThat(Score.prompts(model.settings().get())).containsExactly(Map.entry("0", "a cat"));
        model.undo();
        assertThat(keys.at(30).orElseThrow().prompt()).isEqualTo("a dog");
        assertThat(text("noise_schedule")).isEqualTo("0: (0.02), 30: (0.02*sin(t))");
    }

    @Test
    void onlyKeysStayAndThatIsSaid() {
        model.set("zoom", "0: (1.5)");
        model.set("noise_schedule", "0: (0.02)");
        model.set("prompts", Map.of("0", "a cat"));
        model.dismissNotice();
        keys.remove(0);
        assertThat(zoom()).isEqualTo("0: (1.5)");
        assertThat(model.notice().get().text()).contains("stay");
    }

    @Test
    void aRowMovesWithFormulasEasingsAndPrompts() {
        assertThat(keys.move(30, 35)).isTrue();
        assertThat(text("noise_schedule")).isEqualTo("0: (0.02), 35: (0.02*sin(t))");
        assertThat(Score.prompts(model.settings().get())).containsKeys("0", "35").hasSize(2);
        assertThat(keys.move(20, 10)).isTrue();
        assertThat(zoom()).isEqualTo("0: (1), 10: (ease(10, 2, 40, 1, 0.42, 0, 0.58, 1)), 40: (1)");
        model.undo();
        assertThat(zoom()).contains("ease(20, 2, 40, 1");
        assertThat(text("noise_schedule")).startsWith("0: (0.02), 35");
    }

    @Test
    void aRowDoesNotMoveOntoAnotherNorOutOfTheAnimation() {
        var before = model.settings().get().values();
        assertThat(keys.move(30, 20)).isFalse();
        assertThat(model.notice().get().text()).startsWith("Frame 20 has keys already");
        assertThat(keys.move(30, 60)).isFalse();
        assertThat(model.notice().get().text()).contains("0 to 59");
        assertThat(keys.move(30, -1)).isFalse();
        assertThat(keys.move(7, 9)).isFalse();
        assertThat(model.settings().get().values()).isEqualTo(before);
    }

    @Test
    void aWrittenNumberIsAKeyAndNothingIsNone() {
        assertThat(keys.write("zoom", 30, "1,25")).isEmpty();
        assertThat(keys.at(30).orElseThrow().values()).containsKey("zoom");
        assertThat(model.curve("zoom").orElseThrow().at(30).orElseThrow().value()).isEqualTo(1.25);
        assertThat(keys.write("zoom", 30, " ")).isEmpty();
        assertThat(model.curve("zoom").orElseThrow().at(30)).isEmpty();
        assertThat(keys.write("angle", 0, "")).contains("only key");
        assertThat(text("angle")).isEqualTo("0: (0)");
    }

    @Test
    void aWrittenFormulaStaysOneAndAWrongOneIsSaid() {
        assertThat(keys.write("noise_schedule", 10, "0.01*cos(t)")).isEmpty();
        assertThat(text("noise_schedule"))
                .isEqualTo("0: (0.02), 10: (0.01*cos(t)), 30: (0.02*sin(t))");
        assertThat(keys.write("noise_schedule", 10, "coss(t)")).contains("coss");
        assertThat(text("noise_schedule"))
                .isEqualTo("0: (0.02), 10: (0.01*cos(t)), 30: (0.02*sin(t))");
    }

    @Test
    void promptsAreWrittenAndTakenAway() {
        keys.writePrompt(45, "a fish");
        assertThat(keys.at(45).orElseThrow().prompt()).isEqualTo("a fish");
        keys.writePrompt(45, "");
        assertThat(keys.at(45)).isEmpty();
    }

    private String zoom() {
        return text("zoom");
    }

    private String text(String name) {
        return model.settings().get().text(name);
    }
}
