package studio.easel.engine;

import java.io.Serial;

/**
 * A request asks for what cannot work. {@link #field()} names the setting the sentence is about.
 */
public final class RequestException extends EaselException {
    @Serial private static final long serialVersionUID = 1L;

    /**
     * The settings of a request, so that a form can show a sentence beside the control concerned.
     */
    public enum Field {
        PROMPT,
        NEGATIVE_PROMPT,
        SIZE,
        STEPS,
        GUIDANCE_SCALE,
        SAMPLER,
        SPACING,
        ETA,
        NOISE,
        SEED,
        VARIATION,
        START,
        CLIP_SKIP,
        CONTROL,
        REFINER,
        HIRES,
        SIZE_CONDITIONING,
        VAE_TILE,
        COUNT
    }

    private final Field field;

    public RequestException(Field field, String sentence) {
        super(sentence);
        this.field = field;
    }

    public Field field() {
        return field;
    }
}
