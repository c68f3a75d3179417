package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;
import studio.easel.engine.RgbImage;

class InverseSearchTest {
    private static final double[] STILL = {1, 0, 0, 1};

    /** "coarse" is not Deforum's: the search alone, without what smooths it. */
    private static final Map<String, InverseSearch> WAYS =
            Map.of(
                    "coarse", new InverseSearch(1, 3, 25, false),
                    "medium", InverseSearch.medium(),
                    "fine", InverseSearch.fine());

    static Stream<Arguments> goldens() throws IOException {
        JsonNode file = new ObjectMapper().readTree(Goldens.path("flow/dis.json").toFile());
        return StreamSupport.stream(file.get("dis").spliterator(), false)
                .flatMap(
                        golden ->
                                WAYS.keySet().stream()
                                        .sorted()
                                        .map(
                                                way ->
                                                        Arguments.of(
                                                                way,
                                                                golden.get("shift").toString(),
                                                                golden)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("goldens")
    void theFlowIsThatOfOpenCv(String way, String shift, JsonNode golden) {
        int width = golden.get("width").asInt();
        int height = golden.get("height").asInt();
        double[] matrix = numbers(golden.get("matrix"));
        double[] moved = numbers(golden.get("shift"));
        Flow flow =
                WAYS.get(way)
                        .between(
                                FarnebackTest.waves(width, height, STILL, 0, 0),
                                FarnebackTest.waves(width, height, matrix, moved[0], moved[1]));
        double[] expected = numbers(golden.get(way));
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
        assertThat(worst).isLessThan(0.005);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 0", "-2, 5", "9, -7", "0.5, 0.25"})
    void theFlowOfAShiftedPictureIsTheShift(double right, double down) {
        int width = 160;
        int height = 128;
        for (InverseSearch way : WAYS.values()) {
            Flow flow =
                    way.between(
                            FarnebackTest.waves(width, height, STILL, 0, 0),
                            FarnebackTest.waves(width, height, STILL, right, down));
            for (int y = 24; y < height - 24; y += 5) {
                for (int x = 24; x < width - 24; x += 5) {
                    assertThat(flow.right(y * width + x)).isCloseTo((float) right, within(0.2f));
                    assertThat(flow.down(y * width + x)).isCloseTo((float) down, within(0.2f));
                }
            }
        }
    }

    @Test
    void theSameTwoPicturesHaveTheSameFlowEveryTime() {
        RgbImage from = FarnebackTest.waves(200, 150, STILL, 0, 0);
        RgbImage to = FarnebackTest.waves(200, 150, STILL, 2.5, -4);
        Flow once = InverseSearch.medium().between(from, to);
        Flow again = InverseSearch.medium().between(from, to);
        for (int i = 0; i < 200 * 150; i++) {
            assertThat(again.right(i)).isEqualTo(once.right(i));
            assertThat(again.down(i)).isEqualTo(once.down(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 70", "8, 8", "9, 31", "31, 31", "65, 33"})
    void smallAndOddPicturesHaveAFlow(int width, int height) {
        RgbImage picture = FarnebackTest.waves(width, height, STILL, 0, 0);
        for (InverseSearch way : WAYS.values()) {
            Flow flow = way.between(picture, picture);
            for (int i = 0; i < width * height; i++) {
                assertThat(flow.right(i)).isCloseTo(0, within(0.2f));
                assertThat(flow.down(i)).isCloseTo(0, within(0.2f));
            }
        }
    }

    @Test
    void picturesOfTwoSizesHaveNone() {
        RgbImage small = FarnebackTest.waves(40, 40, STILL, 0, 0);
        RgbImage large = FarnebackTest.waves(40, 41, STILL, 0, 0);
        assertThatThrownBy(() -> InverseSearch.medium().between(small, large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("40x41")
                .hasMessageContaining("40x40");
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
