package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.ImageSize;
import studio.easel.engine.NoiseKind;

class ForeignSettingsTest {
    private static final String SECOND_PASS =
            """
            {"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "demo"}},
             "2": {"class_type": "LoraLoader", "inputs": {"lora_name": "ink", "strength_model": 0.5,
                   "model": ["1", 0], "clip": ["1", 1]}},
             "p": {"class_type": "PrimitiveString", "inputs": {"value": "a red sea"}},
             "3": {"class_type": "CLIPTextEncode", "inputs": {"text": ["p", 0], "clip": ["2", 1]}},
             "4": {"class_type": "CLIPTextEncode", "inputs": {"text": "fog", "clip": ["2", 1]}},
             "c": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["3", 0],
                   "negative": ["4", 0], "strength": NaN}},
             "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 640}},
             "6": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 12, "cfg": 5,
                   "sampler_name": "euler_ancestral", "scheduler": "karras", "denoise": 1,
                   "model": ["2", 0], "positive": ["c", 0], "negative": ["4", 0],
                   "latent_image": ["5", 0]}},
             "7": {"class_type": "LatentUpscale", "inputs": {"samples": ["6", 0], "width": 1024,
                   "height": 1280}},
             "8": {"class_type": "KSampler", "inputs": {"seed": 8, "steps": 30, "cfg": 9,
                   "sampler_name": "ddim", "scheduler": "normal", "denoise": 0.5,
                   "model": ["2", 0], "positive": ["3", 0], "negative": ["4", 0],
                   "latent_image": ["7", 0]}},
             "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}}}""";

    private static SavedSettings read(String keyword, String text) {
        return ForeignSettings.in(Map.of(keyword, text)).orElseThrow();
    }

    @Test
    void aGraphIsFollowedBackToItsFirstSampler() {
        SavedSettings settings = read("prompt", SECOND_PASS);
        assertThat(settings.source()).isEqualTo(Source.COMFYUI);
        assertThat(settings.prompt()).isEqualTo("a red sea");
        assertThat(settings.negativePrompt()).isEqualTo("fog");
        assertThat(settings.seed()).contains(7L);
        assertThat(settings.steps()).contains(12);
        assertThat(settings.guidanceScale()).contains(5.0);
        assertThat(settings.size()).contains(new ImageSize(512, 640));
        assertThat(settings.modelName()).contains("demo");
        assertThat(settings.knownSampler()).isPresent();
        assertThat(settings.further().noiseKind()).contains(NoiseKind.TORCH_CPU);
        assertThat(settings.notes())
                .anyMatch(note -> note.contains("ink (0.5)"))
                .anyMatch(note -> note.contains("2 times"));
    }

    @Test
    void theEditorsGraphWillDoWhereNoOtherIs() {
        SavedSettings settings =
                read(
                        "workflow",
                        """
                        {"nodes": [
                          {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["demo"]},
                          {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a barn"]},
                          {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["text"]},
                          {"id": 5, "type": "EmptyLatentImage", "widgets_values": [512, 768, 1]},
                          {"id": 3, "type": "KSampler",
                           "widgets_values": [42, "fixed", 24, 6.5, "dpmpp_2m", "karras", 1.0]},
                          {"id": 8, "type": "VAEDecode"}, {"id": 9, "type": "SaveImage"}],
                         "links": [[1, 4, 0, 3, 0, "MODEL"], [2, 5, 0, 3, 3, "LATENT"],
                          [4, 6, 0, 3, 1, "CONDITIONING"], [6, 7, 0, 3, 2, "CONDITIONING"],
                          [7, 3, 0, 8, 0, "LATENT"], [9, 8, 0, 9, 0, "IMAGE"]]}""");
        assertThat(settings.prompt()).isEqualTo("a barn");
        assertThat(settings.negativePrompt()).isEqualTo("text");
        assertThat(settings.steps()).contains(24);
        assertThat(settings.seed()).contains(42L);
        assertThat(settings.size()).contains(new ImageSize(512, 768));
        assertThat(settings.modelName()).contains("demo");
    }

    @Test
    void aGraphThatRunsInCirclesEnds() {
        SavedSettings settings =
                read(
                        "prompt",
                        """
                        {"1": {"class_type": "KSampler", "inputs": {"seed": ["2", 0],
                               "positive": ["2", 0], "negative": ["1", 0], "model": ["2", 0],
                               "latent_image": ["2", 0], "steps": 5}},
                         "2": {"class_type": "X", "inputs": {"value": ["2", 0], "text": ["2", 0],
                               "model": ["2", 0], "samples": ["2", 0]}}}""");
        assertThat(settings.steps()).contains(5);
        assertThat(settings.prompt()).isEmpty();
        assertThat(settings.seed()).isEmpty();
    }

    @Test
    void anOldCommandLineIsRead() {
        SavedSettings settings =
                read(
                        "Dream",
                        "\"a \\\"red\\\" barn [fog] [blurry]\" -s 24 -S 7 -W 512 -H 768 -C 6.5 -A k_lms");
        assertThat(settings.prompt()).isEqualTo("a \"red\" barn");
        assertThat(settings.negativePrompt()).isEqualTo("fog, blurry");
        assertThat(settings.size()).contains(new ImageSize(512, 768));
        assertThat(settings.knownSampler()).isPresent();
    }

    @Test
    void invokeAisKarrasIsASpacingOfItsOwn() {
        SavedSettings settings =
                read(
                        "invokeai_metadata",
                        "{\"positive_prompt\": \"x\", \"scheduler\": \"dpmpp_2m_sde_k\", \"clip_skip\": 1}");
        assertThat(settings.sampler()).contains("dpmpp_2m_sde");
        assertThat(settings.spacing()).contains("Karras");
        assertThat(settings.further().clipSkip()).isEqualTo(2);
    }

    @Test
    void numbersThatCannotBeAreNotesAndNoErrors() {
        SavedSettings settings =
                read(
                        "invokeai_metadata",
                        "{\"positive_prompt\": 5, \"steps\": -3, \"seed\": \"many\", \"cfg_scale\": NaN, \"width\": 1e9, \"height\": {}, \"loras\": 7}");
        assertThat(settings.steps()).isEmpty();
        assertThat(settings.seed()).isEmpty();
        assertThat(settings.guidanceScale()).isEmpty();
        assertThat(settings.size()).isEmpty();
        assertThat(settings.notes()).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "null", "{\"1\": 5}", "{\"1\": {\"inputs\": []}}"})
    void whatIsNoGraphSaysNothing(String text) {
        assertThat(ForeignSettings.in(Map.of("prompt", text))).isEmpty();
        assertThat(ForeignSettings.in(Map.of("workflow", text))).isEmpty();
    }

    @Test
    void absurdNestingIsNoGraphEither() {
        String deep = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
        assertThat(ForeignSettings.in(Map.of("prompt", deep))).isEmpty();
    }
}
