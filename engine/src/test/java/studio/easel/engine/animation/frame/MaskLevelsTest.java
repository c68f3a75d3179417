package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

class MaskLevelsTest {
    private static final Mask MASK = new Mask(4, 1, new byte[] {0, 51, (byte) 201, (byte) 255});

    /** Pillow 10: ImageEnhance.Brightness(m).enhance(b), then ImageEnhance.Contrast. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 51, 201, 255",
        "0.5, 1, 0, 25, 100, 127",
        "2, 1, 0, 102, 255, 255",
        "1, 0.5, 63, 89, 164, 191",
        "1, 1.5, 0, 13, 238, 255",
        "2, 0, 153, 153, 153, 153"
    })
    void brightnessComesFirstThenContrastAboutTheMean(
            double brightness, double contrast, int a, int b, int c, int d) {
        assertThat(new MaskLevels(brightness, contrast).of(MASK).grey())
                .containsExactly(a, b, c, d);
    }

    @Test
    void deforumTakesEitherForTheOther() {
        assertThat(MaskLevels.of(0.5, 2, Fidelity.STRICT)).isEqualTo(new MaskLevels(2, 0.5));
        assertThat(MaskLevels.of(0.5, 2, Fidelity.MENDED)).isEqualTo(new MaskLevels(0.5, 2));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "1, -0.5", "NaN, 1"})
    void factorsThatAreNoneAreRefused(double brightness, double contrast) {
        assertThatThrownBy(() -> new MaskLevels(brightness, contrast))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("The mask's");
    }

    @Test
    void guidedColoursComeFromTheTargetAndTheLightFromThePicture() {
        RgbImage grey =
                new RgbImage(2, 1, new byte[] {100, 100, 100, (byte) 180, (byte) 180, (byte) 180});
        RgbImage red = new RgbImage(2, 1, new byte[] {(byte) 200, 40, 40, (byte) 220, 60, 60});
        byte[] rgb = new GuidedColours(red).of(grey).rgb();
        for (int at = 0; at < rgb.length; at += 3) {
            double light =
                    0.3 * (rgb[at] & 0xFF)
                            + 0.59 * (rgb[at + 1] & 0xFF)
                            + 0.11 * (rgb[at + 2] & 0xFF);
            assertThat(light).isBetween(at == 0 ? 99.0 : 179.0, at == 0 ? 101.0 : 181.0);
            assertThat(rgb[at] & 0xFF).isGreaterThan((rgb[at + 1] & 0xFF) + 60);
        }
    }
}
