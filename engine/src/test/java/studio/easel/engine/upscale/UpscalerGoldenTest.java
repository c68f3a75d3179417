package studio.easel.engine.upscale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.upscale.Upscaler.TileListener;

/** Against an ESRGAN in miniature run by torch; the recordings' README says how. */
class UpscalerGoldenTest {
    private static final String FOLDER = "pipelines/esrgan/";
    private static final float TOLERANCE = 1e-5f;
    private static final Tiling WHOLE = new Tiling(1000, 0);

    private JsonNode golden;
    private RgbImage image;
    private Upscaler upscaler;

    @BeforeEach
    void open() throws IOException {
        golden = new ObjectMapper().readTree(Goldens.path(FOLDER + "cases.json").toFile());
        image = png("pipelines/inputs/" + golden.get("image").asText() + ".png");
        upscaler = new Upscaler(OnnxModel.at(Goldens.path(FOLDER + "model.onnx"), Device.cpu()));
    }

    @AfterEach
    void close() {
        upscaler.close();
    }

    @Test
    void theWholePictureIsTheReferences() throws IOException {
        assertThat(worst(values(image, WHOLE), recorded())).isLessThan(TOLERANCE);
        assertThat(worst(image, WHOLE, png(FOLDER + "output.png"))).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"64, 0", "50, 0", "57, 0", "64, 5"})
    void tilesThatOverlapByTheReachShowNoSeam(int tile, int more) throws IOException {
        Tiling tiling = new Tiling(tile, golden.get("reach").asInt() + more);
        assertThat(worst(values(image, tiling), recorded())).isLessThan(TOLERANCE);
        assertThat(worst(image, tiling, png(FOLDER + "output.png"))).isLessThanOrEqualTo(1);
    }

    @Test
    void tilesThatDoNotOverlapDo() throws IOException {
        assertThat(worst(image, new Tiling(48, 0), png(FOLDER + "output.png"))).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1, 70", "30, 20, 60, 1", "10, 10, 71, 53", "99, 69, 1, 1"})
    void partsOfAnySizeAreTheSameInTilesAndWhole(int left, int top, int width, int height) {
        RgbImage part = cut(left, top, width, height);
        float[] whole = values(part, WHOLE);
        assertThat(whole).hasSize(3 * 4 * width * height);
        float[] tiled = values(part, new Tiling(50, golden.get("reach").asInt()));
        assertThat(worst(tiled, whole)).isLessThan(TOLERANCE);
    }

    /** Before clamping, {@code [height, width, 3]}. */
    private float[] values(RgbImage picture, Tiling tiling) {
        List<float[]> made = new ArrayList<>();
        upscaler.enlarge(
                picture,
                tiling,
                TileListener.silent(),
                new Upscaler.Canvas() {
                    @Override
                    public void stretch(int width, int height) {
                        made.add(new float[3 * width * height]);
                    }

                    @Override
                    public void put(int index, float value) {
                        made.get(0)[index] = value;
                    }
                });
        return made.get(0);
    }

    private float[] recorded() throws IOException {
        byte[] bytes = Files.readAllBytes(Goldens.path(FOLDER + "output.bin"));
        float[] planes = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(planes);
        float[] values = new float[planes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = planes[i % 3 * (planes.length / 3) + i / 3];
        }
        return values;
    }

    private static float worst(float[] mine, float[] theirs) {
        assertThat(mine).hasSameSizeAs(theirs);
        float worst = 0;
        for (int i = 0; i < mine.length; i++) {
            worst = Math.max(worst, Math.abs(mine[i] - theirs[i])); // NaN stays
        }
        return worst;
    }

    private int worst(RgbImage picture, Tiling tiling, RgbImage expected) {
        byte[] mine = upscaler.upscale(picture, tiling, TileListener.silent()).rgb();
        byte[] theirs = expected.rgb();
        assertThat(mine).hasSameSizeAs(theirs);
        int worst = 0;
        for (int i = 0; i < mine.length; i++) {
            worst = Math.max(worst, Math.abs((mine[i] & 0xFF) - (theirs[i] & 0xFF)));
        }
        return worst;
    }

    private RgbImage cut(int left, int top, int width, int height) {
        int[] all = image.argb();
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = all[(top + i / width) * image.width() + left + i % width];
        }
        return RgbImage.ofArgb(width, height, argb);
    }

    private static RgbImage png(String name) throws IOException {
        BufferedImage read = ImageIO.read(Goldens.path(name).toFile());
        int width = read.getWidth();
        int height = read.getHeight();
        return RgbImage.ofArgb(width, height, read.getRGB(0, 0, width, height, null, 0, width));
    }
}
