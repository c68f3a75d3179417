package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonVersionTest {
    /**
     * Each is older than the next (PEP 440, "Summary of permitted suffixes and relative ordering").
     */
    private static final List<String> OLDEST_FIRST =
            List.of(
                    "0.9",
                    "1.0.dev4",
                    "1.0a1.dev2",
                    "1.0a1",
                    "1.0b2",
                    "1.0rc1",
                    "v1.0",
                    "1.0-2",
                    "1.0.post3",
                    "1.0.1",
                    "1.1",
                    "1.10",
                    "1!0.1");

    @Test
    void isOrderedAsPep440Says() {
        for (int i = 0; i < OLDEST_FIRST.size(); i++) {
            for (int j = 0; j < OLDEST_FIRST.size(); j++) {
                assertThat(version(i).isBefore(version(j)))
                        .as(OLDEST_FIRST.get(i) + " < " + OLDEST_FIRST.get(j))
                        .isEqualTo(i < j);
            }
        }
    }

    @Test
    void trailingZerosDoNotCount() {
        assertThat(PythonVersion.of("1.6").isBefore(PythonVersion.of("1.6.0"))).isFalse();
        assertThat(PythonVersion.of("1.6.0").isBefore(PythonVersion.of("1.6"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Easel 0.1.0",
                "1a2b3c4",
                "f2.0.1v1.10.1-previous-659-gc055f2d4",
                "ComfyUI"
            })
    void otherTextsAreNoVersions(String text) {
        assertThat(PythonVersion.find(text)).isEmpty();
    }

    private static PythonVersion version(int i) {
        return PythonVersion.of(OLDEST_FIRST.get(i));
    }
}
