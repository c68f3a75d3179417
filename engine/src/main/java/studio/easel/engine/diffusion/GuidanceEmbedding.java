package studio.easel.engine.diffusion;

import studio.easel.engine.tensor.Tensor;

/**
 * The guidance scale as a distilled model is told it: sines and cosines of 1000 w, where w is the
 * scale − 1 (Meng et al. 2023, arXiv:2210.03142; Luo et al. 2023, arXiv:2310.04378, section 4.3).
 */
final class GuidanceEmbedding {
    private static final double LONGEST_WAVE = 10_000;

    private GuidanceEmbedding() {}

    /** {@code [1, width]}: sines, then cosines; an odd width ends with a zero. */
    static Tensor of(double guidanceScale, int width) {
        float w = (float) (guidanceScale - 1) * 1000;
        int half = width / 2;
        float step = (float) (Math.log(LONGEST_WAVE) / (half - 1));
        float[] values = new float[width];
        for (int i = 0; i < half; i++) {
            float angle = w * (float) Math.exp(i * -step);
            values[i] = (float) Math.sin(angle);
            values[half + i] = (float) Math.cos(angle);
        }
        return Tensor.of(values, 1, width);
    }
}
