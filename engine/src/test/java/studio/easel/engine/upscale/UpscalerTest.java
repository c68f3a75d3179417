package studio.easel.engine.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.upscale.Upscaler.TileListener;

/**
 * On stand-ins whose answer is a formula: each pixel becomes 2x2 of the mean of the 3x3 around it,
 * zeros beyond the picture. {@code src/test/python/make_tiny_upscalers.py} writes them.
 */
class UpscalerTest {
    private static final Tiling SMALL = new Tiling(16, 1);

    @ParameterizedTest
    @CsvSource({"16, 16", "33, 47", "1, 40", "40, 1", "1, 1", "17, 5"})
    void tilesOrNotAPictureOfAnySizeIsTheFormulas(int width, int height) {
        RgbImage image = random(width, height);
        try (Upscaler upscaler = open("upscaler-open")) {
            assertThat(upscaler.upscale(image, SMALL, TileListener.silent()))
                    .isEqualTo(formula(image));
            assertThat(upscaler.upscale(image, Tiling.usual(), TileListener.silent()))
                    .isEqualTo(formula(image));
        }
    }

    @Test
    void withoutOverlapTheSeamsShow() {
        RgbImage image = random(40, 40);
        try (Upscaler upscaler = open("upscaler-open")) {
            assertThat(upscaler.upscale(image, new Tiling(16, 0), TileListener.silent()))
                    .isNotEqualTo(formula(image));
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 16", "30, 50", "13, 17"})
    void aGraphForOneSizeOnlyIsGivenTilesOfThatSize(int width, int height) {
        RgbImage image = random(width, height);
        try (Upscaler upscaler = open("upscaler-fixed")) {
            assertThat(upscaler.upscale(image, Tiling.usual(), TileListener.silent()))
                    .isEqualTo(formula(image));
        }
    }

    @Test
    void aSmallerPictureIsFilledUpWithItsOutermostPixelsForAGraphOfOneSize() {
        RgbImage image = random(5, 3);
        RgbImage filled = new RgbImage(12, 16, filled(image, 12, 16));
        try (Upscaler upscaler = open("upscaler-fixed")) {
            RgbImage enlarged = upscaler.upscale(image, SMALL, TileListener.silent());
            assertThat(enlarged.rgb()).isEqualTo(cut(formula(filled), 10, 6));
        }
    }

    @Test
    void aGraphForTwoPicturesAtOnceEnlargesOneToo() {
        RgbImage image = random(20, 33);
        try (Upscaler upscaler = open("upscaler-two")) {
            assertThat(upscaler.upscale(image, SMALL, TileListener.silent()))
                    .isEqualTo(formula(image));
        }
    }

    @Test
    void everyTileIsReported() {
        List<String> heard = new ArrayList<>();
        try (Upscaler upscaler = open("upscaler-open")) {
            RgbImage unused =
                    upscaler.upscale(
                            random(40, 20), SMALL, (done, tiles) -> heard.add(done + "/" + tiles));
        }
        assertThat(heard).containsExactly("1/6", "2/6", "3/6", "4/6", "5/6", "6/6");
    }

    @Test
    void anInterruptStopsBetweenTilesAndTheUpscalerStaysUsable() {
        RgbImage image = random(40, 40);
        List<Integer> heard = new ArrayList<>();
        TileListener cancelling =
                (done, tiles) -> {
                    heard.add(done);
                    Thread.currentThread().interrupt();
                };
        try (Upscaler upscaler = open("upscaler-open")) {
            assertThatThrownBy(() -> upscaler.upscale(image, SMALL, cancelling))
                    .isInstanceOf(CancellationException.class);
            assertThat(heard).containsExactly(1);
            upscaler.unload();
            assertThat(upscaler.upscale(image, SMALL, TileListener.silent()))
                    .isEqualTo(formula(image));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upscaler-grey | gave [1, 1, 20, 20] for [1, 3, 10, 10], expected [1, 3, height, width]",
                "upscaler-flat | gave [1, 3, 20] for [1, 3, 10, 10], expected [1, 3, height, width]",
                "upscaler-half-as-large-again | made 15x15 of a tile of 10x10, expected one whole multiple",
                "upscaler-lopsided | made 30x20 of a tile of 10x10, expected one whole multiple",
                "upscaler-smaller | made 5x5 of a tile of 10x10, expected one whole multiple"
            })
    void aGraphThatIsNoUpscalerIsRefusedWithWhatItGave(String graph, String sentence) {
        try (Upscaler upscaler = open(graph)) {
            assertThatThrownBy(() -> upscaler.upscale(random(10, 10), SMALL, TileListener.silent()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(sentence);
        }
    }

    @Test
    void whatIsNotANumberIsNotSavedAsAPicture() {
        try (Upscaler upscaler = open("upscaler-overflowing")) {
            assertThatThrownBy(() -> upscaler.upscale(random(10, 10), SMALL, TileListener.silent()))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("fp32");
        }
    }

    @ParameterizedTest
    @CsvSource({"8193, 1, 16386x2", "6000, 3000, 12000x6000"})
    void aResultTooLargeIsRefusedAfterTheFirstTile(int width, int height, String found) {
        RgbImage image = new RgbImage(width, height, new byte[3 * width * height]);
        List<Integer> heard = new ArrayList<>();
        try (Upscaler upscaler = open("upscaler-open")) {
            assertThatThrownBy(
                            () -> upscaler.upscale(image, SMALL, (done, tiles) -> heard.add(done)))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining(found)
                    .hasMessageContaining("at most 16384 pixels a side and 64 million in all");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void aGraphWithOtherInputsIsRefused() {
        try (Upscaler upscaler = open("unet-float-open")) {
            assertThatThrownBy(() -> upscaler.upscale(random(10, 10), SMALL, TileListener.silent()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("sample");
        }
    }

    private static RgbImage random(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(width * 1000L + height).nextBytes(rgb);
        return new RgbImage(width, height, rgb);
    }

    private static RgbImage formula(RgbImage image) {
        int width = image.width();
        int height = image.height();
        byte[] rgb = image.rgb();
        byte[] enlarged = new byte[4 * rgb.length];
        for (int i = 0; i < enlarged.length; i++) {
            int x = i / 3 % (2 * width) / 2;
            int y = i / 3 / (2 * width) / 2;
            int sum = 0;
            for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
                for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
                    sum += rgb[3 * (v * width + u) + i % 3] & 0xFF;
                }
            }
            enlarged[i] = (byte) Math.round(sum / 9.0);
        }
        return new RgbImage(2 * width, 2 * height, enlarged);
    }

    private static byte[] filled(RgbImage image, int width, int height) {
        byte[] rgb = image.rgb();
        byte[] filled = new byte[3 * width * height];
        for (int i = 0; i < filled.length; i++) {
            int x = Math.min(image.width() - 1, i / 3 % width);
            int y = Math.min(image.height() - 1, i / 3 / width);
            filled[i] = rgb[3 * (y * image.width() + x) + i % 3];
        }
        return filled;
    }

    /** The upper left corner. */
    private static byte[] cut(RgbImage image, int width, int height) {
        byte[] part = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(image.rgb(), 3 * y * image.width(), part, 3 * y * width, 3 * width);
        }
        return part;
    }

    private static Upscaler open(String graph) {
        try {
            Path path = Path.of(UpscalerTest.class.getResource("/onnx/" + graph + ".onnx").toURI());
            return new Upscaler(OnnxModel.at(path, Device.cpu()));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
