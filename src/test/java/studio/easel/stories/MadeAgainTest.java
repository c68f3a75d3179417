package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.app.files.PngFile;
import studio.easel.engine.RgbImage;

/** Whatever options made a picture: the picture remembers them and can be made again. */
class MadeAgainTest {
    @TempDir static Path gallery;
    private static Path heart;
    private static Path mask;

    @TempDir Path folder;

    @BeforeAll
    static void paint() throws IOException {
        heart = gallery.resolve("heart.png");
        mask = gallery.resolve("mask.png");
        Terminal typed = Terminal.generate("a red heart", "--seed", "7", "--out", heart.toString());
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        RgbImage picture = PngFile.read(heart).image();
        BufferedImage black =
                new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D brush = black.createGraphics();
        brush.setColor(Color.WHITE);
        brush.fillRect(picture.width() / 2, 0, picture.width() / 2, picture.height());
        brush.dispose();
        ImageIO.write(black, "png", mask.toFile());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--guidance-rescale 0.7 --guidance-from 0.2 --guidance-to 0.9",
                "--noise GPU",
                "--noise NumPy --variation-seed 5 --variation-strength 0.3",
                "--variation-size 64x64",
                "--clip-skip 2",
                "--vae-tile 64",
                "--hires 1.5x --hires-by lanczos --hires-strength 0.6",
                "--hires 1.5x --hires-by nearest-exact --hires-steps 4"
            })
    void fromItsFileAloneToTheSameBytes(String options) {
        Path first = folder.resolve("first.png");
        made("a red heart --seed 3 --out " + first + " " + options);
        Path second = folder.resolve("second.png");
        String err = made("--from " + first + " --out " + second);
        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(err).doesNotContain("differ");
    }

    @Test
    void everyOptionChangesThePicture() {
        String usual = "a red heart --seed 3 --out " + folder.resolve("usual.png");
        made(usual);
        byte[] before = pixels("usual.png");
        for (String options :
                List.of(
                        "--guidance-rescale 0.7",
                        "--guidance-to 0.5",
                        "--noise GPU",
                        "--noise NumPy",
                        "--variation-strength 0.3",
                        "--clip-skip 2")) {
            made("a red heart --seed 3 --out " + folder.resolve("other.png") + " " + options);
            assertThat(pixels("other.png")).as(options).isNotEqualTo(before);
        }
    }

    @Test
    void aHalfIsRepaintedAndTheOtherStaysBitForBit() {
        Path first = folder.resolve("first.png");
        String pictures = " --image " + heart + " --mask " + mask;
        made("a yellow star --seed 3 --fill latent-noise --strength 0.9 --out " + first + pictures);
        RgbImage before = PngFile.read(heart).image();
        RgbImage after = PngFile.read(first).image();
        int half = before.width() / 2;
        assertThat(part(after, 0, half)).isEqualTo(part(before, 0, half));
        assertThat(part(after, half, half)).isNotEqualTo(part(before, half, half));

        Path second = folder.resolve("second.png");
        made("--from " + first + " --out " + second + pictures);
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void aPictureOfAnotherSizeIsFittedAndFittedAgain() {
        Path first = folder.resolve("first.png");
        made("a red heart --seed 3 --size 64x96 --fit fill --out " + first + " --image " + heart);
        Path second = folder.resolve("second.png");
        String err = made("--from " + first + " --out " + second + " --image " + heart);
        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(err).doesNotContain("differ");
    }

    @Test
    void aPictureGrowsStaysWhatItWasAndCanBeMadeAgain() {
        Path first = folder.resolve("first.png");
        String grown = " --image " + heart + " --outpaint 0,0,64,0";
        made("a red heart --seed 3 --feather 8 --out " + first + grown);
        RgbImage before = PngFile.read(heart).image();
        RgbImage after = PngFile.read(first).image();
        int width = before.width();
        assertThat(after.width()).isEqualTo(width + 64);
        assertThat(part(after, 0, width - 8)).isEqualTo(part(before, 0, width - 8));
        // An edge merely repeated would have the same colour all along a row.
        assertThat(part(after, width, 1)).isNotEqualTo(part(after, width + 40, 1));

        Path second = folder.resolve("second.png");
        made("--from " + first + " --feather 8 --out " + second + grown);
        assertThat(second).hasSameBinaryContentAs(first);
    }

    /** Columns of every row. */
    private static List<Integer> part(RgbImage image, int left, int width) {
        int[] argb = image.argb();
        return IntStream.range(0, argb.length)
                .filter(i -> i % image.width() >= left && i % image.width() < left + width)
                .mapToObj(i -> argb[i])
                .toList();
    }

    private byte[] pixels(String name) {
        return PngFile.read(folder.resolve(name)).image().rgb();
    }

    /** Words up to the first option are the prompt. */
    private static String made(String typed) {
        List<String> words = new ArrayList<>();
        for (String part : typed.split(" (?=--)")) {
            words.addAll(part.startsWith("--") ? List.of(part.split(" ", 2)) : List.of(part));
        }
        Terminal answer = Terminal.generate(words.toArray(String[]::new));
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        return answer.err();
    }
}
