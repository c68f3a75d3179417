package studio.easel.engine.animation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings as older Deforums wrote them, under the names and with the values of the last one. */
final class OldDeforumNames {
    private static final Map<String, String> RENAMED =
            Map.of(
                    "flip_2d_perspective", "enable_perspective_flip",
                    "skip_video_for_run_all", "skip_video_creation");
    private static final Map<String, String> RESIZE_MODES =
            Map.of(
                    "Envelope (Outer Fit)", "Outer Fit (Shrink to Fit)",
                    "Scale to Fit (Inner Fit)", "Inner Fit (Scale to Fit)");
    private static final String OLD_REFERENCE = "Match Frame 0 ";

    private OldDeforumNames() {}

    /** The settings under today's names. */
    static Map<String, Object> upgraded(Map<String, Object> settings) {
        Map<String, Object> upgraded = new LinkedHashMap<>();
        settings.forEach(
                (name, value) -> {
                    if (!name.equals("use_zoe_depth")) {
                        upgraded.put(RENAMED.getOrDefault(name, name), upgraded(name, value));
                    }
                });
        if (settings.get("use_zoe_depth") instanceof Boolean zoe) {
            upgraded.put("depth_algorithm", zoe ? "Zoe+AdaBins (old)" : "Midas+AdaBins (old)");
        }
        // The second colour match is younger than the files that do not mention it.
        upgraded.putIfAbsent("legacy_colormatch", true);
        return upgraded;
    }

    private static Object upgraded(String name, Object value) {
        if (value instanceof Boolean on) {
            return upgraded(name, on.booleanValue());
        }
        boolean schedule =
                name.matches("cn_[1-5]_(weight|guidance_start|guidance_end)")
                        && value instanceof Number;
        if (schedule) {
            return "0:(%s)".formatted(value);
        }
        if (!(value instanceof String text)) {
            return value;
        }
        if (name.equals("color_coherence") && text.startsWith(OLD_REFERENCE)) {
            return text.substring(OLD_REFERENCE.length());
        }
        return name.matches("cn_[1-5]_resize_mode") ? RESIZE_MODES.getOrDefault(text, text) : value;
    }

    /** What was a switch once and is a choice now. */
    private static Object upgraded(String name, boolean on) {
        if (name.equals("hybrid_composite")) {
            return on ? "Normal" : "None";
        }
        return List.of("optical_flow_cadence", "optical_flow_redo_generation").contains(name)
                ? on ? "DIS Fine" : "None"
                : on;
    }
}
