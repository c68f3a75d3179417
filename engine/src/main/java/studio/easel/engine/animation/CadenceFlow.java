package studio.easel.engine.animation;

import java.util.Optional;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.frame.DepthMap;
import studio.easel.engine.animation.frame.Flow;
import studio.easel.engine.animation.frame.FlowWarp;

/**
 * Under cadence: what fades into each other between two diffused pictures also moves towards each
 * other. The flow is found once, before the first of the frames between, so that a render that goes
 * on there finds the same.
 */
final class CadenceFlow {
    private final Animation animation;
    private final double factor;
    private Flow half;

    private CadenceFlow(Animation animation, double factor, Flow half) {
        this.animation = animation;
        this.factor = factor;
        this.half = half;
    }

    /**
     * Empty where the settings want none, or there are not two pictures.
     *
     * @param first of the frames between
     * @param next the frame that is diffused after them
     */
    static Optional<CadenceFlow> of(
            Animation animation, int first, int next, Optional<RgbImage> before, RgbImage after) {
        if (animation.at("strength_schedule", first) <= 0) {
            return Optional.empty();
        }
        return FlowMethod.of(animation.settings(), "optical_flow_cadence")
                .flatMap(method -> before.map(picture -> method.between(picture, after)))
                .map(
                        flow ->
                                new CadenceFlow(
                                        animation,
                                        animation.at("cadence_flow_factor_schedule", next),
                                        flow.times(0.5)));
    }

    /** The later picture halfway back to the earlier. */
    RgbImage back(RgbImage after) {
        return new FlowWarp(half, -1).of(after);
    }

    /** The animation moves on to a frame, and the flow with it. */
    void move(int frame, Optional<DepthMap> seen) {
        half = moved(frame, seen);
    }

    private Flow moved(int frame, Optional<DepthMap> seen) {
        if (seen.isEmpty()) {
            return animation.warp2d(frame).of(half);
        }
        Flow tilted = animation.flip(frame).map(flip -> flip.of(half)).orElse(half);
        return animation.warp3d(frame).of(tilted, seen.get());
    }

    /**
     * A picture carried on.
     *
     * @param weight how far the frame is on its way to the next diffused one, 0 to 1
     */
    RgbImage of(RgbImage picture, double weight) {
        return new FlowWarp(half, weight * factor).of(picture);
    }
}
