package studio.easel.engine;

import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/** Where a walk begins. */
public sealed interface Start
        permits Start.FromNoise, Start.FromImage, Start.Inpaint, Start.Branch {
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

    /**
     * In the middle of another walk: its first steps are walked again as they were, the others with
     * this request's words, guidance and mask. Whatever a solver carries from step to step, earlier
     * estimates or noise, is carried, so a branch that changes nothing gives the same picture.
     *
     * @param from the request of one picture whose walk it is
     * @param after how many of its steps are walked as they were, at least 1
     * @param masked what is held from there on, at the whole picture's size; empty to hold what
     *     {@code from} holds
     */
    record Branch(GenerationRequest from, int after, Optional<Inpaint> masked) implements Start {
        public Branch {
            if (after < 1) {
                throw new RequestException(
                        Field.START,
                        "The branch is after step %d, expected 1 or more. Generate anew to change all steps."
                                .formatted(after));
            }
            if (from.hires().isPresent() || from.refiner().isPresent()) {
                throw new RequestException(
                        Field.START,
                        "A branch was asked for from a picture made in a second pass or by a refiner, expected one made in a single walk. Leave them out, generate again and branch from that.");
            }
            if (masked.filter(start -> start.how().onlyMasked().isPresent()).isPresent()) {
                throw new RequestException(
                        Field.START,
                        "Only the masked part was to be worked on in a branch, expected the whole picture: the walk was of the whole. Turn \"only masked\" off.");
            }
        }

        /** What the steps after the branch hold. */
        public Start rest() {
            if (masked.isPresent()) {
                return masked.get();
            }
            return from.start() instanceof Branch earlier ? earlier.rest() : from.start();
        }

        @Override
        public double denoisingStrength() {
            return from.start().denoisingStrength();
        }

        /** A branch walks the same levels from the same noise. */
        void requireSame(GenerationRequest.Walk walk) {
            if (!walk.equals(from.walk()) || walk.count() != 1) {
                throw new RequestException(
                        Field.START,
                        "The branch asks for another walk than the one it leaves (size, steps, sampler, spacing, seed or count differ), expected the same: a walk cannot change its steps half-way. Change the words, the guidance or the mask.");
            }
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
