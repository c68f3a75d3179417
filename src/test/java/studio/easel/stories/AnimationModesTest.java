package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Folders;
import studio.easel.app.files.PngFile;
import studio.easel.app.render.FrameModels;
import studio.easel.engine.RgbImage;
import studio.easel.models.ModelLibrary;

/** Settings files that want more than motion become videos. */
class AnimationModesTest {
    private static final int SIDE = 64;

    @TempDir Path home;
    private Folders folders;
    private Path project;
    private final Map<String, Object> settings = new LinkedHashMap<>();

    @BeforeEach
    void writeDown() throws IOException {
        folders = Folders.of(Map.of("EASEL_HOME", home.resolve("easel").toString()), "Linux", home);
        project = Files.createDirectory(home.resolve("project"));
        settings.put("W", SIDE);
        settings.put("H", SIDE);
        settings.put("seed", 7);
        settings.put("steps", 2);
        settings.put("max_frames", 2);
        settings.put("diffusion_cadence", 1);
        settings.put("animation_mode", "2D");
        settings.put("enable_noise_multiplier_scheduling", false);
        settings.put("prompts", Map.of("0", "a red heart"));
    }

    @Test
    void theStartersDepthModelGives3dItsDepthAndOnesOwnTakesItsPlace() throws IOException {
        settings.put("animation_mode", "3D");
        settings.put("translation_x", "0:(30)");
        settings.put("strength_schedule", "0:(1)");
        settings.put("use_depth_warping", false);
        animate("flat.mkv");
        settings.put("use_depth_warping", true);
        animate("starter.mkv");
        assertThat(frame("starter-render", 0)).isEqualTo(frame("flat-render", 0));
        assertThat(frame("starter-render", 1)).isNotEqualTo(frame("flat-render", 1));
        install("midas.onnx");
        animate("deep.mkv");
        assertThat(frame("deep-render", 1))
                .isNotEqualTo(frame("flat-render", 1))
                .isNotEqualTo(frame("starter-render", 1));
        animate("named.mkv", "--depth", "starter-depth");
        assertThat(frame("named-render", 1)).isEqualTo(frame("starter-render", 1));

        install("other.onnx");
        assertThat(refused("three.mkv")).contains("2 depth models: midas.onnx, other.onnx");
        // The window, where nobody can be asked for a name, takes the first.
        ModelLibrary library = new ModelLibrary(folders.models(), folders.caches());
        assertThat(FrameModels.Shelf.choosing(library).depth().id()).isEqualTo("midas.onnx");
        animate("chosen.mkv", "--depth", "midas");
        assertThat(frame("chosen-render", 1)).isEqualTo(frame("deep-render", 1));
        assertThat(refused("wrong.mkv", "--depth", "starter-v1"))
                .contains("expected a depth model");
        assertThat(project.resolve("wrong-render")).doesNotExist();
    }

    @Test
    void aDraftIsSmallAndLeavesTheRealRenderAlone() throws IOException {
        settings.put("W", 128);
        settings.put("H", 128);
        Terminal made = animate("clip.mkv", "--draft", "--preview");
        assertThat(made.out()).contains("clip-draft.mkv");
        assertThat(frame("clip-draft-preview", 1).width()).isEqualTo(64);
        animate("clip.mkv", "--preview");
        assertThat(frame("clip-preview", 1).width()).isEqualTo(128);
        assertThat(animate("clip.mkv", "--draft", "--preview", "--resume").exitCode()).isZero();
    }

    @Test
    void modelsAreChosenByFrameAndUnknownOnesRefusedBeforeAnythingIsWritten() throws IOException {
        settings.put("enable_checkpoint_scheduling", true);
        settings.put(
                "checkpoint_schedule", "0: (\"starter-v1.safetensors\"), 1: (\"nowhere.ckpt\")");
        assertThat(refused("clip.mkv")).contains("nowhere.ckpt");
        assertThat(project.resolve("clip-render")).doesNotExist();
        settings.put("checkpoint_schedule", "0: (\"starter-v1.safetensors\")");
        animate("clip.mkv");
        settings.put("enable_checkpoint_scheduling", false);
        animate("plain.mkv");
        assertThat(frame("clip-render", 1)).isEqualTo(frame("plain-render", 1));
    }

    @Test
    void guidesParseqAndAMaskVideoComeFromTheFolder() throws IOException {
        animate("mask.mkv", "--preview");
        PngFile.write(project.resolve("a.png"), plain(200));
        Files.writeString(
                project.resolve("parseq.json"),
                "{\"rendered_frames\": [{\"frame\": 0, \"seed\": 3}, {\"frame\": 9, \"seed\": 3}], \"options\": {\"output_fps\": 12}}");
        settings.put("parseq_manifest", "parseq.json");
        settings.put("use_looper", true);
        settings.put("init_images", "{\"0\": \"a.png\"}");
        settings.put("use_mask_video", true);
        settings.put("video_mask_path", "mask.mkv");
        settings.put("mask_schedule", "0: (\"!{video_mask}\")");
        settings.put("diffusion_redo", 1);
        animate("all.mkv");
        // The mask video is two frames long, and so is the animation.
        assertThat(project.resolve("all-render/frames/000001.png")).exists();
        assertThat(project.resolve("all-render/frames/000002.png")).doesNotExist();
        Terminal again = animate("all.mkv", "--resume");
        assertThat(again.exitCode()).isZero();
        Files.delete(project.resolve("a.png"));
        assertThat(refused("other.mkv")).contains("init_images asks for a.png");
        assertThat(project.resolve("other-render")).doesNotExist();
    }

    private void install(String name) throws IOException {
        Files.createDirectories(folders.models());
        try (InputStream graph =
                Objects.requireNonNull(
                        AnimationModesTest.class.getResourceAsStream("/onnx/depth-red.onnx"))) {
            Files.copy(graph, folders.models().resolve(name));
        }
    }

    private Terminal animate(String clip, String... words) throws IOException {
        Terminal made = typed(clip, words);
        assertThat(made.exitCode()).as(made.err()).isZero();
        return made;
    }

    private String refused(String clip, String... words) throws IOException {
        Terminal answer = typed(clip, words);
        assertThat(answer.exitCode()).isNotZero();
        return answer.err();
    }

    private Terminal typed(String clip, String... words) throws IOException {
        Path file = project.resolve("settings.txt");
        Files.writeString(file, new ObjectMapper().writeValueAsString(settings));
        List<String> line = new ArrayList<>(List.of("animate", file.toString(), "--device", "cpu"));
        line.addAll(List.of("--out", project.resolve(clip).toString()));
        line.addAll(Arrays.asList(words));
        return Terminal.easel(folders, line.toArray(String[]::new));
    }

    private RgbImage frame(String render, int index) {
        return PngFile.read(project.resolve(render).resolve("frames/%06d.png".formatted(index)))
                .image();
    }

    private static RgbImage plain(int level) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        Arrays.fill(rgb, (byte) level);
        return new RgbImage(SIDE, SIDE, rgb);
    }
}
