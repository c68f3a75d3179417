package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/**
 * How much noise there is of each kind, as a share of the usual.
 *
 * @param start of what is laid over a start picture, 0 to {@value #MOST} (A1111's noise multiplier)
 * @param fresh of what ancestral and SDE samplers add at each step, 0 (none) to {@value #MOST}
 *     (k-diffusion's eta)
 */
public record NoiseAmounts(double start, double fresh) {
    public static final double MOST = 10;

    /** As much as there is where nobody says anything. */
    public static final NoiseAmounts USUAL = new NoiseAmounts(1, 1);

    public NoiseAmounts {
        if (!(start >= 0 && start <= MOST)) {
            throw new RequestException(
                    Field.START,
                    "The noise multiplier is %s, expected a number from 0 to %s. 1 is usual, Deforum's is 1.05."
                            .formatted(start, MOST));
        }
        if (!(fresh >= 0 && fresh <= MOST)) {
            throw new RequestException(
                    Field.ETA,
                    "The eta of ancestral samplers is %s, expected a number from 0 (no fresh noise) to %s. 1 is usual."
                            .formatted(fresh, MOST));
        }
    }

    public NoiseAmounts withStart(double other) {
        return new NoiseAmounts(other, fresh);
    }

    public NoiseAmounts withFresh(double other) {
        return new NoiseAmounts(start, other);
    }
}
