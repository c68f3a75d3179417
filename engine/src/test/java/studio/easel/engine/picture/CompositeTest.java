package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

class CompositeTest {
    private static final int LEVELS = 256;

    /** Every level over every other. */
    private final RgbImage original = grey((x, y) -> x);

    private final RgbImage made = grey((x, y) -> y);

    @Test
    void theOriginalStaysWhereTheMaskIsBlack() {
        assertThat(Composite.of(original, mask(0), made)).isEqualTo(original);
    }

    @Test
    void whatWasMadeShowsWhereTheMaskIsWhite() {
        assertThat(Composite.of(original, mask(255), made)).isEqualTo(made);
    }

    @Test
    void greyMixesTheTwo() {
        for (int level : new int[] {1, 64, 128, 200, 254}) {
            byte[] rgb = Composite.of(original, mask(level), made).rgb();
            for (int i = 0; i < LEVELS * LEVELS; i++) {
                double exact = (i % LEVELS) * (255 - level) / 255.0 + i / LEVELS * level / 255.0;
                // The opacity was multiplied in and divided out again, both to whole levels.
                assertThat(Math.abs((rgb[3 * i] & 0xFF) - exact)).isLessThan(2);
            }
        }
    }

    @Test
    void theThreeAreOfOneSize() {
        RgbImage small = PictureGoldens.pattern(3, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Composite.of(original, mask(9), small))
                .withMessage("The made picture is 3x3, expected 256x256 like the original");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Composite.of(small, mask(9), small))
                .withMessage("The mask is 256x256, expected 3x3 like its picture");
    }

    private interface Levels {
        int at(int x, int y);
    }

    private static RgbImage grey(Levels levels) {
        byte[] rgb = new byte[LEVELS * LEVELS * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) levels.at(i / 3 % LEVELS, i / 3 / LEVELS);
        }
        return new RgbImage(LEVELS, LEVELS, rgb);
    }

    private static Mask mask(int level) {
        byte[] grey = new byte[LEVELS * LEVELS];
        Arrays.fill(grey, (byte) level);
        return new Mask(LEVELS, LEVELS, grey);
    }
}
