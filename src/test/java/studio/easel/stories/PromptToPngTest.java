package studio.easel.stories;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.PngContent;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/** From words at a terminal to a picture that remembers them. */
class PromptToPngTest {
    private static final String PROMPT = "a red heart by the sea";
    private static final GenerationRequest REQUEST =
            new GenerationRequest(
                    PROMPT,
                    "night",
                    new ImageSize(128, 64),
                    3,
                    6.5,
                    SamplerName.EULER_ANCESTRAL,
                    SigmaSpacing.KARRAS,
                    0.25,
                    7,
                    1);
    private static final List<String> WORDS =
            List.of(
                    PROMPT,
                    "--negative",
                    "night",
                    "--size",
                    "128x64",
                    "--guidance",
                    "6.5",
                    "--sampler",
                    "Euler a",
                    "--spacing",
                    "karras",
                    "--eta",
                    "0.25");

    @TempDir static Path gallery;
    private static Path heart;

    @TempDir Path folder;

    @BeforeAll
    static void makeTheHeart() {
        heart = gallery.resolve("heart.png");
        Terminal typed = Terminal.generate(words(heart, "--seed", "7"));
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out()).contains(heart.toString()).contains("seed 7");
    }

    @Test
    void aPromptBecomesAPngThatRemembersHowItWasMade() {
        PngContent png = PngFile.read(heart);

        assertThat(png.image().width()).isEqualTo(128);
        assertThat(png.image().height()).isEqualTo(64);
        SavedSettings saved = png.settings().orElseThrow();
        assertThat(saved.request()).contains(REQUEST);
        assertThat(saved.provenance().orElseThrow().modelHash()).isEqualTo(Starter.spec().hash());
        assertThat(saved.parameters()).startsWith(PROMPT).contains("Negative prompt: night");
    }

    @Test
    void showPrintsTheSettingsForPeople() {
        Terminal shown = Terminal.easel("show", heart.toString());

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .contains(PROMPT, "night", "Euler a", "Karras", "6.5", "128x64", "Starter v1");
    }

    @Test
    void theSameRequestGivesTheSameFileByteForByte() {
        Path again = folder.resolve("again.png");

        assertMade(words(again, "--seed", "7"));

        assertThat(again).hasSameBinaryContentAs(heart);
    }

    @Test
    void aPictureIsMadeAgainFromItsFileAlone() {
        Path again = folder.resolve("again.png");

        Terminal typed =
                Terminal.easel("generate", "--from", heart.toString(), "--out", again.toString());

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.err()).isEmpty();
        assertThat(again).hasSameBinaryContentAs(heart);
    }

    @Test
    void oneSettingOfAPictureCanBeReplaced() {
        Path other = folder.resolve("other.png");

        assertMade("--from", heart.toString(), "--seed", "12", "--out", other.toString());

        GenerationRequest request = settings(other).request().orElseThrow();
        assertThat(request.seed()).isEqualTo(12);
        assertThat(request.prompt()).isEqualTo(PROMPT);
        assertThat(PngFile.read(other).image()).isNotEqualTo(PngFile.read(heart).image());
    }

    @Test
    void eachOfSeveralPicturesIsTheOneItsSeedGivesAlone() {
        Path last = folder.resolve("last.png");

        assertMade(words(folder.resolve("many.png"), "--seed", "5", "--count", "3"));
        assertMade(words(last, "--seed", "7"));

        assertThat(folder.resolve("many-3.png")).hasSameBinaryContentAs(last);
        assertThat(Starter.filesIn(folder)).hasSize(4);
        assertThat(folder.resolve("many-1.png")).isRegularFile();
        assertThat(PngFile.read(folder.resolve("many-2.png")).image())
                .isNotEqualTo(PngFile.read(last).image());
    }

    @Test
    void wordsInAnyScriptComeBackAsTheyWereTyped() {
        String prompt = "красное 海边 قلب ❤️ 🌊 höhle: \"a, b\", Steps: 3\nNegative prompt: none";
        Path picture = folder.resolve("picture.png");

        assertMade(prompt, "--size", "64x64", "--negative", "雪 ❄️", "--out", picture.toString());

        GenerationRequest request = settings(picture).request().orElseThrow();
        assertThat(request.prompt()).isEqualTo(prompt);
        assertThat(request.negativePrompt()).isEqualTo("雪 ❄️");
        assertThat(Terminal.easel("show", picture.toString()).out())
                .contains("красное 海边 قلب ❤️ 🌊");
    }

    @Test
    void programsReadTheResultAsJsonAndPicturesAreFiledUnderTheirWords() throws IOException {
        Terminal typed =
                Terminal.generate(
                        "Ein Herz: rot/blau?",
                        "--seed",
                        "3",
                        "--count",
                        "2",
                        "--size",
                        "64x64",
                        "--json",
                        "--out",
                        folder.resolve("new").toString());

        assertThat(typed.err()).isEmpty();
        JsonNode json = new ObjectMapper().readTree(typed.out());
        assertThat(json.path("pictures")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode picture = json.path("pictures").path(i);
            assertThat(picture.path("seed").asInt()).isEqualTo(3 + i);
            assertThat(Path.of(picture.path("file").asText())).isRegularFile();
            assertThat(picture.path("file").asText())
                    .contains("ein-herz-rot-blau")
                    .endsWith("seed" + (3 + i) + ".png");
        }
        assertThat(json.path("provider").asText()).isEqualTo("cpu");
        assertThat(json.path("model_hash").asText()).isEqualTo(Starter.spec().hash());
    }

    @Test
    void aPictureSaysThatAModelMadeItUnlessToldNotTo() throws IOException {
        Path silent = folder.resolve("silent.png");

        assertMade(words(silent, "--seed", "7", "--no-declare-ai"));

        assertThat(Files.readString(heart, ISO_8859_1)).contains("trainedAlgorithmicMedia");
        assertThat(Files.readString(silent, ISO_8859_1)).doesNotContain("trainedAlgorithmicMedia");
        assertThat(PngFile.read(silent).image()).isEqualTo(PngFile.read(heart).image());
    }

    private static String[] words(Path out, String... more) {
        return Stream.of(WORDS, List.of(more), List.of("--out", out.toString()))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    private static void assertMade(String... words) {
        Terminal typed = Terminal.generate(words);
        assertThat(typed.exitCode()).as(typed.err()).isZero();
    }

    private static SavedSettings settings(Path file) {
        return PngFile.readSettings(file).orElseThrow();
    }
}
