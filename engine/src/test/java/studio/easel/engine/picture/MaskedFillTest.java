package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

class MaskedFillTest {
    private static final int SIDE = 48;

    @Test
    void whatIsNotMaskedStays() {
        RgbImage picture = PictureGoldens.pattern(SIDE, SIDE);
        byte[] grey = new byte[SIDE * SIDE];
        Arrays.fill(grey, 20 * SIDE, 30 * SIDE, (byte) 255);
        byte[] before = picture.rgb();
        byte[] after = MaskedFill.of(picture, new Mask(SIDE, SIDE, grey)).rgb();
        assertThat(Arrays.copyOf(after, 20 * SIDE * 3))
                .isEqualTo(Arrays.copyOf(before, 20 * SIDE * 3));
        assertThat(Arrays.copyOfRange(after, 30 * SIDE * 3, after.length))
                .isEqualTo(Arrays.copyOfRange(before, 30 * SIDE * 3, before.length));
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void nothingOfWhatIsMaskedIsLeft() {
        byte[] grey = new byte[SIDE * SIDE];
        byte[] one = new byte[SIDE * SIDE * 3];
        Arrays.fill(one, (byte) 90);
        byte[] other = one.clone();
        for (int y = 10; y < 30; y++) {
            Arrays.fill(grey, y * SIDE + 10, y * SIDE + 30, (byte) 255);
            Arrays.fill(other, (y * SIDE + 10) * 3, (y * SIDE + 30) * 3, (byte) 200);
        }
        Mask mask = new Mask(SIDE, SIDE, grey);
        assertThat(MaskedFill.of(new RgbImage(SIDE, SIDE, one), mask))
                .isEqualTo(MaskedFill.of(new RgbImage(SIDE, SIDE, other), mask));
    }

    @Test
    void maskAndPictureAreOfOneSize() {
        RgbImage picture = PictureGoldens.pattern(4, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskedFill.of(picture, new Mask(3, 4, new byte[12])))
                .withMessage("The mask is 3x4, expected 4x3 like its picture");
    }
}
