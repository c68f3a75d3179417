package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/**
 * How strongly the words pull.
 *
 * @param scale classifier-free guidance (Ho, Salimans 2022, arXiv:2207.12598), 0 to {@value #MOST};
 *     up to 1 the negative prompt is not run at all
 * @param rescale 0 to 1: how far the guided prediction is brought back to the spread of the
 *     conditional one, against burnt colours (Lin et al. 2023, arXiv:2305.08891, section 3.4)
 * @param from share of the walk, 0 to 1, from which on there is guidance
 * @param to share of the walk, 0 to 1, after which there is none: outside from..to the scale is 1,
 *     so that for a single prompt only the conditional pass runs (Kynkäänniemi et al. 2024,
 *     arXiv:2404.07724)
 */
public record Guidance(double scale, double rescale, double from, double to) {
    public static final double MOST = 100;

    public Guidance {
        require(
                scale >= 0 && scale <= MOST,
                "Guidance is %s, expected a number from 0 to 100. 5 to 8 is usual."
                        .formatted(scale));
        require(
                rescale >= 0 && rescale <= 1,
                "Guidance rescale is %s, expected a number from 0 (none) to 1. 0 is usual, 0.7 for models of zero terminal SNR."
                        .formatted(rescale));
        require(
                from >= 0 && from < to && to <= 1,
                "The guidance interval is %s to %s, expected two shares of the walk from 0 to 1, the smaller first. 0 to 1 guides every step."
                        .formatted(from, to));
    }

    /** Guidance in every step, not rescaled. */
    public static Guidance of(double scale) {
        return new Guidance(scale, 0, 0, 1);
    }

    public Guidance rescaled(double by) {
        return new Guidance(scale, by, from, to);
    }

    public Guidance within(double first, double last) {
        return new Guidance(scale, rescale, first, last);
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new RequestException(Field.GUIDANCE_SCALE, sentence);
        }
    }
}
