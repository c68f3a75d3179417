package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.Folders;
import studio.easel.app.files.PngContent;
import studio.easel.app.files.PngFile;
import studio.easel.engine.Goldens;
import studio.easel.engine.RgbImage;

/** A finished picture becomes larger. */
class UpscaleTest {
    @TempDir static Path home;
    private static Folders folders;
    private static Path heart;

    @TempDir Path out;

    @BeforeAll
    static void drawTheHeart() throws IOException {
        folders = Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
        heart = home.resolve("2026-11-20-0007-heart.png");
        String[] words = {
            "a red heart", "--size", "128x128", "--seed", "7", "--out", heart.toString()
        };
        Terminal made = Terminal.generate(words);
        assertThat(made.exitCode()).as(made.err()).isZero();
        Files.writeString(home.resolve("words.png"), "no picture");
    }

    @BeforeEach
    void installTheUpscaler() throws IOException {
        Path to = folders.models().resolve("2x.onnx");
        Files.createDirectories(folders.models());
        if (!Files.exists(to)) {
            Files.copy(Goldens.path("pipelines/esrgan/model.onnx"), to);
        }
    }

    @Test
    void itIsTwiceAsLargeAndKeepsTheSettingsOfTheOriginal() {
        Terminal answer = upscale(heart.toString(), "--by", "2x", "--out", out.toString());

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        Path file = Starter.filesIn(out).get(0);
        assertThat(answer.out())
                .contains(file.toString(), "256x256 by 2x", "settings of the original");
        assertThat(file.getFileName().toString()).endsWith("-0001-heart-2x.png");
        PngContent before = PngFile.read(heart);
        PngContent after = PngFile.read(file);
        assertThat(after.image().width()).isEqualTo(256);
        assertThat(after.texts())
                .containsAllEntriesOf(before.texts())
                .containsEntry(
                        "postprocessing", "Postprocess upscale by: 2, Postprocess upscaler: 2x");
        assertThat(after.settings().orElseThrow().request())
                .isEqualTo(before.settings().orElseThrow().request());
        assertThat(Terminal.easel("show", file.toString()).out())
                .contains("changed after it was made (Postprocess upscale by: 2");
    }

    /** A flat drawing with an outline, halved: nearer to what it was than its pixels doubled. */
    @Test
    void withoutAnythingInstalledTheStartersUpscalerDoublesIt() throws IOException {
        Folders fresh =
                Folders.of(Map.of("EASEL_HOME", out.resolve("fresh").toString()), "Linux", home);
        RgbImage drawn = disc(256);
        RgbImage half = halved(drawn);
        Path small = out.resolve("small.png");
        PngFile.write(small, half);
        Path file = out.resolve("large.png");
        String[] words = {small.toString(), "--device", "cpu", "--out", file.toString()};
        Terminal answer = Terminal.easel(fresh, line(words));

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("256x256 by starter-2x");
        RgbImage large = PngFile.read(file).image();
        assertThat(large.width()).isEqualTo(256);
        assertThat(difference(large, drawn)).isLessThan(0.7 * difference(doubled(half), drawn));
    }

    private static RgbImage disc(int side) {
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < side * side; i++) {
            double away = Math.hypot(i % side - side / 2.0, i / side - side / 2.0);
            int[] colour =
                    away < side / 3.0
                            ? new int[] {220, 40, 40}
                            : away < side / 3.0 + 6
                                    ? new int[] {20, 20, 30}
                                    : new int[] {120, 190, 240};
            for (int c = 0; c < 3; c++) {
                rgb[3 * i + c] = (byte) colour[c];
            }
        }
        return new RgbImage(side, side, rgb);
    }

    private static RgbImage halved(RgbImage image) {
        int side = image.width() / 2;
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < rgb.length; i++) {
            int x = 2 * (i / 3 % side);
            int y = 2 * (i / 3 / side);
            int sum =
                    at(image, x, y, i % 3)
                            + at(image, x + 1, y, i % 3)
                            + at(image, x, y + 1, i % 3)
                            + at(image, x + 1, y + 1, i % 3);
            rgb[i] = (byte) ((sum + 2) / 4);
        }
        return new RgbImage(side, side, rgb);
    }

    private static RgbImage doubled(RgbImage image) {
        int side = 2 * image.width();
        byte[] rgb = new byte[3 * side * side];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) at(image, i / 3 % side / 2, i / 3 / side / 2, i % 3);
        }
        return new RgbImage(side, side, rgb);
    }

    private static int at(RgbImage image, int x, int y, int channel) {
        return image.rgb()[3 * (y * image.width() + x) + channel] & 0xFF;
    }

    /** Mean of the squares. */
    private static double difference(RgbImage a, RgbImage b) {
        double sum = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            sum += Math.pow((a.rgb()[i] & 0xFF) - (b.rgb()[i] & 0xFF), 2);
        }
        return sum / a.rgb().length;
    }

    @Test
    void theOnlyOneInstalledIsTakenAndOfSeveralOneMustBeNamed() throws IOException {
        Path file = out.resolve("large.png");
        upscale(heart.toString(), "--out", file.toString());
        assertThat(PngFile.read(file).texts().get("postprocessing"))
                .isEqualTo("Postprocess upscale by: 2, Postprocess upscaler: 2x");

        Path second = folders.models().resolve("other.onnx");
        Files.copy(folders.models().resolve("2x.onnx"), second);
        Terminal answer = upscale(heart.toString(), "--out", out.resolve("x.png").toString());
        Files.delete(second);
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err())
                .contains("There are 2 upscalers: 2x.onnx, other.onnx. Choose one with --by.");
    }

    @Test
    void tilesMakeNoDifferenceWhereTheOverlapIsLargeEnough() {
        byte[] whole = pixels("--tile", "256");
        byte[] tiles = pixels("--tile", "96", "--overlap", "32");
        int most = 0;
        for (int i = 0; i < whole.length; i++) {
            most = Math.max(most, Math.abs((whole[i] & 0xFF) - (tiles[i] & 0xFF)));
        }
        assertThat(most).isLessThanOrEqualTo(1);
    }

    private byte[] pixels(String... tiling) {
        Path file = out.resolve("large.png");
        List<String> words = new ArrayList<>(List.of(heart.toString(), "--by", "2x"));
        words.addAll(List.of(tiling));
        words.addAll(List.of("--out", file.toString()));
        Terminal answer = upscale(words.toArray(String[]::new));
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        return PngFile.read(file).image().rgb();
    }

    @Test
    void twiceIsFourTimesAndBothAreRemembered() {
        Path once = out.resolve("once.png");
        Path twice = out.resolve("twice.png");
        upscale(heart.toString(), "--by", "2x", "--out", once.toString());
        Terminal answer = upscale(once.toString(), "--by", "2x", "--out", twice.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(PngFile.read(twice).image().width()).isEqualTo(512);
        assertThat(PngFile.read(twice).texts().get("postprocessing"))
                .isEqualTo(
                        "Postprocess upscale by: 2, Postprocess upscaler: 2x, Postprocess upscale by: 2, Postprocess upscaler: 2x");
    }

    @Test
    void theFileItselfCanBeReplaced() throws IOException {
        Path file = Files.copy(heart, out.resolve("heart.png"));
        Terminal answer = upscale(file.toString(), "--by", "2x", "--out", file.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(PngFile.read(file).image().width()).isEqualTo(256);
        assertThat(Starter.filesIn(out)).containsExactly(file);
    }

    @Test
    void programsGetJson() {
        Path file = out.resolve("large.png");
        Terminal answer =
                upscale(heart.toString(), "--by", "2x", "--json", "--out", file.toString());
        assertThat(answer.out()).contains("\"factor\" : 2", "\"upscaler\" : \"2x\"", "large.png");
        assertThat(answer.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # typed                              | found                     | expected
                    HEART --by 3x                        | "3x"                      | Did you mean
                    HEART --by starter-v1                | a model that makes pictures | expected an upscaler
                    none.png --by 2x                     | is missing                | expected a PNG picture
                    WORDS --by 2x                        | something else            | expected a PNG picture
                    HEART --by 2x --tile x               | "x"                       | a whole number
                    HEART --by 2x --tile 0               | Tiles of 0 pixels         | less than half a tile
                    HEART --by 2x --tile 64 --overlap 32 | Tiles of 64 pixels        | less than half a tile
                    HEART --by 2x --overlap -1           | overlap by -1             | 0 or more
                    HEART --by 2x --out x.jpg            | x.jpg                     | ending in .png
                    HEART --by 2x --device gpu           | "gpu"                     | cuda
                    """)
    void isASentence(String typed, String found, String expected) {
        String[] words =
                typed.replace("HEART", heart.toString())
                        .replace("WORDS", home.resolve("words.png").toString())
                        .split(" ");
        Terminal answer = Terminal.easel(folders, line(words));
        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
        assertThat(answer.err()).contains(found).contains(expected);
        assertThat(answer.out()).isEmpty();
    }

    private static Terminal upscale(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--device", "cpu"));
        return Terminal.easel(folders, line(line.toArray(String[]::new)));
    }

    private static String[] line(String... words) {
        List<String> line = new ArrayList<>(List.of("upscale"));
        line.addAll(List.of(words));
        return line.toArray(String[]::new);
    }
}
