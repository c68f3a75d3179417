package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.frame.CompositeMask.Stretch;

class CompositeMaskTest {
    @Test
    void withNothingAskedForTheMaskStays() {
        assertThat(levels(plain(false, 1, Optional.empty()))).isEqualTo(LEVELS);
    }

    @Test
    void blackAndWhiteChangePlaces() {
        assertThat(levels(plain(true, 1, Optional.empty())))
                .containsExactly(255, 235, 215, 155, 55, 5);
    }

    /** Numbers of Pillow's ImageEnhance.Contrast(mask).enhance(1.5); the mean is 102. */
    @Test
    void contrastMovesLevelsFromTheirMean() {
        assertThat(levels(plain(false, 1.5, Optional.empty())))
                .containsExactly(0, 0, 9, 99, 249, 255);
    }

    /** Numbers of numpy.percentile(mask, (20, 80)): 20 and 200. */
    @Test
    void percentilesBecomeBlackAndWhite() {
        assertThat(levels(plain(false, 1, Optional.of(new Stretch(20, 80)))))
                .containsExactly(0, 0, 28, 113, 255, 255);
    }

    /** Numbers of Pillow's ImageOps.equalize of 1024 pixels: 0 to 63, 16 of each. */
    @Test
    void equalisedEachLevelTakesUpAsMuch() {
        byte[] grey = new byte[1024];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (i / 16);
        }
        CompositeMask before = new CompositeMask(false, true, 1, Optional.empty(), false);
        byte[] levels = before.of(new Mask(32, 32, grey)).grey();
        assertThat(levels[0] & 0xFF).isEqualTo(EQUALISED[0]);
        assertThat(levels[16] & 0xFF).isEqualTo(EQUALISED[1]);
        assertThat(levels[512] & 0xFF).isEqualTo(EQUALISED[2]);
        assertThat(levels[1023] & 0xFF).isEqualTo(EQUALISED[3]);
        CompositeMask after = new CompositeMask(false, false, 1, Optional.empty(), true);
        assertThat(after.of(new Mask(32, 32, grey)).grey()).isEqualTo(levels);
    }

    @Test
    void whatIsNoPercentileIsRefused() {
        assertThatThrownBy(() -> new Stretch(0, 101))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("101");
        assertThatThrownBy(() -> plain(false, Double.NaN, Optional.empty()))
                .isInstanceOf(EaselException.class);
    }

    @Test
    void whiteKeepsThePictureAndBlackShowsTheVideo() {
        RgbImage picture = new RgbImage(3, 1, new byte[] {100, 100, 100, 9, 9, 9, 8, 8, 8});
        RgbImage video = new RgbImage(3, 1, new byte[] {100, 20, 40, 7, 7, 7, 6, 6, 6});
        Mask mask = new Mask(3, 1, new byte[] {127, (byte) 255, 0});
        assertThat(plain(false, 1, Optional.empty()).lay(video, picture, mask).rgb())
                .containsExactly(100, 60, 70, 9, 9, 9, 6, 6, 6);
        Mask small = new Mask(2, 1, new byte[2]);
        assertThatThrownBy(() -> plain(false, 1, Optional.empty()).lay(video, picture, small))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2x1");
    }

    private static final int[] LEVELS = {0, 20, 40, 100, 200, 250};
    private static final int[] EQUALISED = {0, 5, 171, 255};

    private static CompositeMask plain(
            boolean inverted, double contrast, Optional<Stretch> stretch) {
        return new CompositeMask(inverted, false, contrast, stretch, false);
    }

    private static int[] levels(CompositeMask operation) {
        byte[] grey = new byte[LEVELS.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) LEVELS[i];
        }
        byte[] to = operation.of(new Mask(LEVELS.length, 1, grey)).grey();
        int[] levels = new int[to.length];
        for (int i = 0; i < to.length; i++) {
            levels[i] = to[i] & 0xFF;
        }
        return levels;
    }
}
