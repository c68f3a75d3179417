package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.DepthSpec;
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

    @Test
    void aSingleFileOfAnotherKindIsCalledByItsKind() {
        Path embedding = new Header().tensor("emb_params", 8, 768).write(file("a.safetensors"));
        assertThat(refusal(embedding))
                .contains("is an embedding (textual inversion) for Stable Diffusion 1")
                .contains("Its name in the prompt calls it");
        Path flux =
                new Header()
                        .layer("double_blocks.0.img_attn.qkv", 9, 3)
                        .layer("single_blocks.0.linear1", 9, 3)
                        .write(file("b.safetensors"));
        assertThat(refusal(flux)).contains("for Flux").contains("which Easel does not open");
        Path other = new Header().tensor("lm_head.weight", 3, 2).write(file("c.safetensors"));
        assertThat(refusal(other)).contains("1 tensors (lm_head.weight, ...)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    8004950c000000000000008c026f73           | is a Python pickle
                    80027d71002855050000                     | is a Python pickle
                    504b0304000008080000000000000000000000000000000000001000150061726368697665 | is a file; expected
                    4747554603000000                         | is a GGUF file
                    3c21444f43545950452068746d6c3e           | is a web page
                    76657273696f6e2068747470733a2f2f6769742d6c6673 | is a Git LFS pointer
                    """)
    void aFileIsKnownByItsFirstBytes(String bytes, String said) {
        ModelTree.in(folder).bytes("model.ckpt", HexFormat.of().parseHex(bytes));
        assertThat(refusal(file("model.ckpt"))).contains(said);
    }

    /** Whoever opens a pickle runs it; here that would leave a file behind. */
    @Test
    void aPickleThatWouldRunACommandIsRefusedUnderAnyName() throws IOException {
        Path ran = file("ran");
        String program = "cos\nsystem\n(S'touch " + ran + "'\ntR.";
        byte[] pickle = ("\u0080\u0002" + program).getBytes(StandardCharsets.ISO_8859_1);
        ModelTree.in(folder).bytes("model.safetensors", pickle);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file("zip.ckpt")))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(pickle);
        }
        for (String name : List.of("model.safetensors", "zip.ckpt")) {
            assertThat(refusal(file(name)))
                    .contains("is a Python pickle")
                    .contains("torch.load(sys.argv[1], map_location='cpu', weights_only=True)");
        }
        assertThat(ran).doesNotExist();
    }

    @Test
    void aSingleFileThatBrokeOffIsDamaged() throws IOException {
        Path whole =
                new Header().unet("model.diffusion_model.", 4, 768, 1).write(file("a.safetensors"));
        byte[] start = new byte[20_000];
        try (InputStream in = Files.newInputStream(whole)) {
            assertThat(in.readNBytes(start, 0, start.length)).isEqualTo(start.length);
        }
        ModelTree.in(folder).bytes("b.safetensors", start);
        assertThat(damage(file("b.safetensors"))).contains("the copy or download broke off");
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
                ModelTree.in(folder)
                        .text("weights.bin", "0123456789abcdef")
                        .text("4x-sharp.onnx.txt", "notes")
                        .upscaler("4x-sharp.onnx", "weights.bin");
        RecognisedModel found = recognised(tree.root().resolve("4x-sharp.onnx"));
        assertThat(found.name()).isEqualTo("4x-sharp");
        assertThat(found.family()).isEqualTo("Upscaler");
        assertThat(found.files()).containsExactly(Path.of("4x-sharp.onnx"), Path.of("weights.bin"));
    }

    @ParameterizedTest
    @CsvSource({
        "input ? 4 ? ?, output ? 3 ? ?",
        "input ? 3 ? ?, output ? 2 ? ?",
        "input ? 3 ? ?, output ? 1",
        "input ? 4 ? ?, output ? ? ?",
        "input 1 3, output ? 3 ? ?",
        "input, output"
    })
    void aGraphOfAnythingElseIsNoUpscaler(String input, String output) {
        ModelTree tree = ModelTree.in(folder).graph("it.onnx", List.of(input), List.of(output));
        assertThat(refusal(tree.root().resolve("it.onnx")))
                .contains("it.onnx takes input")
                .contains("expected an upscaler, which takes one picture");
    }

    @ParameterizedTest
    @CsvSource({
        "dpt.onnx, ? 3 ? ?, ? ? ?, Depth (MiDaS), NEARNESS",
        "midas.onnx, 1 3 384 384, 1 1 384 384, Depth (MiDaS), NEARNESS",
        "tiny.onnx, 1 3 518 518, 1 518 518, Depth (Depth Anything), NEARNESS",
        "depth-anything-small.onnx, ? ? ? ?, ? ? ?, Depth (Depth Anything), NEARNESS",
        "Depth-Anything-Metric.onnx, ? 3 ? ?, ? 1 ? ?, Depth (Depth Anything), DISTANCE"
    })
    void aDepthModelTakesOnePictureAndGivesANumberForEachPixel(
            String file, String input, String output, String family, DepthSpec.Meaning meaning) {
        ModelTree tree =
                ModelTree.in(folder)
                        .graph(file, List.of("pixels " + input), List.of("depth " + output));
        RecognisedModel found = recognised(tree.root().resolve(file));
        assertThat(found.family()).isEqualTo(family);
        assertThat(found).isInstanceOf(RecognisedModel.Depth.class);
        assertThat(((RecognisedModel.Depth) found).spec("").meaning()).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({"0.485, DEPTH_ANYTHING", "0.5, MIDAS"})
    void whatAnExporterSaysOfADepthModelsPicturesCounts(String mean, DepthSpec.Training training) {
        ModelTree tree =
                ModelTree.in(folder)
                        .graph("model.onnx", List.of("x ? 3 ? ?"), List.of("depth ? ? ?"))
                        .json(
                                "preprocessor_config.json",
                                "{'image_mean': [%s, 1, 1]}".formatted(mean));
        RecognisedModel.Depth found = (RecognisedModel.Depth) recognised(tree.root());
        assertThat(found.name()).isEqualTo(String.valueOf(folder.getFileName()));
        assertThat(found.spec("").training()).isEqualTo(training);
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

    private Path file(String name) {
        return folder.resolve(name);
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
