package studio.easel.engine.noise;

import java.util.Arrays;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.tensor.Tensor;

/**
 * The numbers of {@code numpy.random.RandomState(seed).randn(*shape)}, rounded to float32:
 * Marsaglia's polar method (1964), of whose pairs the second comes first.
 */
public final class NumPyNoise implements NoiseSource {
    private static final long LARGEST_SEED = NoiseKind.NUMPY.mostSeed();

    private final MersenneTwister random;
    private double spare = Double.NaN;

    /**
     * @param seed from 0 to 4294967295
     * @throws RequestException for any other
     */
    public NumPyNoise(long seed) {
        if (seed < 0 || seed > LARGEST_SEED) {
            throw new RequestException(
                    Field.SEED,
                    "Seed is %d, expected 0 to %d: NumPy's noise has no other seeds. Choose a smaller seed, or CPU or GPU noise."
                            .formatted(seed, LARGEST_SEED));
        }
        random = new MersenneTwister(seed);
    }

    @Override
    public Tensor next(int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    double nextGaussian() {
        if (!Double.isNaN(spare)) {
            double kept = spare;
            spare = Double.NaN;
            return kept;
        }
        while (true) {
            double x1 = 2 * nextDouble() - 1;
            double x2 = 2 * nextDouble() - 1;
            double squared = x1 * x1 + x2 * x2;
            if (squared < 1 && squared > 0) {
                double f = Math.sqrt(-2 * Math.log(squared) / squared);
                spare = f * x1;
                return f * x2;
            }
        }
    }

    /** Uniform in [0, 1): the high 27 and 26 bits of two words. */
    double nextDouble() {
        int high = random.nextInt() >>> 5;
        int low = random.nextInt() >>> 6;
        return (high * 0x1p26 + low) * 0x1p-53;
    }
}
