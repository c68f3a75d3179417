package studio.easel.engine;

import java.util.List;
import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/** How the noise levels of a walk are spread between the noisiest and the cleanest. */
public enum SigmaSpacing {
    /** What the model's own configuration says, or else the usual spacing of the sampler. */
    AUTOMATIC("Automatic"),
    /** Multiples of the stride from the clean end; the noisiest timesteps may be left out. */
    LEADING("Leading"),
    /** Evenly from the first to the last trained timestep. */
    LINSPACE("Linspace"),
    /** Multiples of the stride from the noisy end. */
    TRAILING("Trailing"),
    /**
     * As A1111 and ComfyUI have it: evenly from the last trained timestep to the first with one
     * point more than there are steps, of which the cleanest is left out.
     */
    SGM_UNIFORM("SGM Uniform"),
    /** Karras et al. 2022, eq. 5 with rho 7: denser near the clean end. */
    KARRAS("Karras"),
    /** Evenly in the logarithm of sigma. */
    EXPONENTIAL("Exponential"),
    /** Quantiles of the beta distribution with both shapes 0.6 (Lee et al. 2024). */
    BETA("Beta");

    private final String label;

    SigmaSpacing(String label) {
        this.label = label;
    }

    /** Whether this spreads timesteps; the others are curves of sigma between two ends. */
    public boolean spreadsTimesteps() {
        return this == LEADING || this == LINSPACE || this == TRAILING || this == SGM_UNIFORM;
    }

    /** The name as it is shown and written into pictures. */
    public String label() {
        return label;
    }

    /** Resolves a spacing by its name, ignoring case, spaces, {@code -} and {@code _}. */
    public static Optional<SigmaSpacing> find(String text) {
        String wanted = Names.plain(text);
        return List.of(values()).stream()
                .filter(spacing -> Names.plain(spacing.label).equals(wanted))
                .findFirst();
    }

    /** As {@link #find}, with a sentence that suggests the nearest name when there is none. */
    public static SigmaSpacing parse(String text) {
        return find(text)
                .orElseThrow(
                        () ->
                                new RequestException(
                                        Field.SPACING,
                                        Names.unknown(
                                                "Spacing",
                                                text,
                                                List.of(values()).stream()
                                                        .map(SigmaSpacing::label)
                                                        .toList())));
    }

    @Override
    public String toString() {
        return label;
    }
}
