package studio.easel.app.animate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import studio.easel.app.render.ParseqFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.KeyframeSchedule;
import studio.easel.engine.animation.ScheduleException;
import studio.easel.engine.animation.Variables;

/**
 * Settings, read: what a timeline shows of them.
 *
 * @param frames how many; 1 where the settings have no such number
 * @param lanes by the names of {@link Animation#schedules}; empty where there are no frames
 * @param prompts by rising frame
 * @param animation ready to be rendered; empty where something is wrong
 * @param problem what is wrong; empty where nothing is
 */
record Score(
        DeforumSettings settings,
        int frames,
        Map<String, Lane> lanes,
        List<PromptKey> prompts,
        Optional<Animation> animation,
        String problem) {

    /**
     * A prompt on the timeline.
     *
     * @param key as it is written: a number or a formula
     * @param frame where that is
     */
    record PromptKey(String key, int frame, String text) {}

    /** What nothing has been read of yet. */
    static Score unread(DeforumSettings settings) {
        return new Score(settings, 1, Map.of(), List.of(), Optional.empty(), "");
    }

    /**
     * Reads settings. Takes a while where there are many frames.
     *
     * @param before lanes that did not change are taken from there
     */
    static Score of(DeforumSettings settings, Score before) {
        long seed = Math.max(0, settings.whole("seed"));
        try {
            Variables variables = settings.variables(seed);
            Map<String, Lane> lanes = new LinkedHashMap<>();
            for (String name : Animation.schedules()) {
                Optional<Lane> known =
                        Optional.ofNullable(before.lanes.get(name))
                                .filter(lane -> lane.isOf(settings, variables));
                lanes.put(name, known.orElseGet(() -> Lane.of(name, settings, variables)));
            }
            return read(settings, seed, variables, lanes);
        } catch (ScheduleException wrong) {
            return new Score(settings, 1, Map.of(), List.of(), Optional.empty(), sentence(wrong));
        }
    }

    private static Score read(
            DeforumSettings settings, long seed, Variables variables, Map<String, Lane> lanes) {
        List<PromptKey> prompts = prompts(settings, variables);
        try {
            Animation animation =
                    Animation.of(
                            settings,
                            seed,
                            Dialect.EASEL,
                            OptionalInt.empty(),
                            ParseqFile.within(settings));
            return new Score(
                    settings, variables.frames(), lanes, prompts, Optional.of(animation), "");
        } catch (EaselException wrong) {
            return new Score(
                    settings,
                    variables.frames(),
                    lanes,
                    prompts,
                    Optional.empty(),
                    sentence(wrong));
        }
    }

    private static String sentence(EaselException wrong) {
        return String.valueOf(wrong.getMessage());
    }

    /** Under which name these settings keep their prompts. */
    static String promptsName(DeforumSettings settings) {
        boolean old =
                settings.values().get("animation_prompts") instanceof Map<?, ?>
                        && !(settings.values().get("prompts") instanceof Map<?, ?>);
        return old ? "animation_prompts" : "prompts";
    }

    /** The prompts by their keys, as they are written. */
    static Map<String, String> prompts(DeforumSettings settings) {
        Map<String, String> prompts = new LinkedHashMap<>();
        if (settings.values().get(promptsName(settings)) instanceof Map<?, ?> map) {
            map.forEach((key, text) -> prompts.put(key.toString(), String.valueOf(text)));
        }
        return prompts;
    }

    private static List<PromptKey> prompts(DeforumSettings settings, Variables variables) {
        List<PromptKey> keys = new ArrayList<>();
        prompts(settings)
                .forEach((key, text) -> keys.add(new PromptKey(key, frame(key, variables), text)));
        keys.sort(Comparator.comparingInt(PromptKey::frame));
        return keys;
    }

    /** A key that is a formula is one of max_f and s; one that is none stands at the beginning. */
    private static int frame(String key, Variables variables) {
        if (key.strip().matches("[0-9]{1,9}")) {
            return Integer.parseInt(key.strip());
        }
        try {
            return (int)
                    Math.max(
                            0,
                            KeyframeSchedule.parse(
                                            "0: (%s)".formatted(key), variables, Dialect.EASEL)
                                    .at(0));
        } catch (ScheduleException none) {
            return 0;
        }
    }
}
