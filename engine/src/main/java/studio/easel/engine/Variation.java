package studio.easel.engine;

import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/**
 * A picture like another: the noise of the seed turned some way towards that of another seed, or
 * drawn at another size (A1111's variation seed and seed resize).
 *
 * @param subseed the other seed, from 0; picture i of a run has subseed + i
 * @param strength how far towards it, 0 (not at all) to 1 (all the way: of text-to-image, the other
 *     seed's picture)
 * @param drawnAt the size whose noise is pasted into the middle; empty for the picture's own
 */
public record Variation(long subseed, double strength, Optional<ImageSize> drawnAt) {
    public Variation {
        if (subseed < 0) {
            throw new RequestException(
                    Field.VARIATION,
                    "The variation seed is %d, expected a whole number from 0. Leave it out for a random one."
                            .formatted(subseed));
        }
        if (!(strength >= 0 && strength <= 1)) {
            throw new RequestException(
                    Field.VARIATION,
                    "The variation strength is %s, expected a number from 0 (the seed's own picture) to 1 (the other seed's). 0.1 to 0.3 is usual."
                            .formatted(strength));
        }
    }

    /** Towards another seed. */
    public static Variation towards(long subseed, double strength) {
        return new Variation(subseed, strength, Optional.empty());
    }

    Variation shifted(int by) {
        return new Variation(subseed + by, strength, drawnAt);
    }
}
