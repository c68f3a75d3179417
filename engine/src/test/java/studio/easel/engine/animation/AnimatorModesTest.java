package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Variation;
import studio.easel.engine.animation.frame.Depth;

/** Ways of the animator the recordings do not have; the model paints everything in one grey. */
class AnimatorModesTest {
    private static final int SIDE = 64;
    private static final RgbImage GREY = plain(100);
    private static final RgbImage BLACK = plain(0);

    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<Diffusion> diffusions = new ArrayList<>();
    private final Map<Integer, RgbImage> frames = new TreeMap<>();

    AnimatorModesTest() {
        settings.put("W", SIDE);
        settings.put("H", SIDE);
        settings.put("max_frames", 3);
        settings.put("diffusion_cadence", 1);
        settings.put("noise_schedule", "0:(0)");
        settings.put("amount_schedule", "0:(0)");
        settings.put("noise_multiplier_schedule", "0: (1.0)");
        settings.put("color_coherence", "None");
        settings.put("zoom", "0:(1)");
        settings.put("seed_behavior", "fixed");
        settings.put("strength_schedule", "0:(0.5)");
        settings.put("steps", 20);
        settings.put("prompts", Map.of("0", "a pear"));
    }

    // Guided images

    @Test
    void aGuidedRenderBeginsWithItsFirstPictureAndIsLedByTheNextFromItsKeyOn() {
        guide();
        rendered(Dialect.EASEL);
        assertThat(starts(0)).isEqualTo(20);
        // Grey 100 with 0.07 of the first, then 0.35 - 0.25 * cos(0) = 0.1 of the second picture.
        assertThat(starts(1)).isEqualTo((int) Math.rint(100 * 0.93 + 20 * 0.07));
        assertThat(starts(2)).isEqualTo((int) Math.rint(100 * 0.9 + 220 * 0.1));
    }

    @ParameterizedTest
    @CsvSource({"EASEL, 0.3", "DEFORUM, 0.5"})
    void guidedImagesHaveAStrengthOfTheirOwnThatDeforumForgets(Dialect dialect, double strength) {
        guide();
        rendered(dialect);
        assertThat(diffusions.get(0).strength()).isEqualTo(0.8);
        assertThat(diffusions.get(1).strength()).isCloseTo(strength, within(1e-9));
    }

    @Test
    void guidedRendersHaveSeedsBySchedule() {
        guide();
        settings.put("seed_schedule", "0:(5), 2:(7)");
        rendered(Dialect.EASEL);
        assertThat(seeds()).containsExactly(5L, 6L, 7L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Interpolation", "Video Input"})
    void guidedImagesAreForFramesThatGrowFromTheOneBefore(String mode) {
        guide();
        settings.put("animation_mode", mode);
        settings.put("seed_schedule", "0:(8)");
        rendered(Dialect.EASEL);
        assertThat(seeds()).containsExactly(5L, 5L, 5L);
        assertThat(animation(Dialect.EASEL).guideNames()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"strength; 0; strength is 0.0", "init_images; {}; no guiding pictures"})
    void guidedImagesWithoutPicturesOrStrengthAreRefused(String key, String value, String said) {
        guide();
        settings.put(key, value.equals("{}") ? Map.of() : value);
        assertThatThrownBy(() -> animation(Dialect.EASEL))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(said);
    }

    private void guide() {
        settings.put("use_looper", true);
        settings.put("strength", 0.8);
        settings.put("init_images", new LinkedHashMap<>(Map.of("max_f", "b.png", "0", "a.png")));
        settings.put("tweening_frames_schedule", "0:(0), 2:(1)");
        settings.put("image_strength_schedule", "0:(0.3)");
        settings.put("color_correction_factor", "0:(0)");
        settings.put("seed_schedule", "0:(5)");
    }

    // Masks

    @Test
    void aMaskVideoSaysWhereEachFrameMayChange() {
        settings.put("use_mask_video", true);
        rendered(Dialect.EASEL);
        assertThat(diffusions.get(1).mask()).contains(video(1));
        assertThat(shown(frames.get(0), 3)).isEqualTo(50); // the first picture is put back
        assertThat(shown(frames.get(0), 0)).isEqualTo(100);
        assertThat(shown(frames.get(1), 1)).isEqualTo(100);
    }

    @Test
    void aMaskOfMasksIsComposedForEachFrame() {
        settings.put("use_mask", true);
        settings.put("mask_schedule", "0: (\"!{init_mask}\"), 1: (\"[left.png]\\{init_mask}\")");
        rendered(Dialect.EASEL);
        assertThat(diffusions.get(0).mask()).contains(columns(0, 32, 0));
        assertThat(diffusions.get(2).mask()).contains(columns(0, 16, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{human_mask}", "[nowhere.png]", "{init_mask}&", "!{video_musk}"})
    void aMaskThatCannotBeComposedIsRefusedBeforeTheFirstFrame(String words) {
        settings.put("use_mask", true);
        settings.put("mask_schedule", "0: (\"{everywhere}\"), 2: (\"" + words + "\")");
        assertThatThrownBy(() -> rendered(Dialect.EASEL))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("mask_schedule");
        assertThat(diffusions).isEmpty();
    }

    @Test
    void anInvertedMaskIsForgottenByDeforumAloneWhenItDiffuses() {
        settings.put("use_mask", true);
        settings.put("invert_mask", true);
        rendered(Dialect.EASEL);
        assertThat(diffusions.get(0).mask()).contains(columns(0, 32, 0));
        diffusions.clear();
        rendered(Dialect.DEFORUM);
        assertThat(diffusions.get(0).mask()).isEmpty();
        assertThat(shown(frames.get(0), 40)).isEqualTo(50);
    }

    @Test
    void noiseGoesWhereItsOwnMaskIs() {
        settings.put("use_mask", true);
        settings.put("overlay_mask", false);
        settings.put("use_noise_mask", true);
        settings.put("noise_mask_schedule", "0: (\"[left.png]\")");
        settings.put("noise_schedule", "0:(1)");
        rendered(Dialect.EASEL);
        RgbImage start = diffusions.get(1).start().orElseThrow();
        assertThat(columnSpread(start, 8)).isGreaterThan(20);
        assertThat(columnSpread(start, 24)).isZero();
    }

    @Test
    void aMaskIsRefusedNowhereWhereNoneIsWanted() {
        settings.put("mask_schedule", "0: (\"{human_mask}\")");
        rendered(Dialect.EASEL);
        assertThat(diffusions).allMatch(diffusion -> diffusion.mask().isEmpty());
    }

    // Video

    @Test
    void coloursOfTheVideoAreTakenEverySoManyFrames() {
        settings.put("animation_mode", "Video Input");
        settings.put("color_coherence", "Video Input");
        settings.put("color_coherence_video_every_N_frames", 2);
        rendered(Dialect.EASEL);
        // The video is as light as ten times the frame's number and 10.
        assertThat(shown(frames.get(0), 0)).isCloseTo(10, within(2));
        assertThat(shown(frames.get(1), 0)).isCloseTo(10, within(2));
        assertThat(shown(frames.get(2), 0)).isCloseTo(30, within(2));
    }

    // Redo, reroll, models

    @Test
    void aFrameIsMadeOverFromWhatWasMadeOfItWithOtherSeeds() {
        settings.put("diffusion_redo", 2);
        rendered(Dialect.EASEL);
        assertThat(diffusions).extracting(Diffusion::frame).containsExactly(0, 1, 1, 1, 2, 2, 2);
        assertThat(seeds().get(3)).isEqualTo(5);
        assertThat(seeds().subList(1, 3)).doesNotContain(5L).doesNotHaveDuplicates();
        List<Long> first = seeds();
        diffusions.clear();
        rendered(Dialect.EASEL);
        assertThat(seeds()).isEqualTo(first);
    }

    @Test
    void blackFramesAreMadeAnewWithTheNextSeeds() {
        settings.put("reroll_blank_frames", "reroll");
        rendered(animation(Dialect.EASEL), diffusion -> diffusion.seed() < 7 ? BLACK : plain(200));
        assertThat(seeds()).startsWith(5L, 6L, 7L, 5L);
        assertThat(shown(frames.get(2), 0)).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"reroll, 4", "interrupt, 1"})
    void blackFramesStopTheRenderWhereThatIsWantedAndPatienceEnds(String what, int tries) {
        settings.put("reroll_blank_frames", what);
        settings.put("reroll_patience", 3);
        assertThatThrownBy(() -> rendered(animation(Dialect.EASEL), diffusion -> BLACK))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("Frame 0 came out black");
        assertThat(diffusions).hasSize(tries);
    }

    @Test
    void blackFramesAreKeptWhereNothingElseIsSaid() {
        rendered(animation(Dialect.EASEL), diffusion -> BLACK);
        assertThat(frames).hasSize(3);
        assertThat(diffusions).hasSize(3);
    }

    @Test
    void aScheduleChoosesModels() {
        settings.put("checkpoint_schedule", "0: (\"a.ckpt\"), 2: (\"b\")");
        assertThat(animation(Dialect.EASEL).checkpoints()).isEmpty();
        settings.put("enable_checkpoint_scheduling", true);
        rendered(Dialect.EASEL);
        assertThat(animation(Dialect.EASEL).checkpoints()).containsExactly("a.ckpt", "b");
        assertThat(diffusions)
                .extracting(diffusion -> diffusion.checkpoint().orElseThrow())
                .containsExactly("a.ckpt", "a.ckpt", "b");
    }

    // Parseq

    @Test
    void whatParseqManagesTakesThePlaceOfTheSettings() {
        settings.put("prompts", Map.of());
        Animation led = led();
        rendered(led, diffusion -> GREY);
        assertThat(led.frames()).isEqualTo(5);
        assertThat(led.cadence()).isEqualTo(2);
        assertThat(led.settings().number("fps")).isEqualTo(24);
        Diffusion second = diffusions.get(1);
        assertThat(second.frame()).isEqualTo(2);
        assertThat(second.seed()).isEqualTo(12);
        assertThat(second.prompt()).isEqualTo(new FramePrompt("a fig", "blur"));
        assertThat(second.strength()).isCloseTo(0.7, within(1e-9));
        assertThat(second.guidanceScale()).isEqualTo(7); // not managed
        assertThat(second.variation()).contains(Variation.towards(9, 0.25));
    }

    @Test
    void parseqsFrameCountCanBeLeftAlone() {
        settings.put("parseq_non_schedule_overrides", false);
        Animation led = led();
        assertThat(led.frames()).isEqualTo(3);
        assertThat(led.cadence()).isEqualTo(1);
        assertThat(led.seed(0, 2)).isEqualTo(12);
    }

    @Test
    void anotherManifestComesOutOtherwiseFromItsFirstOtherFrame() {
        Animation before = led();
        assertThat(led().firstDifference(before)).isEqualTo(5);
        settings.put("parseq_manifest", "{}");
        assertThat(led().firstDifference(before)).isEqualTo(5);
        assertThat(animation(Dialect.EASEL).firstDifference(before)).isZero();
    }

    private Animation led() {
        Map<String, Object> first =
                Map.of(
                        "frame",
                        0,
                        "seed",
                        10,
                        "subseed",
                        9,
                        "subseed_strength",
                        0.25,
                        "strength",
                        0.5,
                        "deforum_prompt",
                        "a fig --neg blur");
        Map<String, Object> last = Map.of("frame", 4, "seed", 14, "strength", 0.9);
        ParseqManifest manifest =
                new ParseqManifest(
                        List.of(first, last), Map.of("output_fps", 24, "cadence", "2"), true);
        return Animation.of(
                DeforumSettings.of(settings),
                5,
                Dialect.EASEL,
                OptionalInt.empty(),
                Optional.of(manifest));
    }

    // Draft

    @Test
    void aDraftHasHalfOfEverythingAndTheSameMotion() {
        settings.put("W", 256);
        settings.put("H", 144);
        settings.put("max_frames", 8);
        settings.put("translation_x", "0:(16)");
        settings.put("translation_y", "0:(9)");
        Animation whole = animation(Dialect.EASEL);
        Animation draft = whole.draft();
        assertThat(List.of(draft.width(), draft.height())).containsExactly(128, 72);
        assertThat(draft.steps(0)).isEqualTo(10);
        assertThat(draft.cadence()).isEqualTo(2);
        assertThat(draft.frames()).isEqualTo(8);
        assertThat(draft.settings()).isSameAs(whole.settings());
        assertThat(draft.warp2d(1).translationX()).isEqualTo(8);
        assertThat(draft.warp2d(1).translationY()).isEqualTo(4.5);
        assertThat(draft.warp2d(1).zoom()).isEqualTo(whole.warp2d(1).zoom());
        assertThat(draft.firstDifference(whole)).isZero();
        assertThat(draft.firstDifference(whole.draft())).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"20, 10", "9, 4", "5, 4", "3, 3"})
    void aDraftHasHalfTheStepsButFourAtLeast(int steps, int expected) {
        settings.put("steps", steps);
        assertThat(animation(Dialect.EASEL).draft().steps(0)).isEqualTo(expected);
    }

    // Noise

    @Test
    void noiseIsMultipliedBySchedule() {
        settings.put("noise_multiplier_schedule", "0:(1), 2:(1.2)");
        rendered(Dialect.EASEL);
        assertThat(diffusions.stream().map(it -> it.noiseAmounts().start()))
                .containsExactly(1.0, 1.1, 1.2);
        settings.put("enable_noise_multiplier_scheduling", false);
        assertThat(first().noiseAmounts()).isEqualTo(NoiseAmounts.USUAL);
    }

    @Test
    void deforumsOwnNoiseIsATwentiethMore() {
        settings.remove("noise_multiplier_schedule");
        assertThat(first().noiseAmounts()).isEqualTo(new NoiseAmounts(1.05, 1));
    }

    @Test
    void freshNoiseGoesByItsScheduleWhereThatIsOn() {
        settings.put("ancestral_eta_schedule", "0:(0.4)");
        assertThat(first().noiseAmounts().fresh()).isEqualTo(1);
        settings.put("enable_ancestral_eta_scheduling", true);
        assertThat(first().noiseAmounts().fresh()).isEqualTo(0.4);
    }

    @ParameterizedTest
    @CsvSource({
        "noise_multiplier_schedule, enable_noise_multiplier_scheduling",
        "ancestral_eta_schedule, enable_ancestral_eta_scheduling"
    })
    void noiseThatCannotBeIsKnownBeforeTheFirstFrame(String schedule, String flag) {
        settings.put(flag, true);
        settings.put(schedule, "0:(1), 2:(-1)");
        assertThatThrownBy(() -> animator(diffusion -> GREY, Pictures.none()).check())
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("At frame 2")
                .hasMessageContaining("is -1.0");
    }

    @Test
    void aChangedShareOfNoiseIsADifferenceFromItsFrameOn() {
        Animation before = animation(Dialect.EASEL);
        settings.put("noise_multiplier_schedule", "0: (1), 1:(1), 2:(1.5)");
        assertThat(animation(Dialect.EASEL).firstDifference(before)).isEqualTo(2);
    }

    @Test
    void aRandomVariationIsTheSameWheneverItIsMade() {
        settings.put("enable_subseed_scheduling", true);
        settings.put("subseed_schedule", "0:(-1)");
        settings.put("subseed_strength_schedule", "0:(0.5)");
        rendered(Dialect.EASEL);
        List<Long> subseeds = subseeds();
        assertThat(subseeds)
                .doesNotHaveDuplicates()
                .allMatch(seed -> seed >= 0 && seed < 1L << 32)
                .doesNotContainAnyElementsOf(seeds());
        diffusions.clear();
        rendered(Dialect.EASEL);
        assertThat(subseeds()).isEqualTo(subseeds);
    }

    @Test
    void aVariationsSeedBelowNoneIsOneOfPyTorchs() {
        settings.put("enable_subseed_scheduling", true);
        settings.put("subseed_schedule", "0:(-2)");
        settings.put("subseed_strength_schedule", "0:(0.5)");
        assertThat(first().variation()).contains(Variation.towards((1L << 32) - 2, 0.5));
    }

    private List<Long> subseeds() {
        return diffusions.stream().map(it -> it.variation().orElseThrow().subseed()).toList();
    }

    private Diffusion first() {
        diffusions.clear();
        rendered(Dialect.EASEL);
        return diffusions.get(0);
    }

    private Animator animator(Diffusion.Diffuser model, Pictures pictures) {
        return new Animator(animation(Dialect.EASEL), model, Depth.flat(), pictures);
    }

    /** Asked of ten thousand frames, pictures would take an hour. */
    @Test
    @Timeout(20)
    void checkingFramesLooksAtNoPictures() {
        settings.put("max_frames", 10_000);
        settings.put("use_mask", true);
        settings.put("use_mask_video", true);
        settings.put("mask_schedule", "0:({video_mask}), 5000:({video_mask} & {everywhere})");
        List<Integer> looked = new ArrayList<>();
        Pictures pictures =
                new Pictures() {
                    @Override
                    public Optional<RgbImage> initial() {
                        throw new AssertionError("looked at");
                    }

                    @Override
                    public Optional<Mask> videoMask(int frame) {
                        looked.add(frame);
                        return Optional.of(AnimatorModesTest.video(frame));
                    }
                };
        Animator animator = animator(diffusion -> GREY, pictures);
        assertThat(looked).containsExactly(0, 0);

        animator.check();

        assertThat(looked).hasSize(2);
    }

    // Notes

    @Test
    void whatIsNotDoneIsSaidOnceAndWhatDoesNothingIsNot() {
        assertThat(animation(Dialect.EASEL).notes()).isEmpty();
        settings.put("near_schedule", "0: (100)");
        settings.put("optical_flow_cadence", "RAFT");
        settings.put("cn_2_enabled", true);
        settings.put("init_images", Map.of("0", "a.png"));
        List<String> notes = animation(Dialect.EASEL).notes();
        assertThat(notes).hasSize(2);
        assertThat(String.join("\n", notes)).contains("optical_flow_cadence", "cn_2_enabled");
    }

    private void rendered(Dialect dialect) {
        rendered(animation(dialect), diffusion -> GREY);
    }

    private void rendered(Animation animation, Diffusion.Diffuser model) {
        Diffusion.Diffuser recorded =
                diffusion -> {
                    diffusions.add(diffusion);
                    return model.diffuse(diffusion);
                };
        new Animator(animation, recorded, Depth.flat(), new Painted()).render(frames::put);
    }

    private Animation animation(Dialect dialect) {
        return Animation.of(DeforumSettings.of(settings), 5, dialect, OptionalInt.empty());
    }

    /** Plain pictures; the mask is the right half, the mask video a column further each frame. */
    private final class Painted implements Pictures {
        @Override
        public Optional<RgbImage> initial() {
            boolean masked =
                    settings.containsKey("use_mask") || settings.containsKey("use_mask_video");
            return masked ? Optional.of(plain(50)) : Optional.empty();
        }

        @Override
        public Optional<Mask> mask() {
            return Optional.of(columns(32, SIDE, 0));
        }

        @Override
        public Optional<Mask> videoMask(int frame) {
            return settings.containsKey("use_mask_video")
                    ? Optional.of(AnimatorModesTest.video(frame))
                    : Optional.empty();
        }

        @Override
        public Optional<Mask> namedMask(String file) {
            return file.equals("left.png") ? Optional.of(columns(0, 16, 0)) : Optional.empty();
        }

        @Override
        public RgbImage video(int frame) {
            return plain(10 + 10 * frame);
        }

        @Override
        public RgbImage guide(int index) {
            return plain(20 + 200 * index);
        }
    }

    private static Mask video(int frame) {
        return columns(frame, frame + 1, 0);
    }

    /** White from one column to before another, {@code rest} elsewhere. */
    private static Mask columns(int from, int to, int rest) {
        byte[] grey = new byte[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (i % SIDE >= from && i % SIDE < to ? 255 : rest);
        }
        return new Mask(SIDE, SIDE, grey);
    }

    private static RgbImage plain(int level) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        Arrays.fill(rgb, (byte) level);
        return new RgbImage(SIDE, SIDE, rgb);
    }

    private List<Long> seeds() {
        return diffusions.stream().map(Diffusion::seed).toList();
    }

    private int starts(int diffusion) {
        return shown(diffusions.get(diffusion).start().orElseThrow(), 0);
    }

    private static int shown(RgbImage picture, int column) {
        return picture.rgb()[3 * column] & 0xFF;
    }

    private static int columnSpread(RgbImage picture, int column) {
        int least = 255;
        int most = 0;
        for (int y = 0; y < SIDE; y++) {
            int level = picture.rgb()[3 * (y * SIDE + column)] & 0xFF;
            least = Math.min(least, level);
            most = Math.max(most, level);
        }
        return most - least;
    }
}
