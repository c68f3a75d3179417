package studio.easel.engine.animation;

import java.util.Optional;
import java.util.Set;
import studio.easel.engine.animation.frame.Farneback;
import studio.easel.engine.animation.frame.InverseSearch;
import studio.easel.engine.animation.frame.OpticalFlow;

/** The settings' names for ways to find optical flow. */
final class FlowMethod {
    private static final String NONE = "None";
    private static final String DIS_MEDIUM = "DIS Medium";
    private static final String DIS_FINE = "DIS Fine";
    private static final Set<String> OWN = Set.of(NONE, DIS_MEDIUM, DIS_FINE, "Farneback");

    private FlowMethod() {}

    /** What finds the flow a setting asks for; empty where it asks for none. */
    static Optional<OpticalFlow> of(DeforumSettings settings, String key) {
        return switch (settings.text(key)) {
            case NONE -> Optional.empty();
            case DIS_MEDIUM -> Optional.of(InverseSearch.medium());
            case DIS_FINE -> Optional.of(InverseSearch.fine());
            default -> Optional.of(Farneback.usual());
        };
    }

    /** Says so where a setting asks for a method that another stands in for. */
    static Optional<String> note(DeforumSettings settings, String key) {
        String name = settings.text(key);
        return OWN.contains(name)
                ? Optional.empty()
                : Optional.of(
                        "%s is %s; the flow is found by Farneback's method instead."
                                .formatted(key, name));
    }
}
