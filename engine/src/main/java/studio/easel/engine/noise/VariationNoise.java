package studio.easel.engine.noise;

import java.util.Arrays;
import java.util.function.LongFunction;
import studio.easel.engine.tensor.Tensor;

/**
 * A1111's variation seeds and seed resize: the draw a walk starts from is that of the seed turned
 * some way towards that of another seed, or the seed's draw at another size pasted into this one.
 * Other draws are the seed's own.
 *
 * @see Slerp
 */
public final class VariationNoise implements NoiseSource {
    private final LongFunction<NoiseSource> kind;
    private final long seed;
    private final Variation variation;
    private final NoiseSource own;

    /**
     * What is varied.
     *
     * @param subseed the other seed
     * @param strength how far towards it, 0 (not at all) to 1
     * @param fromHeight the latent height to draw at, 0 for the one asked for
     * @param fromWidth the latent width to draw at, 0 for the one asked for
     */
    public record Variation(long subseed, double strength, int fromHeight, int fromWidth) {
        public Variation {
            if (!(strength >= 0 && strength <= 1) || fromHeight < 0 || fromWidth < 0) {
                throw new IllegalArgumentException(
                        "strength %s is not 0 to 1, or size %d×%d is negative"
                                .formatted(strength, fromWidth, fromHeight));
            }
        }

        /** Towards another seed, at the size asked for. */
        public static Variation towards(long subseed, double strength) {
            return new Variation(subseed, strength, 0, 0);
        }
    }

    /**
     * @param kind makes the generator of a seed
     * @param seed the picture's own
     */
    public VariationNoise(LongFunction<NoiseSource> kind, long seed, Variation variation) {
        this.kind = kind;
        this.seed = seed;
        this.variation = variation;
        this.own = kind.apply(seed);
    }

    @Override
    public Tensor next(int... shape) {
        return own.next(shape);
    }

    /**
     * @param shape {@code [..., height, width]}
     */
    @Override
    public Tensor nextLatent(int... shape) {
        int[] drawn = drawnShape(shape);
        if (Arrays.equals(drawn, shape)) {
            return varied(own.next(shape), shape);
        }
        return pasted(varied(kind.apply(seed).next(drawn), drawn), own.next(shape));
    }

    private int[] drawnShape(int[] shape) {
        int[] drawn = shape.clone();
        if (variation.fromHeight > 0 && variation.fromWidth > 0) {
            drawn[shape.length - 2] = variation.fromHeight;
            drawn[shape.length - 1] = variation.fromWidth;
        }
        return drawn;
    }

    private Tensor varied(Tensor noise, int[] shape) {
        if (variation.strength == 0) {
            return noise;
        }
        Tensor other = kind.apply(variation.subseed).next(shape);
        return Slerp.between(noise, other, variation.strength, shape.length - 2);
    }

    /** The middle of {@code patch} over the middle of {@code ground}, as much as fits. */
    private static Tensor pasted(Tensor patch, Tensor ground) {
        int rank = ground.shape().length;
        Overlap rows = Overlap.of(patch.size(rank - 2), ground.size(rank - 2));
        Overlap columns = Overlap.of(patch.size(rank - 1), ground.size(rank - 1));
        float[] values = ground.values().clone();
        int planes = ground.length() / (rows.ground * columns.ground);
        for (int plane = 0; plane < planes; plane++) {
            for (int row = 0; row < rows.length; row++) {
                int from = (plane * rows.patch + rows.skipped + row) * columns.patch;
                int to = (plane * rows.ground + rows.start + row) * columns.ground;
                System.arraycopy(
                        patch.values(),
                        from + columns.skipped,
                        values,
                        to + columns.start,
                        columns.length);
            }
        }
        return Tensor.of(values, ground.shape());
    }

    /** Where two centred lengths meet; halves are rounded down, towards the beginning. */
    private record Overlap(int patch, int ground, int skipped, int start, int length) {
        static Overlap of(int patch, int ground) {
            int margin = Math.floorDiv(ground - patch, 2);
            return margin >= 0
                    ? new Overlap(patch, ground, 0, margin, patch)
                    : new Overlap(patch, ground, -margin, 0, patch + 2 * margin);
        }
    }
}
