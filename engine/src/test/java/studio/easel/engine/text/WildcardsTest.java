package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;

class WildcardsTest {
    private static final Map<String, List<String>> CHOICES =
            Map.of(
                    "colour", List.of("red", "green", "blue"),
                    "clothes/old_hats", List.of("a __colour__ bowler"),
                    "a", List.of("x __b__"),
                    "b", List.of("__a__"),
                    "many", List.of("__wide__ ".repeat(100)),
                    "wide", List.of("__widest__ ".repeat(100)),
                    "widest", List.of("word"),
                    "none", List.of());

    private static final Wildcards WILDCARDS =
            new Wildcards(
                    new Wildcards.Source() {
                        @Override
                        public Optional<List<String>> choices(String name) {
                            return Optional.ofNullable(CHOICES.get(name));
                        }

                        @Override
                        public List<String> names() {
                            return List.copyOf(CHOICES.keySet());
                        }
                    });

    private static String expand(String prompt, long seed) {
        return WILDCARDS.expand(Field.PROMPT, prompt, seed);
    }

    @Test
    void theSameSeedGivesTheSameWords() {
        String prompt = "__colour__ and __colour__ and __colour__";
        assertThat(expand(prompt, 42)).isEqualTo(expand(prompt, 42));
        // Written down once: pictures already made must not change their words.
        assertThat(expand(prompt, 42)).isEqualTo("green and red and red");
    }

    @Test
    void neighbouringSeedsUseEveryChoiceAboutEquallyOften() {
        Map<String, Long> counts =
                LongStream.range(0, 3_000)
                        .mapToObj(seed -> expand("__colour__", seed))
                        .collect(Collectors.groupingBy(word -> word, Collectors.counting()));
        assertThat(counts).hasSize(3);
        assertThat(counts.values()).allMatch(count -> count > 900 && count < 1100);
    }

    @Test
    void theNegativePromptDrawsOnItsOwn() {
        long same =
                LongStream.range(0, 300)
                        .filter(
                                seed ->
                                        WILDCARDS
                                                .expand(Field.NEGATIVE_PROMPT, "__colour__", seed)
                                                .equals(expand("__colour__", seed)))
                        .count();
        assertThat(same).isBetween(60L, 140L);
    }

    @Test
    void choicesMayHoldWildcardsAndNamesMayHoldFolders() {
        assertThat(expand("in __clothes/old_hats__.", 1))
                .matches("in a (red|green|blue) bowler\\.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no wildcards",
                "snake_case __ and __ more",
                "____",
                "__a b__",
                "a # __unknown__",
                "\\__unknown__ stays",
                "__",
                "___",
                "__unfinished",
                "_",
                ""
            })
    void otherTextStaysAsItIs(String prompt) {
        assertThat(expand(prompt, 1)).isEqualTo(prompt);
    }

    @Test
    void anUnknownNameIsRefusedWithItsPlaceAndTheNearestName() {
        assertThatThrownBy(() -> expand("a __color__ bird", 1))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("Character 3 (\"a __color__ bird\")")
                .hasMessageContaining("no wildcard __color__ among the 8 there are")
                .hasMessageContaining("the nearest is __colour__");
    }

    @Test
    void withoutAnyWildcardsTheSentenceSaysWhereToPutThem() {
        Wildcards empty = new Wildcards(name -> Optional.empty());
        assertThatThrownBy(() -> empty.expand(Field.PROMPT, "__x__", 1))
                .hasMessageContaining("Put a file x.txt");
    }

    @Test
    void aCircleOfNamesIsRefused() {
        assertThatThrownBy(() -> expand("__a__", 1)).hasMessageContaining("perhaps in a circle");
    }

    @Test
    void wildcardsThatMultiplyAreRefused() {
        assertThatThrownBy(() -> expand("__many__", 1)).hasMessageContaining("lead to more than");
    }

    @Test
    void aNameWithoutChoicesIsRefused() {
        assertThatThrownBy(() -> expand("__none__", 1)).hasMessageContaining("has no choices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "__", "__a_", "#", "\\__", "__a/", "_a"})
    void longTextsAreQuicklyRead(String piece) {
        Wildcards echo = new Wildcards(name -> Optional.of(List.of("y")));
        String text = piece.repeat(1_900);
        assertThat(echo.expand(Field.PROMPT, text, 1)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyTextIsExpandedOrRefusedWithASentence(long seed) {
        Random random = new Random(seed);
        String[] pieces = {
            "_", "__", "a", "colour", "#", "\n", "\\", " ", "/", "..", "🎉", "\uD83C"
        };
        for (int i = 0; i < 2_000; i++) {
            String text =
                    random.ints(random.nextInt(20), 0, pieces.length)
                            .mapToObj(piece -> pieces[piece])
                            .collect(Collectors.joining());
            try {
                assertThat(expand(text, seed)).isNotNull();
            } catch (RequestException e) {
                assertThat(e).hasMessageStartingWith("Character ");
            }
        }
    }
}
