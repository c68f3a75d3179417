package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonTextTest {
    /** Python 3: {@code repr(float)}. */
    @ParameterizedTest
    @CsvSource({
        "7, 7.0",
        "0.30000000000000004, 0.30000000000000004",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1.5e-7, 1.5e-07",
        "123456789012345680, 1.2345678901234568e+17",
        "1e16, 1e+16",
        "9999999999999998, 9999999999999998.0",
        "-0.5, -0.5",
        "100, 100.0",
        "1e300, 1e+300",
        "4.9e-324, 5e-324",
        "5.6843418860808015E-14, 5.684341886080802e-14",
        "0, 0.0"
    })
    void printsNumbersAsPythonDoes(double value, String printed) {
        assertThat(PythonText.of((Object) value)).isEqualTo(printed);
    }
}
