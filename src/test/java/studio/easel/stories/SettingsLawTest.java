package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.Control;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.Variation;
import studio.easel.engine.pipeline.ImagePipeline;

/** A setting at its neutral value is as good as none, bit for bit; at any other it is not. */
class SettingsLawTest {
    private static final ImagePipeline SD1 = Recorded.pipeline("sd1");
    private static final ImagePipeline CONTROLLED = Recorded.pipeline("controlnet");
    private static final GenerationRequest REQUEST = Recorded.request();
    private static final RgbImage PLAIN = picture(REQUEST);

    @AfterAll
    static void close() {
        SD1.close();
        CONTROLLED.close();
    }

    private static RgbImage picture(GenerationRequest request) {
        return Recorded.picture(SD1, request);
    }

    private static RgbImage guided(Guidance guidance) {
        return picture(REQUEST.but().guidance(guidance).request());
    }

    @Test
    void guidanceInAllOfTheWalkIsPlainGuidance() {
        assertThat(guided(Guidance.of(7.5).within(0, 1))).isEqualTo(PLAIN);
    }

    @Test
    void outsideItsIntervalThereIsNoGuidance() {
        RgbImage unguided = guided(Guidance.of(1));

        assertThat(guided(Guidance.of(7.5).within(0, 0.01))).isEqualTo(unguided);
        assertThat(guided(Guidance.of(7.5).within(0.3, 0.45))).isEqualTo(unguided);
        assertThat(guided(Guidance.of(7.5).within(0.25, 0.5))).isNotIn(unguided, PLAIN);
    }

    @Test
    void theNegativePromptIsNotHeededOutsideTheInterval() {
        GenerationRequest never =
                REQUEST.but().guidance(Guidance.of(7.5).within(0, 0.01)).request();

        assertThat(picture(never.but().negativePrompt("a heart").request()))
                .isEqualTo(picture(never));
        assertThat(picture(REQUEST.but().negativePrompt("a heart").request())).isNotEqualTo(PLAIN);
    }

    /** Solvers that ask twice a step count their calls, too. */
    @ParameterizedTest
    @EnumSource
    void everySamplersLastCallIsWithinTheWholeInterval(SamplerName sampler) {
        GenerationRequest plain = REQUEST.but().sampler(sampler).request();
        GenerationRequest late = plain.but().guidance(Guidance.of(7.5).within(0.5, 1)).request();
        GenerationRequest early = plain.but().guidance(Guidance.of(7.5).within(0, 0.8)).request();

        assertThat(picture(early)).as("the last call is not guided").isNotEqualTo(picture(plain));
        assertThat(picture(late))
                .as("the last call is guided")
                .isNotEqualTo(picture(plain.but().guidance(Guidance.of(1)).request()));
    }

    @Test
    void rescaledByNothingIsNotRescaled() {
        assertThat(guided(Guidance.of(7.5).rescaled(0))).isEqualTo(PLAIN);
        assertThat(guided(Guidance.of(7.5).rescaled(0.7))).isNotEqualTo(PLAIN);
        assertThat(guided(Guidance.of(1).rescaled(0.7))).isEqualTo(guided(Guidance.of(1)));
    }

    @Test
    void aVariationGoesFromTheSeedsPictureToTheOthers() {
        RgbImage other = picture(REQUEST.but().seed(99).request());

        assertThat(varied(Variation.towards(99, 0))).isEqualTo(PLAIN);
        assertThat(varied(Variation.towards(99, 1))).isEqualTo(other);
        assertThat(varied(Variation.towards(99, 0.5))).isNotIn(PLAIN, other);
        assertThat(varied(Variation.towards(42, 0))).isEqualTo(PLAIN);
        assertThat(varied(Variation.towards(42, 1))).isEqualTo(PLAIN);
    }

    @Test
    void drawnAtThePicturesOwnSizeIsPlain() {
        assertThat(varied(new Variation(0, 0, Optional.of(REQUEST.size())))).isEqualTo(PLAIN);
        assertThat(varied(new Variation(0, 0, Optional.of(new ImageSize(96, 64)))))
                .isNotEqualTo(PLAIN);
    }

    private static RgbImage varied(Variation variation) {
        return picture(REQUEST.but().variation(Optional.of(variation)).request());
    }

    @Test
    void aControlNetOfNoWeightIsNone() {
        RgbImage plain = Recorded.picture(CONTROLLED, REQUEST);

        assertThat(controlled(0, 0, 1)).isEqualTo(plain);
        assertThat(controlled(1, 0.3, 0.45)).as("no call in between").isEqualTo(plain);
        assertThat(controlled(1, 0, 1)).isNotEqualTo(plain).isNotEqualTo(controlled(0.5, 0, 1));
        assertThat(controlled(1, 0, 0.5)).isNotIn(plain, controlled(1, 0, 1));
    }

    @Test
    void twoControlNetsAddUpWhateverTheirOrder() {
        Control edges = Recorded.edges();
        Control depth =
                Control.of(Recorded.controlNet("controlnet_2"), Recorded.picture("depth-64"));
        RgbImage both =
                Recorded.picture(
                        CONTROLLED, REQUEST.but().controls(List.of(edges, depth)).request());

        assertThat(both)
                .isEqualTo(
                        Recorded.picture(
                                CONTROLLED,
                                REQUEST.but().controls(List.of(depth, edges)).request()))
                .isNotEqualTo(
                        Recorded.picture(
                                CONTROLLED, REQUEST.but().controls(List.of(edges)).request()));
    }

    private static RgbImage controlled(double weight, double from, double to) {
        Control edges = Recorded.edges();
        Control control = new Control(edges.net(), edges.image(), weight, from, to);
        return Recorded.picture(CONTROLLED, REQUEST.but().controls(List.of(control)).request());
    }

    @Test
    void clipSkip1IsTheModelsOwnLayer() {
        assertThat(picture(REQUEST.but().clipSkip(2).request())).isNotEqualTo(PLAIN);
        assertThat(picture(REQUEST.but().clipSkip(1).request())).isEqualTo(PLAIN);
    }

    @Test
    void aTileLargerThanThePictureIsNone() {
        GenerationRequest large = REQUEST.but().size(new ImageSize(128, 96)).request();

        assertThat(picture(large.but().vaeTile(512).request())).isEqualTo(picture(large));
        assertThat(picture(large.but().vaeTile(128).request())).isEqualTo(picture(large));
        assertThat(picture(large.but().vaeTile(64).request())).isNotEqualTo(picture(large));
    }

    @Test
    void sizesAreToldToSdxlOnly() {
        Optional<SizeConditioning> told =
                Optional.of(new SizeConditioning(1024, 1024, 0, 0, 512, 512));
        assertThat(picture(REQUEST.but().sizeConditioning(told).request())).isEqualTo(PLAIN);
        try (ImagePipeline sdxl = Recorded.pipeline("sdxl")) {
            RgbImage plain = Recorded.picture(sdxl, REQUEST);
            Optional<SizeConditioning> own = Optional.of(SizeConditioning.of(REQUEST.size()));
            assertThat(Recorded.picture(sdxl, REQUEST.but().sizeConditioning(own).request()))
                    .isEqualTo(plain);
            assertThat(Recorded.picture(sdxl, REQUEST.but().sizeConditioning(told).request()))
                    .isNotEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSecondPassOfTheSameSizeIsLegal(LatentResampling mode) {
        RgbImage polished = hires(REQUEST.size(), new Enlarging.Latent(mode));

        assertThat(polished.width()).isEqualTo(64);
        assertThat(polished).isNotEqualTo(PLAIN);
        // Nothing is resampled, so it is the same whatever the mode.
        assertThat(polished)
                .isEqualTo(hires(REQUEST.size(), new Enlarging.Latent(LatentResampling.BILINEAR)));
    }

    @Test
    void aSecondPassByPixelsIsImageToImage() {
        RgbImage polished = hires(REQUEST.size(), new Enlarging.Lanczos());

        assertThat(polished)
                .isEqualTo(picture(REQUEST.startingFrom(new Start.FromImage(PLAIN, 0.5))));
    }

    private static RgbImage hires(ImageSize size, Enlarging enlarging) {
        HiresFix pass = new HiresFix(size, enlarging, 0, 0.5);
        return picture(REQUEST.but().hires(Optional.of(pass)).request());
    }

    @ParameterizedTest
    @EnumSource
    void eachKindOfNoiseHasItsOwnPictures(NoiseKind kind) {
        RgbImage made = noisy(kind);

        assertThat(noisy(kind)).isEqualTo(made);
        for (NoiseKind other : NoiseKind.values()) {
            assertThat(noisy(other).equals(made))
                    .as("%s, %s", kind, other)
                    .isEqualTo(kind == other);
        }
    }

    private static RgbImage noisy(NoiseKind kind) {
        return picture(REQUEST.but().noiseKind(kind).request());
    }

    @Test
    void noiseMultipliedByOneIsAsItWas() {
        RgbImage start = Recorded.picture("init-64");
        for (Start from :
                List.of(
                        new Start.FromImage(start, 0.5),
                        new Start.Inpaint(start, Recorded.mask("mask-64"), Inpainting.at(0.5)))) {
            GenerationRequest plain = REQUEST.startingFrom(from);

            assertThat(multiplied(plain, 1)).isEqualTo(picture(plain));
            assertThat(multiplied(plain, 1.05)).isNotEqualTo(picture(plain));
            assertThat(multiplied(plain, 0)).isNotIn(picture(plain), multiplied(plain, 1.05));
        }
        assertThat(multiplied(REQUEST, 1.05)).as("pure noise").isEqualTo(PLAIN);
    }

    private static RgbImage multiplied(GenerationRequest request, double by) {
        return picture(request.but().noiseAmounts(new NoiseAmounts(by, 1)).request());
    }

    @Test
    void aSecondPassHasItsNoiseUnmultiplied() {
        HiresFix pass = new HiresFix(REQUEST.size(), new Enlarging.Lanczos(), 0, 0.5);
        GenerationRequest twice = REQUEST.but().hires(Optional.of(pass)).request();

        assertThat(multiplied(twice, 1.05)).isEqualTo(picture(twice));
    }

    @ParameterizedTest
    @EnumSource
    void freshNoiseIsTakenByShareWhereThereIsAny(SamplerName sampler) {
        GenerationRequest plain = REQUEST.but().sampler(sampler).request();
        GenerationRequest none = plain.but().noiseAmounts(new NoiseAmounts(1, 0)).request();

        assertThat(picture(none).equals(picture(plain))).isEqualTo(!sampler.addsFreshNoise());
    }

    /** Both passes' steps are counted, and told one after the other. */
    @Test
    void stepsAreToldFromOneToTheirNumber() {
        HiresFix pass = new HiresFix(REQUEST.size(), new Enlarging.Lanczos(), 6, 0.5);
        List<Integer> told = new ArrayList<>();
        Progress listening =
                step -> {
                    assertThat(step.steps()).isEqualTo(4 + 3);
                    told.add(step.step());
                };

        SD1.generate(REQUEST.but().hires(Optional.of(pass)).request(), listening);

        assertThat(told).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }
}
