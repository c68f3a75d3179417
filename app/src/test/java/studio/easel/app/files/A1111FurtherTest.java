package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.app.files.References.Masked;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.References.RefinerModel;
import studio.easel.app.files.References.StartPicture;
import studio.easel.app.files.References.SteeringPicture;
import studio.easel.app.files.References.Upscaling;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.SamplerName;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.Variation;

/** A1111's own keys for what goes beyond prompt, steps and seed. */
class A1111FurtherTest {
    private static final String USUAL =
            "x\\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 512x512";

    static Stream<GenerationRequest> requests() {
        // Guidance for a part of the walk, NumPy, tiles and sizes told have no name there.
        return FullRequests.all()
                .map(
                        it ->
                                it.but()
                                        .guidance(it.guidance().within(0, 1))
                                        .sizeConditioning(Optional.empty())
                                        .vaeTile(0)
                                        .request())
                .filter(it -> it.noiseKind() != NoiseKind.NUMPY);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatA1111HasANameForComesBackOutOfItsText(GenerationRequest request) {
        String text = A1111Writer.infotext(Pictures.of(request)).text();
        SavedSettings read = A1111Settings.read(text);
        assertThat(read.notes()).isEmpty();
        assertThat(read.over(Pictures.request("old", "", request.sampler(), 0)))
                .isEqualTo(References.cutFrom(request));
        assertThat(read.references().missingPictures())
                .hasSameSizeAs(References.of(request).missingPictures());
    }

    @ParameterizedTest
    @CsvSource({"TORCH_CPU, RNG: CPU", "TORCH_CUDA, RNG: NV", "NUMPY, ''"})
    void noiseIsWrittenUnderA1111sNameWhereItHasOne(NoiseKind kind, String written) {
        GenerationRequest request = FullRequests.usual().but().noiseKind(kind).request();
        String text = A1111Writer.infotext(Pictures.of(request)).text();
        assertThat(text.contains("RNG: ")).isEqualTo(!written.isEmpty());
        assertThat(text).contains(written);
    }

    @ParameterizedTest
    @CsvSource({"'', TORCH_CUDA", "', RNG: NV', TORCH_CUDA", "', RNG: CPU', TORCH_CPU"})
    void theNoiseOfATextIsA1111sOwnUnlessItSaysOtherwise(String rng, NoiseKind kind) {
        assertThat(A1111Settings.read(USUAL + rng).further().noiseKind()).contains(kind);
    }

    @Test
    void noiseIsMultipliedUnderA1111sNames() {
        assertThat(
                        A1111Writer.infotext(
                                        Pictures.of(
                                                FullRequests.fromImage()
                                                        .but()
                                                        .noiseAmounts(new NoiseAmounts(1.05, 0.4))
                                                        .sampler(SamplerName.EULER_ANCESTRAL)
                                                        .request()))
                                .text())
                .contains(", Noise multiplier: 1.05", ", Eta: 0.4");
        assertThat(A1111Writer.infotext(Pictures.of(FullRequests.fromImage())).text())
                .doesNotContain("Noise multiplier", "Eta");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x\\nSteps: 20, Sampler: Euler a, Seed: 1, Eta: 0.67, Noise multiplier: 1.05 | 1.05 | 0.67",
                "x\\nSteps: 20, Sampler: DPM++ 2M SDE Karras, Seed: 1, Eta: 0.5 | 1 | 0.5",
                "x\\nSteps: 20, Sampler: DDIM, Seed: 1, Eta: 0.67 | 1 | 1",
                "x\\nSteps: 20, Sampler: Euler a, Seed: 1, Noise multiplier: much | 1 | 1"
            })
    void readsHowMuchNoiseThereWas(String text, double start, double fresh) {
        assertThat(A1111Settings.read(text.replace("\\n", "\n")).further().noiseAmounts())
                .isEqualTo(new NoiseAmounts(start, fresh));
    }

    @Test
    void aPromptAloneSaysNothingOfNoise() {
        assertThat(A1111Settings.read("a barn").further().noiseKind()).isEmpty();
    }

    @Test
    void readsVariationsAndTheSizeTheyWereDrawnAt() {
        assertThat(
                        A1111Settings.read(
                                        USUAL
                                                + ", Variation seed: 5, Variation seed strength: 0.3, Seed resize from: 768x512")
                                .further()
                                .variation())
                .contains(new Variation(5, 0.3, Optional.of(new ImageSize(768, 512))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # written                                            | size
                    Hires upscale: 2, Hires upscaler: Latent (nearest)   | 1024x1024
                    Hires upscale: 1.51, Hires upscaler: Latent (nearest)| 768x768
                    Hires resize: 768x1024, Hires upscaler: Latent (nearest) | 768x1024
                    Hires resize: 0x1024, Hires upscaler: Latent (nearest) | 1024x1024
                    """)
    void readsTheSecondPassByFactorOrSize(String written, String size) {
        SavedSettings settings =
                A1111Settings.read(USUAL + ", Denoising strength: 0.5, Hires steps: 7, " + written);
        assertThat(settings.further().hires())
                .contains(
                        new HiresFix(
                                ImageSize.parse(size),
                                new Enlarging.Latent(LatentResampling.NEAREST),
                                7,
                                0.5));
        assertThat(settings.references()).isEqualTo(References.NONE);
    }

    @Test
    void anUpscalerEaselHasNotGotIsAModelToBeFound() {
        SavedSettings settings =
                A1111Settings.read(
                        USUAL
                                + ", Denoising strength: 0.3, Hires upscale: 2, Hires upscaler: R-ESRGAN 4x+");
        assertThat(settings.further().hires()).isEmpty();
        assertThat(settings.references().upscaling())
                .contains(
                        new Upscaling(
                                new NamedModel("R-ESRGAN 4x+", ""),
                                new ImageSize(1024, 1024),
                                0,
                                0.3));
    }

    @ParameterizedTest
    @CsvSource({
        "'Hires resize: 256x256', no side shorter",
        "'Hires upscale: 200', a number from 0 to 16",
        "'Hires upscale: 2, Denoising strength: 0', above 0",
    })
    void aSecondPassThatCannotBeIsANoteAndNoError(String written, String note) {
        SavedSettings settings =
                A1111Settings.read(USUAL + ", " + written + ", Hires upscaler: Latent");
        assertThat(settings.further().hires()).isEmpty();
        assertThat(settings.notes()).singleElement().asString().contains(note);
    }

    @Test
    void readsHowAPartWasRepainted() {
        assertThat(
                        A1111Settings.read(
                                        USUAL
                                                + ", Denoising strength: 0.75, Mask blur: 4, Inpaint area: Only masked, Masked area padding: 64, Masked content: latent noise")
                                .references()
                                .start())
                .contains(
                        new StartPicture(
                                PictureHash.UNKNOWN,
                                0.75,
                                Optional.of(
                                        new Masked(
                                                PictureHash.UNKNOWN,
                                                new Inpainting(
                                                        0.75,
                                                        Inpainting.Fill.LATENT_NOISE,
                                                        4,
                                                        false,
                                                        OptionalInt.of(64),
                                                        true)))));
    }

    @Test
    void aMaskUsedTheOtherWayRoundIsSaid() {
        assertThat(
                        A1111Settings.read(
                                        USUAL
                                                + ", Denoising strength: 0.75, Mask mode: Inpaint not masked")
                                .notes())
                .singleElement()
                .asString()
                .contains("Invert the mask");
    }

    @Test
    void readsRefinerAndControlNetsByName() {
        References references =
                A1111Settings.read(
                                USUAL
                                        + ", ControlNet 0: \"Module: canny, Model: control_v11p_sd15_canny [d14c016b], Weight: 0.8, Resize Mode: Crop and Resize, Guidance Start: 0.1, Guidance End: 0.9\", ControlNet 1: \"Module: none, Model: None, Weight: 1\", Refiner: sd_xl_refiner_1.0 [7440042bbd], Refiner switch at: 0.8, Version: v1.10.1")
                        .references();
        assertThat(references.controls())
                .containsExactly(
                        new SteeringPicture(
                                new NamedModel("control_v11p_sd15_canny", ""),
                                PictureHash.UNKNOWN,
                                0.8,
                                0.1,
                                0.9));
        assertThat(references.refiner())
                .contains(new RefinerModel(new NamedModel("sd_xl_refiner_1.0", "7440042bbd"), 0.8));
    }

    @Test
    void embeddingsAreWrittenAsA1111DoesWithTwelveDigits() {
        String text = A1111Writer.infotext(Pictures.of(FullRequests.embedded())).text();
        assertThat(text)
                .contains("TI hashes: \"EasyNegative: d4d4d4d4d4d4, bad-hands 5: e5e5e5e5e5e5\"");
        assertThat(A1111Settings.read(text).references().embeddings())
                .containsExactly(
                        new NamedModel("EasyNegative", "d4".repeat(6)),
                        new NamedModel("bad-hands 5", "e5".repeat(6)));
    }

    @Test
    void lorasAreWrittenAsA1111DoesBesideTheirTags() {
        String text = A1111Writer.infotext(Pictures.of(FullRequests.adapted())).text();
        assertThat(text)
                .startsWith("a barn <lora:ink:0.8> <lora:pixel art:-0.5:1>")
                .contains("Lora hashes: \"ink: a1a1a1a1a1a1, pixel art: b2b2b2b2b2b2\"");
        assertThat(A1111Settings.read(text).references().loras())
                .containsExactly(
                        new NamedModel("ink", "a1".repeat(6)),
                        new NamedModel("pixel art", "b2".repeat(6)));
    }

    @Test
    void aNameThatWouldBreakTheListLosesWhatBreaksIt() {
        TextualInversion odd =
                new TextualInversion("a:b,c", "f".repeat(64), Map.of(1, List.of(List.of(0.5f))));
        GenerationRequest request = FullRequests.usual().but().embeddings(List.of(odd)).request();
        assertThat(A1111Writer.infotext(Pictures.of(request)).text())
                .contains("TI hashes: \"abc: ffffffffffff\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "EasyNegative: c74b4e810b03"   | EasyNegative c74b4e810b03
                    "a b: C74B, c: xyz, d: 12345"  | a b c74b d 12345
                    "nothing"                      | ''
                    ":::,,: ,"                     | ''
                    """)
    void readsEmbeddingsThatHaveAHash(String written, String found) {
        assertThat(A1111Settings.read(USUAL + ", TI hashes: " + written).references().embeddings())
                .extracting(it -> it.name() + " " + it.hash())
                .satisfies(it -> assertThat(String.join(" ", it)).isEqualTo(found));
    }

    @ParameterizedTest
    @CsvSource({"CFG Rescale", "CFG Rescale φ", "CFG Rescale phi", "CFG rescale"})
    void readsGuidanceRescaleUnderEveryNameItHas(String key) {
        assertThat(
                        A1111Settings.read(USUAL + ", " + key + ": 0.7")
                                .guidance()
                                .map(it -> it.rescale()))
                .contains(0.7);
    }

    @Test
    void whatEaselDoesNotKnowIsSaidOnce() {
        assertThat(A1111Settings.read(USUAL + ", Tiling: True, ENSD: 31337, Clip skip: 2").notes())
                .containsExactly(
                        "The picture was also made with ENSD, Tiling, which Easel does not know: the pixels will differ.");
    }

    @ParameterizedTest
    @CsvSource({
        "Clip skip: 13, Clip skip",
        "Variation seed strength: 2, Variation seed strength",
        "'Denoising strength: 0.5, Mask blur: 999', Mask blur",
        "'Denoising strength: 0.5, Masked content: mud', Fill is",
        "'CFG Rescale: x', CFG Rescale",
        "'Seed resize from: 1x1', Seed resize from",
        "RNG: dice, noise"
    })
    void absurdValuesAreLeftOutWithANote(String written, String note) {
        assertThat(A1111Settings.read(USUAL + ", " + written).notes())
                .singleElement()
                .asString()
                .contains(note);
    }
}
