package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            textBlock =
                    """
                    512*1.5       = 768
                    7,5           = 7.5
                    2+3*4         = 14
                    (2 + 3) * 4   = 20
                    10-2-3        = 5
                    1/8           = 0.125
                    -3            = -3
                    4*-2          = -8
                    1e3           = 1000
                    2e-1+1        = 1.2
                    0.1*3         = 0.3
                    """)
    void numbersComeToWhatTheySay(String typed, BigDecimal value) {
        assertThat(Arithmetic.of(typed)).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "cat",
                "2+",
                "(2",
                "2)",
                "1/0",
                "1.2.3",
                "1e999999999",
                "1e-999999999",
                "1e2147483648",
                "1e39*1e39",
                "11111111111111111111111111111111111111111"
            })
    void nothingElseIsANumber(String typed) {
        assertThatThrownBy(() -> Arithmetic.of(typed)).isInstanceOf(NumberFormatException.class);
    }
}
