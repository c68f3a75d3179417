package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WordsTest {
    private static final Path RESOURCES = Path.of("src/main/resources/studio/easel/app");
    private static final Pattern PART = Pattern.compile("%(?:\\d+\\$)?[-,.\\d]*[a-zA-Z%]");

    @AfterEach
    void speakEnglishAgain() {
        Words.speak(Locale.ENGLISH);
    }

    private static List<Path> english() throws IOException {
        try (Stream<Path> all = Files.walk(RESOURCES)) {
            return all.filter(file -> file.endsWith("words.properties")).toList();
        }
    }

    /** Sentences may put their parts in another order, so these are numbered then. */
    private static Map<String, List<String>> parts(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, List<String>> parts = new TreeMap<>();
        properties.forEach(
                (key, text) ->
                        parts.put(
                                String.valueOf(key),
                                PART.matcher(String.valueOf(text))
                                        .results()
                                        .map(it -> it.group().replaceFirst("\\d+\\$", ""))
                                        .sorted()
                                        .toList()));
        return parts;
    }

    @ParameterizedTest
    @MethodSource("english")
    void everythingIsSaidInEveryLanguageWithTheSameParts(Path english) throws IOException {
        for (Locale language : Words.LANGUAGES.subList(1, Words.LANGUAGES.size())) {
            Path other =
                    english.resolveSibling("words_%s.properties".formatted(language.getLanguage()));
            assertThat(parts(other)).isEqualTo(parts(english));
        }
    }

    @Test
    void theNearestLanguageIsSpoken() {
        Words.speak(Locale.KOREA);
        assertThat(Words.spoken()).isEqualTo(Locale.KOREAN);
        assertThat(Words.of(WordsTest.class).say("close")).isEqualTo("닫기");
        Words.speak(Locale.ITALY);
        assertThat(Words.of(WordsTest.class).say("close")).isEqualTo("Close");
    }

    @Test
    void aSentenceIsSaidAgainWheneverTheLanguageChanges() {
        Sentence sentence = new Sentence();
        assertThat(sentence.get()).isEmpty();
        sentence.say(() -> Words.of(WordsTest.class).say("close"));
        for (int i = 0; i < 2; i++) {
            Words.speak(Locale.KOREAN);
            assertThat(sentence.get()).isEqualTo("닫기");
            Words.speak(Locale.ENGLISH);
            assertThat(sentence.get()).isEqualTo("Close");
        }
        sentence.clear();
        assertThat(sentence.get()).isEmpty();
    }
}
