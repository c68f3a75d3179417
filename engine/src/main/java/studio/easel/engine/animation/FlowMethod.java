package studio.easel.engine.animation;

import java.util.Optional;
import studio.easel.engine.animation.frame.Farneback;
import studio.easel.engine.animation.frame.OpticalFlow;

/** The settings' names for ways to find optical flow. */
final class FlowMethod {
    private static final String NONE = "None";
    private static final String FARNEBACK = "Farneback";

    private FlowMethod() {}

    /** What finds the flow a setting asks for; empty where it asks for none. */
    static Optional<OpticalFlow> of(DeforumSettings settings, String key) {
        return settings.text(key).equals(NONE) ? Optional.empty() : Optional.of(Farneback.usual());
    }

    /** Says so where a setting asks for a method that another stands in for. */
    static Optional<String> note(DeforumSettings settings, String key) {
        String name = settings.text(key);
        return name.equals(NONE) || name.equals(FARNEBACK)
                ? Optional.empty()
                : Optional.of(
                        "%s is %s; the flow is found by Farneback's method instead."
                                .formatted(key, name));
    }
}
