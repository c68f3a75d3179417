package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextHistoryTest {
    private static TextHistory typed(String text) {
        TextHistory history = new TextHistory("");
        for (int i = 1; i <= text.length(); i++) {
            history.changed(text.substring(0, i));
        }
        return history;
    }

    @Test
    void aWordIsOneChange() {
        TextHistory history = typed("a red cat");
        assertThat(history.undo().text()).isEqualTo("a red ");
        assertThat(history.undo().text()).isEqualTo("a ");
        assertThat(history.redo().text()).isEqualTo("a red ");
        assertThat(history.redo().text()).isEqualTo("a red cat");
        assertThat(history.redo().text()).isEqualTo("a red cat");
    }

    @Test
    void whatTheProgramSetIsOneChangeToo() {
        TextHistory history = typed("cat");
        history.changed("(cat:1.1)");
        history.changed("(cat:1.2)");
        assertThat(history.undo().text()).isEqualTo("(cat:1.1)");
        assertThat(history.undo().text()).isEqualTo("cat");
        assertThat(history.undo().text()).isEmpty();
        assertThat(history.undo().text()).isEmpty();
    }

    @Test
    void theCaretStandsBehindWhatCameBack() {
        TextHistory history = new TextHistory("a red cat");
        history.changed("a cat");
        TextHistory.Shown shown = history.undo();
        assertThat(shown.text().substring(0, shown.caret())).isEqualTo("a red ");
    }

    @Test
    void typingAfterUndoForgetsWhatWasUndone() {
        TextHistory history = typed("cat");
        history.undo();
        history.changed("d");
        assertThat(history.redo().text()).isEqualTo("d");
        assertThat(history.undo().text()).isEmpty();
    }

    @Test
    void aKoreanWordIsOneChangeThoughEachKeyReplacesItsLastSyllable() {
        TextHistory history = new TextHistory("");
        for (String text :
                List.of("ㅂ", "바", "받", "바", "바다", "바다 ", "바다 ㅎ", "바다 하", "바다 하ㄴ", "바다 하나")) {
            history.changed(text);
        }
        assertThat(history.undo().text()).isEqualTo("바다 ");
        assertThat(history.undo().text()).isEmpty();
        assertThat(history.redo().text()).isEqualTo("바다 ");
        history.changed("파다 "); // not where it was typed
        assertThat(history.undo().text()).isEqualTo("바다 ");
    }

    @Test
    void elsewhereIsAnotherChange() {
        TextHistory history = typed("cat");
        history.changed("xcat");
        assertThat(history.undo().text()).isEqualTo("cat");
    }
}
