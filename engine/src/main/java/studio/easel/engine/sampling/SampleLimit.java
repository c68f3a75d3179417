package studio.easel.engine.sampling;

import java.util.Arrays;
import studio.easel.engine.tensor.Tensor;

/** How far an x0 estimate may go; latent diffusion knows no limit, pixel diffusion does. */
@FunctionalInterface
interface SampleLimit {
    Tensor apply(Tensor denoised);

    static SampleLimit none() {
        return denoised -> denoised;
    }

    /** Values outside -range to range are cut; an infinite range is no limit. */
    static SampleLimit clip(double range) {
        return Double.isInfinite(range) ? none() : denoised -> map(denoised, range, 1);
    }

    /**
     * Dynamic thresholding (Saharia et al. 2022, section 2.3): the limit is the {@code ratio}
     * quantile of the absolute values, between 1 and {@code most}, and what is left is divided by
     * it.
     */
    static SampleLimit threshold(double ratio, double most) {
        return denoised -> {
            double limit = Math.max(1, Math.min(most, quantile(denoised, ratio)));
            return map(denoised, limit, limit);
        };
    }

    private static Tensor map(Tensor x, double limit, double divisor) {
        float[] limited = new float[x.length()];
        for (int i = 0; i < limited.length; i++) {
            limited[i] = (float) (Math.max(-limit, Math.min(limit, x.get(i))) / divisor);
        }
        return Tensor.of(limited, x.shape());
    }

    private static double quantile(Tensor x, double ratio) {
        double[] sorted = new double[x.length()];
        Arrays.setAll(sorted, i -> Math.abs(x.get(i)));
        Arrays.sort(sorted);
        double position = ratio * (sorted.length - 1);
        int low = (int) position;
        int high = Math.min(sorted.length - 1, low + 1);
        return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
    }
}
