package studio.easel.app.render;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Diffusion;
import studio.easel.engine.animation.Strength;
import studio.easel.engine.pipeline.ImagePipeline;

/** Diffuses an animation's frames with a model. */
public final class PipelineDiffuser implements Diffusion.Diffuser {
    private static final String USUAL_SAMPLER = "Euler a";
    private static final long MOST_SEED = 0xFFFF_FFFFL;

    private final Function<Optional<String>, ImagePipeline> models;
    private final Animation animation;
    private final Progress progress;
    private final Sampling sampling;

    /** A sampler and its spacing, as A1111 has them in one name. */
    private record Sampling(SamplerName sampler, SigmaSpacing spacing) {
        static Sampling of(String name) {
            Optional<SigmaSpacing> glued =
                    Stream.of(SigmaSpacing.KARRAS, SigmaSpacing.EXPONENTIAL)
                            .filter(
                                    spacing ->
                                            name.toLowerCase(Locale.ROOT)
                                                    .endsWith(
                                                            " "
                                                                    + spacing.label()
                                                                            .toLowerCase(
                                                                                    Locale.ROOT)))
                            .findFirst();
            int length = glued.map(spacing -> spacing.label().length() + 1).orElse(0);
            return new Sampling(
                    SamplerName.parse(name.substring(0, name.length() - length)),
                    glued.orElse(SigmaSpacing.AUTOMATIC));
        }
    }

    /**
     * @param models the pipeline of a checkpoint the settings name, and the usual one
     * @param progress hears the steps of each frame
     * @param notes hears what is done otherwise than the settings say
     */
    public PipelineDiffuser(
            Function<Optional<String>, ImagePipeline> models,
            Animation animation,
            Progress progress,
            Consumer<String> notes) {
        this.models = models;
        this.animation = animation;
        this.progress = progress;
        this.sampling = sampling(animation.settings().text("sampler"), notes);
    }

    /** A sampler Easel has not is replaced aloud: the motion matters more. */
    private static Sampling sampling(String name, Consumer<String> notes) {
        try {
            return Sampling.of(name);
        } catch (RuntimeException e) {
            notes.accept(
                    "The sampler \"%s\" is not one of Easel's; %s is used in its place."
                            .formatted(name, USUAL_SAMPLER));
            return Sampling.of(USUAL_SAMPLER);
        }
    }

    @Override
    public RgbImage diffuse(Diffusion diffusion) {
        return models.apply(diffusion.checkpoint())
                .generate(request(diffusion), progress)
                .get(0)
                .image();
    }

    @Override
    public void check(Diffusion diffusion) {
        GenerationRequest unused = request(diffusion);
    }

    /** The request that makes one frame. */
    GenerationRequest request(Diffusion diffusion) {
        Sampling by = diffusion.sampler().map(Sampling::of).orElse(sampling);
        String prompt = diffusion.prompt().positive();
        GenerationRequest plain =
                new GenerationRequest(
                        prompt.isBlank() ? " , " : prompt,
                        diffusion.prompt().negative(),
                        new ImageSize(animation.width(), animation.height()),
                        diffusion.steps(),
                        diffusion.guidanceScale(),
                        by.sampler(),
                        by.spacing(),
                        diffusion.eta().orElse(0),
                        Math.floorMod(diffusion.seed(), MOST_SEED + 1),
                        1);
        return plain.but()
                .guidance(Guidance.of(diffusion.guidanceScale()))
                .variation(diffusion.variation())
                .noiseAmounts(amounts(diffusion))
                .clipSkip(diffusion.clipSkip().orElse(1))
                .start(
                        diffusion
                                .start()
                                .map(picture -> start(diffusion, picture, by.sampler()))
                                .orElse(new Start.FromNoise()))
                .request();
    }

    /** Pure noise is what its seed makes it. */
    private static NoiseAmounts amounts(Diffusion diffusion) {
        return diffusion.start().isPresent()
                ? diffusion.noiseAmounts()
                : diffusion.noiseAmounts().withStart(1);
    }

    private Start start(Diffusion diffusion, RgbImage picture, SamplerName sampler) {
        int steps = diffusion.steps();
        int walked =
                Math.max(
                        1,
                        Math.min(
                                steps,
                                new Strength(diffusion.strength())
                                        .steps(steps, isKDiffusion(sampler))));
        double strength = Math.min(1, (walked + 1e-6) / steps); // whole steps, rounded down
        Optional<Mask> mask = diffusion.mask().filter(painted -> !painted.isBlack());
        return mask.<Start>map(painted -> new Start.Inpaint(picture, painted, inpainting(strength)))
                .orElseGet(() -> new Start.FromImage(picture, strength));
    }

    private Inpainting inpainting(double strength) {
        DeforumSettings settings = animation.settings();
        Inpainting how =
                Inpainting.at(strength)
                        .filledWith(Inpainting.Fill.parse(settings.text("fill")))
                        .blurred(settings.number("mask_overlay_blur"));
        return settings.flag("full_res_mask")
                ? how.onlyMasked((int) settings.whole("full_res_mask_padding"))
                : how;
    }

    private static boolean isKDiffusion(SamplerName sampler) {
        return switch (sampler) {
            case DDPM, DDIM, PNDM, UNIPC, LCM, TCD -> false;
            default -> true;
        };
    }
}
