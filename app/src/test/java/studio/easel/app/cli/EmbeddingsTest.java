package studio.easel.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.easel.app.files.References;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.generate.FakePipeline;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.TextualInversion;

/** One embedding is installed: HeartStyle, and the wildcard {@code __style__} names it. */
class EmbeddingsTest {
    private static final String HASH = "ab".repeat(32);
    private static final TextualInversion HEART =
            new TextualInversion("HeartStyle", HASH, Map.of(1, List.of(List.of(1f))));
    private static final Embeddings EMBEDDINGS =
            new Embeddings(Path.of("here"), EmbeddingsTest::spoken);

    private final List<String> said = new ArrayList<>();

    private static GenerationRequest spoken(GenerationRequest picture) {
        String prompt = picture.prompt().replace("__style__", "heartstyle");
        boolean named = prompt.toLowerCase(Locale.ROOT).contains("heartstyle");
        return picture.but()
                .prompt(prompt)
                .embeddings(named ? List.of(HEART) : List.of())
                .request();
    }

    @Test
    void theSameFileIsNoNews() {
        compare("a heart, heartstyle", new NamedModel("HeartStyle", HASH));
        compare("a heart, __style__", new NamedModel("heartstyle", HASH.substring(0, 12)));
        assertThat(said).isEmpty();
    }

    @Test
    void anotherFileOfThatNameIsSaid() {
        compare("a heart, heartstyle", new NamedModel("HeartStyle", "cd".repeat(6)));
        assertThat(said)
                .singleElement()
                .asString()
                .contains("HeartStyle (ababababab)", "(cdcdcdcdcd)", "pixels will differ");
    }

    @Test
    void oneThatIsNotInstalledIsSaidWithTheFolderItBelongsInto() {
        compare("a heart, easynegative", new NamedModel("EasyNegative", "cd".repeat(6)));
        assertThat(said)
                .singleElement()
                .asString()
                .contains("EasyNegative (cdcdcdcdcd)", "not installed", "in here", "ordinary");
    }

    @Test
    void oneThatOtherWordsNoLongerNameDoesNotMatter() {
        compare("a barn", new NamedModel("EasyNegative", "cd".repeat(6)));
        compare("a barn", new NamedModel("HeartStyle", "cd".repeat(6)));
        assertThat(said).isEmpty();
    }

    private void compare(String prompt, NamedModel theirs) {
        GenerationRequest request = RequestOptions.suggested(FakePipeline.SPEC, prompt);
        EMBEDDINGS.compare(
                new References(
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(theirs),
                        List.of()),
                request,
                said::add);
    }
}
