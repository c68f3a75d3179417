package studio.easel.engine.animation;

import java.util.Optional;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.frame.FlowWarp;
import studio.easel.engine.animation.frame.OpticalFlow;

/**
 * Frames that are diffused only for the true one to start from. Deforum draws their seeds at
 * random; here they follow from the frame's own, so that a render can be repeated.
 */
final class Redo {
    private static final int MOST = 50;
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 over the golden ratio

    private final Animation animation;
    private final Optional<OpticalFlow> flow;
    private final int times;

    /** Makes the frame with another seed, from another start. */
    @FunctionalInterface
    interface Once {
        RgbImage diffused(long seed, RgbImage start);
    }

    /**
     * @throws EaselException when {@code diffusion_redo} is not a number from 0 to 50
     */
    Redo(Animation animation) {
        this.animation = animation;
        this.flow = FlowMethod.of(animation.settings(), "optical_flow_redo_generation");
        this.times = times(animation.settings().whole("diffusion_redo"));
    }

    private static int times(long asked) {
        if (asked < 0 || asked > MOST) {
            throw new EaselException(
                    "diffusion_redo is %d, expected 0 (each frame is diffused once) to %d. Change it in the settings."
                            .formatted(asked, MOST));
        }
        return (int) asked;
    }

    /**
     * What the frame starts from in the end.
     *
     * @param moved the picture it grows from, before grain was put on it
     * @param start the same with grain
     * @param seed the frame's
     */
    RgbImage of(RgbImage moved, RgbImage start, int frame, long seed, Once once) {
        if (animation.at("strength_schedule", frame) <= 0) {
            return start;
        }
        RgbImage from = start;
        if (flow.isPresent()) {
            RgbImage made = once.diffused(other(seed, 0), from);
            from =
                    new FlowWarp(
                                    flow.get().between(moved, made),
                                    animation.at("redo_flow_factor_schedule", frame))
                            .of(made);
        }
        for (int i = 1; i <= times; i++) {
            from = once.diffused(other(seed, i), from);
        }
        return from;
    }

    /** A seed unlike those of the frames about it: 0 to 2^32 - 1. */
    private static long other(long seed, int n) {
        long mixed = (seed + 1) * SPREAD + n * (SPREAD >>> 7);
        mixed ^= mixed >>> 31;
        return mixed * SPREAD >>> 32;
    }
}
