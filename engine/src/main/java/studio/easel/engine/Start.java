package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/** Where a walk begins. */
public sealed interface Start permits Start.FromNoise, Start.FromImage, Start.Inpaint {
    /**
     * The share of the steps that is walked, above 0 to 1: how much of what is there may change.
     */
    double denoisingStrength();

    /** Pure noise, from the seed. */
    record FromNoise() implements Start {
        @Override
        public double denoisingStrength() {
            return 1;
        }
    }

    /**
     * A picture with noise on it: image-to-image (Meng et al. 2022, arXiv:2108.01073).
     *
     * @param image of the request's size
     * @param denoisingStrength above 0 to 1: the share of the steps that is walked, and so how much
     *     of the picture may change
     */
    record FromImage(RgbImage image, double denoisingStrength) implements Start {
        public FromImage {
            requireStrength(denoisingStrength);
        }
    }

    /**
     * A picture of which a part is repainted.
     *
     * @param image of the request's size; of any size where only the masked part is worked on
     * @param mask of the picture's size; not all black
     */
    record Inpaint(RgbImage image, Mask mask, Inpainting how) implements Start {
        public Inpaint {
            if (mask.width() != image.width() || mask.height() != image.height()) {
                throw new RequestException(
                        Field.START,
                        "The mask is %dx%d, expected the picture's size, %dx%d. Paint the mask on the picture itself, or resize it."
                                .formatted(
                                        mask.width(),
                                        mask.height(),
                                        image.width(),
                                        image.height()));
            }
            if (mask.isBlack()) {
                throw new RequestException(
                        Field.START,
                        "The mask is all black, expected some white: white is repainted. Paint over what should change, or invert the mask.");
            }
        }

        @Override
        public double denoisingStrength() {
            return how.denoisingStrength();
        }
    }

    /** Strengths are alike for every start from a picture. */
    static double requireStrength(double denoisingStrength) {
        if (!(denoisingStrength > 0 && denoisingStrength <= 1)) {
            throw new RequestException(
                    Field.START,
                    "Denoising strength is %s, expected above 0 (nothing changes) up to 1 (hardly anything stays). 0.5 to 0.8 is usual."
                            .formatted(denoisingStrength));
        }
        return denoisingStrength;
    }
}
