package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTextTest {
    @Test
    void showsWhatAPictureOfEaselRemembers() {
        SavedSettings settings = EaselRecord.of(Pictures.of("a heart\nby the sea")).settings("");
        assertThat(SettingsText.of(Path.of("heart.png"), settings))
                .isEqualToNormalizingNewlines(
                        """
                        heart.png, made with Easel 0.1.0
                          Prompt      a heart
                                      by the sea
                          Sampler     Euler a
                          Spacing     Karras
                          Steps       24
                          Guidance    6.5
                          Seed        42
                          Size        64x72
                          Model       starter
                          Model hash  %s
                          Run by      ONNX Runtime 1.29.0 on cpu
                        """
                                .formatted("0123456789abcdef".repeat(4)));
    }

    @Test
    void neverDrivesTheTerminal() {
        SavedSettings settings =
                A1111Settings.read("\u001B[2Jx\u202Ey\u009B\nSteps: 1, Seed: 2, Sampler: \u0007");
        assertThat(SettingsText.of(Path.of("x.png"), settings))
                .contains("\uFFFD[2Jx\uFFFDy\uFFFD")
                .doesNotContain("\u001B", "\u0007", "\u009B", "\u202E");
    }
}
