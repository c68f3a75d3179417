package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;

/** Four pixels: a is 1100, b is 1010. */
class MaskExpressionTest {
    private static final Map<String, Mask> MASKS = Map.of("a", mask("1100"), "b", mask("1010"));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    {a};1100
                    {everywhere};1111
                    [b];1010
                    !{a};0011
                    !!{a};1100
                    {a}&[b];1000
                    {a}|{b};1110
                    {a}^{b};0110
                    {a}\\{b};0100
                    !{a}&{b};0010
                    !({a}&{b});0111
                    {a}|{b}&!{b};1100
                    ({a}|{b})&!{b};0100
                    {everywhere}^{a}|{b};0001
                    {a}\\{b}\\{a};0000
                    {a}\\({b}\\{a});1100
                    {everywhere}\\{a}^{b};1001
                    """)
    void bindsNotAndOrXorWithoutInThatOrder(String expression, String white) {
        assertThat(of(expression.strip())).isEqualTo(mask(white.strip()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``;ends at character 1
                    {a;without its
                    [b;without its
                    {a}&;ends at character 5
                    {a}{b};has "{" at character 4
                    ({a};expected ")"
                    {c};no mask "c"
                    [c];no mask file "c"
                    <face>;found by words
                    a;has "a" at character 1
                    """)
    void whatCannotBeReadGetsASentence(String expression, String sentence) {
        assertThatThrownBy(() -> of(expression))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(sentence);
    }

    private static Mask of(String expression) {
        return MaskExpression.parse(expression)
                .of(
                        4,
                        1,
                        name -> Optional.ofNullable(MASKS.get(name)),
                        file -> Optional.ofNullable(MASKS.get(file)));
    }

    private static Mask mask(String white) {
        byte[] grey = new byte[white.length()];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (white.charAt(i) == '1' ? 255 : 0);
        }
        return new Mask(grey.length, 1, grey);
    }
}
