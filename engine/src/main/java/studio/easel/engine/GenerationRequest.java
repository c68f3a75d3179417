package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/**
 * Everything an artist decides about a picture. The constructor refuses what no model could do, so
 * whatever receives a request trusts it; limits of one model are checked where that model is open.
 *
 * @param prompt what to draw; not blank
 * @param negativePrompt what to keep away from; empty for nothing
 * @param size of the picture in pixels
 * @param steps denoising steps, 1 to {@value #MOST_STEPS}
 * @param guidanceScale classifier-free guidance (Ho, Salimans 2022), 0 to {@value #MOST_GUIDANCE};
 *     up to 1 the negative prompt is not run at all
 * @param sampler which solver walks down the noise
 * @param spacing how its noise levels are spread
 * @param eta 0 to 1, how much fresh noise DDIM adds each step; other samplers ignore it
 * @param seed of the first picture; picture i of a run has seed + i
 * @param count how many pictures, 1 to {@value #MOST_IMAGES}
 * @param start pure noise, or a picture of the request's size
 */
public record GenerationRequest(
        String prompt,
        String negativePrompt,
        ImageSize size,
        int steps,
        double guidanceScale,
        SamplerName sampler,
        SigmaSpacing spacing,
        double eta,
        long seed,
        int count,
        Start start) {

    public static final int MOST_STEPS = 1000;
    public static final double MOST_GUIDANCE = 100;
    public static final int MOST_IMAGES = 1000;

    public GenerationRequest {
        if (prompt.isBlank()) {
            throw new RequestException(
                    Field.PROMPT,
                    "The prompt is empty, expected a few words saying what to draw. Write for example \"a red heart by the sea\".");
        }
        if (steps < 1 || steps > MOST_STEPS) {
            throw new RequestException(
                    Field.STEPS,
                    "Steps is %d, expected 1 to %d. 20 to 30 is usual."
                            .formatted(steps, MOST_STEPS));
        }
        if (!(guidanceScale >= 0 && guidanceScale <= MOST_GUIDANCE)) {
            throw new RequestException(
                    Field.GUIDANCE_SCALE,
                    "Guidance is %s, expected a number from 0 to 100. 5 to 8 is usual."
                            .formatted(guidanceScale));
        }
        if (!(eta >= 0 && eta <= 1)) {
            throw new RequestException(
                    Field.ETA,
                    "Eta is %s, expected a number from 0 (no fresh noise) to 1. 0 is usual."
                            .formatted(eta));
        }
        if (count < 1 || count > MOST_IMAGES) {
            throw new RequestException(
                    Field.COUNT,
                    "Count is %d, expected 1 to %d pictures. 1 is usual."
                            .formatted(count, MOST_IMAGES));
        }
        if (seed < 0 || seed > Long.MAX_VALUE - count) {
            throw new RequestException(
                    Field.SEED,
                    "Seed is %d, expected a whole number from 0 up to %d. Leave it out for a random one."
                            .formatted(seed, Long.MAX_VALUE - count));
        }
        if (start instanceof Start.FromImage from) {
            requireSize(size, from.image());
        }
    }

    private static void requireSize(ImageSize size, RgbImage image) {
        if (image.width() != size.width() || image.height() != size.height()) {
            throw new RequestException(
                    Field.START,
                    "The picture to start from is %dx%d, expected the request's size, %s. Resize it, or change the size."
                            .formatted(image.width(), image.height(), size));
        }
    }

    /** A request that starts from pure noise. */
    public GenerationRequest(
            String prompt,
            String negativePrompt,
            ImageSize size,
            int steps,
            double guidanceScale,
            SamplerName sampler,
            SigmaSpacing spacing,
            double eta,
            long seed,
            int count) {
        this(
                prompt,
                negativePrompt,
                size,
                steps,
                guidanceScale,
                sampler,
                spacing,
                eta,
                seed,
                count,
                new Start.FromNoise());
    }

    /** The same from another start; the size follows the picture. */
    public GenerationRequest startingFrom(Start other) {
        ImageSize sizeThen =
                other instanceof Start.FromImage from
                        ? new ImageSize(from.image().width(), from.image().height())
                        : size;
        return new GenerationRequest(
                prompt,
                negativePrompt,
                sizeThen,
                steps,
                guidanceScale,
                sampler,
                spacing,
                eta,
                seed,
                count,
                other);
    }

    /** Picture {@code index} of this run, as the request that makes it alone. */
    public GenerationRequest only(int index) {
        return new GenerationRequest(
                prompt,
                negativePrompt,
                size,
                steps,
                guidanceScale,
                sampler,
                spacing,
                eta,
                seed + index,
                1,
                start);
    }
}
