package studio.easel.app.animate;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import studio.easel.app.Words;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.KeyframeCurve;
import studio.easel.engine.animation.KeyframeSchedule;
import studio.easel.engine.animation.KeyframeText;
import studio.easel.engine.animation.ScheduleException;
import studio.easel.engine.animation.Variables;

/**
 * A schedule, read.
 *
 * @param name the setting's
 * @param text as it is written
 * @param schedule a value for every frame; empty where it cannot be read
 * @param curve its keys; empty where it cannot be read or holds other formulas than a curve's
 * @param keys their values by frame: the numbers of a curve, otherwise as they are written; empty
 *     where it cannot be read
 * @param wrong why it cannot be read, and at which character
 */
record Lane(
        String name,
        String text,
        Variables variables,
        Optional<KeyframeSchedule> schedule,
        Optional<KeyframeCurve> curve,
        Map<Integer, String> keys,
        Optional<ScheduleException> wrong) {

    /** Takes a while where there are many frames. */
    static Lane of(String name, DeforumSettings settings, Variables variables) {
        String text = settings.text(name);
        try {
            KeyframeSchedule schedule = settings.schedule(name, variables, Dialect.EASEL);
            Optional<KeyframeCurve> curve = KeyframeCurve.of(text, variables);
            return new Lane(
                    name,
                    text,
                    variables,
                    Optional.of(schedule),
                    curve,
                    curve.map(Lane::numbers)
                            .orElseGet(() -> KeyframeText.of(text, variables).values()),
                    Optional.empty());
        } catch (ScheduleException wrong) {
            return new Lane(
                    name,
                    text,
                    variables,
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.of(wrong));
        }
    }

    private static Map<Integer, String> numbers(KeyframeCurve curve) {
        Map<Integer, String> numbers = new LinkedHashMap<>();
        for (KeyframeCurve.Key key : curve.keys()) {
            BigDecimal plain = BigDecimal.valueOf(key.value()).stripTrailingZeros();
            numbers.put(key.frame(), plain.toPlainString());
        }
        return numbers;
    }

    boolean isOf(DeforumSettings settings, Variables now) {
        return settings.text(name).equals(text) && variables.equals(now);
    }

    /** What people read: "Rotation 3d x" for {@code rotation_3d_x}. */
    static String words(String name) {
        return say("lane." + name);
    }

    private static String say(String key) {
        return Words.of(Lane.class).say(key);
    }

    /** Why a schedule has no effect with these settings; empty where it has one. */
    static String idle(String name, DeforumSettings settings) {
        String mode = settings.text("animation_mode");
        boolean still = mode.equals("Video Input") || mode.equals("Interpolation");
        return switch (name) {
            case "angle", "zoom", "transform_center_x", "transform_center_y" ->
                    mode.equals("2D") ? "" : say("idle.2d");
            case "translation_z",
                    "rotation_3d_x",
                    "rotation_3d_y",
                    "rotation_3d_z",
                    "fov_schedule",
                    "aspect_ratio_schedule" ->
                    mode.equals("3D") ? "" : say("idle.3d");
            case "translation_x", "translation_y", "noise_schedule", "contrast_schedule" ->
                    still ? say("idle.moving") : "";
            case "strength_schedule" -> mode.equals("Interpolation") ? say("idle.prompts") : "";
            default -> "";
        };
    }
}
