package studio.easel.engine.pipeline;

import java.util.Optional;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Inpainting.Fill;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Start;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.sampling.Samplers.Walk;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.vae.Tiles;
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

    /** Draws noise in the reference's order: the encoder's, the latent's, the masked picture's. */
    static StartingPoint of(
            GenerationRequest request, OpenModel model, Walk walk, NoiseSource noise) {
        Optional<Repainting> repainting =
                Repainting.of(request).or(() -> everything(request, model.spec()));
        if (repainting.isPresent()) {
            return inpainting(request, repainting.get(), model, walk, noise);
        }
        int[] shape = model.latentShape(request);
        NoiseLadder ladder = walk.ladder();
        if (request.start() instanceof Start.FromImage from) {
            Tensor clean = drawn(model.encoder().encode(from.image(), model.tiles(request)), noise);
            Tensor own = laidOver(request, noise.nextLatent(shape));
            return plain(noised(clean, own, ladder.from(walk.first())));
        }
        return plain(noise.nextLatent(shape).times(ladder.startScale()));
    }

    /**
     * From a latent that is there already, behind a first pass.
     *
     * @param request of the second pass, which starts from no picture
     */
    static StartingPoint of(
            Tensor clean,
            GenerationRequest request,
            OpenModel model,
            Walk walk,
            NoiseSource noise) {
        Tensor own = noise.nextLatent(clean.shape());
        return new StartingPoint(
                noised(clean, own, walk.ladder().from(walk.first())),
                Optional.empty(),
                everything(request, model.spec())
                        .map(all -> seen(all, model, model.tiles(request), noise)));
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
            OpenModel model,
            Walk walk,
            NoiseSource noise) {
        VaeEncoder encoder = model.encoder();
        Tiles tiles = model.tiles(request);
        int[] shape = model.latentShape(request);
        NoiseLadder ladder = walk.ladder();
        boolean seesMask = model.spec().isForInpainting();
        boolean fromNoise = repainting.how().denoisingStrength() == 1;
        Tensor mask = latentMask(repainting, model);
        Tensor picture =
                fromNoise && seesMask
                        ? Tensor.zeros(shape) // nothing of it is used, and the reference skips it
                        : drawn(encoder.encode(repainting.filled(), tiles), noise);
        Tensor drawn = noise.nextLatent(shape);
        Tensor own = laidOver(request, drawn);
        Tensor latent =
                fromNoise
                        ? own.times(ladder.startScale())
                        : noised(
                                startOf(repainting.how().fill(), picture, drawn, mask),
                                own,
                                ladder.from(walk.first()));
        if (seesMask) {
            return new StartingPoint(
                    latent, Optional.empty(), Optional.of(seen(repainting, model, tiles, noise)));
        }
        noise.next(shape); // the reference draws for the masked picture that nothing sees here
        return new StartingPoint(
                latent, Optional.of(new Held(picture, own, mask)), Optional.empty());
    }

    /** Mask and masked picture. */
    private static Tensor seen(
            Repainting repainting, OpenModel model, Tiles tiles, NoiseSource noise) {
        VaeEncoder.Latents masked =
                model.encoder().encode(repainting.picture(), repainting.hidden(), tiles);
        return Tensor.beside(latentMask(repainting, model), drawn(masked, noise));
    }

    private static Tensor latentMask(Repainting repainting, OpenModel model) {
        return repainting.latentMask(model.spec().vae().downscale());
    }

    private static Tensor startOf(Fill fill, Tensor picture, Tensor noise, Tensor mask) {
        return switch (fill) {
            case ORIGINAL, FILL -> picture;
            case LATENT_NOISE -> blended(picture, noise, mask);
            case LATENT_NOTHING -> blended(picture, noise.times(0), mask);
        };
    }

    /** As much of it as A1111's noise multiplier says. */
    private static Tensor laidOver(GenerationRequest request, Tensor noise) {
        double share = request.noiseAmounts().start();
        return share == 1 ? noise : noise.times(share);
    }

    private static Tensor drawn(VaeEncoder.Latents latents, NoiseSource noise) {
        return latents.drawn(noise.next(latents.shape()));
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
