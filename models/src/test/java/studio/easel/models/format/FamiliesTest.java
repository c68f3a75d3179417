package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.Goldens;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.ModelSpec.Defaults;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TextEncoderSpec.Layer;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.UpscalerSpec;

/** What is read from a whole model of each family; the recordings' README says what they are. */
class FamiliesTest {
    @ParameterizedTest
    @CsvSource({
        "sd1, Stable Diffusion 1",
        "sd2v, Stable Diffusion 2 (v-prediction)",
        "sdxl, SDXL",
        "sdxl-refiner, SDXL refiner",
        "inpaint9, Stable Diffusion 1 inpainting",
        "controlnet, Stable Diffusion 1",
        "lcm, Stable Diffusion 1 LCM"
    })
    void eachFamilyIsKnownByItsStructure(String folder, String family) {
        assertThat(match(folder).family()).isEqualTo(family);
    }

    @ParameterizedTest
    @CsvSource({
        "sd1, 4, 32, NOTHING, 0, 32",
        "sd2v, 4, 40, NOTHING, 0, 32",
        "sdxl, 4, 72, SIZES, 0, 32",
        "sdxl-refiner, 4, 40, AESTHETIC_SCORE, 0, 32",
        "inpaint9, 9, 32, NOTHING, 0, 32",
        "lcm, 4, 32, NOTHING, 16, 32"
    })
    void theUNetIsToldWhatItsConfigurationSays(
            String folder, int channels, int words, Added added, int guidance, int grid) {
        ModelSpec spec = spec(folder);
        assertThat(spec.unet().inputChannels()).isEqualTo(channels);
        assertThat(spec.unet().wordsWidth()).isEqualTo(words);
        assertThat(spec.unet().added()).isEqualTo(added);
        assertThat(spec.unet().guidanceWidth()).isEqualTo(guidance);
        assertThat(spec.unet().residuals()).isEmpty();
        assertThat(spec.sizeGrid()).isEqualTo(grid);
        assertThat(spec.nativeSize()).isEqualTo(new ImageSize(64, 64));
        assertThat(spec.isForInpainting()).isEqualTo(channels == 9);
    }

    @Test
    void sdxlHasTwoEncodersOfWhichTheSecondPadsWithZero() {
        ModelSpec spec = spec("sdxl");
        assertThat(spec.textEncoders())
                .extracting(TextEncoderSpec::graph)
                .containsExactly(
                        model("sdxl").resolve("text_encoder/model.onnx"),
                        model("sdxl").resolve("text_encoder_2/model.onnx"));
        assertThat(spec.textEncoders())
                .extracting(TextEncoderSpec::layer)
                .containsOnly(Layer.PENULTIMATE);
        assertThat(spec.textEncoders())
                .extracting(encoder -> encoder.tokenizer().padId())
                .containsExactly(609, 0);
        assertThat(spec.zeroesAbsentNegative()).isTrue();
        assertThat(spec.vae().latentScale()).isEqualTo(0.13025);
        assertThat(spec.previewFactors()).hasSize(5).contains(List.of(0.1084, -0.0175, -0.0011));
        assertThat(spec.defaults()).isEqualTo(new Defaults(SamplerName.EULER, 25, 5));
        assertThat(spec.schedule().spacing()).isEqualTo(SigmaSpacing.LEADING);
    }

    @Test
    void theRefinerHasTheSecondEncoderAloneAndEncodesAnAbsentNegative() {
        ModelSpec spec = spec("sdxl-refiner");
        assertThat(spec.textEncoders())
                .singleElement()
                .matches(encoder -> encoder.layer() == Layer.PENULTIMATE)
                .matches(encoder -> encoder.tokenizer().padId() == 0)
                .extracting(TextEncoderSpec::graph)
                .isEqualTo(model("sdxl-refiner").resolve("text_encoder_2/model.onnx"));
        assertThat(spec.zeroesAbsentNegative()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2v", "inpaint9", "controlnet", "lcm"})
    void oneEncoderGivesItsLastLayerAndTheAbsentNegativeIsEncoded(String folder) {
        ModelSpec spec = spec(folder);
        assertThat(spec.textEncoders())
                .singleElement()
                .matches(encoder -> encoder.layer() == Layer.LAST);
        assertThat(spec.zeroesAbsentNegative()).isFalse();
        assertThat(spec.vae().latentScale()).isEqualTo(0.18215);
    }

    @Test
    void stableDiffusion2PredictsV() {
        assertThat(spec("sd2v").schedule().predictionType()).isEqualTo(PredictionType.V_PREDICTION);
    }

    @Test
    void aModelToldItsGuidanceDefaultsToFewSteps() {
        assertThat(spec("lcm").defaults()).isEqualTo(new Defaults(SamplerName.LCM, 4, 8.5));
    }

    @Test
    void residualsFollowTheSkipConnectionsAndEndInTheMiddle() {
        assertThat(spec("controlnet").unet().residuals())
                .containsExactly(
                        new Residual("down_block_0", 16, 1),
                        new Residual("down_block_1", 16, 1),
                        new Residual("down_block_2", 16, 2),
                        new Residual("down_block_3", 16, 2),
                        new Residual("down_block_4", 16, 4),
                        new Residual("down_block_5", 24, 4),
                        new Residual("mid_block", 24, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"controlnet", "controlnet_2"})
    void aControlNetIsRecognisedInsideItsModel(String part) {
        Path folder = model("controlnet").resolve(part);
        RecognisedModel.ControlNet found = (RecognisedModel.ControlNet) recognised(folder);
        assertThat(found.family()).isEqualTo("ControlNet for Stable Diffusion 1 (32)");
        assertThat(found.files()).containsExactly(Path.of("config.json"), Path.of("model.onnx"));
        assertThat(found.spec("hash", ModelTree.NO_STORE))
                .isEqualTo(
                        new ControlNetSpec(
                                "model/" + part,
                                "hash",
                                folder.resolve("model.onnx"),
                                4,
                                32,
                                Added.NOTHING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "model.onnx"})
    void anUpscalerIsAFileOrTheFolderAroundIt(String file) {
        Path folder = Goldens.path("pipelines/esrgan");
        RecognisedModel.Upscaler found =
                (RecognisedModel.Upscaler) recognised(folder.resolve(file));
        assertThat(found.family()).isEqualTo("Upscaler");
        assertThat(found.files()).containsExactly(Path.of("model.onnx"));
        assertThat(found.spec("hash"))
                .isEqualTo(new UpscalerSpec("esrgan", "hash", folder.resolve("model.onnx")));
    }

    @Test
    void theFilesOfAllPartsDetermineTheHash() {
        assertThat(match("sdxl").files().stream().map(file -> file.toString().replace('\\', '/')))
                .contains(
                        "text_encoder/model.onnx",
                        "text_encoder_2/config.json",
                        "text_encoder_2/model.onnx",
                        "tokenizer/vocab.json",
                        "tokenizer_2/merges.txt",
                        "tokenizer_2/special_tokens_map.json",
                        "tokenizer_2/vocab.json")
                .hasSize(20);
    }

    private static Path model(String folder) {
        return Goldens.path("pipelines/" + folder + "/model");
    }

    private static RecognisedModel recognised(Path path) {
        Recognition recognition = ModelFormat.recognise(path);
        assertThat(recognition).isInstanceOf(Recognition.Match.class);
        return ((Recognition.Match) recognition).model();
    }

    private static RecognisedModel.Pictures match(String folder) {
        return (RecognisedModel.Pictures) recognised(model(folder));
    }

    private static ModelSpec spec(String folder) {
        return match(folder).spec("hash", Optional.empty(), ModelTree.NO_STORE);
    }
}
