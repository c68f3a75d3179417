package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.animation.DeforumKey.Kind;
import studio.easel.engine.animation.FileReference.Where;

class DeforumSettingsTest {
    private static final Variables TEN = Variables.of(10, 5);

    @Test
    void everyDefaultCanBeUsed() {
        DeforumSettings defaults = DeforumSettings.defaults();
        assertThat(DeforumKey.ALL).hasSize(164 + 5 * 17);
        for (DeforumKey key : DeforumKey.ALL.values()) {
            Object value =
                    switch (key.kind()) {
                        case FLAG -> defaults.flag(key.name());
                        case NUMBER -> defaults.number(key.name());
                        case TEXT -> defaults.text(key.name());
                        case CHOICE -> key.choices().contains(defaults.text(key.name()));
                        case SCHEDULE -> defaults.schedule(key.name(), TEN, Dialect.DEFORUM);
                        case TEXT_SCHEDULE -> defaults.words(key.name(), TEN, Dialect.DEFORUM);
                    };
            assertThat(value).as(key.name()).isNotNull();
            assertThat(key.kind() == Kind.CHOICE && value.equals(false)).as(key.name()).isFalse();
        }
        assertThat(defaults.flag("legacy_colormatch")).isFalse();
        assertThat(defaults.whole("diffusion_cadence")).isEqualTo(2);
    }

    @Test
    void numbersAndWordsOfOtherSpellingsAreUnderstood() {
        DeforumSettings settings =
                DeforumSettings.of(
                        Map.of(
                                "fill",
                                2,
                                "sampler",
                                1,
                                "strength_schedule",
                                0.5,
                                "use_init",
                                1,
                                "fps",
                                "24",
                                "diffusion_redo",
                                "3",
                                "animation_mode",
                                "3d"));
        assertThat(settings.notes()).isEmpty();
        assertThat(settings.text("fill")).isEqualTo("latent noise");
        assertThat(settings.text("sampler")).isEqualTo("Euler");
        assertThat(settings.flag("use_init")).isTrue();
        assertThat(settings.number("fps")).isEqualTo(24);
        assertThat(settings.whole("diffusion_redo")).isEqualTo(3);
        assertThat(settings.text("animation_mode")).isEqualTo("3D");
        assertThat(settings.schedule("strength_schedule", TEN, Dialect.DEFORUM).at(7))
                .isEqualTo(0.5);
    }

    @Test
    void whatCannotBeUsedIsNotedAndStaysInTheFile() {
        DeforumSettings settings =
                DeforumSettings.of(
                        Map.of("animation_mode", "4D", "fps", "many", "angle", List.of(1)));
        assertThat(settings.notes())
                .hasSize(3)
                .anyMatch(it -> it.contains("animation_mode is \"4D\", expected one of 2D, 3D"))
                .anyMatch(it -> it.contains("fps is \"many\", expected a number; it stays \"15\""))
                .anyMatch(it -> it.contains("angle is \"[1]\", expected a schedule"));
        assertThat(settings.text("animation_mode")).isEqualTo("2D");
        assertThat(settings.values()).containsEntry("animation_mode", "4D");
    }

    @Test
    void aBadScheduleIsNamed() {
        DeforumSettings settings = DeforumSettings.defaults().with("zoom", "0:(1), 5:(sinn(t))");
        assertThatThrownBy(() -> settings.schedule("zoom", TEN, Dialect.EASEL))
                .isInstanceOf(ScheduleException.class)
                .hasMessageStartingWith("zoom: Character 11 (")
                .hasMessageContaining("Did you mean sin?");
    }

    @Test
    void anAnimationOfNoFramesIsRefused() {
        DeforumSettings none = DeforumSettings.defaults().with("max_frames", 0);
        assertThatThrownBy(() -> none.variables(1)).hasMessageContaining("0 frames");
        DeforumSettings many = DeforumSettings.defaults().with("max_frames", 1e300);
        assertThatThrownBy(() -> many.variables(1)).hasMessageContaining("expected 1 to");
    }

    @Test
    void promptsHaveTheWordsAroundThemAndSeedsTheirBehaviour() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("prompts", Map.of("0", "cat", "5", "dog --neg bad"));
        values.put("animation_prompts_positive", "best");
        values.put("animation_prompts_negative", "nsfw");
        values.put("seed_behavior", "ladder");
        DeforumSettings settings = DeforumSettings.of(values);
        KeyframePrompts prompts = settings.prompts(TEN, Dialect.EASEL);
        assertThat(prompts.held(4)).isEqualTo(new FramePrompt("best cat", "nsfw"));
        assertThat(prompts.held(5)).isEqualTo(new FramePrompt("best dog", "bad  nsfw"));
        assertThat(settings.seeds(TEN, Dialect.EASEL).at(1, 1)).isEqualTo(7);
        assertThatThrownBy(() -> DeforumSettings.defaults().prompts(TEN, Dialect.EASEL))
                .hasMessageContaining("0 prompts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "https://example.org/a.png | ADDRESS",
                " 'HTTP://x' | ADDRESS",
                "file:///etc/passwd | ADDRESS",
                "\\\\server\\share\\a.png | ADDRESS",
                "//server/a.png | ADDRESS",
                "/etc/passwd | OUTSIDE",
                "\"/etc/passwd\" | OUTSIDE",
                "C:/pictures/a.png | OUTSIDE",
                "c:a.png | OUTSIDE",
                "~/a.png | OUTSIDE",
                "pictures/../../a.png | OUTSIDE",
                "..\\a.png | OUTSIDE",
                "half\uD800.png | OUTSIDE",
                "a.png | INSIDE",
                "pictures/a..b.png | INSIDE"
            })
    void filesOutsideTheProjectAreAskedForAndNotFetched(String path, Where where) {
        DeforumSettings settings = DeforumSettings.defaults().with("init_image", path);
        assertThat(settings.references())
                .containsExactly(new FileReference("init_image", path, where));
        assertThat(settings.references().get(0).sentence()).startsWith("init_image asks for ");
    }

    @Test
    void picturesOfGuidedModeManifestsAndControlNetsAreReferencesToo() {
        DeforumSettings settings =
                DeforumSettings.defaults()
                        .with("init_images", Map.of("0", "https://a/b.png", "max_f/2", "c.png"))
                        .with("parseq_manifest", "https://a/p.json")
                        .with("cn_2_mask_vid_path", "/tmp/x.mp4");
        assertThat(settings.references()).extracting(FileReference::key).hasSize(4);
        assertThat(settings.with("parseq_manifest", " {\"rendered_frames\": []}").references())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "../../x", "a/../b", "C:\\x", "a\u0000b", "{W}/../.."})
    void aFolderNameIsNeverAPath(String template) {
        String name = DeforumSettings.defaults().with("batch_name", template).folderName("2023");
        assertThat(name).isNotBlank().doesNotContain("/", "\\", ":", "\u0000").doesNotEndWith(".");
    }

    @Test
    void parseqTakesThePlaceOfSchedules() {
        ParseqManifest manifest =
                new ParseqManifest(
                        List.of(
                                Map.of(
                                        "frame",
                                        0,
                                        "scale",
                                        7,
                                        "zoom",
                                        1,
                                        "zoom_delta",
                                        1.5,
                                        "deforum_prompt",
                                        "a --neg b",
                                        "sampler_schedule",
                                        "DDIM"),
                                Map.of("frame", 2, "scale", 9, "strength", 0.5)),
                        Map.of("output_fps", 24, "cadence", "3"),
                        true);
        assertThat(manifest.frames()).isEqualTo(3);
        assertThat(manifest.framesPerSecond()).hasValue(24);
        assertThat(manifest.cadence()).hasValue(3);
        KeyframeSchedule scale = manifest.schedule("cfg_scale_schedule").orElseThrow();
        assertThat(scale.at(1)).isEqualTo(8);
        assertThat(scale.at(50)).isEqualTo(9);
        assertThat(manifest.schedule("zoom").orElseThrow().at(0)).isEqualTo(1.5);
        assertThat(manifest.schedule("strength_schedule")).isEmpty();
        assertThat(manifest.wordsAt("sampler_schedule", 2)).hasValue("DDIM");
        assertThat(manifest.promptAt(2)).hasValue(new FramePrompt("a", "b"));
    }

    @Test
    void parseqsFramesMustRiseFromZero() {
        for (List<Integer> frames :
                List.of(
                        List.<Integer>of(),
                        List.of(1),
                        List.of(0, 0),
                        List.of(0, -1),
                        List.of(0, 1 << 30))) {
            List<Map<String, Object>> rendered =
                    frames.stream().map(it -> Map.<String, Object>of("frame", it)).toList();
            assertThatThrownBy(() -> new ParseqManifest(rendered, Map.of(), true))
                    .as("%s", frames)
                    .isInstanceOf(ScheduleException.class)
                    .hasMessageContaining("Parseq");
        }
    }
}
