package studio.easel.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FourierTest {
    @Test
    void itIsTheSumThatDefinesIt() {
        int size = 32;
        Random random = new Random(1);
        double[] real = random.doubles(size).toArray();
        double[] imaginary = random.doubles(size).toArray();
        double[] re = real.clone();
        double[] im = imaginary.clone();
        Fourier.transform(re, im);
        for (int k = 0; k < size; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int n = 0; n < size; n++) {
                double angle = -2 * Math.PI * k * n / size;
                sumRe += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
                sumIm += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
            }
            assertThat(re[k]).isCloseTo(sumRe, within(1e-12));
            assertThat(im[k]).isCloseTo(sumIm, within(1e-12));
        }
    }
}
