package studio.easel.engine.animation;

import java.util.Optional;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.frame.FlowWarp;
import studio.easel.engine.animation.frame.OpticalFlow;

/**
 * Frames that are diffused only for the true one to start from: one that is moved by the flow from
 * the frame before to it, then some as they are.
 */
final class Redo {
    private static final int MOST = 50;

    private final Animation animation;
    private final Optional<OpticalFlow> flow;
    private final int times;

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

    /** How often a frame is made before it counts. */
    int passes() {
        return times + (flow.isPresent() ? 1 : 0);
    }

    /**
     * What the frame starts from after one of the passes.
     *
     * @param moved the picture it grows from, before grain was put on it
     * @param made what the pass has made of it
     */
    RgbImage following(int pass, int frame, RgbImage moved, RgbImage made) {
        if (flow.isEmpty() || pass > 0) {
            return made;
        }
        return new FlowWarp(
                        flow.get().between(moved, made),
                        animation.at("redo_flow_factor_schedule", frame))
                .of(made);
    }
}
