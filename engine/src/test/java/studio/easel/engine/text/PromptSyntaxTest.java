package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.text.ParsedPrompt.Part;
import studio.easel.engine.text.ParsedPrompt.Version;

class PromptSyntaxTest {
    private static ParsedPrompt parse(String text) {
        return PromptSyntax.positive(text, PromptTimeline.first(10));
    }

    private static List<WeightedText> spans(String text) {
        return parse(text).parts().get(0).schedule().get(0).spans();
    }

    @Test
    void eachPartIsToldItsOwnVersionAtEachCall() {
        ParsedPrompt prompt = parse("a [cat:dog:2] AND sky :0.5");
        // Four calls and not three are before step 2's end: calls count from 0, steps from 1.
        assertThat(prompt.at(2))
                .containsExactly(new WeightedText("a cat", 1), new WeightedText(" sky", 0.5));
        assertThat(prompt.at(3))
                .containsExactly(new WeightedText("a dog", 1), new WeightedText(" sky", 0.5));
    }

    @Test
    void andIsAWordInANegativePrompt() {
        ParsedPrompt prompt = PromptSyntax.negative("a AND b :2", PromptTimeline.first(10));
        assertThat(prompt.parts())
                .containsExactly(new Part("a AND b :2", 1, List.of(new Version(10, "a AND b :2"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // text ; character ; what the note is about
                "(a:1.2.3) ; 4 ; expected a number such as 1.2",
                "(a:...) ; 4 ; expected a number such as 1.2",
                "a (b ; 3 ; never closed",
                "a [b ; 3 ; never closed",
                "a b) ; 4 ; closes nothing",
                "(a BREAK b:1.2) ; 4 ; BREAK stands in brackets",
                "a [b:c:d] ; 3 ; no schedule",
                "a [b:c:d:5] ; 3 ; no schedule",
                "[dog:1.2] ; 1 ; has a dot",
                "[a:b:0.5] | c ; 11 ; outside",
                "[a:b:0.5] c\\ ; 12 ; before nothing",
                "wide, ratio 16:9 ; 15 ; weighs all of it 9.0 times",
                // comments and tags are gone before the brackets are read
                "<lora:x:1>a ) ; 13 ; closes nothing",
                "🎉🎉 ) ; 4 ; closes nothing",
                // the number exists only where the schedule puts it
                "(a:[1.2.3:1:5]) ; 5 ; expected a number such as 1.2",
            })
    void notesPointAtTheCharacterAsItWasTyped(String text, int character, String about) {
        List<PromptNote> notes = parse(text).notes();
        assertThat(notes).isNotEmpty();
        PromptNote note = notes.get(0);
        assertThat(note.sentence()).startsWith("Character " + character + " (").contains(about);
        assertThat(text.codePointCount(0, note.start()) + 1).isEqualTo(character);
        assertThat(note.end()).isGreaterThan(note.start()).isLessThanOrEqualTo(text.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a cat",
                "(a:1.2), [b], ((c)) \\(d\\)",
                "[a:b:0.5] [c|d|] [e::3] [f:0.2]",
                "a BREAK b AND c :0.5 # note )",
                "<lora:a:0.5> 16:9, 12:30 o'clock",
            })
    void ordinaryPromptsHaveNoNotes(String text) {
        assertThat(parse(text).notes()).isEmpty();
    }

    @Test
    void anUnreadableWeightIsReadAsWords() {
        assertThat(spans("(a:1.2.3) b"))
                .containsExactly(new WeightedText("a:1.2.3", 1.1), new WeightedText(" b", 1));
    }

    @Test
    void aWeightBeyondAllNumbersIsReadAsWords() {
        String huge = "9".repeat(400);
        assertThat(spans("(a:" + huge + ")")).containsExactly(new WeightedText("a:" + huge, 1.1));
        assertThat(parse("a:" + huge).parts().get(0).weight()).isEqualTo(1);
    }

    @Test
    void aCaretShowsThePlace() {
        String typed = "a quiet street at night, (rain:1.2.3), neon";
        PromptNote note = parse(typed).notes().get(0);
        assertThat(note.pointer(typed))
                .isEqualTo(
                        """
                        …ight, (rain:1.2.3), neon
                                     ^""");
    }

    @Test
    void whiteSpaceAndDigitsAreUnicodes() {
        assertThat(spans("(a:\u00A01.5\u3000)")).containsExactly(new WeightedText("a", 1.5));
        assertThat(spans("(a:\uFF11.\uFF15)")).containsExactly(new WeightedText("a", 1.5));
        assertThat(parse("éAND b").parts()).hasSize(1);
    }

    @Test
    void oldTimelinesReadEveryNumberBelowOneAsAFraction() {
        PromptTimeline old = PromptTimeline.old(20);
        assertThat(PromptSyntax.positive("[a:b:1.5]", old).parts().get(0).schedule())
                .containsExactly(new Version(1, "a"), new Version(20, "b"));
    }

    @Test
    void bracketsTooDeepAreReadAsWordsWithANote() {
        String text = "(".repeat(50_000) + "a" + ")".repeat(50_000);
        ParsedPrompt prompt = parse(text);
        assertThat(prompt.parts().get(0).schedule().get(0).spans())
                .containsExactly(new WeightedText(text, 1));
        assertThat(prompt.notes()).anyMatch(note -> note.sentence().contains("256 deep"));
    }

    @Test
    void bracketsOfAnyUsualDepthAreRead() {
        String text = "(".repeat(200) + "a" + ")".repeat(200);
        assertThat(spans(text).get(0).weight()).isGreaterThan(1e8);
    }

    @Test
    void schedulesWithTooManyTextsAreReadAsWordsWithANote() {
        String text = "[a|b]" + "x".repeat(90_000);
        ParsedPrompt prompt = PromptSyntax.positive(text, PromptTimeline.first(1000));
        assertThat(prompt.parts().get(0).schedule()).containsExactly(new Version(1000, text));
        assertThat(prompt.notes().get(0).sentence()).contains("90,005 characters");
    }

    static Stream<Named<String>> longTexts() {
        return Stream.of(
                        "(",
                        "[",
                        ")",
                        "]",
                        ":",
                        "|",
                        "\\",
                        "<",
                        "<a:",
                        "<a:b>",
                        "#",
                        "\n#",
                        "a AND ",
                        "BREAK ",
                        "(a",
                        "[a",
                        "(a)",
                        "[a]",
                        "(a:1.1)",
                        "[a:b:1]",
                        "[a:b:3][c|d]",
                        "[|]",
                        "[a:",
                        "[a|",
                        "[a:b:",
                        "(a:",
                        "[(a)",
                        "[(a)(b)(c)",
                        "(a:1.2.3)",
                        "a:1:",
                        " :",
                        "[:1",
                        "[a:1.5]",
                        "é日🎉 ",
                        "\u0000",
                        "\uD83C",
                        "[a:b:c] ",
                        "(]",
                        "[)",
                        "1",
                        "_")
                .map(
                        piece ->
                                Named.of(
                                        piece.replaceAll("\\p{Cntrl}|\uD83C", "?"),
                                        piece.repeat(100_000 / piece.length())));
    }

    /** They take milliseconds; the limit is wide because machines that run tests are busy. */
    @ParameterizedTest
    @MethodSource("longTexts")
    void aHundredThousandCharactersAreQuicklyRead(String text) {
        for (String variant : List.of(text, "[" + text, text + "]", "[x|" + text + "]")) {
            assertTimeout(
                    Duration.ofSeconds(5),
                    () -> PromptSyntax.positive(variant, PromptTimeline.first(150)));
        }
    }

    @Test
    void weightsTooSmallForAProcessorToLikeAreQuicklyRead() {
        String text = "(".repeat(250) + "a(b)".repeat(24_000) + ":." + "0".repeat(320) + "1)";
        assertTimeout(Duration.ofSeconds(5), () -> parse(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyTextIsAPrompt(long seed) {
        Random random = new Random(seed);
        String[] pieces = {
            "(",
            ")",
            "[",
            "]",
            ":",
            "|",
            "\\",
            "<",
            ">",
            "#",
            "\n",
            " ",
            "a",
            "é",
            "日",
            "🎉",
            "0.5",
            "1",
            "1.2.3",
            "-",
            "e9",
            "AND",
            "BREAK",
            "<lora:x:1>",
            "[a:b:3]",
            "[a|b]",
            ":1.2)",
            "_",
            "\uD83C",
            "\uDF89",
            "\u00A0",
            "\u0000",
            "=",
            ","
        };
        for (int i = 0; i < 500; i++) {
            String text =
                    random.ints(random.nextInt(40), 0, pieces.length)
                            .mapToObj(piece -> pieces[piece])
                            .collect(Collectors.joining());
            PromptTimeline timeline =
                    random.nextBoolean()
                            ? PromptTimeline.first(1 + random.nextInt(30))
                            : PromptTimeline.hires(1 + random.nextInt(30), 1 + random.nextInt(30));
            assertThatCode(() -> assertWellFormed(text, timeline))
                    .as(text)
                    .doesNotThrowAnyException();
        }
    }

    private static void assertWellFormed(String text, PromptTimeline timeline) {
        ParsedPrompt prompt = PromptSyntax.positive(text, timeline);
        assertThat(prompt.parts()).isNotEmpty();
        for (Part part : prompt.parts()) {
            List<Integer> ends = part.schedule().stream().map(Version::endStep).toList();
            assertThat(ends).isSorted().doesNotHaveDuplicates().endsWith(timeline.steps());
            part.schedule().forEach(version -> assertThat(version.spans()).isNotEmpty());
            assertThat(part.indexAt(timeline.steps() - 1)).isBetween(0, ends.size() - 1);
        }
        for (PromptNote note : prompt.notes()) {
            assertThat(note.start()).isBetween(0, text.length());
            assertThat(note.pointer(text)).contains("^");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void textWithoutSignsOfTheGrammarIsItself(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String text =
                    random.ints(random.nextInt(50), 0, 8)
                            .mapToObj(c -> Character.toString("ab ,é日.-".charAt(c)))
                            .collect(Collectors.joining());
            assertThat(
                            PromptSyntax.negative(text, PromptTimeline.first(5))
                                    .parts()
                                    .get(0)
                                    .schedule())
                    .containsExactly(new Version(5, text));
            assertThat(Attention.of(text).spans()).containsExactly(new WeightedText(text, 1));
        }
    }
}
