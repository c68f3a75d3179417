package studio.easel.engine.animation;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Variation;

/**
 * What one diffused frame is made from.
 *
 * @param frame its index
 * @param prompt what to draw
 * @param seed of its noise
 * @param variation a turn towards another seed
 * @param start the picture it starts from; empty for pure noise
 * @param strength 0 to 1: how much of the start is kept; 0 where there is none
 * @param steps of a whole walk
 * @param guidanceScale how strongly the words pull
 * @param sampler its name, where a schedule chooses it
 * @param clipSkip as A1111 counts, where a schedule chooses it
 * @param eta of DDIM, where a schedule chooses it
 * @param noiseAmounts how much of the start's noise there is, and of ancestral samplers' fresh
 *     noise
 * @param mask where it may change; empty for everywhere
 * @param checkpoint the model's name, where a schedule chooses it
 */
public record Diffusion(
        int frame,
        FramePrompt prompt,
        long seed,
        Optional<Variation> variation,
        Optional<RgbImage> start,
        double strength,
        int steps,
        double guidanceScale,
        Optional<String> sampler,
        OptionalInt clipSkip,
        OptionalDouble eta,
        NoiseAmounts noiseAmounts,
        Optional<Mask> mask,
        Optional<String> checkpoint) {

    /** Makes diffused frames: the engine's pipeline, or a stand-in. */
    @FunctionalInterface
    public interface Diffuser {
        /** A picture of the animation's size. */
        RgbImage diffuse(Diffusion diffusion);

        /**
         * Asked of every frame before the first is made.
         *
         * @throws EaselException when such a frame cannot be made
         */
        default void check(Diffusion diffusion) {}
    }
}
