package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Folders;
import studio.easel.engine.Goldens;

/** Somebody put models of several kinds into the models folder and asks what is there. */
class ModelsListTest {
    @TempDir Path home;
    private Folders folders;

    @BeforeEach
    void putModelsIntoTheFolder() throws IOException {
        folders = Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
        for (String family : List.of("sdxl", "controlnet")) {
            Path from = Goldens.path("pipelines/" + family + "/model");
            for (Path file : Starter.filesIn(from)) {
                put(file, family + "/" + from.relativize(file));
            }
        }
        put(Goldens.path("pipelines/esrgan/model.onnx"), "2x.onnx");
        put(Goldens.path("pipelines/sd1/model/model_index.json"), "half/model_index.json");
    }

    @Test
    void eachIsListedWithWhatItIsAndWhereItLies() {
        Terminal answer = Terminal.easel(folders, "models");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out().replace('\\', '/').lines())
                .containsSubsequence(
                        "starter-v1  (Starter v1)  pictures: Stable Diffusion 1",
                        "controlnet  (controlnet)  pictures: Stable Diffusion 1",
                        "half  (half)  pictures",
                        "sdxl  (sdxl)  pictures: SDXL",
                        "controlnet/controlnet  (controlnet/controlnet)  controlnet: ControlNet for Stable Diffusion 1 (32)",
                        "controlnet/controlnet_2  (controlnet/controlnet_2)  controlnet: ControlNet for Stable Diffusion 1 (32)",
                        "starter-2x  (Starter 2x)  upscaler: Upscaler",
                        "2x.onnx  (2x)  upscaler: Upscaler",
                        "starter-depth  (Starter depth)  depth: Depth (MiDaS)");
        assertThat(answer.out()).contains("half has no text_encoder/model.onnx");
    }

    @Test
    void anUpscalerMakesNoPictures() {
        Path out = home.resolve("out");
        Terminal answer =
                Terminal.easel(
                        folders, "generate", "a star", "--model", "2x", "--out", out.toString());

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err())
                .contains("2x is an upscaler", "expected a model that makes pictures");
        assertThat(Starter.filesIn(out)).isEmpty();
    }

    private void put(Path file, String place) throws IOException {
        Path to = folders.models().resolve(place);
        Files.createDirectories(to.resolveSibling(""));
        Files.copy(file, to);
    }
}
