package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    @ValueSource(strings = {"dream.safetensors", "dream.ckpt"})
    void aSingleFileIsToldHowToBecomeAnOnnxFolder(String name) {
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
                        .text("unet/diffusion_pytorch_model.safetensors", "weights");
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
    void anyOtherFileIsNotAModel() {
        ModelTree.in(folder).text("notes.txt", "");
        assertThat(refusal(folder.resolve("notes.txt")))
                .contains("is a file; expected an ONNX folder");
    }

    private static String refusal(Path path) {
        return ((Recognition.NotThisFormat) ModelFormat.recognise(path)).why();
    }
}
