package studio.easel.engine;

import java.util.List;
import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/** How a latent is enlarged: the latent upscale modes of A1111. */
public enum LatentResampling {
    BILINEAR("Latent"),
    BILINEAR_ANTIALIASED("Latent (antialiased)"),
    BICUBIC("Latent (bicubic)"),
    BICUBIC_ANTIALIASED("Latent (bicubic antialiased)"),
    NEAREST("Latent (nearest)"),
    NEAREST_EXACT("Latent (nearest-exact)");

    private final String label;

    LatentResampling(String label) {
        this.label = label;
    }

    /** The name as it is shown: {@code Latent (bicubic)}. */
    public String label() {
        return label;
    }

    /** Resolves a mode's label or constant, ignoring case, spaces, {@code -} and {@code _}. */
    public static Optional<LatentResampling> find(String text) {
        String wanted = Names.plain(text);
        return List.of(values()).stream()
                .filter(
                        mode ->
                                Names.plain(mode.label).equals(wanted)
                                        || Names.plain(mode.name()).equals(wanted))
                .findFirst();
    }

    /** As {@link #find}, with a sentence that suggests the nearest name when there is none. */
    public static LatentResampling parse(String text) {
        return find(text)
                .orElseThrow(
                        () ->
                                new RequestException(
                                        Field.HIRES,
                                        Names.unknown(
                                                "Latent resampling",
                                                text,
                                                List.of(values()).stream()
                                                        .map(LatentResampling::label)
                                                        .toList())));
    }

    @Override
    public String toString() {
        return label;
    }
}
