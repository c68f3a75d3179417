package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.Mask;

class GaussianBlurTest {
    @Test
    void noRadiusIsNoBlur() {
        Mask mask = PictureGoldens.patternMask(20, 9);
        assertThat(new GaussianBlur(0).of(mask)).isEqualTo(mask);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 1, 3.3, 40})
    void oneColourStaysThatColour(double radius) {
        byte[] grey = new byte[30 * 20];
        Arrays.fill(grey, (byte) 255);
        Mask white = new Mask(30, 20, grey);
        assertThat(new GaussianBlur(radius).of(white)).isEqualTo(white);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, 4, 11})
    void aLineSpreadsLikeABell(double radius) {
        int length = 201;
        int middle = length / 2;
        byte[] grey = new byte[length];
        // A step, whose slope is the bell: levels are too coarse for a single line.
        Arrays.fill(grey, middle, length, (byte) 255);
        byte[] blurred = new GaussianBlur(radius).of(new Mask(length, 1, grey)).grey();
        double sum = 0;
        double variance = 0;
        for (int x = 1; x < length; x++) {
            double slope = (blurred[x] & 0xFF) - (blurred[x - 1] & 0xFF);
            sum += slope;
            variance += slope * (x - middle) * (x - middle);
        }
        assertThat(sum).isEqualTo(255);
        assertThat(Math.sqrt(variance / sum)).isCloseTo(radius, within(0.05 * radius));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 4097})
    void radiusIsFiniteAndNotNegative(double radius) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GaussianBlur(radius))
                .withMessage("Blur radius is " + radius + ", expected 0 to 4096 pixels");
    }
}
