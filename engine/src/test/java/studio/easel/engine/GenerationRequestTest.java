package studio.easel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.RequestException.Field;

class GenerationRequestTest {
    private static GenerationRequest request(
            String prompt, int steps, double guidance, double eta, long seed, int count) {
        return new GenerationRequest(
                prompt,
                "",
                new ImageSize(128, 128),
                steps,
                guidance,
                SamplerName.DDIM,
                SigmaSpacing.AUTOMATIC,
                eta,
                seed,
                count);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # prompt, steps, guidance, eta, seed,                count, field
                    '',       20,    5,        0,   1,                   1,     PROMPT
                    '  ',     20,    5,        0,   1,                   1,     PROMPT
                    a cat,    0,     5,        0,   1,                   1,     STEPS
                    a cat,    1001,  5,        0,   1,                   1,     STEPS
                    a cat,    20,    NaN,      0,   1,                   1,     GUIDANCE_SCALE
                    a cat,    20,    -1,       0,   1,                   1,     GUIDANCE_SCALE
                    a cat,    20,    101,      0,   1,                   1,     GUIDANCE_SCALE
                    a cat,    20,    5,        1.5, 1,                   1,     ETA
                    a cat,    20,    5,        NaN, 1,                   1,     ETA
                    a cat,    20,    5,        0,   -2,                  1,     SEED
                    a cat,    20,    5,        0,   9223372036854775807, 1,     SEED
                    a cat,    20,    5,        0,   1,                   0,     COUNT
                    """)
    void whatCannotWorkIsRefusedAtOnceAndNamesItsField(
            String prompt,
            int steps,
            double guidance,
            double eta,
            long seed,
            int count,
            Field field) {
        assertThatThrownBy(() -> request(prompt, steps, guidance, eta, seed, count))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refusal -> {
                            assertThat(refusal.field()).isEqualTo(field);
                            assertThat(refusal).hasMessageContaining("expected");
                        });
    }

    @Test
    void pictureThreeOfARunIsARequestOfItsOwnWithSeedPlusThree() {
        GenerationRequest run = request("a cat", 20, 5, 0, 100, 8);
        assertThat(run.only(3)).isEqualTo(request("a cat", 20, 5, 0, 103, 1));
    }

    @Test
    void whereARegionIsWorkedOnAPictureSteersTheWhole() {
        RgbImage whole = new RgbImage(96, 64, new byte[3 * 96 * 64]);
        byte[] white = new byte[96 * 64];
        Arrays.fill(white, (byte) 255);
        Start part =
                new Start.Inpaint(whole, new Mask(96, 64, white), Inpainting.at(1).onlyMasked(8));
        ControlNetSpec net =
                new ControlNetSpec(
                        "canny", "", Path.of("model.onnx"), 4, 768, UNetSpec.Added.NOTHING);
        GenerationRequest.Draft draft = request("a cat", 20, 5, 0, 1, 1).but().start(part);
        assertThat(draft.controls(List.of(Control.of(net, whole))).request().controls()).hasSize(1);
        RgbImage other = new RgbImage(64, 64, new byte[3 * 64 * 64]);
        assertThatThrownBy(() -> draft.controls(List.of(Control.of(net, other))).request())
                .hasMessageContaining(
                        "canny is 64x64, expected the size of the picture to inpaint");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # typed,                      means
                    Euler a,                      EULER_ANCESTRAL
                    euler_a,                      EULER_ANCESTRAL
                    k_euler_ancestral,            EULER_ANCESTRAL
                    EulerAncestralDiscrete,       EULER_ANCESTRAL
                    EulerDiscreteScheduler,       EULER
                    ddim,                         DDIM
                    dpm++ 2m,                     DPM_PLUS_PLUS_2M
                    dpmpp_2m,                     DPM_PLUS_PLUS_2M
                    DPMSolverMultistepScheduler,  DPM_PLUS_PLUS_2M
                    """)
    void aSamplerAnswersToEveryNameItHasElsewhere(String typed, SamplerName means) {
        assertThat(SamplerName.parse(typed)).isEqualTo(means);
    }

    @Test
    void anUnknownNameSuggestsTheNearest() {
        assertThatThrownBy(() -> SamplerName.parse("Eulr a"))
                .hasMessageContaining("\"Eulr a\"")
                .hasMessageContaining("Did you mean Euler a?");
        assertThatThrownBy(() -> SigmaSpacing.parse("karas")).hasMessageContaining("Karras?");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # asked,    sentence holds
                    500x512,    Try 504x512
                    7x7,        Try 64x64
                    99999x64,   Try 4096x64
                    abc,        like 512x512
                    512,        like 512x512
                    """)
    void aSizeThatCannotBeSaysWhichOneCould(String asked, String sentence) {
        assertThatThrownBy(() -> ImageSize.parse(asked)).hasMessageContaining(sentence);
    }

    @Test
    void aSizeIsCheckedAgainstTheModelsOwnGridToo() {
        assertThat(ImageSize.parse("512*768").onGrid(64)).isEqualTo(new ImageSize(512, 768));
        assertThatThrownBy(() -> new ImageSize(520, 512).onGrid(64))
                .hasMessageContaining("Try 512x512");
    }

    @Test
    void aRunOfVariationsIsOfOnePicture() {
        GenerationRequest run = requestOf(3);
        GenerationRequest varied =
                run.but().variation(Optional.of(Variation.towards(100, 0.2))).request();
        assertThat(varied.only(2).seed()).isEqualTo(varied.seed());
        assertThat(varied.only(2).variation()).contains(Variation.towards(102, 0.2));
        GenerationRequest unvaried =
                run.but().variation(Optional.of(Variation.towards(100, 0))).request();
        assertThat(unvaried.only(2).seed()).isEqualTo(unvaried.seed() + 2);
    }

    private static GenerationRequest requestOf(int count) {
        return new GenerationRequest(
                "a heart",
                "",
                new ImageSize(64, 64),
                4,
                5,
                SamplerName.DDIM,
                SigmaSpacing.AUTOMATIC,
                0,
                7,
                count);
    }
}
