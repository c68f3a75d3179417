package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.ModelSpec.Defaults;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.UNetSpec.Residual;

class OnnxFolderTest {
    @TempDir Path folder;

    @Test
    void stableDiffusion1IsReadWhole() {
        ModelSpec spec = spec(ModelTree.sd1(folder));

        assertThat(spec.name()).isEqualTo(folder.getFileName().toString());
        assertThat(spec.hash()).isEqualTo("hash");
        assertThat(spec.unet().graph()).isEqualTo(folder.resolve("unet/model.onnx"));
        assertThat(spec.vae().encoder()).contains(folder.resolve("vae_encoder/model.onnx"));
        assertThat(spec.vae().latentScale()).isEqualTo(0.18215);
        assertThat(spec.vae().latentChannels()).isEqualTo(4);
        assertThat(spec.vae().downscale()).isEqualTo(8);
        assertThat(spec.sizeGrid()).isEqualTo(64);
        assertThat(spec.nativeSize()).isEqualTo(new ImageSize(512, 512));
        assertThat(spec.schedule().betaCurve()).isEqualTo(BetaCurve.SCALED_LINEAR);
        assertThat(spec.schedule().spacing()).isEqualTo(SigmaSpacing.AUTOMATIC);
        assertThat(spec.textEncoders().get(0).tokenizer().windowLength()).isEqualTo(77);
        assertThat(spec.defaults()).isEqualTo(new Defaults(SamplerName.PNDM, 25, 7.5));
    }

    @Test
    void stableDiffusion1HasTheFieldsPreviewFactors() {
        List<List<Double>> factors = spec(ModelTree.sd1(folder)).previewFactors();
        assertThat(factors).hasSize(5).contains(List.of(0.3512, 0.2297, 0.3227));
    }

    @Test
    void anotherVaeHasNoPreviewUntilSomebodyFitsOne() {
        ModelTree other =
                ModelTree.sd1(folder).json("vae_decoder/config.json", "{'scaling_factor': 0.5}");
        assertThat(spec(other).previewFactors()).isEmpty();
    }

    @Test
    void anOldExportWithoutConfigurationsIsStableDiffusion1() {
        ModelTree old =
                ModelTree.sd1(folder)
                        .without(
                                "text_encoder/config.json",
                                "unet/config.json",
                                "vae_decoder/config.json",
                                "vae_encoder/model.onnx")
                        .json("model_index.json", "{'_class_name': 'OnnxStableDiffusionPipeline'}");
        ModelSpec spec = spec(old);
        assertThat(spec.nativeSize()).isEqualTo(new ImageSize(512, 512));
        assertThat(spec.sizeGrid()).isEqualTo(64);
        assertThat(spec.vae().latentScale()).isEqualTo(0.18215);
        assertThat(spec.vae().encoder()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae/config.json", "vae_encoder/config.json"})
    void theVaesConfigurationMayLieElsewhere(String place) {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .without("vae_decoder/config.json")
                        .json(place, "{'scaling_factor': 0.25, 'block_out_channels': [8, 16]}");
        ModelSpec spec = spec(tree);
        assertThat(spec.vae().latentScale()).isEqualTo(0.25);
        assertThat(spec.vae().downscale()).isEqualTo(2);
    }

    @Test
    void stableDiffusion2PredictsVAndPadsWithZero() {
        ModelTree sd2 =
                ModelTree.sd1(folder)
                        .json("model_index.json", "{'_class_name': 'ORTStableDiffusionPipeline'}")
                        .json("unet/config.json", "{'in_channels': 4, 'sample_size': 96}")
                        .json(
                                "scheduler/scheduler_config.json",
                                "{'_class_name': 'DDIMScheduler', 'prediction_type': 'v_prediction', 'beta_schedule': 'scaled_linear'}")
                        .json("tokenizer/special_tokens_map.json", "{'pad_token': '!'}");
        ModelSpec spec = spec(sd2);
        assertThat(spec.schedule().predictionType()).isEqualTo(PredictionType.V_PREDICTION);
        assertThat(spec.nativeSize()).isEqualTo(new ImageSize(768, 768));
        assertThat(spec.textEncoders().get(0).tokenizer().padId()).isZero();
    }

    @Test
    void sampleSizeMayBeHeightAndWidth() {
        ModelTree wide =
                ModelTree.sd1(folder).json("unet/config.json", "{'sample_size': [48, 80]}");
        assertThat(spec(wide).nativeSize()).isEqualTo(new ImageSize(640, 384));
    }

    @Test
    void easelJsonSaysWhatPeopleShouldKnow() {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .json(
                                "easel.json",
                                "{'name': 'Dreams', 'description': 'For dreams.', 'defaults': {'sampler': 'Euler a', 'guidanceScale': 6}, 'previewFactors': [[1,0,0],[0,1,0],[0,0,1],[0,0,0],[0,0,0.5]]}");
        RecognisedModel.Pictures model = match(tree);
        assertThat(model.name()).isEqualTo("Dreams");
        assertThat(model.description()).isEqualTo("For dreams.");
        assertThat(model.spec("h", Optional.empty(), ModelTree.NO_STORE).defaults())
                .isEqualTo(new Defaults(SamplerName.EULER_ANCESTRAL, 25, 6));
        assertThat(model.spec("h", Optional.empty(), ModelTree.NO_STORE).previewFactors().get(4))
                .containsExactly(0.0, 0.0, 0.5);
    }

    @Test
    void theFilesThatDeterminePicturesIncludeWeightsOutsideAGraphButNoOtherPrograms() {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .text("unet/model.onnx_data", "weights")
                        .text("unet/diffusion_pytorch_model.safetensors", "the same again")
                        .text("unet/.DS_Store", "")
                        .text("README.md", "")
                        .text("easel.json", "{}");
        assertThat(match(tree).files().stream().map(file -> file.toString().replace('\\', '/')))
                .containsExactly(
                        "model_index.json",
                        "scheduler/scheduler_config.json",
                        "text_encoder/config.json",
                        "text_encoder/model.onnx",
                        "tokenizer/merges.txt",
                        "tokenizer/tokenizer_config.json",
                        "tokenizer/vocab.json",
                        "unet/config.json",
                        "unet/model.onnx",
                        "unet/model.onnx_data",
                        "vae_decoder/config.json",
                        "vae_decoder/model.onnx",
                        "vae_encoder/model.onnx");
    }

    @Test
    void everyMissingPartIsNamedInOneSentence() {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .without(
                                "unet/model.onnx",
                                "scheduler/scheduler_config.json",
                                "tokenizer/merges.txt");
        assertThat(damage(tree))
                .isEqualTo(
                        folder
                                + " has no unet/model.onnx and no scheduler/scheduler_config.json and no tokenizer/tokenizer.json (or vocab.json with merges.txt). Expected an ONNX folder as Hugging Face's optimum writes it; copy what is missing, or export the model again.");
    }

    @Test
    void configurationsWithoutAnyGraphAreAModelWithoutGraphs() {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .without(
                                "text_encoder/model.onnx",
                                "unet/model.onnx",
                                "vae_decoder/model.onnx",
                                "vae_encoder/model.onnx");
        assertThat(damage(tree))
                .contains("no text_encoder/model.onnx and no unet/model.onnx and no vae_decoder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "StableDiffusion3Pipeline",
                "FluxPipeline",
                "StableDiffusionInstructPix2PixPipeline",
                "StableDiffusionXLInstructPix2PixPipeline",
                "StableDiffusionDepth2ImgPipeline",
                "StableDiffusionUpscalePipeline",
                "KolorsPipeline"
            })
    void anotherPipelineIsNotOpened(String kind) {
        ModelTree tree =
                ModelTree.sd1(folder).json("model_index.json", "{'_class_name': '" + kind + "'}");
        assertThat(otherFormat(tree))
                .contains("is a " + kind + ", which Easel does not open")
                .contains("expected Stable Diffusion 1, 2, SDXL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "StableDiffusionImg2ImgPipeline",
                "StableDiffusionInpaintPipeline",
                "StableDiffusionInpaintPipelineLegacy",
                "OnnxStableDiffusionInpaintPipeline",
                "StableDiffusionControlNetPipeline",
                "StableDiffusionControlNetImg2ImgPipeline",
                "ORTStableDiffusionXLPipeline",
                "ORTLatentConsistencyModelPipeline",
                "LatentConsistencyModelImg2ImgPipeline"
            })
    void aPipelineOfTheSamePartsIsWhatItsPartsAre(String kind) {
        ModelTree tree =
                ModelTree.sd1(folder).json("model_index.json", "{'_class_name': '" + kind + "'}");
        assertThat(match(tree).family()).isEqualTo("Stable Diffusion 1");
    }

    @ParameterizedTest
    @CsvSource({"8, instruction", "7, another purpose", "5, another purpose"})
    void aUNetWithFurtherChannelsIsForAnotherPurpose(int channels, String purpose) {
        ModelTree tree =
                ModelTree.sd1(folder).json("unet/config.json", "{'in_channels': " + channels + "}");
        assertThat(otherFormat(tree))
                .contains("takes " + channels + " channels where the VAE makes 4")
                .contains(purpose)
                .contains("Expected 4, or 9 for inpainting");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'class_embed_type': 'projection'}   | class_embed_type is "projection"
                    {'num_class_embeds': 1000}           | num_class_embeds is 1000
                    {'addition_embed_type': 'image'}     | addition_embed_type is "image"
                    {'encoder_hid_dim_type': 'text_proj'}| encoder_hid_dim_type is "text_proj"
                    """)
    void aUNetWithFurtherInputsIsNotOpened(String config, String sentence) {
        ModelTree tree = ModelTree.sd1(folder).json("unet/config.json", config);
        assertThat(otherFormat(tree)).contains(sentence).contains("expected Stable Diffusion 1, 2");
    }

    @Test
    void sdxlIsReadWhole() {
        ModelSpec spec = spec(ModelTree.sdxl(folder));
        assertThat(spec.nativeSize()).isEqualTo(new ImageSize(1024, 1024));
        assertThat(spec.sizeGrid()).isEqualTo(32);
        assertThat(spec.unet().wordsWidth()).isEqualTo(2048);
        assertThat(spec.unet().added()).isEqualTo(Added.SIZES);
        assertThat(spec.textEncoders()).hasSize(2);
        assertThat(spec.zeroesAbsentNegative()).isTrue(); // the pipelines' default
    }

    @Test
    void theRefinerIsKnownByTheNumbersItIsTold() {
        ModelTree refiner =
                ModelTree.sdxl(folder)
                        .without("text_encoder/model.onnx")
                        .json("model_index.json", "{'text_encoder': [null, null]}")
                        .graph(
                                "unet/model.onnx",
                                List.of("encoder_hidden_states ? ? 1280", "time_ids ? 5"),
                                List.of())
                        .json("unet/config.json", "{'addition_embed_type': 'text_time'}");
        assertThat(match(refiner).family()).isEqualTo("SDXL refiner");
        assertThat(spec(refiner).textEncoders()).hasSize(1);
    }

    @Test
    void anOldExportLeavesItsShapesToTheGraph() {
        ModelTree old =
                ModelTree.sd1(folder)
                        .without("unet/config.json", "text_encoder/config.json")
                        .graph(
                                "unet/model.onnx",
                                List.of(
                                        "sample 2 9 ? ?",
                                        "timestep 1",
                                        "encoder_hidden_states 2 77 1024"),
                                List.of("out_sample 2 4 ? ?"));
        assertThat(match(old).family()).isEqualTo("Stable Diffusion 2 inpainting");
        assertThat(spec(old).unet().inputChannels()).isEqualTo(9);
        assertThat(spec(old).unet().wordsWidth()).isEqualTo(1024);
        assertThat(spec(old).isForInpainting()).isTrue();
    }

    @Test
    void residualsMayHaveDiffusersNamesAndComeInAnyOrder() {
        List<String> inputs =
                new ArrayList<>(List.of("sample ? 4 ? ?", "mid_block_additional_residual ? 8 ? ?"));
        for (int i = 11; i >= 0; i--) {
            inputs.add("down_block_additional_residual_" + i + " ? ? ? ?");
        }
        ModelTree tree =
                ModelTree.sd1(folder)
                        .graph("unet/model.onnx", inputs, List.of("out_sample"))
                        .json("unet/config.json", "{'block_out_channels': [1, 2, 4, 8]}");
        List<Residual> residuals = spec(tree).unet().residuals();
        assertThat(residuals)
                .extracting(Residual::channels)
                .containsExactly(1, 1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8);
        assertThat(residuals)
                .extracting(Residual::shrink)
                .containsExactly(1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 8);
        assertThat(residuals.get(10).input()).isEqualTo("down_block_additional_residual_10");
        assertThat(residuals.get(12).input()).isEqualTo("mid_block_additional_residual");
    }

    @Test
    void residualsThatAreTooFewAreSaid() {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .graph(
                                "unet/model.onnx",
                                List.of("down_block_0", "down_block_1", "mid_block"),
                                List.of("out_sample"));
        assertThat(damageOnOpening(tree))
                .contains("takes 3 residuals from ControlNets (down_block_0 ...), expected 13");
    }

    @Test
    void residualsOfOtherChannelsAreSaid() {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .graph(
                                "unet/model.onnx",
                                List.of(
                                        "down_block_0 ? 320 ? ?",
                                        "down_block_1 ? 64 ? ?",
                                        "mid_block"),
                                List.of("out_sample"))
                        .json(
                                "unet/config.json",
                                "{'block_out_channels': [320], 'layers_per_block': 1}");
        assertThat(damageOnOpening(tree))
                .contains("takes 64 channels as down_block_1, expected 320");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # scheduler                                                                     | steps | guidance
                    {'_class_name': 'EulerAncestralDiscreteScheduler', 'timestep_spacing': 'trailing'} | 4  | 1
                    {'_class_name': 'EulerDiscreteScheduler', 'timestep_spacing': 'trailing'}       | 4     | 1
                    {'_class_name': 'LCMScheduler'}                                                 | 4     | 1
                    {'_class_name': 'TCDScheduler'}                                                 | 4     | 1
                    {'_class_name': 'EulerDiscreteScheduler', 'timestep_spacing': 'leading'}        | 25    | 5
                    {'_class_name': 'DDIMScheduler', 'timestep_spacing': 'trailing'}                | 25    | 5
                    {'_class_name': 'EulerDiscreteScheduler', 'timestep_spacing': 'trailing', 'prediction_type': 'v_prediction'}   | 25 | 5
                    {'_class_name': 'EulerDiscreteScheduler', 'timestep_spacing': 'trailing', 'rescale_betas_zero_snr': true}      | 25 | 5
                    """)
    void theSchedulerTellsWhetherFewStepsSuit(String scheduler, int steps, double guidance) {
        ModelTree tree = ModelTree.sdxl(folder).json("scheduler/scheduler_config.json", scheduler);
        assertThat(spec(tree).defaults().steps()).isEqualTo(steps);
        assertThat(spec(tree).defaults().guidanceScale()).isEqualTo(guidance);
    }

    @Test
    void sdxlWithoutItsSecondTextEncoderIsSaid() {
        ModelTree tree = ModelTree.sdxl(folder).without("text_encoder_2/model.onnx");
        assertThat(damage(tree)).contains("has no text_encoder_2/model.onnx. Expected");
    }

    @Test
    void aRefinerWithTheFirstTextEncoderAloneIsSaid() {
        ModelTree tree =
                ModelTree.sdxl(folder)
                        .without("text_encoder_2/model.onnx", "tokenizer_2/vocab.json")
                        .json("model_index.json", "{'requires_aesthetics_score': true}");
        assertThat(damage(tree))
                .contains("has no text_encoder_2/model.onnx and no tokenizer_2/tokenizer.json");
    }

    @Test
    void sdxlWithoutItsFirstTextEncoderHasWordsTooNarrow() {
        ModelTree tree =
                ModelTree.sdxl(folder)
                        .without("text_encoder/model.onnx")
                        .json("model_index.json", "{'text_encoder': [null, null]}");
        assertThat(damage(tree))
                .contains("takes words of 2048 numbers (cross_attention_dim)")
                .contains("its text encoder makes 1280");
    }

    @Test
    void aSecondTextEncoderTheUNetIsNotToldOfIsSaid() {
        ModelTree tree =
                ModelTree.sdxl(folder).graph("unet/model.onnx").json("unet/config.json", "{}");
        assertThat(damage(tree))
                .contains("has a second text encoder (text_encoder_2), and its U-Net is not told");
    }

    @Test
    void aGraphToldOfSizesWithoutASecondTextEncoderIsSaid() {
        ModelTree tree =
                ModelTree.sd1(folder)
                        .graph(
                                "unet/model.onnx",
                                List.of("sample", "time_ids ? 6"),
                                List.of("out"));
        assertThat(damage(tree))
                .contains("has no second text encoder (text_encoder_2), and its U-Net is told");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    model_index.json          | {'requires_aesthetics_score': true} | is told 6 numbers about the picture, and requires_aesthetics_score is true
                    text_encoder/config.json  | {'hidden_size': 1024}    | its text encoders together make 2304
                    text_encoder_2/config.json| {'hidden_size': 1280, 'projection_dim': 1281} | expected the text encoder's projection_dim 1281 and a multiple
                    unet/config.json          | {'addition_embed_type': 'text_time', 'cross_attention_dim': 1024} | has cross_attention_dim 1024, but
                    unet/config.json          | {'addition_embed_type': 'text_time', 'cross_attention_dim': [768, 1024]} | expected one number
                    unet/config.json          | {'addition_embed_type': 'text_time', 'in_channels': 9} | has in_channels 9, but
                    """)
    void partsThatContradictEachOtherAreSaid(String file, String content, String sentence) {
        assertThat(damage(ModelTree.sdxl(folder).json(file, content))).contains(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'latents_mean': [-1.6, 1.8]}", "{'shift_factor': 0.1159}"})
    void latentsThatAreNotOnlyScaledAreNotOpened(String vae) {
        ModelTree tree = ModelTree.sdxl(folder).json("vae_decoder/config.json", vae);
        assertThat(otherFormat(tree)).contains("expected latents that are only scaled");
    }

    @Test
    void aShiftOfNothingIsNoShift() {
        ModelTree tree =
                ModelTree.sd1(folder).json("vae_decoder/config.json", "{'shift_factor': 0}");
        assertThat(match(tree).family()).isEqualTo("Stable Diffusion 1");
    }

    @Test
    void aUNetCutOffIsSaidBeforeItIsOpened() throws IOException {
        Path unet = ModelTree.sdxl(folder).root().resolve("unet/model.onnx");
        byte[] whole = Files.readAllBytes(unet);
        ModelTree cut = ModelTree.in(folder).bytes("unet/model.onnx", Arrays.copyOf(whole, 60));
        assertThat(damage(cut)).contains("unet").contains("could not be opened").contains("again");
    }

    @Test
    void brokenJsonIsNamedWithItsPosition() {
        ModelTree tree =
                ModelTree.sd1(folder).text("unet/config.json", "{\"in_channels\": 4,\n \"sam");
        assertThat(damage(tree))
                .startsWith(
                        folder.resolve("unet/config.json")
                                + " is not valid JSON in line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", "", "null", "{} {}"})
    void jsonThatIsNotOneObjectIsRefused(String content) {
        ModelTree tree = ModelTree.sd1(folder).text("vae_decoder/config.json", content);
        assertThat(damage(tree)).contains("config.json");
    }

    @Test
    void jsonNestedWithoutEndIsRefused() {
        ModelTree tree = ModelTree.sd1(folder).text("unet/config.json", "[".repeat(500_000));
        assertThat(damage(tree)).contains("is not valid JSON");
    }

    @Test
    void anOverlongConfigurationIsNotRead() {
        ModelTree tree = ModelTree.sd1(folder).text("unet/config.json", " ".repeat((1 << 20) + 1));
        assertThat(damage(tree)).contains("expected at most 1,048,576");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # file                   | content                            | sentence
                    unet/config.json         | {'sample_size': 'big'}             | sample_size "big", expected a whole number
                    unet/config.json         | {'sample_size': 64.5}              | sample_size 64.5, expected a whole number
                    unet/config.json         | {'sample_size': [1, 2, 3]}         | one number, or height and width
                    unet/config.json         | {'sample_size': 2000}              | 16000x16000 pixels
                    unet/config.json         | {'sample_size': 4}                 | 32x32 pixels
                    unet/config.json         | {'block_out_channels': []}         | expected 1 to 8 levels
                    vae_decoder/config.json  | {'scaling_factor': 0}              | scaling_factor 0, expected a number
                    vae_decoder/config.json  | {'scaling_factor': '0.2'}          | scaling_factor "0.2", expected a number
                    vae_decoder/config.json  | {'latent_channels': -4}            | latent_channels -4, expected a whole number
                    easel.json               | {'name': 7}                        | name 7, expected text
                    easel.json               | {'defaults': {'sampler': 'Eulr'}}  | Did you mean Euler?
                    easel.json               | {'defaults': {'steps': 0}}         | steps 0, expected a whole number from 1 to 1000
                    easel.json               | {'defaults': 3}                    | defaults 3, expected an object
                    easel.json               | {'previewFactors': [[1, 2, 3]]}    | expected 5 rows
                    easel.json               | {'previewFactors': [['a']]}        | expected numbers from
                    tokenizer/vocab.json     | {'a': 'b'}                         | gives the token a the id "b"
                    """)
    void aWrongValueIsNamedWithWhatWasExpected(String file, String content, String sentence) {
        ModelTree tree = ModelTree.sd1(folder).json(file, content);
        assertThat(damageOnOpening(tree)).contains(sentence).contains(Path.of(file).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"})
    void aGitLfsPointerIsRecognised(String content) {
        ModelTree tree = ModelTree.sd1(folder).text("unet/model.onnx", content);
        assertThat(damage(tree))
                .contains("unet")
                .contains("is a Git LFS pointer")
                .contains("git lfs pull");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!DOCTYPE html><html>...", "\n <html><head><title>Sign in</title>"})
    void aWebPageIsRecognised(String content) {
        ModelTree tree = ModelTree.sd1(folder).text("vae_encoder/model.onnx", content);
        assertThat(damage(tree)).contains("is a web page saved under a model's name");
    }

    @Test
    void anEmptyGraphIsRefused() {
        assertThat(damage(ModelTree.sd1(folder).text("unet/model.onnx", "")))
                .contains("has no bytes, expected an ONNX graph");
    }

    @Test
    void aTinyGraphIsRefused() {
        byte[] tiny = {8, 7, 18};
        assertThat(damage(ModelTree.sd1(folder).bytes("unet/model.onnx", tiny)))
                .contains("has 3 bytes, expected an ONNX graph");
    }

    @Test
    void whatDoesNotStartLikeAGraphIsRefused() {
        byte[] zip = ("PK" + "\0".repeat(64)).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(damage(ModelTree.sd1(folder).bytes("text_encoder/model.onnx", zip)))
                .contains("first byte is 0x50, expected 0x08");
    }

    private static RecognisedModel.Pictures match(ModelTree tree) {
        Recognition recognition = ModelFormat.recognise(tree.root());
        assertThat(recognition).isInstanceOf(Recognition.Match.class);
        return (RecognisedModel.Pictures) ((Recognition.Match) recognition).model();
    }

    private static ModelSpec spec(ModelTree tree) {
        return match(tree).spec("hash", Optional.empty(), ModelTree.NO_STORE);
    }

    private static String damage(ModelTree tree) {
        Recognition recognition = ModelFormat.recognise(tree.root());
        assertThat(recognition).isInstanceOf(Recognition.Damaged.class);
        return ((Recognition.Damaged) recognition).why();
    }

    /** Tokenizers are read when a model is opened, not when it is listed. */
    private static String damageOnOpening(ModelTree tree) {
        if (ModelFormat.recognise(tree.root()) instanceof Recognition.Match match) {
            try {
                ((RecognisedModel.Pictures) match.model())
                        .spec("hash", Optional.empty(), ModelTree.NO_STORE);
            } catch (studio.easel.engine.ModelException e) {
                return e.getMessage();
            }
        }
        return damage(tree);
    }

    private static String otherFormat(ModelTree tree) {
        Recognition recognition = ModelFormat.recognise(tree.root());
        assertThat(recognition).isInstanceOf(Recognition.NotThisFormat.class);
        return ((Recognition.NotThisFormat) recognition).why();
    }
}
