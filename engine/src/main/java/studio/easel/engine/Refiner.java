package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/**
 * A second model that takes over for the cleanest noise levels (Podell et al. 2023,
 * arXiv:2307.01952, section 2.5).
 *
 * @param model of the same latents
 * @param switchAt share of the noise schedule after which it takes over, above 0 and below 1
 */
public record Refiner(ModelSpec model, double switchAt) {
    public Refiner {
        if (!(switchAt > 0 && switchAt < 1)) {
            throw new RequestException(
                    Field.REFINER,
                    "The refiner takes over at %s, expected a share of the walk above 0 and below 1. 0.8 is usual."
                            .formatted(switchAt));
        }
    }
}
