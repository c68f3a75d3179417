package studio.easel.engine.video;

/** The fast Fourier transform of Cooley and Tukey (1965), in place. */
final class Fourier {
    private Fourier() {}

    /**
     * @param real as many numbers as a power of two
     * @param imaginary as many
     */
    static void transform(double[] real, double[] imaginary) {
        int size = real.length;
        for (int i = 1, j = 0; i < size; i++) {
            int bit = size >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j ^= bit;
            if (i < j) {
                swap(real, i, j);
                swap(imaginary, i, j);
            }
        }
        for (int length = 2; length <= size; length <<= 1) {
            int half = length / 2;
            for (int k = 0; k < half; k++) {
                double cos = Math.cos(-2 * Math.PI * k / length);
                double sin = Math.sin(-2 * Math.PI * k / length);
                for (int at = k; at < size; at += length) {
                    int other = at + half;
                    double re = real[other] * cos - imaginary[other] * sin;
                    double im = real[other] * sin + imaginary[other] * cos;
                    real[other] = real[at] - re;
                    imaginary[other] = imaginary[at] - im;
                    real[at] += re;
                    imaginary[at] += im;
                }
            }
        }
    }

    private static void swap(double[] of, int i, int j) {
        double held = of[i];
        of[i] = of[j];
        of[j] = held;
    }
}
