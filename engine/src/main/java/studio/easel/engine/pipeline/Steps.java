package studio.easel.engine.pipeline;

import java.util.Optional;
import java.util.function.IntFunction;
import studio.easel.engine.Progress;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.pipeline.StartingPoint.Held;
import studio.easel.engine.sampling.StepListener;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.vae.LatentPreview;

/**
 * Tells of a picture's steps, one after the other over all its walks, and holds in each what is to
 * stay.
 */
final class Steps {
    private final Progress progress;
    private final int image;
    private final int images;
    private final int total;
    private final LatentListener latents;
    private int done;

    /**
     * @param total steps of all the picture's walks
     */
    Steps(Progress progress, int image, int images, int total, LatentListener latents) {
        this.latents = latents;
        this.progress = progress;
        this.image = image;
        this.images = images;
        this.total = total;
    }

    /**
     * Hears one walk.
     *
     * @param held what stays while a step is walked
     * @param still called after each network call; may throw to end the walk
     */
    StepListener of(
            NoiseLadder ladder,
            IntFunction<Optional<Held>> held,
            LatentPreview preview,
            Runnable still) {
        return new StepListener() {
            private int told = -1;

            @Override
            public Tensor stepped(int step, Tensor x, Tensor denoised) {
                tell(step, denoised);
                boolean last = step + 1 == ladder.steps();
                return reached(
                        held.apply(step)
                                .map(
                                        part ->
                                                last
                                                        ? part.clean(x)
                                                        : part.in(x, ladder.from(step + 1)))
                                .orElse(x));
            }

            @Override
            public Tensor halfway(int step, NoiseLevel reached, Tensor x, Tensor denoised) {
                tell(step, denoised);
                return reached(held.apply(step).map(part -> part.in(x, reached)).orElse(x));
            }

            private Tensor reached(Tensor x) {
                latents.reached(image, x);
                return x;
            }

            /** Each step once; solvers that ask the network twice a step are heard twice. */
            private void tell(int step, Tensor denoised) {
                if (step > told) {
                    told = step;
                    done++;
                    progress.step(
                            new Progress.Step(
                                    image,
                                    images,
                                    Math.min(done, total),
                                    total,
                                    () -> preview.of(denoised)));
                }
                still.run();
            }
        };
    }
}
