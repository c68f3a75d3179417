package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import studio.easel.engine.text.ParsedPrompt.Part;
import studio.easel.engine.text.ParsedPrompt.Version;

/**
 * The grammar of prompts, as AUTOMATIC1111's web UI 1.10 reads them: docs/prompt-syntax.md. Every
 * text is a prompt; what does not fit the grammar is words, and a note says so. Stages in order:
 * comments, extra networks, AND, schedules, attention; {@link Chunks} and {@link Emphasis} follow
 * when the text is encoded.
 */
public final class PromptSyntax {
    private static final Pattern LINE_OF_COMMENT = Pattern.compile("(?:^|\n)#[^\n]*(?:\n|\\z)");
    private static final Pattern REST_OF_LINE = Pattern.compile("#[^\n]*(?:\n|\\z)");

    private final String typed;
    private final PromptTimeline timeline;
    private final Set<Note> notes = new HashSet<>();

    private PromptSyntax(String typed, PromptTimeline timeline) {
        this.typed = typed;
        this.timeline = timeline;
    }

    /** Reads a positive prompt. */
    public static ParsedPrompt positive(String text, PromptTimeline timeline) {
        return new PromptSyntax(text, timeline).parse(true);
    }

    /** Reads a negative prompt: AND is a word there and has no weight. */
    public static ParsedPrompt negative(String text, PromptTimeline timeline) {
        return new PromptSyntax(text, timeline).parse(false);
    }

    private ParsedPrompt parse(boolean conjunctions) {
        ExtraNetworks extra = ExtraNetworks.in(withoutComments(Passage.typed(typed)));
        Passage words = extra.rest();
        List<Conjunction> prompts =
                conjunctions ? Conjunction.split(words) : List.of(new Conjunction(words, 1, -1));
        if (prompts.size() == 1) {
            prompts.forEach(prompt -> noteLoneWeight(words, prompt));
        }
        List<Part> parts = new ArrayList<>();
        for (Conjunction prompt : prompts) {
            parts.add(new Part(prompt.text().text(), prompt.weight(), schedule(prompt.text())));
        }
        return new ParsedPrompt(words.text(), parts, extra.networks(), sortedNotes());
    }

    /** Whole lines go with both their line ends, the rest with one; each leaves a line end. */
    static Passage withoutComments(Passage prompt) {
        return prompt.replaced(LINE_OF_COMMENT, "\n").replaced(REST_OF_LINE, "\n");
    }

    private List<Version> schedule(Passage prompt) {
        PromptSchedule schedule = PromptSchedule.parse(prompt.text());
        note(prompt, schedule.flaws());
        PromptSchedule affordable = schedule.affordable(prompt.text().length(), timeline);
        note(prompt, affordable.flaws());
        List<Version> versions = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        for (int end : affordable.endSteps(timeline)) {
            Passage words = affordable.at(end, timeline, prompt);
            if (!texts.containsKey(words.text()) && notes.size() < Flaw.MOST) {
                note(words, Attention.of(words.text()).flaws());
            }
            // [a|b] comes back to the same text again and again: one copy of it is enough.
            versions.add(new Version(end, texts.computeIfAbsent(words.text(), text -> text)));
        }
        return versions;
    }

    /** {@code ratio 16:9} at the end of a prompt weighs the whole of it 9 times. */
    private void noteLoneWeight(Passage words, Conjunction prompt) {
        if (prompt.weightAt() >= 0) {
            String sentence =
                    "The number behind this colon ends the prompt, so it weighs all of it %s times. If it belongs to the words, put a comma behind it."
                            .formatted(prompt.weight());
            note(words, List.of(new Flaw(prompt.weightAt(), prompt.weightAt() + 1, sentence)));
        }
    }

    private void note(Passage passage, List<Flaw> flaws) {
        for (Flaw flaw : flaws) {
            int start = passage.origin(flaw.from());
            int end = passage.origin(Math.max(flaw.from(), flaw.to() - 1)) + 1;
            notes.add(new Note(start, end, flaw.sentence()));
        }
    }

    private List<PromptNote> sortedNotes() {
        return notes.stream()
                .sorted(Comparator.comparingInt(Note::start).thenComparing(Note::complaint))
                .limit(Flaw.MOST)
                .map(note -> PromptNote.at(typed, note.start(), note.end(), note.complaint()))
                .toList();
    }

    /** A flaw by its place in what was typed; several texts of a schedule may share one. */
    private record Note(int start, int end, String complaint) {}
}
