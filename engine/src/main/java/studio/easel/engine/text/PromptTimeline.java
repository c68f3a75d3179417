package studio.easel.engine.text;

/**
 * What the numbers in {@code [a:b:0.5]} mean in one pass over a picture.
 *
 * @param steps calls of the denoiser in this pass, at least 1; samplers that call it twice a step
 *     count double
 * @param stepsBefore steps of the passes before, which whole numbers count as well
 * @param passesBefore 0, or 1 for the second pass of a hires fix: fractions from 1 to 2 are its own
 * @param old whether below 1 is a fraction, whatever the spelling (A1111's "old prompt editing
 *     timelines", before 1.6)
 */
public record PromptTimeline(int steps, int stepsBefore, int passesBefore, boolean old) {
    public PromptTimeline {
        if (steps < 1) {
            throw new IllegalArgumentException("%d steps, expected at least 1".formatted(steps));
        }
    }

    /** The only pass, or the first of two. */
    public static PromptTimeline first(int steps) {
        return new PromptTimeline(steps, 0, 0, false);
    }

    /** The second pass of a hires fix. */
    public static PromptTimeline hires(int firstSteps, int hiresSteps) {
        return new PromptTimeline(hiresSteps, firstSteps, 1, false);
    }

    /** Either pass of a picture made before A1111 1.6: both go by the first pass's numbers. */
    public static PromptTimeline old(int firstSteps) {
        return new PromptTimeline(firstSteps, 0, 0, true);
    }

    /** The last step before a change at {@code when}; below 1 the change was over at the start. */
    int lastStepBefore(When when) {
        double step = when.number();
        if (old) {
            step = step < 1 ? step * steps : step;
        } else if (when.fraction()) {
            step = (step - passesBefore) * steps;
        } else {
            step = step - stepsBefore;
        }
        // Toward zero, in double, as the original does: 0.29 of 100 steps is 28.
        return (int) Math.min(steps, step);
    }

    /**
     * The number of a change.
     *
     * @param fraction whether it was written with a dot: {@code 1.0} is all of the steps, {@code 1}
     *     the first of them
     */
    record When(double number, boolean fraction) {
        static When of(String written) {
            return new When(Double.parseDouble(written), written.indexOf('.') >= 0);
        }
    }
}
