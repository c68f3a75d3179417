package studio.easel.engine;

import java.util.List;
import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/**
 * Everything an artist decides about a picture. The constructor refuses what no model could do, so
 * whatever receives a request trusts it; limits of one model are checked where that model is open.
 *
 * @param prompt what to draw; not blank
 * @param negativePrompt what to keep away from; empty for nothing
 * @param size of the picture in pixels
 * @param steps denoising steps, 1 to {@value #MOST_STEPS}
 * @param guidance how strongly the words pull
 * @param sampler which solver walks down the noise
 * @param spacing how its noise levels are spread
 * @param eta 0 to 1, how much fresh noise DDIM adds each step; other samplers ignore it
 * @param noiseKind whose random numbers the seed stands for
 * @param seed of the first picture; picture i of a run has seed + i, or with a variation the same
 * @param variation a turn towards another seed's picture
 * @param count how many pictures, 1 to {@value #MOST_IMAGES}
 * @param start pure noise, or a picture of the request's size
 * @param clipSkip which layer of the text encoder counts, as A1111 counts: 1 for the model's own, 2
 *     for the one before, up to {@value #MOST_CLIP_SKIP}
 * @param embeddings words of their own that the prompts may hold
 * @param loras differences to the model's weights, in the order in which they are added
 * @param controls pictures that steer the walk
 * @param refiner a model for the last part of the walk
 * @param hires a second pass at a larger size
 * @param sizeConditioning what SDXL is told of the picture's size; empty for the picture's own
 * @param noiseAmounts how much of the noise there is; {@link NoiseAmounts#USUAL} for all of it
 * @param vaeTile side of the tiles, in pixels, in which latents become pixels; 0 for all at once,
 *     which takes more memory
 */
public record GenerationRequest(
        String prompt,
        String negativePrompt,
        ImageSize size,
        int steps,
        Guidance guidance,
        SamplerName sampler,
        SigmaSpacing spacing,
        double eta,
        NoiseKind noiseKind,
        long seed,
        Optional<Variation> variation,
        int count,
        Start start,
        int clipSkip,
        List<TextualInversion> embeddings,
        List<Lora> loras,
        List<Control> controls,
        Optional<Refiner> refiner,
        Optional<HiresFix> hires,
        Optional<SizeConditioning> sizeConditioning,
        NoiseAmounts noiseAmounts,
        int vaeTile) {

    public static final int MOST_STEPS = 1000;
    public static final double MOST_GUIDANCE = Guidance.MOST;
    public static final int MOST_IMAGES = 1000;
    public static final int MOST_CLIP_SKIP = 12;
    public static final int LEAST_VAE_TILE = 64;
    private static final int MOST_CONTROLS = 8;

    public GenerationRequest {
        embeddings = List.copyOf(embeddings);
        loras = List.copyOf(loras);
        controls = List.copyOf(controls);
        require(
                !prompt.isBlank(),
                Field.PROMPT,
                "The prompt is empty, expected a few words saying what to draw. Write for example \"a red heart by the sea\".");
        require(
                steps >= 1 && steps <= MOST_STEPS,
                Field.STEPS,
                "Steps is %d, expected 1 to %d. 20 to 30 is usual.".formatted(steps, MOST_STEPS));
        require(
                eta >= 0 && eta <= 1,
                Field.ETA,
                "Eta is %s, expected a number from 0 (no fresh noise) to 1. 0 is usual."
                        .formatted(eta));
        require(
                count >= 1 && count <= MOST_IMAGES,
                Field.COUNT,
                "Count is %d, expected 1 to %d pictures. 1 is usual."
                        .formatted(count, MOST_IMAGES));
        require(
                seed >= 0 && seed <= Long.MAX_VALUE - count,
                Field.SEED,
                "Seed is %d, expected a whole number from 0 up to %d. Leave it out for a random one."
                        .formatted(seed, Long.MAX_VALUE - count));
        require(
                variation.isEmpty() || variation.get().subseed() <= Long.MAX_VALUE - count,
                Field.VARIATION,
                "The variation seed is too large, expected a whole number from 0 up to %d."
                        .formatted(Long.MAX_VALUE - count));
        requireSeeds(noiseKind, seed, variation, count);
        require(
                clipSkip >= 1 && clipSkip <= MOST_CLIP_SKIP,
                Field.CLIP_SKIP,
                "Clip skip is %d, expected 1 (the model's own layer) to %d. 2 is usual for drawn styles."
                        .formatted(clipSkip, MOST_CLIP_SKIP));
        require(
                controls.size() <= MOST_CONTROLS,
                Field.CONTROL,
                "%d pictures steer the walk, expected at most %d: each is one more network at every step."
                        .formatted(controls.size(), MOST_CONTROLS));
        require(
                vaeTile == 0 || (vaeTile >= LEAST_VAE_TILE && vaeTile <= ImageSize.LARGEST),
                Field.VAE_TILE,
                "The VAE's tile is %d pixels, expected %d to %d, or 0 for no tiles. 512 is usual."
                        .formatted(vaeTile, LEAST_VAE_TILE, ImageSize.LARGEST));
        requireSizes(size, start, controls, hires);
        if (start instanceof Start.Branch branch) {
            branch.requireSame(
                    new Walk(
                            size, steps, sampler, spacing, eta, noiseKind, seed, variation, count));
            require(
                    hires.isEmpty() && refiner.isEmpty(),
                    Field.START,
                    "A second pass or a refiner was asked for behind a branch, expected one or the other. Branch first, then enlarge the picture.");
        }
    }

    /** A request with nothing but the usual. */
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
                Guidance.of(guidanceScale),
                sampler,
                spacing,
                eta,
                NoiseKind.TORCH_CPU,
                seed,
                Optional.empty(),
                count,
                new Start.FromNoise(),
                1,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NoiseAmounts.USUAL,
                0);
    }

    /** Of the last picture, so that a run does not end half-way. */
    private static void requireSeeds(
            NoiseKind kind, long seed, Optional<Variation> variation, int count) {
        long most = kind.mostSeed() - (count - 1);
        String sentence =
                "%s is %d, expected 0 to %d for the seeds of %d pictures: %s noise knows no larger ones. Choose a smaller one, or another kind of noise.";
        require(seed <= most, Field.SEED, sentence.formatted("Seed", seed, most, count, kind));
        require(
                variation.isEmpty() || variation.get().subseed() <= most,
                Field.VARIATION,
                sentence.formatted(
                        "The variation seed",
                        variation.map(Variation::subseed).orElse(0L),
                        most,
                        count,
                        kind));
    }

    private static void requireSizes(
            ImageSize size, Start start, List<Control> controls, Optional<HiresFix> hires) {
        if (start instanceof Start.FromImage from) {
            requireSize(Field.START, "The picture to start from", size, from.image());
        }
        if (start instanceof Start.Inpaint inpaint && inpaint.how().onlyMasked().isEmpty()) {
            requireSize(Field.START, "The picture to inpaint", size, inpaint.image());
        }
        if (start instanceof Start.Branch branch) {
            branch.masked()
                    .ifPresent(
                            held ->
                                    requireSize(
                                            Field.START,
                                            "The picture to inpaint",
                                            size,
                                            held.image()));
        }
        boolean inPart =
                start instanceof Start.Inpaint inpaint && inpaint.how().onlyMasked().isPresent();
        for (Control control : controls) {
            String what = "The picture for " + control.net().name();
            if (inPart) {
                requireSizeOf((Start.Inpaint) start, what, control.image());
            } else {
                requireSize(Field.CONTROL, what, size, control.image());
            }
        }
        if (hires.isPresent()) {
            ImageSize larger = hires.get().size();
            require(
                    larger.width() >= size.width() && larger.height() >= size.height(),
                    Field.HIRES,
                    "The second pass is %s, expected no side shorter than the first pass's %s. Choose a larger size, or leave the second pass out."
                            .formatted(larger, size));
            require(
                    !(start instanceof Start.Inpaint),
                    Field.HIRES,
                    "A second pass was asked for behind inpainting, expected one or the other. Inpaint first, then enlarge the picture.");
        }
    }

    private static void requireSize(Field field, String what, ImageSize size, RgbImage image) {
        require(
                image.width() == size.width() && image.height() == size.height(),
                field,
                "%s is %dx%d, expected the request's size, %s. Resize it, or change the size."
                        .formatted(what, image.width(), image.height(), size));
    }

    /** A region is cut from both alike. */
    private static void requireSizeOf(Start.Inpaint start, String what, RgbImage image) {
        RgbImage whole = start.image();
        require(
                image.width() == whole.width() && image.height() == whole.height(),
                Field.CONTROL,
                "%s is %dx%d, expected the size of the picture to inpaint, %dx%d: the same region is cut from both. Resize it."
                        .formatted(
                                what,
                                image.width(),
                                image.height(),
                                whole.width(),
                                whole.height()));
    }

    private static void require(boolean holds, Field field, String sentence) {
        if (!holds) {
            throw new RequestException(field, sentence);
        }
    }

    /** What decides which levels are walked, and from which noise. */
    record Walk(
            ImageSize size,
            int steps,
            SamplerName sampler,
            SigmaSpacing spacing,
            double eta,
            NoiseKind noiseKind,
            long seed,
            Optional<Variation> variation,
            int count) {}

    Walk walk() {
        return new Walk(size, steps, sampler, spacing, eta, noiseKind, seed, variation, count);
    }

    /** {@link Guidance#scale} of {@link #guidance}. */
    public double guidanceScale() {
        return guidance.scale();
    }

    /** The same from another start; the size follows the picture. */
    public GenerationRequest startingFrom(Start other) {
        Draft draft = but().start(other);
        if (other instanceof Start.FromImage from) {
            draft.size(new ImageSize(from.image().width(), from.image().height()));
        }
        if (other instanceof Start.Inpaint inpaint && inpaint.how().onlyMasked().isEmpty()) {
            draft.size(new ImageSize(inpaint.image().width(), inpaint.image().height()));
        }
        return draft.request();
    }

    /** Picture {@code index} of this run, as the request that makes it alone. */
    public GenerationRequest only(int index) {
        // As A1111 has it: a batch of variations is of one picture.
        boolean varies = variation.filter(other -> other.strength() > 0).isPresent();
        return but().seed(varies ? seed : seed + index)
                .variation(variation.map(other -> other.shifted(index)))
                .count(1)
                .request();
    }

    /** This request, to be changed in parts: {@code request.but().steps(30).request()}. */
    public Draft but() {
        return new Draft(this);
    }

    /** A request in the making; {@link #request} checks it. */
    public static final class Draft {
        private String prompt;
        private String negativePrompt;
        private ImageSize size;
        private int steps;
        private Guidance guidance;
        private SamplerName sampler;
        private SigmaSpacing spacing;
        private double eta;
        private NoiseKind noiseKind;
        private long seed;
        private Optional<Variation> variation;
        private int count;
        private Start start;
        private int clipSkip;
        private List<TextualInversion> embeddings;
        private List<Lora> loras;
        private List<Control> controls;
        private Optional<Refiner> refiner;
        private Optional<HiresFix> hires;
        private Optional<SizeConditioning> sizeConditioning;
        private NoiseAmounts noiseAmounts;
        private int vaeTile;

        private Draft(GenerationRequest from) {
            prompt = from.prompt;
            negativePrompt = from.negativePrompt;
            size = from.size;
            steps = from.steps;
            guidance = from.guidance;
            sampler = from.sampler;
            spacing = from.spacing;
            eta = from.eta;
            noiseKind = from.noiseKind;
            seed = from.seed;
            variation = from.variation;
            count = from.count;
            start = from.start;
            clipSkip = from.clipSkip;
            embeddings = from.embeddings;
            loras = from.loras;
            controls = from.controls;
            refiner = from.refiner;
            hires = from.hires;
            sizeConditioning = from.sizeConditioning;
            noiseAmounts = from.noiseAmounts;
            vaeTile = from.vaeTile;
        }

        public Draft prompt(String value) {
            prompt = value;
            return this;
        }

        public Draft negativePrompt(String value) {
            negativePrompt = value;
            return this;
        }

        public Draft size(ImageSize value) {
            size = value;
            return this;
        }

        public Draft steps(int value) {
            steps = value;
            return this;
        }

        public Draft guidance(Guidance value) {
            guidance = value;
            return this;
        }

        public Draft sampler(SamplerName value) {
            sampler = value;
            return this;
        }

        public Draft spacing(SigmaSpacing value) {
            spacing = value;
            return this;
        }

        public Draft eta(double value) {
            eta = value;
            return this;
        }

        public Draft noiseKind(NoiseKind value) {
            noiseKind = value;
            return this;
        }

        public Draft seed(long value) {
            seed = value;
            return this;
        }

        public Draft variation(Optional<Variation> value) {
            variation = value;
            return this;
        }

        public Draft count(int value) {
            count = value;
            return this;
        }

        public Draft start(Start value) {
            start = value;
            return this;
        }

        public Draft clipSkip(int value) {
            clipSkip = value;
            return this;
        }

        public Draft embeddings(List<TextualInversion> value) {
            embeddings = value;
            return this;
        }

        public Draft loras(List<Lora> value) {
            loras = value;
            return this;
        }

        public Draft controls(List<Control> value) {
            controls = value;
            return this;
        }

        public Draft refiner(Optional<Refiner> value) {
            refiner = value;
            return this;
        }

        public Draft hires(Optional<HiresFix> value) {
            hires = value;
            return this;
        }

        public Draft sizeConditioning(Optional<SizeConditioning> value) {
            sizeConditioning = value;
            return this;
        }

        public Draft noiseAmounts(NoiseAmounts value) {
            noiseAmounts = value;
            return this;
        }

        public Draft vaeTile(int value) {
            vaeTile = value;
            return this;
        }

        /**
         * @throws RequestException when no model could do it
         */
        public GenerationRequest request() {
            return new GenerationRequest(
                    prompt,
                    negativePrompt,
                    size,
                    steps,
                    guidance,
                    sampler,
                    spacing,
                    eta,
                    noiseKind,
                    seed,
                    variation,
                    count,
                    start,
                    clipSkip,
                    embeddings,
                    loras,
                    controls,
                    refiner,
                    hires,
                    sizeConditioning,
                    noiseAmounts,
                    vaeTile);
        }
    }
}
