package studio.easel.engine.diffusion;

import studio.easel.engine.SizeConditioning;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.tensor.Tensor;

/**
 * The numbers SDXL is told beside the words (Podell et al. 2023, arXiv:2307.01952, section 2.2).
 */
final class SizeIds {
    /** What the refiner is told to aim for and to keep away from; the field's usual scores. */
    private static final float AESTHETIC_SCORE = 6;

    private static final float NEGATIVE_AESTHETIC_SCORE = 2.5f;

    private SizeIds() {}

    /** {@code [1, 6]}, or for the refiner {@code [1, 5]}: height before width. */
    static Tensor of(Added added, SizeConditioning sizes, boolean negative) {
        float height = sizes.originalHeight();
        float width = sizes.originalWidth();
        float top = sizes.cropTop();
        float left = sizes.cropLeft();
        return switch (added) {
            case SIZES ->
                    Tensor.of(
                            new float[] {
                                height, width, top, left, sizes.targetHeight(), sizes.targetWidth()
                            },
                            1,
                            6);
            case AESTHETIC_SCORE ->
                    Tensor.of(
                            new float[] {
                                height,
                                width,
                                top,
                                left,
                                negative ? NEGATIVE_AESTHETIC_SCORE : AESTHETIC_SCORE
                            },
                            1,
                            5);
            case NOTHING -> throw new IllegalArgumentException("told nothing");
        };
    }
}
