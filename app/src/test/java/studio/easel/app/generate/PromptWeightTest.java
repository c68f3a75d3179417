package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Brackets of the test's own mark the caret or the selection: {@code a {cat}}. */
class PromptWeightTest {
    private static Optional<String> changed(String marked, boolean up) {
        int from = marked.indexOf('{');
        int to = marked.indexOf('}') - 1;
        String text = marked.replace("{", "").replace("}", "");
        return PromptWeight.changed(text, from, to, up)
                .map(
                        it ->
                                it.text().substring(0, it.from())
                                        + "{"
                                        + it.text().substring(it.from(), it.to())
                                        + "}"
                                        + it.text().substring(it.to()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a c{}at, a dog           | a ({cat}:1.1), a dog
                    a {red cat} sits         | a ({red cat}:1.1) sits
                    a {red cat }sits         | a ({red cat}:1.1) sits
                    a (c{}at:1.1)            | a ({cat}:1.2)
                    a (c{}at:0.9)            | a {cat}
                    a (red c{}at:1.9)        | a ({red cat}:2.0)
                    a (red c{}at)            | a ({red cat}:1.2)
                    a ((c{}at))              | a ({cat}:1.3)
                    a [c{}at]                | a {cat}
                    <lora:pen{}cil:0.8>      | <{lora:pencil}:0.85>
                    a (cat:-0.{}2)           | a ({cat}:-0.1)
                    (a {cat} b)              | (a ({cat}:1.1) b)
                    붉은 심{}장              | 붉은 ({심장}:1.1)
                    """)
    void oneStepUp(String before, String after) {
        assertThat(changed(before, true)).contains(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a c{}at                  | a ({cat}:0.9)
                    a ({cat}:1.1)            | a {cat}
                    a ({cat}:0.1)            | a ({cat}:0.0)
                    <lora:pen{}cil:1>        | <{lora:pencil}:0.95>
                    """)
    void oneStepDown(String before, String after) {
        assertThat(changed(before, false)).contains(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}
                    a , {} b
                    <lora{}>
                    (cat{}:1.1.1)
                    (ca{}t
                    """)
    void thereIsNothingToWeigh(String before) {
        assertThat(changed(before, true)).isEmpty();
    }

    @Test
    void tenStepsUpAndDownAreAsBefore() {
        PromptWeight now = PromptWeight.changed("cat", 1, 1, true).orElseThrow();
        for (int i = 1; i < 10; i++) {
            now = PromptWeight.changed(now.text(), now.from(), now.to(), true).orElseThrow();
        }
        assertThat(now.text()).isEqualTo("(cat:2.0)");
        for (int i = 0; i < 10; i++) {
            now = PromptWeight.changed(now.text(), now.from(), now.to(), false).orElseThrow();
        }
        assertThat(now.text()).isEqualTo("cat");
    }
}
