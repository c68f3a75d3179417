package studio.easel.app.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SigmaSpacing;

/**
 * The options that make up a request, but for other pictures and models. Each one left out is taken
 * from the picture or the model.
 */
final class RequestOptions {
    private static final int MOST = 1000;

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

    @Option(names = "--count", paramLabel = "N", description = "How many pictures. Default: 1.")
    @Nullable String count;

    @ArgGroup(validate = false, order = 10, heading = "%nGuidance:%n")
    GuidanceOptions guidance = new GuidanceOptions();

    @ArgGroup(validate = false, order = 20, heading = "%nNoise:%n")
    NoiseOptions noise = new NoiseOptions();

    @ArgGroup(validate = false, order = 60, heading = "%nText encoder, VAE and SDXL's sizes:%n")
    EncodingOptions encoding = new EncodingOptions();

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
                NoiseOptions.randomSeed(),
                1);
    }

    /** The size given on the command line. */
    Optional<ImageSize> typedSize() {
        return Optional.ofNullable(size).map(ImageSize::parse);
    }

    /** The size given on the command line, or that of {@code base}. */
    ImageSize size(GenerationRequest base) {
        return typedSize().orElse(base.size());
    }

    /** A request with everything replaced that was given on the command line. */
    GenerationRequest over(GenerationRequest base, Optional<String> prompt) {
        return draft(base, prompt, size(base)).request();
    }

    /** The same, not checked yet, at this size. */
    GenerationRequest.Draft draft(
            GenerationRequest base, Optional<String> prompt, ImageSize atSize) {
        GenerationRequest.Draft draft =
                base.but()
                        .prompt(prompt.orElse(base.prompt()))
                        .negativePrompt(negative == null ? base.negativePrompt() : negative)
                        .size(atSize)
                        .steps(
                                steps == null
                                        ? base.steps()
                                        : Typed.few(Field.STEPS, "Steps", steps, MOST))
                        .count(
                                count == null
                                        ? base.count()
                                        : Typed.few(Field.COUNT, "Count", count, MOST))
                        .guidance(guidance.over(base.guidance()));
        noise.into(draft, base);
        encoding.into(draft, base, atSize);
        return draft;
    }
}
