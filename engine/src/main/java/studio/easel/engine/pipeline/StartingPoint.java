package studio.easel.engine.pipeline;

import java.util.function.Supplier;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.Start;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.vae.VaeEncoder;

/**
 * Where a walk begins.
 *
 * @param latent the noisy latent
 * @param firstStep the step of the ladder it stands at
 */
record StartingPoint(Tensor latent, int firstStep) {
    /**
     * @param noise drawn in the reference's order: the encoder's, then the latent's
     * @param encoder asked only where there is a picture
     */
    static StartingPoint of(
            GenerationRequest request,
            NoiseLadder ladder,
            int[] shape,
            NoiseSource noise,
            Supplier<VaeEncoder> encoder) {
        if (request.start() instanceof Start.FromImage from) {
            int first = firstStep(request.steps(), from.denoisingStrength());
            VaeEncoder.Latents latents = encoder.get().encode(from.image());
            Tensor clean = latents.drawn(noise.next(latents.shape()));
            NoiseLevel level = ladder.from(first);
            return new StartingPoint(
                    Tensor.sum(
                            Tensor.term(level.signal(), clean),
                            Tensor.term(level.noise(), noise.next(shape))),
                    first);
        }
        if (request.start() instanceof Start.FromNoise) {
            return new StartingPoint(noise.next(shape).times(ladder.startScale()), 0);
        }
        throw new AssertionError(request.start());
    }

    /**
     * Strength is the share of the steps that is walked, cut to whole steps as the reference does.
     *
     * @throws RequestException when that is none
     */
    static int firstStep(int steps, double denoisingStrength) {
        int walked = (int) Math.min(steps * denoisingStrength, steps);
        if (walked < 1) {
            throw new RequestException(
                    Field.START,
                    "Denoising strength %s of %d steps is less than one step, expected at least one. Raise the strength or the steps."
                            .formatted(denoisingStrength, steps));
        }
        return steps - walked;
    }
}
