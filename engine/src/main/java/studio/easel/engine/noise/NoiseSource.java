package studio.easel.engine.noise;

import studio.easel.engine.NoiseKind;
import studio.easel.engine.RequestException;
import studio.easel.engine.tensor.Tensor;

/** Standard normal numbers, drawn one tensor after the other from one seed. */
@FunctionalInterface
public interface NoiseSource {
    /** The next draw, of the given shape. */
    Tensor next(int... shape);

    /** The next draw, as the noise a walk starts from: what a variation varies. */
    default Tensor nextLatent(int... shape) {
        return next(shape);
    }

    /**
     * The numbers that {@code seed} stands for with that kind of generator.
     *
     * @throws RequestException when that kind knows no such seed
     */
    static NoiseSource of(NoiseKind kind, long seed) {
        return switch (kind) {
            case TORCH_CPU -> new TorchCpuNoise(seed);
            case TORCH_CUDA -> new TorchCudaNoise(seed);
            case NUMPY -> new NumPyNoise(seed);
        };
    }
}
