package studio.easel.engine.pipeline;

import java.util.Optional;
import java.util.function.Supplier;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Inpainting.Fill;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.sampling.Samplers.Walk;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.vae.VaeEncoder;

/**
 * Where a walk begins.
 *
 * @param latent the noisy latent
 * @param held the part that stays as it is while a U-Net that knows no masks repaints the rest
 * @param seen mask and masked picture, {@code [1, 1 + channels, height, width]}, for a U-Net that
 *     knows them
 */
record StartingPoint(Tensor latent, Optional<Held> held, Optional<Tensor> seen) {
    /**
     * The part of a picture that stays.
     *
     * @param clean the picture's latent
     * @param noise the walk's own, so that what stays and what changes fit at every level
     * @param mask {@code [1, 1, height, width]}, 1 where it changes
     */
    record Held(Tensor clean, Tensor noise, Tensor mask) {
        /** {@code x} with the part that stays brought to the level {@code x} stands at. */
        Tensor in(Tensor x, NoiseLevel level) {
            return blended(noised(clean, noise, level), x, mask);
        }

        Tensor clean(Tensor x) {
            return blended(clean, x, mask);
        }
    }

    /**
     * Draws noise in the reference's order: the encoder's, the latent's, the masked picture's.
     *
     * @param encoder asked only where there is a picture
     */
    static StartingPoint of(
            GenerationRequest request,
            ModelSpec model,
            Walk walk,
            int[] shape,
            NoiseSource noise,
            Supplier<VaeEncoder> encoder) {
        NoiseLadder ladder = walk.ladder();
        Optional<Repainting> repainting =
                Repainting.of(request).or(() -> everything(request, model));
        if (repainting.isPresent()) {
            return inpainting(request, repainting.get(), model, walk, shape, noise, encoder.get());
        }
        if (request.start() instanceof Start.FromImage from) {
            Tensor clean = drawn(encoder.get(), from.image(), noise);
            return plain(noised(clean, noise.nextLatent(shape), ladder.from(walk.first())));
        }
        return plain(noise.nextLatent(shape).times(ladder.startScale()));
    }

    /** From a latent that is there already, behind a first pass. */
    static StartingPoint of(Tensor clean, Walk walk, NoiseSource noise) {
        return plain(noised(clean, noise.nextLatent(clean.shape()), walk.ladder().from(walk.first())));
    }

    private static StartingPoint plain(Tensor latent) {
        return new StartingPoint(latent, Optional.empty(), Optional.empty());
    }

    /** What an inpainting model is told where there is no mask: all of the picture is repainted. */
    private static Optional<Repainting> everything(GenerationRequest request, ModelSpec model) {
        return model.isForInpainting()
                ? Optional.of(Repainting.ofEverything(request))
                : Optional.empty();
    }

    private static StartingPoint inpainting(
            GenerationRequest request,
            Repainting repainting,
            ModelSpec model,
            Walk walk,
            int[] shape,
            NoiseSource noise,
            VaeEncoder encoder) {
        boolean fromNoise = repainting.how().denoisingStrength() == 1;
        boolean known = !(fromNoise && model.isForInpainting());
        Tensor mask = repainting.latentMask(model.vae().downscale());
        Tensor picture =
                known ? drawn(encoder, repainting.filled(), noise) : Tensor.zeros(shape);
        Tensor own = noise.nextLatent(shape);
        Tensor hidden =
                model.isForInpainting()
                        ? drawnWithout(encoder, repainting, noise)
                        : skipped(noise, shape);
        NoiseLadder ladder = walk.ladder();
        Tensor clean = startOf(repainting.how().fill(), picture, own, mask);
        Tensor latent =
                fromNoise
                        ? own.times(ladder.startScale())
                        : noised(clean, own, ladder.from(walk.first()));
        return model.isForInpainting()
                ? new StartingPoint(
                        latent, Optional.empty(), Optional.of(Tensor.beside(mask, hidden)))
                : new StartingPoint(
                        latent, Optional.of(new Held(picture, own, mask)), Optional.empty());
    }

    private static Tensor startOf(Fill fill, Tensor picture, Tensor noise, Tensor mask) {
        return switch (fill) {
            case ORIGINAL, FILL -> picture;
            case LATENT_NOISE -> blended(picture, noise, mask);
            case LATENT_NOTHING -> blended(picture, noise.times(0), mask);
        };
    }

    private static Tensor drawn(VaeEncoder encoder, RgbImage image, NoiseSource noise) {
        VaeEncoder.Latents latents = encoder.encode(image);
        return latents.drawn(noise.next(latents.shape()));
    }

    private static Tensor drawnWithout(
            VaeEncoder encoder, Repainting repainting, NoiseSource noise) {
        VaeEncoder.Latents latents = encoder.encode(repainting.picture(), repainting.hidden());
        return latents.drawn(noise.next(latents.shape()));
    }

    /** The reference draws for the masked picture even where no network sees it. */
    private static Tensor skipped(NoiseSource noise, int[] shape) {
        return noise.next(shape);
    }

    private static Tensor noised(Tensor clean, Tensor noise, NoiseLevel level) {
        return Tensor.sum(Tensor.term(level.signal(), clean), Tensor.term(level.noise(), noise));
    }

    /** {@code a} where the mask is 0, {@code b} where it is 1, in every channel. */
    private static Tensor blended(Tensor a, Tensor b, Tensor mask) {
        float[] values = new float[a.length()];
        int plane = mask.length();
        for (int i = 0; i < values.length; i++) {
            float m = mask.get(i % plane);
            values[i] = (1 - m) * a.get(i) + m * b.get(i);
        }
        return Tensor.of(values, a.shape());
    }
}
