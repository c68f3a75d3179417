package studio.easel.app.cli;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/** The options that make up a request. Each one left out is taken from the picture or the model. */
final class RequestOptions {
    @Option(names = "--negative", paramLabel = "TEXT", description = "What to keep away from.")
    @Nullable String negative;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "Pixels, for example 512x768. Default: the model's own size.")
    @Nullable String size;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Denoising steps. Default: the model's.")
    @Nullable String steps;

    @Option(
            names = "--guidance",
            paramLabel = "X",
            description =
                    "How closely to follow the prompt; above 1 the negative prompt counts. Default: the model's.")
    @Nullable String guidance;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description =
                    "DDIM, Euler, \"Euler a\", \"DPM++ 2M\", UniPC, ... Default: the model's.")
    @Nullable String sampler;

    @Option(
            names = "--spacing",
            paramLabel = "NAME",
            description =
                    "Automatic, leading, linspace, trailing, Karras, exponential, beta or SGM uniform.")
    @Nullable String spacing;

    @Option(
            names = "--eta",
            paramLabel = "X",
            description = "Fresh noise DDIM adds each step, 0 to 1. Default: 0.")
    @Nullable String eta;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Of the first picture; the next have N+1, N+2... Default, and -1: random.")
    @Nullable String seed;

    @Option(names = "--count", paramLabel = "N", description = "How many pictures. Default: 1.")
    @Nullable String count;

    /** What a model suggests for a prompt. */
    static GenerationRequest suggested(ModelSpec model, String prompt) {
        ModelSpec.Defaults defaults = model.defaults();
        return new GenerationRequest(
                prompt,
                "",
                model.nativeSize(),
                defaults.steps(),
                defaults.guidanceScale(),
                defaults.sampler(),
                SigmaSpacing.AUTOMATIC,
                0,
                randomSeed(),
                1);
    }

    /** A request with everything replaced that was given on the command line. */
    GenerationRequest over(GenerationRequest base, Optional<String> prompt) {
        return new GenerationRequest(
                prompt.orElse(base.prompt()),
                negative == null ? base.negativePrompt() : negative,
                size == null ? base.size() : ImageSize.parse(size),
                steps == null ? base.steps() : few(Field.STEPS, "Steps", steps),
                guidance == null
                        ? base.guidanceScale()
                        : number(Field.GUIDANCE_SCALE, "Guidance", guidance),
                sampler == null ? base.sampler() : SamplerName.parse(sampler),
                spacing == null ? base.spacing() : SigmaSpacing.parse(spacing),
                eta == null ? base.eta() : number(Field.ETA, "Eta", eta),
                seed == null ? base.seed() : seed(whole(Field.SEED, "Seed", seed)),
                count == null ? base.count() : few(Field.COUNT, "Count", count));
    }

    private static long seed(long given) {
        return given == -1 ? randomSeed() : given;
    }

    /** 32 bits: what every other tool can take as well. */
    private static long randomSeed() {
        return ThreadLocalRandom.current().nextLong(1L << 32);
    }

    /** A number whose limits the request knows; one beyond all measure is refused as typed. */
    private static int few(Field field, String what, String text) {
        long value = whole(field, what, text);
        if (value != (int) value) {
            throw new RequestException(
                    field,
                    "%s is %d, expected 1 to 1000. 1000 is the most.".formatted(what, value));
        }
        return (int) value;
    }

    private static long whole(Field field, String what, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new RequestException(
                    field,
                    "%s is \"%s\", expected a whole number of at most 18 digits. Write it in digits, for example 20."
                            .formatted(what, text));
        }
    }

    static double number(Field field, String what, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new RequestException(
                    field,
                    "%s is \"%s\", expected a number. Write it with a point, for example 7.5."
                            .formatted(what, text));
        }
    }
}
