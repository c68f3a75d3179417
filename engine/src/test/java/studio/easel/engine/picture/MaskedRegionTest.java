package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RgbImage;

class MaskedRegionTest {
    @Test
    void holdsAllThatIsMaskedAndStaysInsideThePicture() {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            int width = 1 + random.nextInt(60);
            int height = 1 + random.nextInt(60);
            byte[] grey = new byte[width * height];
            int x = random.nextInt(width);
            int y = random.nextInt(height);
            grey[y * width + x] = 1;
            MaskedRegion region =
                    MaskedRegion.of(
                            new Mask(width, height, grey),
                            64 * (1 + random.nextInt(8)),
                            64 * (1 + random.nextInt(8)),
                            random.nextInt(40));
            assertThat(x).isBetween(region.left(), region.right() - 1);
            assertThat(y).isBetween(region.top(), region.bottom() - 1);
            assertThat(region.left()).isNotNegative();
            assertThat(region.top()).isNotNegative();
            assertThat(region.right()).isLessThanOrEqualTo(width);
            assertThat(region.bottom()).isLessThanOrEqualTo(height);
        }
    }

    @Test
    void hasTheShapeItIsWorkedOnInWhereThereIsRoom() {
        byte[] grey = new byte[100 * 100];
        grey[50 * 100 + 50] = (byte) 255;
        assertThat(MaskedRegion.of(new Mask(100, 100, grey), 128, 64, 7))
                .isEqualTo(new MaskedRegion(43 - 7, 43, 58 + 8, 58));
    }

    @Test
    void whatIsCutIsOfTheSizeItIsWorkedOnIn() {
        MaskedRegion region = new MaskedRegion(3, 2, 20, 9);
        RgbImage cut = region.cut(PictureGoldens.pattern(30, 10), 64, 32);
        assertThat(cut.width()).isEqualTo(64);
        assertThat(cut.height()).isEqualTo(32);
    }

    @Test
    void evenASliverIsCut() {
        RgbImage cut = new MaskedRegion(0, 0, 1, 900).cut(PictureGoldens.pattern(1, 900), 64, 64);
        assertThat(cut.width()).isEqualTo(64);
    }

    @Test
    void pastingLeavesThePictureAroundIt() {
        RgbImage picture = PictureGoldens.pattern(30, 10);
        RgbImage white = new RgbImage(16, 16, filled(16 * 16 * 3));
        byte[] expected = picture.rgb();
        for (int y = 2; y < 9; y++) {
            for (int i = (y * 30 + 3) * 3; i < (y * 30 + 20) * 3; i++) {
                expected[i] = (byte) 255;
            }
        }
        assertThat(new MaskedRegion(3, 2, 20, 9).paste(white, picture))
                .isEqualTo(new RgbImage(30, 10, expected));
    }

    private static byte[] filled(int length) {
        byte[] white = new byte[length];
        Arrays.fill(white, (byte) 255);
        return white;
    }

    @Test
    void aBlackMaskHasNone() {
        assertThatThrownBy(() -> MaskedRegion.of(new Mask(8, 8, new byte[64]), 64, 64, 4))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("The mask is black everywhere");
    }

    @Test
    void paddingIsNotNegative() {
        Mask mask = new Mask(1, 1, new byte[] {1});
        assertThatIllegalArgumentException().isThrownBy(() -> MaskedRegion.of(mask, 64, 64, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> MaskedRegion.of(mask, 0, 64, 0));
    }
}
