package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Diffusion.Diffuser;
import studio.easel.engine.animation.frame.Blend;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.animation.frame.DepthMap;

/**
 * Flow under cadence, flow redo and hybrid video, with a diffuser and a video that are formulas.
 */
class AnimatorFlowTest {
    private static final int SIDE = 128;

    /** Keeps what it starts from; the first frame is the waves. */
    private static final Diffuser KEEPING = diffusion -> diffusion.start().orElse(waves(0));

    @Test
    void underFlowCadenceDiffusedPicturesMeetHalfway() {
        // Each diffused picture is the one before, 4 pixels further a frame.
        Diffuser moving = diffusion -> waves(4 * diffusion.frame());
        Map<String, Object> settings = Map.of("diffusion_cadence", 2, "max_frames", 6);
        Map<String, Object> flowing = new LinkedHashMap<>(settings);
        flowing.put("optical_flow_cadence", "Farneback");
        flowing.put("cadence_flow_factor_schedule", "0:(2)");
        RgbImage truth = waves(4);
        RgbImage faded = rendered(settings, moving, none()).get(2);
        RgbImage met = rendered(flowing, moving, none()).get(2);
        assertThat(difference(faded, truth)).isGreaterThan(8);
        assertThat(difference(met, truth)).isLessThan(4);
    }

    @Test
    void flowCadenceRestsWhereNothingIsKeptOfTheFrameBefore() {
        Diffuser moving = diffusion -> waves(4 * diffusion.frame());
        Map<String, Object> settings =
                Map.of("diffusion_cadence", 3, "max_frames", 8, "strength_schedule", "0:(0)");
        Map<String, Object> flowing = new LinkedHashMap<>(settings);
        flowing.put("optical_flow_cadence", "DIS Medium");
        assertThat(rendered(flowing, moving, none())).isEqualTo(rendered(settings, moving, none()));
    }

    @ParameterizedTest
    @CsvSource({"2D, Optical Flow", "3D, Affine", "3D, Optical Flow", "2D, Perspective"})
    void aRenderGoesOnTheSameFromEachState(String mode, String motion) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("animation_mode", mode);
        settings.put("diffusion_cadence", 2);
        settings.put("max_frames", 7);
        settings.put("angle", "0:(2)");
        settings.put("rotation_3d_y", "0:(1)");
        settings.put("enable_perspective_flip", true);
        settings.put("perspective_flip_phi", "0:(3)");
        settings.put("optical_flow_cadence", "Farneback");
        settings.put("optical_flow_redo_generation", "Farneback");
        settings.put("hybrid_motion", motion);
        settings.put("hybrid_flow_method", "Farneback");
        settings.put("hybrid_composite", "Normal");
        settings.put("color_coherence", "Video Input");
        Diffuser diffuser =
                diffusion ->
                        new Blend(0.5)
                                .of(
                                        waves(diffusion.seed() % 97),
                                        diffusion.start().orElse(waves(1)));
        Map<Integer, RgbImage> whole = rendered(settings, diffuser, video());
        Map<Integer, RgbImage> pieces = new TreeMap<>();
        RenderState state = RenderState.start();
        while (!animator(settings, diffuser, video()).isDone(state)) {
            state = animator(settings, diffuser, video()).advance(state, pieces::put);
        }
        assertThat(whole).hasSize(7);
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void disposableFramesHaveSeedsOfTheirOwnAndTheTrueOneStartsFromThem() {
        List<Diffusion> diffusions = new ArrayList<>();
        Diffuser moving =
                diffusion -> {
                    diffusions.add(diffusion);
                    return waves(3 * diffusions.size());
                };
        Map<String, Object> settings =
                Map.of(
                        "optical_flow_redo_generation",
                        "Farneback",
                        "diffusion_redo",
                        1,
                        "max_frames",
                        2,
                        "seed_behavior",
                        "fixed");
        rendered(settings, moving, none());
        assertThat(diffusions).hasSize(4);
        assertThat(diffusions.stream().map(Diffusion::frame)).containsExactly(0, 1, 1, 1);
        assertThat(diffusions.get(3).seed()).isEqualTo(diffusions.get(0).seed());
        assertThat(diffusions.stream().map(Diffusion::seed).distinct()).hasSize(3);
        assertThat(diffusions).allMatch(one -> one.seed() >= 0 && one.seed() < 1L << 32);
        assertThat(diffusions).allMatch(one -> one.frame() == 0 || one.strength() == 0.65);
        // Diffused 3 pixels further than what it started from: carried on as far again.
        assertThat(difference(diffusions.get(2).start().orElseThrow(), waves(9))).isLessThan(4);
        assertThat(diffusions.get(3).start()).contains(waves(9));

        List<Long> seeds = diffusions.stream().map(Diffusion::seed).toList();
        diffusions.clear();
        rendered(settings, moving, none());
        assertThat(diffusions.stream().map(Diffusion::seed)).containsExactlyElementsOf(seeds);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 51})
    void soManyDisposableFramesAreRefused(int times) {
        assertThatThrownBy(() -> rendered(Map.of("diffusion_redo", times), KEEPING, none()))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("diffusion_redo is " + times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Optical Flow", "Affine", "Perspective"})
    void framesMoveAsTheVideoMoves(String motion) {
        Map<String, Object> settings =
                Map.of("hybrid_motion", motion, "hybrid_flow_method", "Farneback");
        Map<Integer, RgbImage> frames = rendered(settings, KEEPING, video());
        assertThat(difference(frames.get(0), waves(6))).isGreaterThan(20);
        assertThat(difference(frames.get(2), waves(6))).isLessThan(6);
    }

    @Test
    void theFlowFactorTimesTheMotion() {
        Map<String, Object> settings =
                Map.of(
                        "hybrid_motion",
                        "Optical Flow",
                        "hybrid_flow_consistency",
                        true,
                        "hybrid_flow_factor_schedule",
                        "0:(-1)");
        Map<Integer, RgbImage> frames = rendered(settings, KEEPING, video());
        assertThat(difference(frames.get(1), waves(-3))).isLessThan(6);
    }

    @Test
    void betweenDiffusedFramesTheMotionGoesOn() {
        Map<String, Object> settings =
                Map.of("hybrid_motion", "Optical Flow", "diffusion_cadence", 2, "max_frames", 4);
        Map<Integer, RgbImage> frames = rendered(settings, KEEPING, video());
        assertThat(difference(frames.get(1), waves(3))).isLessThan(6);
    }

    @Test
    void theFirstFrameStartsFromTheVideosUnlessTheSettingsSayOtherwise() {
        List<Diffusion> diffusions = new ArrayList<>();
        Diffuser diffuser =
                diffusion -> {
                    diffusions.add(diffusion);
                    return KEEPING.diffuse(diffusion);
                };
        rendered(Map.of("hybrid_composite", "Normal"), diffuser, video());
        assertThat(diffusions.get(0).start()).contains(waves(0));
        diffusions.clear();
        rendered(
                Map.of("hybrid_composite", "Normal", "hybrid_use_first_frame_as_init_image", false),
                diffuser,
                video());
        assertThat(diffusions.get(0).start()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Normal, true", "Before Motion, true", "After Generation, false"})
    void theVideoIsLaidOverInItsTurn(String when, boolean before) {
        List<RgbImage> starts = new ArrayList<>();
        Diffuser grey =
                diffusion -> {
                    diffusion.start().ifPresent(starts::add);
                    return level(100);
                };
        Map<String, Object> settings =
                Map.of("hybrid_composite", when, "hybrid_comp_alpha_schedule", "0:(0.25)");
        Map<Integer, RgbImage> frames = rendered(settings, grey, video());
        RgbImage mixed = new Blend(0.25).of(level(100), waves(3));
        assertThat(frames.get(0)).isEqualTo(level(100));
        assertThat(frames.get(1)).isEqualTo(before ? level(100) : mixed);
        assertThat(starts.get(1)).isEqualTo(before ? mixed : level(100));
    }

    @Test
    void aMaskSaysWhereTheVideoIsSeen() {
        // White, where they differ by 100, keeps the picture; black takes the video's.
        assertThat(laidOver("Difference", Map.of("hybrid_comp_mask_contrast_schedule", "0:(99)")))
                .isEqualTo(halves(100, 100));
        assertThat(
                        laidOver(
                                "Difference",
                                Map.of(
                                        "hybrid_comp_mask_contrast_schedule",
                                        "0:(99)",
                                        "hybrid_comp_mask_inverse",
                                        true)))
                .isEqualTo(halves(200, 100));
        // The mask is the video itself.
        assertThat(
                        laidOver(
                                "Blend",
                                Map.of(
                                        "hybrid_comp_mask_blend_alpha_schedule",
                                        "0:(1)",
                                        "hybrid_comp_mask_auto_contrast",
                                        true)))
                .isEqualTo(halves(100, 100));
        assertThat(laidOver("Video Depth", Map.of())).isEqualTo(halves(200, 100));
        assertThat(laidOver("Depth", Map.of("hybrid_comp_mask_inverse", true)))
                .isEqualTo(halves(200, 100));
        assertThat(laidOver("None", Map.of())).isEqualTo(halves(200, 100));
    }

    /** Frame 1, level 100, under a video that is 200 on the left and 100 on the right. */
    private static RgbImage laidOver(String mask, Map<String, Object> more) {
        Map<String, Object> settings = new LinkedHashMap<>(more);
        settings.put("animation_mode", "3D");
        settings.put("hybrid_composite", "After Generation");
        settings.put("hybrid_comp_mask_type", mask);
        settings.put("hybrid_comp_alpha_schedule", "0:(1)");
        Pictures video = pictures(frame -> halves(200, 100));
        // Bright is far, except where all is as bright: there it is near.
        Depth depth =
                picture -> {
                    float[] raw = new float[SIDE * SIDE];
                    byte[] rgb = picture.rgb();
                    for (int i = 0; i < raw.length; i++) {
                        raw[i] = rgb[3 * i] & 0xFF;
                    }
                    return DepthMap.equalised(SIDE, SIDE, raw, DepthMap.Scale.DISTANCE);
                };
        Map<Integer, RgbImage> frames = new TreeMap<>();
        new Animator(animation(settings), diffusion -> level(100), depth, video)
                .render(frames::put);
        return frames.get(1);
    }

    @Test
    void settingsSayWhetherAVideoIsNeeded() {
        assertThat(Hybrid.wantsVideo(settings(Map.of()))).isFalse();
        DeforumSettings composite = settings(Map.of("hybrid_composite", "Normal"));
        assertThat(Hybrid.wantsVideo(composite)).isTrue();
        assertThat(Hybrid.decidesLength(composite)).isTrue();
        DeforumSettings own = composite.with("hybrid_use_init_image", true);
        assertThat(Hybrid.wantsVideo(own)).isFalse();
        DeforumSettings moving = own.with("hybrid_motion", "Affine");
        assertThat(Hybrid.wantsVideo(moving)).isTrue();
        assertThat(Hybrid.decidesLength(moving)).isFalse();
        assertThat(Hybrid.wantsVideo(moving.with("animation_mode", "Interpolation"))).isFalse();
    }

    @Test
    void whatStandsInForAnotherMethodIsSaid() {
        assertThat(
                        animation(
                                        Map.of(
                                                "optical_flow_cadence",
                                                "RAFT",
                                                "hybrid_motion",
                                                "Optical Flow",
                                                "hybrid_flow_method",
                                                "RAFT"))
                                .notes())
                .anyMatch(note -> note.contains("optical_flow_cadence is RAFT"))
                .anyMatch(note -> note.contains("hybrid_flow_method is RAFT"));
        for (String own : List.of("None", "Farneback", "DIS Medium", "DIS Fine")) {
            assertThat(animation(Map.of("optical_flow_cadence", own)).notes())
                    .noneMatch(note -> note.contains("flow"));
        }
    }

    private static Map<Integer, RgbImage> rendered(
            Map<String, Object> changes, Diffuser diffuser, Pictures pictures) {
        Map<Integer, RgbImage> frames = new TreeMap<>();
        animator(changes, diffuser, pictures).render(frames::put);
        return frames;
    }

    private static Animator animator(
            Map<String, Object> changes, Diffuser diffuser, Pictures pictures) {
        return new Animator(animation(changes), diffuser, Depth.flat(), pictures);
    }

    private static Animation animation(Map<String, Object> changes) {
        return Animation.of(
                settings(changes), 5, Dialect.EASEL, OptionalInt.empty(), Optional.empty());
    }

    private static DeforumSettings settings(Map<String, Object> changes) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("W", SIDE);
        values.put("H", SIDE);
        values.put("animation_mode", "2D");
        values.put("max_frames", 3);
        values.put("diffusion_cadence", 1);
        values.put("noise_schedule", "0:(0)");
        values.put("amount_schedule", "0:(0)");
        values.put("color_coherence", "None");
        values.put("zoom", "0:(1)");
        values.put("translation_z", "0:(0)");
        values.put("prompts", Map.of("0", "p0"));
        values.putAll(changes);
        return DeforumSettings.of(values);
    }

    private static Pictures none() {
        return Pictures.none();
    }

    /** Waves that move 3 pixels a frame. */
    private static Pictures video() {
        return pictures(frame -> waves(3 * frame));
    }

    private interface Video {
        RgbImage frame(int index);
    }

    private static Pictures pictures(Video video) {
        return new Pictures() {
            @Override
            public RgbImage video(int frame) {
                return video.frame(frame);
            }
        };
    }

    /** A picture that has no edges, moved so many pixels right and half as many down. */
    private static RgbImage waves(double moved) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            double x = i % SIDE - moved;
            int row = i / SIDE;
            double y = row - moved / 2;
            double level = 128 + 50 * Math.sin(x / 6 + y / 9) + 40 * Math.cos(x / 13 - y / 5);
            level += 30 * Math.sin((x * x + y * y) / 1100);
            rgb[3 * i] = (byte) (int) level;
            rgb[3 * i + 1] = (byte) (int) level;
            rgb[3 * i + 2] = (byte) (int) level;
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }

    private static RgbImage level(int level) {
        return halves(level, level);
    }

    private static RgbImage halves(int left, int right) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 % SIDE < SIDE / 2 ? left : right);
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }

    /** The mean difference of levels, far from the edges. */
    private static double difference(RgbImage a, RgbImage b) {
        byte[] ours = a.rgb();
        byte[] theirs = b.rgb();
        return IntStream.range(0, SIDE * SIDE)
                .filter(i -> Math.abs(i % SIDE - SIDE / 2) < SIDE / 4)
                .filter(i -> Math.abs(i / SIDE - SIDE / 2) < SIDE / 4)
                .map(i -> Math.abs((ours[3 * i] & 0xFF) - (theirs[3 * i] & 0xFF)))
                .average()
                .orElseThrow();
    }
}
