package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.animation.frame.DepthMap;

/** Whole renders of the original with a diffuser that is a formula. */
class AnimatorGoldenTest {
    private static final int SIDE = 64;

    static Stream<Named<JsonNode>> renders() throws IOException {
        return DeforumGoldens.section("end_to_end");
    }

    @ParameterizedTest
    @MethodSource("renders")
    void framesAreDiffusedFromWhatTheOriginalDiffusesThemFrom(JsonNode golden) {
        List<Diffusion> diffusions = new ArrayList<>();
        Map<Integer, RgbImage> frames = rendered(settings(golden), diffusions);
        assertEvents(diffusions, golden.get("events"));
        assertThat(frames.keySet()).containsExactlyElementsOf(indexes(golden.get("saved")));
        int far = 0;
        int all = 0;
        for (Map.Entry<Integer, RgbImage> frame : frames.entrySet()) {
            JsonNode expected = golden.get("frames").get(frame.getKey().toString());
            byte[] rgb = frame.getValue().rgb();
            for (int channel = 0; channel < 3; channel++) {
                assertThat(mean(rgb, channel))
                        .as("mean of frame %d", frame.getKey())
                        .isCloseTo(expected.get("mean").get(channel).asDouble(), within(1.0));
            }
            for (int y = 0; y < SIDE; y += 8) {
                for (int x = 0; x < SIDE; x += 8) {
                    for (int channel = 0; channel < 3; channel++) {
                        int level = rgb[3 * (y * SIDE + x) + channel] & 0xFF;
                        int theirs =
                                expected.get("sample8").get(y / 8).get(x / 8).get(channel).asInt();
                        far += Math.abs(level - theirs) > 3 ? 1 : 0;
                        all++;
                    }
                }
            }
        }
        assertThat(far)
                .as("of %d levels are further off than 3", all)
                .isLessThanOrEqualTo(all / 20);
    }

    static Stream<Named<JsonNode>> cadences() throws IOException {
        return DeforumGoldens.section("cadence");
    }

    @ParameterizedTest
    @MethodSource("cadences")
    void underCadenceTheSameFramesAreDiffusedAndGiven(JsonNode golden) {
        List<Diffusion> diffusions = new ArrayList<>();
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("diffusion_cadence", golden.get("cadence").asInt());
        changes.put("max_frames", golden.get("max_frames").asInt());
        changes.put("seed_behavior", golden.get("seed_behavior").asText());
        changes.put("seed_iter_N", golden.get("seed_iter_N").asInt());
        DeforumSettings settings = DeforumSettings.of(with(changes));
        Map<Integer, RgbImage> frames = rendered(settings, diffusions, 100);
        assertThat(diffusions.stream().map(Diffusion::frame).toList())
                .isEqualTo(indexes(golden.get("diffused")));
        assertThat(diffusions.stream().map(diffusion -> (int) diffusion.seed()).toList())
                .isEqualTo(indexes(golden.get("diffused_seeds")));
        assertThat(frames.keySet()).containsExactlyElementsOf(indexes(golden.get("saved")));
    }

    private static void assertEvents(List<Diffusion> diffusions, JsonNode events) {
        assertThat(diffusions).hasSize(events.size());
        for (int i = 0; i < events.size(); i++) {
            Diffusion found = diffusions.get(i);
            JsonNode event = events.get(i);
            assertThat(found.frame()).isEqualTo(event.get("frame").asInt());
            assertThat(found.seed()).isEqualTo(event.get("seed").asLong());
            assertThat(found.start().isPresent()).isEqualTo(event.get("init").asBoolean());
            if (found.start().isPresent()) {
                assertThat(found.strength())
                        .isCloseTo(event.get("strength").asDouble(), within(1e-6));
            }
            assertThat(found.steps()).isEqualTo(event.get("steps").asInt());
            assertThat(found.guidanceScale()).isCloseTo(event.get("cfg").asDouble(), within(1e-6));
            FramePrompt expected = FramePrompt.of(event.get("prompt").asText());
            assertThat(found.prompt()).isEqualTo(expected);
        }
    }

    private static DeforumSettings settings(JsonNode golden) {
        Map<String, Object> changes = new LinkedHashMap<>();
        golden.get("settings")
                .properties()
                .forEach(entry -> changes.put(entry.getKey(), value(entry.getValue())));
        return DeforumSettings.of(with(changes));
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return DeforumGoldens.map(node);
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        return node.isNumber() ? node.asDouble() : node.asText();
    }

    /** What the recordings state as their defaults. */
    private static Map<String, Object> with(Map<String, Object> changes) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("W", SIDE);
        values.put("H", SIDE);
        values.put("seed", 5);
        values.put("animation_mode", "2D");
        values.put("max_frames", 6);
        values.put("diffusion_cadence", 1);
        values.put("noise_schedule", "0:(0)");
        values.put("noise_type", "uniform");
        values.put("amount_schedule", "0:(0)");
        values.put("color_coherence", "None");
        values.put("legacy_colormatch", false);
        values.put("zoom", "0:(1)");
        values.put("translation_z", "0:(0)");
        values.put("prompts", Map.of("0", "p0"));
        values.putAll(changes);
        return values;
    }

    private static Map<Integer, RgbImage> rendered(
            DeforumSettings settings, List<Diffusion> diffusions) {
        return rendered(settings, diffusions, settings.whole("seed"));
    }

    private static Map<Integer, RgbImage> rendered(
            DeforumSettings settings, List<Diffusion> diffusions, long seed) {
        Animation animation = Animation.of(settings, seed, Dialect.DEFORUM, OptionalInt.empty());
        Map<Integer, RgbImage> frames = new TreeMap<>();
        Animator animator =
                new Animator(
                        animation,
                        diffusion -> {
                            diffusions.add(diffusion);
                            return diffused(diffusion);
                        },
                        depth(),
                        Pictures.none());
        animator.render(frames::put);
        return frames;
    }

    /** The recordings' stand-in for a depth network. */
    private static Depth depth() {
        return picture -> {
            float[] raw = new float[picture.width() * picture.height()];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = i % picture.width() + 2 * (i / picture.width()) + 1;
            }
            return DepthMap.equalised(
                    picture.width(), picture.height(), raw, DepthMap.Scale.NEARNESS);
        };
    }

    /** The recordings' stand-in for a model. */
    private static RgbImage diffused(Diffusion diffusion) {
        long seed = Math.floorMod(diffusion.seed(), 1L << 31);
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int at = 3 * (y * SIDE + x);
                rgb[at] = (byte) ((16 * x + 37 * seed) % 256);
                rgb[at + 1] = (byte) ((16 * y + 11 * seed) % 256);
                rgb[at + 2] = (byte) ((8 * (x + y) + 5 * seed) % 256);
            }
        }
        if (diffusion.start().isPresent()) {
            byte[] start = diffusion.start().get().rgb();
            double strength = diffusion.strength();
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] =
                        (byte)
                                Math.rint(
                                        (start[i] & 0xFF) * strength
                                                + (rgb[i] & 0xFF) * (1 - strength));
            }
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }

    private static double mean(byte[] rgb, int channel) {
        double sum = 0;
        for (int i = channel; i < rgb.length; i += 3) {
            sum += rgb[i] & 0xFF;
        }
        return sum / (rgb.length / 3);
    }

    private static List<Integer> indexes(JsonNode list) {
        return DeforumGoldens.stream(list).map(JsonNode::asInt).toList();
    }
}
