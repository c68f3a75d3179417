package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.files.PngFile;

/** A picture becomes another picture. */
class ImageToImageTest {
    @TempDir static Path gallery;
    private static Path heart;

    @TempDir Path folder;

    @BeforeAll
    static void drawTheHeart() {
        heart = gallery.resolve("heart.png");
        Terminal typed =
                Terminal.generate(
                        "a red heart by the sea",
                        "--seed",
                        "7",
                        "--steps",
                        "12",
                        "--out",
                        heart.toString());
        assertThat(typed.exitCode()).as(typed.err()).isZero();
    }

    private Terminal again(Path out, String... more) {
        String[] words = new String[more.length + 3];
        words[0] = "a blue heart by the sea";
        words[1] = "--out";
        words[2] = out.toString();
        System.arraycopy(more, 0, words, 3, more.length);
        return Terminal.generate(words);
    }

    @Test
    void aRedHeartTurnsBlueAndStaysWhereItWas() {
        Path out = folder.resolve("blue.png");
        Terminal typed =
                again(
                        out,
                        "--image",
                        heart.toString(),
                        "--strength",
                        "0.9",
                        "--steps",
                        "15",
                        "--seed",
                        "7");

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        Colour before = middle(heart);
        assertThat(before.red() - before.blue()).as("%s", before).isGreaterThan(100);
        Colour after = middle(out);
        assertThat(after.blue() - after.red()).as("%s", after).isGreaterThan(100);
    }

    /** Where the heart is, between the sky and its tip. */
    private static Colour middle(Path picture) {
        return Colour.of(PngFile.read(picture).image(), 112, 116, 144, 156);
    }

    @Test
    void littleStrengthChangesLittleAndMuchChangesMuch() {
        double little = change("0.2");
        double much = change("0.9");
        assertThat(little).isLessThan(much);
    }

    private double change(String strength) {
        Path out = folder.resolve("strength-" + strength + ".png");
        Terminal typed =
                again(
                        out,
                        "--image",
                        heart.toString(),
                        "--strength",
                        strength,
                        "--steps",
                        "10",
                        "--seed",
                        "3");
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        byte[] before = PngFile.read(heart).image().rgb();
        byte[] after = PngFile.read(out).image().rgb();
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs((before[i] & 0xFF) - (after[i] & 0xFF));
        }
        return sum / before.length;
    }

    @Test
    void thePictureRemembersThatItHadAStartAndCanBeMadeAgainWithIt() {
        Path first = folder.resolve("first.png");
        again(first, "--image", heart.toString(), "--strength", "0.6", "--seed", "5");

        assertThat(Terminal.easel("show", first.toString()).out())
                .contains("started from another one (denoising strength 0.6)");
        Path second = folder.resolve("second.png");
        Terminal typed =
                Terminal.easel(
                        "generate",
                        "--device",
                        "cpu",
                        "--from",
                        first.toString(),
                        "--image",
                        heart.toString(),
                        "--out",
                        second.toString());
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void anotherStartPictureIsTold() {
        Path first = folder.resolve("first.png");
        again(first, "--image", heart.toString(), "--seed", "5");
        Terminal typed =
                Terminal.easel(
                        "generate",
                        "--device",
                        "cpu",
                        "--from",
                        first.toString(),
                        "--image",
                        first.toString(),
                        "--out",
                        folder.resolve("other.png").toString());
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.err()).contains("the pixels will differ");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # strength, steps, found,        do this
                    0,          10,    is 0.0,       0.5 to 0.8 is usual
                    1.5,        10,    is 1.5,       0.5 to 0.8 is usual
                    NaN,        10,    is NaN,       0.5 to 0.8 is usual
                    abc,        10,    "abc",        for example
                    0.05,       10,    0.05 of 10,   Raise the strength
                    """)
    void aStrengthThatCannotBeIsASentence(
            String strength, String steps, String found, String doThis) {
        Path out = folder.resolve("never.png");
        Terminal typed =
                again(out, "--image", heart.toString(), "--strength", strength, "--steps", steps);
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains(found).contains("expected").contains(doThis);
        assertThat(out).doesNotExist();
    }
}
