package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

class A1111SettingsTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # sampler,          schedule type, sampler,        spacing
                    DPM++ 2M Karras,    '',            DPM++ 2M,       Karras
                    DPM++ 3M SDE Karras,'',            DPM++ 3M SDE,   Karras
                    DPM++ 2M,           Karras,        DPM++ 2M,       Karras
                    Euler a,            Automatic,     Euler a,        Automatic
                    Euler a,            '',            Euler a,        Automatic
                    DPM++ 2M,           SGM Uniform,   DPM++ 2M,       SGM Uniform
                    """)
    void readsSamplerAndSpacingOfOldAndNewTexts(
            String written, String schedule, String sampler, String spacing) {
        String type = schedule.isEmpty() ? "" : ", Schedule type: " + schedule;
        SavedSettings settings =
                A1111Settings.read("x\nSteps: 20, Sampler: " + written + type + ", Seed: 1");
        assertThat(settings.sampler()).contains(sampler);
        assertThat(settings.spacing()).contains(spacing);
    }

    @Test
    void aSamplerThatIsNotThereYetKeepsItsName() {
        SavedSettings settings = A1111Settings.read("x\nSteps: 20, Sampler: DPM++ 3M, Seed: 1");
        assertThat(settings.sampler()).contains("DPM++ 3M");
        assertThat(settings.knownSampler()).isEmpty();
        assertThat(settings.notes())
                .singleElement()
                .asString()
                .startsWith(
                        "The picture's sampler, \"DPM++ 3M\", is not available yet. Choose one of DDPM, DDIM, ");
    }

    @ParameterizedTest
    @CsvSource({
        "Steps, 0",
        "Steps, 99999999999999999999",
        "Steps, many",
        "CFG scale, nan",
        "CFG scale, 1e300",
        "CFG scale, -1",
        "Seed, -1",
        "Seed, 99999999999999999999",
        "Size, 500x500",
        "Size, 8x8",
        "Size, 99999999999x1"
    })
    void absurdNumbersAreLeftOutWithANote(String key, String value) {
        SavedSettings settings =
                A1111Settings.read("x\nModel: m, Model hash: h, User: u, " + key + ": " + value);
        assertThat(settings.steps()).isEmpty();
        assertThat(settings.guidanceScale()).isEmpty();
        assertThat(settings.seed()).isEmpty();
        assertThat(settings.size()).isEmpty();
        assertThat(settings.notes()).hasSize(1);
    }

    @Test
    void whatThePictureKnowsGoesOverWhatIsSet() {
        GenerationRequest current = Pictures.request("old", "old", SamplerName.DDIM, 0.5);
        GenerationRequest request =
                A1111Settings.read("new\nSteps: 9, Sampler: Restart, CFG scale: 3, Size: 512x768")
                        .over(current);
        assertThat(request)
                .isEqualTo(
                        new GenerationRequest(
                                "new",
                                "",
                                new ImageSize(512, 768),
                                9,
                                3,
                                SamplerName.DDIM,
                                SigmaSpacing.AUTOMATIC,
                                0.5,
                                42,
                                1));
    }

    @Test
    void etaCountsForDdimOnly() {
        assertThat(A1111Settings.read("x\nSteps: 9, Sampler: DDIM, Eta: 0.3").eta()).contains(0.3);
        assertThat(A1111Settings.read("x\nSteps: 9, Sampler: Euler a, Eta: 0.3").eta())
                .isEqualTo(Optional.empty());
    }
}
