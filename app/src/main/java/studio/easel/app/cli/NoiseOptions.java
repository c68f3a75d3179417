package studio.easel.app.cli;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Variation;

/** Which noise a picture begins with, and how it is taken away. */
final class NoiseOptions {
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

    @Option(
            names = "--noise",
            paramLabel = "NAME",
            description =
                    "Whose random numbers the seed stands for: CPU, GPU (A1111's own) or NumPy. Default: CPU.")
    @Nullable String noise;

    @Option(
            names = "--variation-strength",
            paramLabel = "X",
            description = "How far to turn towards another seed's picture, 0 to 1. Default: 0.")
    @Nullable String strength;

    @Option(
            names = "--variation-seed",
            paramLabel = "N",
            description = "That other seed. Default, and -1: random.")
    @Nullable String subseed;

    @Option(
            names = "--variation-size",
            paramLabel = "WxH",
            description = "Take the noise of a picture of this size, for the same composition.")
    @Nullable String drawnAt;

    void into(GenerationRequest.Draft draft, GenerationRequest base) {
        draft.sampler(sampler == null ? base.sampler() : SamplerName.parse(sampler))
                .spacing(spacing == null ? base.spacing() : SigmaSpacing.parse(spacing))
                .eta(eta == null ? base.eta() : Typed.number(Field.ETA, "Eta", eta))
                .seed(seed == null ? base.seed() : seed(Field.SEED, "Seed", seed))
                .noiseKind(noise == null ? base.noiseKind() : NoiseKind.parse(noise))
                .variation(variation(base.variation()));
    }

    private Optional<Variation> variation(Optional<Variation> base) {
        if (subseed == null && strength == null && drawnAt == null) {
            return base;
        }
        if (subseed != null && strength == null && base.isEmpty()) {
            throw new RequestException(
                    Field.VARIATION,
                    "A variation seed of %s was given but no strength, expected both. Add for example --variation-strength 0.2."
                            .formatted(subseed));
        }
        return Optional.of(
                new Variation(
                        subseed == null
                                ? base.map(Variation::subseed).orElseGet(NoiseOptions::randomSeed)
                                : seed(Field.VARIATION, "The variation seed", subseed),
                        strength == null
                                ? base.map(Variation::strength).orElse(0.0)
                                : Typed.number(Field.VARIATION, "The variation strength", strength),
                        drawnAt == null
                                ? base.flatMap(Variation::drawnAt)
                                : Optional.of(ImageSize.parse(drawnAt))));
    }

    private static long seed(Field field, String what, String text) {
        long given = Typed.whole(field, what, text);
        return given == -1 ? randomSeed() : given;
    }

    /** 32 bits: what every other tool can take as well. */
    static long randomSeed() {
        return ThreadLocalRandom.current().nextLong(1L << 32);
    }
}
