package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

class ResizeTest {
    @ParameterizedTest
    @EnumSource
    void oneColourStaysThatColour(Resampling by) {
        for (int level : new int[] {0, 1, 127, 254, 255}) {
            for (int length = 1; length < 40; length++) {
                byte[] grey = new byte[13 * 17];
                Arrays.fill(grey, (byte) level);
                byte[] expected = new byte[length * (40 - length)];
                Arrays.fill(expected, (byte) level);
                assertThat(new Resize(length, 40 - length, by).of(new Mask(13, 17, grey)).grey())
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSizeIsTheSamePicture(Resampling by) {
        RgbImage picture = PictureGoldens.pattern(31, 18);
        assertThat(new Resize(31, 18, by).of(picture)).isEqualTo(picture);
    }

    @ParameterizedTest
    @EnumSource
    void coloursDoNotMix(Resampling by) {
        byte[] red = new byte[9 * 7 * 3];
        for (int i = 0; i < red.length; i += 3) {
            red[i] = (byte) (i * 11);
        }
        byte[] rgb = new Resize(20, 3, by).of(new RgbImage(9, 7, red)).rgb();
        for (int i = 0; i < rgb.length; i += 3) {
            assertThat(new byte[] {rgb[i + 1], rgb[i + 2]}).containsOnly(0);
        }
    }

    @Test
    void theNearestPixelIsTakenAsItIs() {
        Mask mask = new Mask(2, 1, new byte[] {7, 9});
        assertThat(new Resize(4, 2, Resampling.NEAREST).of(mask).grey())
                .containsExactly(7, 7, 9, 9, 7, 7, 9, 9);
    }

    @Test
    void noPixelGoesUnseenWhenAPictureShrinks() {
        Resize toOne = new Resize(1, 1, Resampling.BILINEAR);
        for (int x = 0; x < 64; x++) {
            byte[] grey = new byte[64];
            grey[x] = (byte) 255;
            assertThat(toOne.of(new Mask(64, 1, grey)).isBlack()).as("pixel %d", x).isFalse();
        }
    }

    @Test
    void nothingIsNoSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Resize(0, 5, Resampling.LANCZOS))
                .withMessage("Cannot resize to 0x5, expected at least 1x1");
    }

    @Test
    void aPictureWithoutPixelsHasNothingToResize() {
        Resize resize = new Resize(2, 2, Resampling.NEAREST);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resize.of(new Mask(0, 3, new byte[0])))
                .withMessage("Cannot resize a picture of 0x3 pixels, expected at least 1x1");
    }
}
