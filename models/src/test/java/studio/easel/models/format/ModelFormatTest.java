package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.UNetSpec.Added;

class ModelFormatTest {
    @TempDir Path folder;

    @Test
    void aPathThatDoesNotExistIsSaid() {
        assertThat(refusal(folder.resolve("nowhere")))
                .startsWith("There is no file or folder " + folder.resolve("nowhere"));
    }

    @Test
    void anEmptyFolderIsSaidWithWhatBelongsIntoIt() {
        assertThat(refusal(folder)).contains("is empty").contains("model_index.json");
    }

    @Test
    void aFolderOfOtherThingsIsNotAModel() {
        ModelTree tree = ModelTree.in(folder).text("holiday.jpg", "");
        assertThat(refusal(tree.root())).contains("so it is not a model");
    }

    @Test
    void aFolderAroundAModelPointsAtTheModel() {
        ModelTree.sd1(folder.resolve("onnx"));
        assertThat(refusal(folder))
                .contains("The folder " + folder.resolve("onnx") + " inside has one: pass that.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dream.pt", "dream.ckpt"})
    void aSingleFileThatMayRunCodeIsToldHowToBecomeAnOnnxFolder(String name) {
        ModelTree.in(folder).text(name, "weights");
        assertThat(refusal(folder.resolve(name)))
                .contains("single-file checkpoint")
                .contains("from_single_file")
                .contains(
                        "optimum-cli export onnx --task text-to-image --model \""
                                + folder.resolve("dream")
                                + "\" \""
                                + folder.resolve("dream")
                                + "-onnx\"");
    }

    @Test
    void aDiffusersFolderIsToldHowToBecomeAnOnnxFolder() {
        ModelTree diffusers =
                ModelTree.in(folder)
                        .json("model_index.json", "{'_class_name': 'StableDiffusionPipeline'}")
                        .text("unet/diffusion_pytorch_model.bin", "weights");
        assertThat(refusal(diffusers.root()))
                .contains("is a diffusers folder")
                .contains("optimum-cli export onnx");
    }

    @Test
    void aDiffusersFolderOfAnotherKindIsNotWorthExporting() {
        ModelTree xl =
                ModelTree.in(folder)
                        .json("model_index.json", "{'_class_name': 'StableDiffusion3Pipeline'}")
                        .text("unet/diffusion_pytorch_model.safetensors", "weights");
        assertThat(refusal(xl.root()))
                .contains("StableDiffusion3Pipeline")
                .doesNotContain("optimum-cli");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet/model.onnx", "vae_encoder/model.onnx", "model_index.json"})
    void oneFileOfAModelAsksForItsFolder(String name) {
        ModelTree.sd1(folder);
        assertThat(refusal(folder.resolve(name))).contains("is one file of a model");
    }

    @Test
    void theRefinerIsExportedFromItsOwnPipeline() {
        ModelTree refiner =
                ModelTree.in(folder)
                        .json(
                                "model_index.json",
                                "{'_class_name': 'StableDiffusionXLImg2ImgPipeline'}")
                        .text("unet/diffusion_pytorch_model.bin", "weights");
        assertThat(refusal(refiner.root())).contains("--task image-to-image");
    }

    @Test
    void aControlNetIsTheFolderTheFileInItOrTheFolderAroundIt() {
        ModelTree.controlNet(folder.resolve("canny/controlnet"));
        Path inner = folder.resolve("canny/controlnet");
        assertThat(controlNet(folder.resolve("canny")).name()).isEqualTo("canny");
        assertThat(controlNet(folder.resolve("canny")).folder()).isEqualTo(inner);
        assertThat(controlNet(inner).name()).isEqualTo("controlnet");
        assertThat(controlNet(inner.resolve("model.onnx")).folder()).isEqualTo(inner);
    }

    @Test
    void aControlNetForSdxlIsToldOfSizes() {
        ModelTree tree =
                ModelTree.controlNet(folder)
                        .json(
                                "config.json",
                                "{'_class_name': 'ControlNetModel', 'addition_embed_type': 'text_time', 'cross_attention_dim': 2048}");
        assertThat(controlNet(tree.root()).family()).isEqualTo("ControlNet for SDXL (2048)");
        assertThat(controlNet(tree.root()).spec("hash", ModelTree.NO_STORE).added())
                .isEqualTo(Added.SIZES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'_class_name': 'FluxControlNetModel'}                               | is a FluxControlNetModel, which Easel does not open
                    {'_class_name': 'ControlNetModel', 'conditioning_channels': 6}       | a picture of 6 channels, expected 3
                    {'_class_name': 'ControlNetModel', 'global_pool_conditions': true}   | global_pool_conditions
                    {'_class_name': 'ControlNetModel', 'addition_embed_type': 'text'}    | addition_embed_type is "text"
                    """)
    void anotherKindOfControlNetIsNotOpened(String config, String sentence) {
        ModelTree tree = ModelTree.controlNet(folder).json("config.json", config);
        assertThat(refusal(tree.root())).contains(sentence);
    }

    @Test
    void aControlNetWithoutItsGraphIsDamaged() {
        ModelTree tree = ModelTree.controlNet(folder).without("model.onnx");
        assertThat(damage(tree.root())).contains("is a ControlNet's folder, but has no model.onnx");
    }

    @Test
    void aControlNetOfAnotherModelThanItsConfigurationIsDamaged() {
        ModelTree tree =
                ModelTree.controlNet(folder)
                        .graph(
                                "model.onnx",
                                List.of("sample ? 4 ? ?", "encoder_hidden_states ? ? 1024"),
                                List.of("down_block_0"));
        assertThat(damage(tree.root()))
                .contains("has cross_attention_dim 768, but")
                .contains("1024");
    }

    @Test
    void anUpscalerTakesOnePictureAndGivesOne() {
        ModelTree tree =
                ModelTree.in(folder).upscaler("4x-sharp.onnx").text("4x-sharp.onnx.data", "");
        RecognisedModel found = recognised(tree.root().resolve("4x-sharp.onnx"));
        assertThat(found.name()).isEqualTo("4x-sharp");
        assertThat(found.family()).isEqualTo("Upscaler");
        assertThat(found.files())
                .containsExactly(Path.of("4x-sharp.onnx"), Path.of("4x-sharp.onnx.data"));
    }

    @ParameterizedTest
    @CsvSource({
        "input ? 4 ? ?, output ? 3 ? ?",
        "input ? 3 ? ?, output ? 1 ? ?",
        "input 1 3, output ? 3 ? ?",
        "input, output"
    })
    void aGraphOfAnythingElseIsNoUpscaler(String input, String output) {
        ModelTree tree = ModelTree.in(folder).graph("it.onnx", List.of(input), List.of(output));
        assertThat(refusal(tree.root().resolve("it.onnx")))
                .contains("it.onnx takes input")
                .contains("expected an upscaler, which takes one picture");
    }

    @Test
    void aGraphOfSeveralInputsIsNoUpscaler() {
        ModelTree tree =
                ModelTree.in(folder)
                        .graph(
                                "it.onnx",
                                List.of("a ? 3 ? ?", "b 1 2", "c", "d", "e"),
                                List.of("output ? 3 ? ?"));
        assertThat(refusal(tree.root().resolve("it.onnx")))
                .contains("takes a [any, 3, any, any], b [1, 2], c [], d [] and more and gives");
    }

    @Test
    void anyOtherFileIsNotAModel() {
        ModelTree.in(folder).text("notes.txt", "");
        assertThat(refusal(folder.resolve("notes.txt")))
                .contains("is a file; expected an ONNX folder");
    }

    private static RecognisedModel.ControlNet controlNet(Path path) {
        return (RecognisedModel.ControlNet) recognised(path);
    }

    private static RecognisedModel recognised(Path path) {
        return ((Recognition.Match) ModelFormat.recognise(path)).model();
    }

    private static String damage(Path path) {
        return ((Recognition.Damaged) ModelFormat.recognise(path)).why();
    }

    private static String refusal(Path path) {
        return ((Recognition.NotThisFormat) ModelFormat.recognise(path)).why();
    }
}
