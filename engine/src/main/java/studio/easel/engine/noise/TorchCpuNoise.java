package studio.easel.engine.noise;

import java.util.Arrays;
import java.util.stream.IntStream;
import studio.easel.engine.tensor.Tensor;

/**
 * The numbers of {@code torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed))} in
 * float32, so that a seed means here what it means in tools built on torch.
 *
 * <p>Torch draws fewer than 16 numbers one pair at a time in double and keeps the second of a pair
 * for later; 16 and more it fills with float uniforms first and transforms in blocks of 16 (Box,
 * Muller 1958, both times). Torch's own kernels differ from each other by 1.7e-6 between CPUs; this
 * stays within 4e-6 of any of them.
 */
public final class TorchCpuNoise implements NoiseSource {
    private static final int BLOCK = 16;
    private static final int LARGE = 1 << 17;

    private final MersenneTwister random;
    private double spare = Double.NaN;

    /**
     * @param seed of which only the low 32 bits count, as in torch
     */
    public TorchCpuNoise(long seed) {
        random = new MersenneTwister(seed);
    }

    @Override
    public Tensor next(int... shape) {
        int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] values = new float[count];
        if (count < BLOCK) {
            drawSingly(values);
        } else {
            drawBlocks(values);
        }
        return Tensor.of(values, shape);
    }

    private void drawSingly(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) nextGaussian();
        }
    }

    private double nextGaussian() {
        if (!Double.isNaN(spare)) {
            double kept = spare;
            spare = Double.NaN;
            return kept;
        }
        double u1 = nextDouble();
        double u2 = nextDouble();
        double radius = Math.sqrt(-2 * Math.log1p(-u2));
        spare = radius * Math.sin(2 * Math.PI * u1);
        return radius * Math.cos(2 * Math.PI * u1);
    }

    private void drawBlocks(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = nextFloat();
        }
        IntStream blocks = IntStream.range(0, values.length / BLOCK);
        // A picture's noise, unlike a latent's, is worth every core; no block needs another.
        (values.length >= LARGE ? blocks.parallel() : blocks)
                .forEach(block -> transform(values, block * BLOCK));
        if (values.length % BLOCK != 0) {
            // The last block overlaps finished values: torch draws it anew.
            int start = values.length - BLOCK;
            for (int i = start; i < values.length; i++) {
                values[i] = nextFloat();
            }
            transform(values, start);
        }
    }

    private static void transform(float[] values, int start) {
        for (int j = start; j < start + BLOCK / 2; j++) {
            float u1 = 1 - values[j];
            // Radius and angle are rounded to float32 as torch's kernels hold them.
            float radius = (float) Math.sqrt(-2 * Math.log(u1));
            float angle = (float) (2 * Math.PI * values[j + BLOCK / 2]);
            values[j] = (float) (radius * Math.cos(angle));
            values[j + BLOCK / 2] = (float) (radius * Math.sin(angle));
        }
    }

    /** The next number of {@code torch.rand}, uniform in [0, 1): the low 24 bits of a word. */
    public float nextFloat() {
        return (random.nextInt() & 0xFFFFFF) * 0x1p-24f;
    }

    /** Uniform in [0, 1): the low 53 bits of two words. */
    double nextDouble() {
        return (random.nextLong() & (1L << 53) - 1) * 0x1p-53;
    }
}
