package studio.easel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MaskTest {
    private static final byte WHITE = (byte) 255;

    @Test
    void isAsBrightAsThePictureLooks() {
        byte[] redGreenBlueWhite = {WHITE, 0, 0, 0, WHITE, 0, 0, 0, WHITE, WHITE, WHITE, WHITE};
        assertThat(Mask.of(new RgbImage(4, 1, redGreenBlueWhite)))
                .isEqualTo(new Mask(4, 1, new byte[] {76, (byte) 150, 29, WHITE}));
    }

    @Test
    void isBlackOnlyWhenEveryPixelIs() {
        assertThat(new Mask(2, 2, new byte[4]).isBlack()).isTrue();
        assertThat(new Mask(2, 2, new byte[] {0, 0, 0, 1}).isBlack()).isFalse();
    }

    @Test
    void isWhiteOnlyWhenEveryPixelIs() {
        assertThat(new Mask(2, 1, new byte[] {WHITE, WHITE}).isWhite()).isTrue();
        assertThat(new Mask(2, 1, new byte[] {WHITE, (byte) 254}).isWhite()).isFalse();
    }

    @Test
    void staysAsItWasMade() {
        byte[] grey = {1, 2};
        Mask mask = new Mask(2, 1, grey);
        grey[0] = 9;
        mask.grey()[1] = 9;
        assertThat(mask.grey()).containsExactly(1, 2);
    }

    @Test
    void equalsAnotherOfTheSameShapeAndLevels() {
        Mask mask = new Mask(2, 1, new byte[] {1, 2});
        assertThat(mask)
                .isEqualTo(new Mask(2, 1, new byte[] {1, 2}))
                .hasSameHashCodeAs(new Mask(2, 1, new byte[] {1, 2}))
                .isNotEqualTo(new Mask(1, 2, new byte[] {1, 2}))
                .isNotEqualTo(new Mask(2, 1, new byte[] {1, 3}));
    }

    @Test
    void needsALevelForEachPixel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Mask(3, 2, new byte[5]))
                .withMessage("5 bytes given for a 3x2 mask, expected 6");
    }
}
