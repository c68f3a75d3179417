package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.RgbImage;

class FarnebackTest {
    private static final double[] STILL = {1, 0, 0, 1};

    static Stream<Named<JsonNode>> goldens() throws IOException {
        JsonNode file = new ObjectMapper().readTree(Goldens.path("flow/farneback.json").toFile());
        return StreamSupport.stream(file.get("farneback").spliterator(), false)
                .map(golden -> Named.of(golden.get("shift").toString(), golden));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void theFlowIsThatOfOpenCv(JsonNode golden) {
        int width = golden.get("width").asInt();
        int height = golden.get("height").asInt();
        double[] matrix = numbers(golden.get("matrix"));
        double[] shift = numbers(golden.get("shift"));
        Flow flow =
                Farneback.usual()
                        .between(
                                waves(width, height, STILL, 0, 0),
                                waves(width, height, matrix, shift[0], shift[1]));
        double[] expected = numbers(golden.get("flow16"));
        double worst = 0;
        int at = 0;
        for (int y = 0; y < height; y += 16) {
            for (int x = 0; x < width; x += 16) {
                int i = y * width + x;
                worst = Math.max(worst, Math.abs(flow.right(i) - expected[at++]));
                worst = Math.max(worst, Math.abs(flow.down(i) - expected[at++]));
            }
        }
        assertThat(at).isEqualTo(expected.length);
        assertThat(worst).isLessThan(0.001);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 0", "-2, 5", "9, -7", "0.5, 0.25"})
    void theFlowOfAShiftedPictureIsTheShift(double right, double down) {
        int width = 160;
        int height = 128;
        Flow flow =
                Farneback.usual()
                        .between(
                                waves(width, height, STILL, 0, 0),
                                waves(width, height, STILL, right, down));
        for (int y = 24; y < height - 24; y += 5) {
            for (int x = 24; x < width - 24; x += 5) {
                assertThat(flow.right(y * width + x)).isCloseTo((float) right, within(0.2f));
                assertThat(flow.down(y * width + x)).isCloseTo((float) down, within(0.2f));
            }
        }
    }

    @Test
    void thePictureCarriedAlongItsFlowIsTheNextOne() {
        int width = 160;
        int height = 128;
        RgbImage from = waves(width, height, STILL, 0, 0);
        RgbImage to = waves(width, height, new double[] {0.99, 0.02, -0.02, 0.99}, 2, -1);
        Flow flow = Farneback.usual().between(from, to);
        assertThat(difference(from, to)).isGreaterThan(10);
        assertThat(difference(new FlowWarp(flow, 1).of(from), to)).isLessThan(4);
        assertThat(difference(new FlowWarp(flow, -1).of(to), from)).isLessThan(4);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 70", "31, 31"})
    void smallPicturesHaveAFlow(int width, int height) {
        RgbImage picture = waves(width, height, STILL, 0, 0);
        Flow flow = Farneback.usual().between(picture, picture);
        for (int i = 0; i < width * height; i++) {
            assertThat(flow.right(i)).isCloseTo(0, within(0.2f));
            assertThat(flow.down(i)).isCloseTo(0, within(0.2f));
        }
    }

    @Test
    void picturesOfTwoSizesHaveNone() {
        RgbImage small = waves(40, 40, STILL, 0, 0);
        RgbImage large = waves(40, 41, STILL, 0, 0);
        assertThatThrownBy(() -> Farneback.usual().between(small, large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("40x41")
                .hasMessageContaining("40x40");
    }

    /** The mean difference of levels, far from the edges. */
    private static double difference(RgbImage a, RgbImage b) {
        int margin = 24;
        double sum = 0;
        int count = 0;
        byte[] ours = a.rgb();
        byte[] theirs = b.rgb();
        for (int y = margin; y < a.height() - margin; y++) {
            for (int x = margin; x < a.width() - margin; x++) {
                int at = 3 * (y * a.width() + x);
                sum += Math.abs((ours[at] & 0xFF) - (theirs[at] & 0xFF));
                count++;
            }
        }
        return sum / count;
    }

    /** The picture of the recipe beside the goldens. */
    static RgbImage waves(int width, int height, double[] m, double right, double down) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            double x = i % width;
            double y = i / width;
            double u = m[0] * x + m[1] * y - right;
            double v = m[2] * x + m[3] * y - down;
            double level = 128 + 50 * Math.sin(u / 5 + v / 9) + 40 * Math.cos(u / 13 - v / 4);
            level += 30 * Math.sin((u * u + v * v) / 900);
            for (int c = 0; c < 3; c++) {
                rgb[3 * i + c] = (byte) (int) Math.floor(level);
            }
        }
        return new RgbImage(width, height, rgb);
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
