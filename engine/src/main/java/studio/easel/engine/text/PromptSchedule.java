package studio.easel.engine.text;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import studio.easel.engine.text.PromptTimeline.When;

/**
 * Words that change while the picture is made: {@code [a:b:0.5]} is a and later b, {@code [a|b]}
 * takes turns. Other brackets are words here; {@link Attention} reads them in each text that comes
 * out.
 *
 * @param pieces in the order of the text
 */
record PromptSchedule(List<Piece> pieces, List<Flaw> flaws) {
    /** A piece of a prompt, by its places in the text. */
    sealed interface Piece {}

    record Words(int from, int to) implements Piece {}

    record Edit(List<Piece> before, List<Piece> after, When when) implements Piece {}

    record Alternation(List<List<Piece>> choices) implements Piece {}

    /**
     * Changes times characters: a thousand changes of a prompt of two pages. More is an accident or
     * an attack, and would fill the memory.
     */
    private static final int MOST_WORK = 5_000_000;

    PromptSchedule {
        pieces = List.copyOf(pieces);
        flaws = List.copyOf(flaws);
    }

    static PromptSchedule parse(String text) {
        return new ScheduleParser(text).parse();
    }

    /** A text of {@code length} characters that never changes. */
    static PromptSchedule literal(int length, List<Flaw> flaws) {
        return new PromptSchedule(length == 0 ? List.of() : List.of(new Words(0, length)), flaws);
    }

    /** The same schedule, or plain words where its texts would be too many to keep. */
    PromptSchedule affordable(int length, PromptTimeline timeline) {
        long work = (long) endSteps(timeline).size() * length;
        if (work <= MOST_WORK) {
            return this;
        }
        String sentence =
                "The prompt has %,d characters and changes at %,d steps, expected at most %,d characters times changes; its schedules are read as words. Shorten it."
                        .formatted(length, endSteps(timeline).size(), MOST_WORK);
        return literal(length, List.of(new Flaw(0, length, sentence)));
    }

    /** The last step of each text, rising; the last one is the timeline's. */
    SortedSet<Integer> endSteps(PromptTimeline timeline) {
        TreeSet<Integer> ends = new TreeSet<>();
        collect(pieces, timeline, ends);
        ends.add(timeline.steps());
        return ends;
    }

    /** Changes of a schedule that is hidden within another one count too. */
    private static void collect(
            List<Piece> pieces, PromptTimeline timeline, TreeSet<Integer> ends) {
        for (Piece piece : pieces) {
            if (piece instanceof Edit edit) {
                int step = timeline.lastStepBefore(edit.when());
                if (step >= 1) {
                    ends.add(step);
                }
                collect(edit.before(), timeline, ends);
                collect(edit.after(), timeline, ends);
            } else if (piece instanceof Alternation alternation) {
                everyStep(timeline, ends);
                alternation.choices().forEach(choice -> collect(choice, timeline, ends));
            }
        }
    }

    private static void everyStep(PromptTimeline timeline, TreeSet<Integer> ends) {
        for (int step = 1; ends.size() < timeline.steps() && step <= timeline.steps(); step++) {
            ends.add(step);
        }
    }

    /** What {@code source}, which this was parsed from, reads at a step, 1 being the first. */
    Passage at(int step, PromptTimeline timeline, Passage source) {
        Passage.Builder builder = new Passage.Builder();
        write(pieces, step, timeline, source, builder);
        return builder.build();
    }

    private static void write(
            List<Piece> pieces,
            int step,
            PromptTimeline timeline,
            Passage source,
            Passage.Builder into) {
        for (Piece piece : pieces) {
            if (piece instanceof Words words) {
                into.add(source, words.from(), words.to());
            } else if (piece instanceof Edit edit) {
                boolean before = step <= timeline.lastStepBefore(edit.when());
                write(before ? edit.before() : edit.after(), step, timeline, source, into);
            } else if (piece instanceof Alternation alternation) {
                List<List<Piece>> choices = alternation.choices();
                write(choices.get((step - 1) % choices.size()), step, timeline, source, into);
            }
        }
    }
}
