package studio.easel.engine.diffusion;

import studio.easel.engine.PredictionType;
import studio.easel.engine.tensor.Tensor;

/** What a solver asks: given x at a noise level, what is the clean latent x0? */
@FunctionalInterface
public interface Denoiser {
    Tensor denoise(Tensor x, NoiseLevel level);

    /**
     * A network's predictions as x0 estimates. With {@code x = s x0 + n noise}:
     *
     * <ul>
     *   <li>epsilon: {@code x0 = (x - n epsilon) / s} (Ho et al. 2020, eq. 15);
     *   <li>v, for the scaled input {@code a x0 + b noise}: {@code x0 = a input - b v} (Salimans,
     *       Ho 2022, appendix D);
     *   <li>sample: the prediction itself.
     * </ul>
     */
    static Denoiser of(Network network, PredictionType type) {
        return (x, level) -> {
            double scale = level.inputScale();
            Tensor input = scale == 1 ? x : x.times(scale);
            Tensor predicted = network.predict(input, level.timestep());
            return switch (type) {
                case EPSILON ->
                        Tensor.sum(
                                Tensor.term(1 / level.signal(), x),
                                Tensor.term(-level.noise() / level.signal(), predicted));
                case V_PREDICTION ->
                        Tensor.sum(
                                Tensor.term(level.signal() * scale * scale, x),
                                Tensor.term(-level.noise() * scale, predicted));
                case SAMPLE -> predicted;
            };
        };
    }
}
