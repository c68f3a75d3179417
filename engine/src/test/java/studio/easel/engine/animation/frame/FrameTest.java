package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** Laws of what is done to levels; the numbers are in the golden tests. */
class FrameTest {
    private static final Optional<Perlin> PERLIN = Optional.of(Perlin.usual());

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 3", "67, 53", "96, 40", "128, 64"})
    void noiseOfAnySizeIsReproducibleAndPullsTowardGrey(int width, int height) {
        RgbImage white = plain(width, height, 255);
        for (Optional<Perlin> perlin : List.of(PERLIN, Optional.<Perlin>empty())) {
            FrameNoise noise = new FrameNoise(0.3, perlin, 7, Fidelity.MENDED);
            RgbImage noisy = noise.of(white);
            assertThat(noisy).isEqualTo(noise.of(white));
            assertThat(noisy).isNotEqualTo(white);
            assertThat(new FrameNoise(0, perlin, 7, Fidelity.MENDED).of(white)).isEqualTo(white);
            if (width > 60) {
                assertThat(noisy)
                        .isNotEqualTo(new FrameNoise(0.3, perlin, 8, Fidelity.MENDED).of(white));
                assertThat(mean(noisy))
                        .isBetween(255 * 0.7 + 127 * 0.3 - 3, 255 * 0.7 + 127 * 0.3 + 3);
            }
        }
    }

    @Test
    void whereTheMaskIsBlackNoiseIsGrey() {
        RgbImage white = plain(64, 64, 255);
        RgbImage masked =
                new FrameNoise(0.5, PERLIN, 7, Fidelity.MENDED)
                        .of(white, new Mask(64, 64, new byte[64 * 64]));
        assertThat(masked).isEqualTo(plain(64, 64, 191));
        assertThatThrownBy(
                        () ->
                                new FrameNoise(0.5, PERLIN, 7, Fidelity.MENDED)
                                        .of(white, new Mask(2, 1, new byte[2])))
                .hasMessageContaining("2x1")
                .hasMessageContaining("64x64");
    }

    @Test
    void octavesThatDoNotDivideThePictureStopStrictlyOnly() {
        Optional<Perlin> fine = Optional.of(new Perlin(8, 8, 5, 0.5));
        RgbImage picture = plain(64, 64, 9);
        assertThatThrownBy(() -> new FrameNoise(0.5, fine, 7, Fidelity.STRICT).of(picture))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("5 octaves");
        assertThat(new FrameNoise(0.5, fine, 7, Fidelity.MENDED).of(picture)).isNotEqualTo(picture);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 1.1})
    void noiseAndBlendsAreFromNoneToAll(double amount) {
        assertThatThrownBy(() -> new FrameNoise(amount, PERLIN, 7, Fidelity.MENDED))
                .isInstanceOf(EaselException.class)
                .hasMessageStartingWith("Noise is " + amount);
        assertThatThrownBy(() -> new Blend(amount)).isInstanceOf(EaselException.class);
        assertThatThrownBy(() -> new Perlin(8, 8, 4, amount)).isInstanceOf(EaselException.class);
    }

    @Test
    void aLatticeHasCells() {
        assertThatThrownBy(() -> new Perlin(0, 8, 4, 0.5)).hasMessageContaining("height is 0");
        assertThatThrownBy(() -> new Perlin(8, 17, 4, 0.5)).hasMessageContaining("width is 17");
        assertThatThrownBy(() -> new Perlin(8, 8, 0, 0.5)).hasMessageContaining("octaves is 0");
    }

    @Test
    void whiteStaysWhiteUnderContrastAndWrapsStrictly() {
        RgbImage picture = plain(2, 1, 250);
        assertThat(new Contrast(1.2, Fidelity.MENDED).of(picture)).isEqualTo(plain(2, 1, 255));
        assertThat(new Contrast(1.2, Fidelity.STRICT).of(picture))
                .isEqualTo(plain(2, 1, 300 - 256));
        assertThat(new Contrast(-1, Fidelity.MENDED).of(picture)).isEqualTo(plain(2, 1, 0));
        assertThat(new Contrast(1, Fidelity.STRICT).of(picture)).isEqualTo(picture);
        assertThatThrownBy(() -> new Contrast(Double.NaN, Fidelity.MENDED))
                .isInstanceOf(EaselException.class)
                .hasMessageStartingWith("Contrast is NaN");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9", "3, 2", "67, 53"})
    void sharpeningLeavesWhatIsEvenAlone(int width, int height) {
        AntiBlur antiBlur = new AntiBlur(5, 1, 0.5, 0, Fidelity.MENDED);
        assertThat(antiBlur.of(plain(width, height, 77))).isEqualTo(plain(width, height, 77));
        RgbImage picture = WarpTest.random(width, height);
        assertThat(new AntiBlur(5, 1, 0, 0, Fidelity.MENDED).of(picture)).isEqualTo(picture);
        assertThat(new AntiBlur(1, 1, 2, 0, Fidelity.MENDED).of(picture)).isEqualTo(picture);
        assertThat(new AntiBlur(5, 0, 1, 256, Fidelity.MENDED).of(picture)).isEqualTo(picture);
        if (width > 1) {
            assertThat(antiBlur.of(picture)).isNotEqualTo(picture);
        }
    }

    @Test
    void aSmallDifferenceOfEitherSignIsLeftAloneButStrictlyOnlyOfOne() {
        byte[] rgb = new byte[3 * 32];
        Arrays.fill(rgb, (byte) 100);
        Arrays.fill(rgb, 3 * 16, rgb.length, (byte) 104);
        RgbImage step = new RgbImage(32, 1, rgb);
        assertThat(new AntiBlur(5, 1, 9, 5, Fidelity.MENDED).of(step)).isEqualTo(step);
        byte[] strict = new AntiBlur(5, 1, 9, 5, Fidelity.STRICT).of(step).rgb();
        assertThat(strict[3 * 15]).isLessThan((byte) 100); // the blurred one is brighter
        assertThat(strict[3 * 16]).isEqualTo((byte) 104);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3, 4, 1003})
    void aKernelIsOdd(int kernel) {
        assertThatThrownBy(() -> new AntiBlur(kernel, 1, 0.1, 0, Fidelity.MENDED))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(kernel + " pixels, expected an odd number");
        assertThat(new AntiBlur(kernel, 1, 0, 0, Fidelity.MENDED).amount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(ColourSpace.class)
    void aPictureMatchedToItselfKeepsItsColours(ColourSpace space) {
        RgbImage picture = WarpTest.random(61, 47);
        for (Fidelity fidelity : Fidelity.values()) {
            RgbImage matched = new ColourMatch(picture, space, fidelity).of(picture);
            double away = 0;
            for (int i = 0; i < matched.rgb().length; i++) {
                away += Math.abs((matched.rgb()[i] & 0xFF) - (picture.rgb()[i] & 0xFF));
            }
            // 8 bits of another space cannot hold every colour.
            assertThat(away / matched.rgb().length).isLessThan(space == ColourSpace.RGB ? 1e-9 : 2);
        }
    }

    @ParameterizedTest
    @EnumSource(ColourSpace.class)
    void aReferenceOfOneColourColoursEverything(ColourSpace space) {
        RgbImage orange = new RgbImage(1, 1, new byte[] {(byte) 230, 120, 30});
        RgbImage matched =
                new ColourMatch(orange, space, Fidelity.MENDED).of(WarpTest.random(9, 5));
        for (int i = 0; i < matched.rgb().length; i++) {
            assertThat(matched.rgb()[i] & 0xFF).isCloseTo(orange.rgb()[i % 3] & 0xFF, within(3));
        }
    }

    @Test
    void blueForRedShowsInLabAndNotInRgb() {
        RgbImage picture = WarpTest.random(61, 47);
        RgbImage reference = FrameGoldens.faint(40, 30, 3);
        assertThat(new ColourMatch(reference, ColourSpace.LAB, Fidelity.STRICT).of(picture))
                .isNotEqualTo(
                        new ColourMatch(reference, ColourSpace.LAB, Fidelity.MENDED).of(picture));
        assertThat(new ColourMatch(reference, ColourSpace.RGB, Fidelity.STRICT).of(picture))
                .isEqualTo(
                        new ColourMatch(reference, ColourSpace.RGB, Fidelity.MENDED).of(picture));
        assertThatThrownBy(
                        () ->
                                new ColourMatch(
                                        new RgbImage(0, 0, new byte[0]),
                                        ColourSpace.RGB,
                                        Fidelity.MENDED))
                .hasMessageContaining("no pixels");
    }

    @Test
    void aBlendIsTheMeanByItsWeight() {
        RgbImage dark = plain(3, 2, 10);
        RgbImage light = plain(3, 2, 20);
        assertThat(new Blend(0).of(dark, light)).isEqualTo(dark);
        assertThat(new Blend(1).of(dark, light)).isEqualTo(light);
        assertThat(new Blend(0.3).of(dark, light)).isEqualTo(plain(3, 2, 13));
        assertThatThrownBy(() -> new Blend(0.3).of(dark, plain(2, 3, 1)))
                .hasMessageContaining("2x3")
                .hasMessageContaining("3x2");
    }

    @Test
    void anOverlayShowsWhatWasMadeWhereTheMaskIsWhite() {
        RgbImage made = plain(2, 1, 200);
        RgbImage kept = plain(2, 1, 50);
        Mask right = new Mask(2, 1, new byte[] {0, (byte) 255});
        assertThat(new Overlay(right, false).of(made, kept).rgb())
                .isEqualTo(new byte[] {50, 50, 50, (byte) 200, (byte) 200, (byte) 200});
        assertThat(new Overlay(right, true).of(made, kept).rgb())
                .isEqualTo(new byte[] {(byte) 200, (byte) 200, (byte) 200, 50, 50, 50});
        Mask small = new Mask(1, 1, new byte[] {(byte) 255});
        assertThat(new Overlay(small, false).of(made, kept)).isEqualTo(made);
    }

    @Test
    void greyHasOneLevelAPixel() {
        RgbImage red = new RgbImage(1, 1, new byte[] {(byte) 255, 0, 0});
        assertThat(Grey.of(red)).isEqualTo(plain(1, 1, 76));
    }

    @Test
    void guidingPicturesAscendAndATweenOfNothingIsNone() {
        assertThatThrownBy(() -> new GuidedImages(List.of())).isInstanceOf(EaselException.class);
        assertThatThrownBy(() -> new GuidedImages(List.of(0, 9, 9)))
                .hasMessageContaining("frame 9 follows one for frame 9");
        GuidedImages one = new GuidedImages(List.of(4));
        assertThat(one.index(0)).isZero();
        assertThat(one.blendFactor(0, new GuidedImages.Tween(0, 0.35, 0.25))).isEqualTo(0.07);
    }

    private static double mean(RgbImage picture) {
        double sum = 0;
        for (byte level : picture.rgb()) {
            sum += level & 0xFF;
        }
        return sum / picture.rgb().length;
    }

    private static RgbImage plain(int width, int height, int level) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) level);
        return new RgbImage(width, height, rgb);
    }
}
