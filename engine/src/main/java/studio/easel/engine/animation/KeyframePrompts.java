package studio.easel.engine.animation;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.animation.Expression.Place;

/**
 * A prompt for every frame, written down at some of them: {@code "0": "a cat --neg blurry", "40":
 * "a (dog:`0.5+t/100`)"}. {@link #heldAt} is how Deforum's modes 2D, 3D and Video Input read them,
 * {@link #blendedAt} its Interpolation mode.
 */
public final class KeyframePrompts {
    static final String NEGATIVE = "--neg";

    private static final int LONGEST = 100_000;
    private static final int MOST_KEYS = 10_000;
    private static final Pattern DIGITS = Pattern.compile("\\s*[0-9]{1,18}\\s*");
    private static final Pattern FORMULA = Pattern.compile("`([^`\n]*)`");

    private final NavigableMap<Long, String> held;
    private final NavigableMap<Long, String> blended;
    private final Variables variables;
    private final Dialect dialect;

    private KeyframePrompts(
            NavigableMap<Long, String> held,
            NavigableMap<Long, String> blended,
            Variables variables,
            Dialect dialect) {
        this.held = held;
        this.blended = blended;
        this.variables = variables;
        this.dialect = dialect;
    }

    /**
     * Reads prompts by frame.
     *
     * @param prompts by the text of their key: a number or a formula of max_f and s
     * @param blending whether they will be blended: {@code max_f} is then the number of frames, and
     *     not, as elsewhere, the last one
     * @throws ScheduleException where a key is none, or no key is given
     */
    public static KeyframePrompts parse(
            Map<String, String> prompts, Variables variables, boolean blending, Dialect dialect) {
        if (prompts.isEmpty() || prompts.size() > MOST_KEYS) {
            throw new ScheduleException(
                    "There are %,d prompts, expected 1 to %,d. Write one for frame 0."
                            .formatted(prompts.size(), MOST_KEYS));
        }
        Variables meant = blending ? variables.countingFrames() : variables;
        NavigableMap<Long, String> keys = new TreeMap<>();
        for (Map.Entry<String, String> entry : prompts.entrySet()) {
            if (entry.getValue().length() > LONGEST) {
                throw new ScheduleException(
                        "The prompt at \"%s\" has %,d characters, expected at most %,d. Shorten it."
                                .formatted(
                                        shortened(entry.getKey()),
                                        entry.getValue().length(),
                                        LONGEST));
            }
            keys.put(frame(entry.getKey(), meant, blending, dialect), entry.getValue());
        }
        return new KeyframePrompts(keys, keys, meant, dialect);
    }

    private static String shortened(String key) {
        return key.length() <= 40 ? key : key.substring(0, 40) + "…";
    }

    private static long frame(String key, Variables variables, boolean blending, Dialect dialect) {
        if (DIGITS.matcher(key).matches()) {
            return Long.parseLong(key.strip());
        }
        boolean names = blending || dialect == Dialect.EASEL;
        if (!names && key.contains("max_f")) {
            throw new ScheduleException(
                    key,
                    key.indexOf("max_f"),
                    key.indexOf("max_f") + 5,
                    "The key of a prompt knows no max_f in Deforum. Write the number of the frame.");
        }
        double frame = Expression.parse(key, 0, key.length(), dialect, Place.KEY).at(0, variables);
        if (Double.isNaN(frame)) {
            throw new ScheduleException(
                    key, 0, key.length(), "This key is no number. Write the number of a frame.");
        }
        return (long) frame;
    }

    /**
     * The prompts with the ones around them, as a run uses them: {@code positive prompt --neg
     * negative}.
     *
     * @param positive words in front of every prompt
     * @param negative words behind every negative prompt
     */
    public KeyframePrompts joined(String positive, String negative) {
        NavigableMap<Long, String> joined = new TreeMap<>();
        held.forEach((frame, prompt) -> joined.put(frame, join(prompt, positive, negative)));
        return new KeyframePrompts(joined, joined, variables, dialect);
    }

    /** One prompt joined with those around it. */
    static String join(String prompt, String positive, String negative) {
        String mark = prompt.contains(NEGATIVE) ? "" : NEGATIVE;
        return "%s %s %s %s".formatted(positive, prompt, mark, negative.replace(NEGATIVE, ""));
    }

    /** The prompt of the last key up to the frame, of the first one before it: as written. */
    public String heldAt(int frame) {
        Map.Entry<Long, String> key = held.floorEntry((long) frame);
        return (key == null ? held.firstEntry() : key).getValue();
    }

    /** The prompts of the keys before and behind the frame, weighed by how near they are. */
    public String blendedAt(int frame) {
        Map.Entry<Long, String> before = blended.floorEntry((long) frame);
        Map.Entry<Long, String> behind = blended.higherEntry((long) frame);
        // A key behind the last frame is never reached and pulls all the same, unlike a number.
        if (before == null || behind == null || before.getKey() == frame) {
            return heldAt(frame);
        }
        double way = behind.getKey() - before.getKey();
        double weight = (frame - before.getKey()) / way;
        return new PromptBlend(before.getValue(), behind.getValue(), weight, dialect).text();
    }

    /** What the frame's request takes, from {@link #heldAt}. */
    public FramePrompt held(int frame) {
        return prepared(heldAt(frame), frame);
    }

    /** What the frame's request takes, from {@link #blendedAt}. */
    public FramePrompt blended(int frame) {
        return prepared(blendedAt(frame), frame);
    }

    private FramePrompt prepared(String prompt, int frame) {
        return FramePrompt.of(evaluated(prompt, frame, variables, dialect));
    }

    /** The prompt with its formulas between backticks replaced by their values at the frame. */
    static String evaluated(String prompt, int frame, Variables variables, Dialect dialect) {
        Matcher formula = FORMULA.matcher(prompt);
        StringBuilder text = new StringBuilder();
        while (formula.find()) {
            String value =
                    dialect == Dialect.DEFORUM
                            ? deforums(formula.group(1), frame, variables)
                            : Expression.parse(
                                            prompt,
                                            formula.start(1),
                                            formula.end(1),
                                            dialect,
                                            Place.PROMPT)
                                    .plain(frame, variables);
            formula.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return formula.appendTail(text).toString();
    }

    /** Deforum writes the frame over every letter t, those of sqrt and tan too. */
    private static String deforums(String formula, int frame, Variables variables) {
        String digits =
                formula.replace("t", Integer.toString(frame))
                        .replace("max_f", Long.toString(variables.maxF()));
        return Expression.parse(digits, 0, digits.length(), Dialect.DEFORUM, Place.PROMPT)
                .printed(frame, variables);
    }
}
