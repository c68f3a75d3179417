package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/** Where a walk begins. */
public sealed interface Start permits Start.FromNoise, Start.FromImage {
    /** Pure noise, from the seed. */
    record FromNoise() implements Start {}

    /**
     * A picture with noise on it: image-to-image (Meng et al. 2022, arXiv:2108.01073).
     *
     * @param image of the request's size
     * @param denoisingStrength above 0 to 1: the share of the steps that is walked, and so how much
     *     of the picture may change
     */
    record FromImage(RgbImage image, double denoisingStrength) implements Start {
        public FromImage {
            if (!(denoisingStrength > 0 && denoisingStrength <= 1)) {
                throw new RequestException(
                        Field.START,
                        "Denoising strength is %s, expected above 0 (nothing changes) up to 1 (hardly anything stays). 0.5 to 0.8 is usual."
                                .formatted(denoisingStrength));
            }
        }
    }
}
