package studio.easel.engine.animation;

import java.util.StringJoiner;

/**
 * Two prompts on the way from one to the other, in the grammar the engine reads (AND with weights).
 *
 * @param weight of the second, 0 to 1
 */
record PromptBlend(String first, String second, double weight, Dialect dialect) {
    String text() {
        String[] before = halves(first);
        String[] behind = halves(second);
        return dialect == Dialect.DEFORUM ? deforums(before, behind) : easels(before, behind);
    }

    /** The positive and the negative part. */
    private String[] halves(String prompt) {
        int mark = prompt.indexOf(KeyframePrompts.NEGATIVE);
        if (mark < 0) {
            if (dialect == Dialect.DEFORUM) {
                throw new ScheduleException(
                        prompt,
                        prompt.length(),
                        prompt.length(),
                        "A prompt to be blended has no --neg, which Deforum needs. Write --neg behind it.");
            }
            return new String[] {prompt, ""};
        }
        String negative = prompt.substring(mark + KeyframePrompts.NEGATIVE.length());
        return new String[] {prompt.substring(0, mark), negative};
    }

    /** Brackets that weigh 1.1 each, and AND in the negative prompt where it is a mere word. */
    private String deforums(String[] before, String[] behind) {
        StringJoiner positive = new StringJoiner(" AND ");
        StringJoiner negative = new StringJoiner(" AND ");
        for (String[] side : new String[][] {before, behind}) {
            String weight = PythonNumber.repr(side == before ? 1 - weight() : weight());
            if (!side[0].isEmpty()) {
                positive.add(" (%s):%s".formatted(side[0], weight));
            }
            if (side[1].length() > 1) {
                negative.add(" (%s):%s".formatted(side[1], weight));
            }
        }
        String mark = negative.length() > 0 ? " " + KeyframePrompts.NEGATIVE + " " : "";
        return positive + mark + negative;
    }

    /** Weights alone: the way begins and ends where the prompts stand by themselves. */
    private String easels(String[] before, String[] behind) {
        StringJoiner positive = new StringJoiner(" AND ");
        StringJoiner negative = new StringJoiner(" ");
        boolean alike = before[1].strip().equals(behind[1].strip());
        for (String[] side : new String[][] {before, behind}) {
            String weight = PythonNumber.plain(side == before ? 1 - weight() : weight());
            if (!side[0].isBlank()) {
                positive.add("%s :%s".formatted(side[0].strip(), weight));
            }
            if (!side[1].isBlank() && !alike) {
                negative.add("(%s:%s)".formatted(side[1].strip(), weight));
            }
        }
        if (alike && !before[1].isBlank()) {
            negative.add(before[1].strip());
        }
        String mark = negative.length() > 0 ? " " + KeyframePrompts.NEGATIVE + " " : "";
        return positive + mark + negative;
    }
}
