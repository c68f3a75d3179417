package studio.easel.engine.noise;

import java.util.Arrays;
import studio.easel.engine.tensor.Tensor;

/**
 * The numbers of {@code torch.randn} on an NVIDIA card in float32, without one: {@link Philox} with
 * the number of the draw and of the element as its counter, then Box and Muller's transform (1958).
 *
 * <p>A card gives these numbers while a draw has no more elements than the card runs threads (about
 * 100,000, latents of 1264 × 1264 pixels); beyond that its numbers depend on the card, ours do not.
 * Cards compute in float32 and stay within 1e-5 of this.
 */
public final class TorchCudaNoise implements NoiseSource {
    /** 2^-32 and 2 pi times that, in float32 as curand has them. */
    private static final double UNIT = 2.3283064e-10f;

    private static final double TURN = (float) (2.3283064e-10 * 6.2831855);

    private final long seed;
    private int draw;

    /**
     * @param seed all 64 bits of it
     */
    public TorchCudaNoise(long seed) {
        this.seed = seed;
    }

    @Override
    public Tensor next(int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        int[] block = new int[4];
        for (int i = 0; i < values.length; i++) {
            block[0] = draw;
            block[1] = 0;
            block[2] = i;
            block[3] = 0;
            Philox.scramble(block, seed);
            values[i] = (float) normal(block[0], block[1]);
        }
        draw++;
        return Tensor.of(values, shape);
    }

    /** Both uniforms lie in the middle of their cells, so that none is 0. */
    private static double normal(int first, int second) {
        double u = (Integer.toUnsignedLong(first) + 0.5) * UNIT;
        double v = (Integer.toUnsignedLong(second) + 0.5) * TURN;
        return Math.sqrt(-2 * Math.log(u)) * Math.sin(v);
    }
}
