package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

class CropTest {
    @Test
    void takesThePartItNames() {
        Mask mask = new Mask(3, 2, new byte[] {1, 2, 3, 4, 5, 6});
        assertThat(new Crop(1, 0, 2, 2).of(mask))
                .isEqualTo(new Mask(2, 2, new byte[] {2, 3, 5, 6}));
    }

    @Test
    void takesAllColours() {
        RgbImage picture = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        assertThat(new Crop(1, 0, 1, 1).of(picture))
                .isEqualTo(new RgbImage(1, 1, new byte[] {4, 5, 6}));
    }

    @Test
    void staysInsideThePicture() {
        Mask mask = new Mask(3, 2, new byte[6]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Crop(2, 0, 2, 1).of(mask))
                .withMessage("Cannot crop 2x1 pixels at (2, 0): the picture is only 3x2");
        assertThatIllegalArgumentException().isThrownBy(() -> new Crop(0, 1, 1, 2).of(mask));
        assertThatIllegalArgumentException().isThrownBy(() -> new Crop(-1, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Crop(0, 0, 1, 0));
    }
}
