package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private static final List<String> WILDCARDS = List.of("clothes/hats", "colour", "country");
    private static final List<String> EMBEDDINGS = List.of("bad-hands", "Badger");

    private static List<String> at(String text, int caret) {
        return Completion.at(text, caret, WILDCARDS, EMBEDDINGS)
                .map(Completion::choices)
                .orElse(List.of());
    }

    private static List<String> behind(String text) {
        return at(text, text.length());
    }

    @Test
    void twoLinesOfferEveryWildcard() {
        assertThat(behind("a __")).containsExactly("__clothes/hats__", "__colour__", "__country__");
        assertThat(behind("a __CO")).containsExactly("__colour__", "__country__");
        assertThat(behind("a __clothes/")).containsExactly("__clothes/hats__");
        assertThat(behind("a __zebra")).isEmpty();
    }

    @Test
    void aWildcardThatIsWholeOffersNothingMore() {
        assertThat(behind("a __colour__")).isEmpty();
        assertThat(behind("__colour__, __cou")).containsExactly("__country__");
        assertThat(behind("__colour____cou")).containsExactly("__country__");
    }

    @Test
    void theChoiceTakesThePlaceOfWhatWasTyped() {
        Completion found = Completion.at("a __col cat", 7, WILDCARDS, EMBEDDINGS).orElseThrow();
        assertThat(found.from()).isEqualTo(2);
        assertThat(found.to()).isEqualTo(7);
    }

    @Test
    void embeddingsAreOfferedFromTwoLettersOn() {
        assertThat(behind("a (b")).isEmpty();
        assertThat(behind("a (ba")).containsExactly("bad-hands", "Badger");
        assertThat(behind("a bad-")).containsExactly("bad-hands");
        assertThat(behind("bad-hands")).isEmpty();
        assertThat(behind("")).isEmpty();
    }
}
