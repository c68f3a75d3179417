package studio.easel.engine.noise;

import studio.easel.engine.tensor.Tensor;

/** Standard normal numbers, drawn one tensor after the other from one seed. */
@FunctionalInterface
public interface NoiseSource {
    /** The next draw, of the given shape. */
    Tensor next(int... shape);
}
