package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * k-diffusion's linear multistep method: Adams and Bashforth's, on levels that are not evenly
 * spaced, for Karras et al.'s ODE (2022, arXiv:2206.00364, eq. 1). The slope between two levels is
 * the polynomial in sigma through the last slopes, integrated exactly.
 *
 * @param order 1 to 4, how many slopes are remembered
 */
record Lms(int order) implements Sampler {
    /** Gauss and Legendre's two points are exact up to third degree, that is up to order 4. */
    private static final double GAUSS_POINT = 1 / Math.sqrt(3);

    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        List<Tensor> slopes = new ArrayList<>();
        for (int i = first; i < ladder.end(); i++) {
            double sigma = ladder.from(i).sigma();
            Tensor denoised = denoiser.denoise(x, ladder.from(i));
            slopes.add(0, sum(term(1 / sigma, x), term(-1 / sigma, denoised)));
            if (slopes.size() > order) {
                slopes.remove(order);
            }
            x = listener.stepped(i, step(x, slopes, ladder, i), denoised);
        }
        return x;
    }

    /**
     * In a walk that starts part of the way down, the reference counts the levels above as if their
     * slopes were known, and leaves these out of the sum. So do we: same settings, same picture.
     */
    private Tensor step(Tensor x, List<Tensor> slopes, NoiseLadder ladder, int i) {
        int nodes = Math.min(i + 1, order);
        Tensor.Term[] terms = new Tensor.Term[slopes.size() + 1];
        for (int j = 0; j < slopes.size(); j++) {
            terms[j] = term(weight(ladder, i, nodes, j), slopes.get(j));
        }
        terms[slopes.size()] = term(1, x);
        return sum(terms);
    }

    /** The integral over the step of the polynomial that is 1 at level i − j, 0 at the others. */
    private static double weight(NoiseLadder ladder, int i, int nodes, int j) {
        double half = (ladder.to(i).sigma() - ladder.from(i).sigma()) / 2;
        double middle = ladder.from(i).sigma() + half;
        double low = lagrange(ladder, i, nodes, j, middle - half * GAUSS_POINT);
        double high = lagrange(ladder, i, nodes, j, middle + half * GAUSS_POINT);
        return half * (low + high);
    }

    private static double lagrange(NoiseLadder ladder, int i, int nodes, int j, double sigma) {
        double own = ladder.from(i - j).sigma();
        double product = 1;
        for (int k = 0; k < nodes; k++) {
            double other = ladder.from(i - k).sigma();
            product *= k == j ? 1 : (sigma - other) / (own - other);
        }
        return product;
    }
}
