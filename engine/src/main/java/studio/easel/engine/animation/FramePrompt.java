package studio.easel.engine.animation;

/**
 * The prompts of one frame, for a {@link studio.easel.engine.GenerationRequest}.
 *
 * @param positive what comes before {@code --neg}
 * @param negative what comes behind it; empty where there is none
 */
public record FramePrompt(String positive, String negative) {
    /** Cuts {@code words --neg words}. */
    static FramePrompt of(String prompt) {
        String[] parts = prepared(prompt).split(KeyframePrompts.NEGATIVE, 2);
        return new FramePrompt(parts[0].strip(), parts.length > 1 ? parts[1].strip() : "");
    }

    /** The prompt as Deforum writes it into its log: {@code words--neg words}. */
    static String prepared(String prompt) {
        int mark = prompt.indexOf(KeyframePrompts.NEGATIVE);
        if (mark < 0) {
            return prompt.strip();
        }
        String negative = prompt.substring(mark).replace(KeyframePrompts.NEGATIVE, "").strip();
        String positive = prompt.substring(0, mark).strip();
        return negative.isEmpty() ? positive : positive + KeyframePrompts.NEGATIVE + " " + negative;
    }
}
