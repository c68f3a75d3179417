package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/**
 * A second pass over an enlarged picture: models drawing far beyond the size they were trained at
 * double their subjects, so the first pass composes small and the second adds detail.
 *
 * @param size of the finished picture
 * @param enlarging how the first pass's picture gets that size
 * @param steps of the second pass, of which denoisingStrength is the share that is walked; 0 for as
 *     many as the first
 * @param denoisingStrength above 0 to 1: how much the second pass may change
 */
public record HiresFix(ImageSize size, Enlarging enlarging, int steps, double denoisingStrength) {
    /** How a picture is enlarged between the passes. */
    public sealed interface Enlarging {
        /** The latent itself is resampled; cheap, and soft without strength of 0.5 and more. */
        record Latent(LatentResampling mode) implements Enlarging {}

        /** The decoded picture, by Lanczos. */
        record Lanczos() implements Enlarging {}

        /** The decoded picture by a network, then by Lanczos to the exact size. */
        record Network(UpscalerSpec upscaler) implements Enlarging {}
    }

    public HiresFix {
        if (steps < 0 || steps > GenerationRequest.MOST_STEPS) {
            throw new RequestException(
                    Field.HIRES,
                    "The second pass has %d steps, expected 1 to %d, or 0 for as many as the first."
                            .formatted(steps, GenerationRequest.MOST_STEPS));
        }
        if (!(denoisingStrength > 0 && denoisingStrength <= 1)) {
            throw new RequestException(
                    Field.HIRES,
                    "The second pass's denoising strength is %s, expected above 0 up to 1. 0.3 to 0.7 is usual."
                            .formatted(denoisingStrength));
        }
    }
}
