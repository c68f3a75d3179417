package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.frame.DepthMap.Scale;
import studio.easel.engine.animation.frame.DepthNetwork.Family;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;

/**
 * On stand-ins for which a picture is the nearer the redder; {@code
 * src/test/python/make_tiny_depths.py} writes them.
 */
class DepthTest {
    @ParameterizedTest
    @CsvSource({
        "depth-red, MIDAS",
        "depth-red, DEPTH_ANYTHING",
        "depth-red, STARTER",
        "depth-small, MIDAS",
        "depth-small, DEPTH_ANYTHING"
    })
    void whatHasTheLargerNumberIsNearByNearnessAndFarByDistance(String graph, Family family) {
        RgbImage ramp = ramp(60, 40);
        DepthMap near = depth(graph, family, Scale.NEARNESS, Fidelity.MENDED, ramp);
        DepthMap far = depth(graph, family, Scale.DISTANCE, Fidelity.MENDED, ramp);
        assertThat(near.width()).isEqualTo(60);
        assertThat(near.height()).isEqualTo(40);
        // The red is in the right; equalised, depth is spread evenly from 1 to 2.
        assertThat(near.z(0)).isCloseTo(2, within(0.06f));
        assertThat(near.z(30)).isCloseTo(1.5f, within(0.06f));
        assertThat(near.z(59)).isEqualTo(1);
        assertThat(far.z(0)).isCloseTo(1, within(0.06f));
        assertThat(far.z(59)).isEqualTo(2);
    }

    @Test
    void strictlyTheNetworkSeesBlueForRed() {
        DepthMap strict =
                depth("depth-red", Family.MIDAS, Scale.NEARNESS, Fidelity.STRICT, ramp(60, 40));
        assertThat(strict.z(0)).isEqualTo(1);
        assertThat(strict.z(59)).isCloseTo(2, within(0.06f));
    }

    /** Deforum does not know it, and it knows true colours only. */
    @Test
    void easelsOwnNetworkSeesRedForRedAlsoStrictly() {
        DepthMap strict =
                depth("depth-red", Family.STARTER, Scale.NEARNESS, Fidelity.STRICT, ramp(60, 40));
        assertThat(strict.z(0)).isCloseTo(2, within(0.06f));
        assertThat(strict.z(59)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "MIDAS, 60, 40, 384, 576",
        "DEPTH_ANYTHING, 60, 40, 518, 784",
        "MIDAS, 1, 1, 384, 384"
    })
    void aGraphThatGivesNoDepthIsToldWhatItWasGiven(
            Family family, int width, int height, int rows, int columns) {
        assertThatThrownBy(
                        () ->
                                depth(
                                        "depth-colours",
                                        family,
                                        Scale.NEARNESS,
                                        Fidelity.MENDED,
                                        ramp(width, height)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("gave [1, 3, %d, %d]", rows, columns)
                .hasMessageContaining("expected [1, height, width]");
    }

    @ParameterizedTest
    @ValueSource(floats = {7, Float.NaN, Float.POSITIVE_INFINITY})
    void depthsThatSayNothingAreFlat(float second) {
        DepthMap depth = DepthMap.equalised(2, 1, new float[] {7, second}, Scale.NEARNESS);
        assertThat(depth.z(0)).isEqualTo(1);
        assertThat(depth.z(1)).isEqualTo(1);
    }

    @Test
    void aFlatDepthIsAsLargeAsThePicture() {
        DepthMap flat = Depth.flat().of(ramp(5, 3));
        assertThat(flat.width()).isEqualTo(5);
        assertThat(flat.height()).isEqualTo(3);
        assertThat(flat.z(14)).isEqualTo(1);
    }

    @Test
    void theWrongNumberOfDepthsIsRefused() {
        assertThatThrownBy(() -> DepthMap.equalised(2, 2, new float[3], Scale.DISTANCE))
                .hasMessageContaining("3 depths")
                .hasMessageContaining("expected 4");
    }

    /** Red rises to the right, blue falls. */
    private static RgbImage ramp(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            rgb[3 * i] = (byte) (255 * (i % width) / width);
            rgb[3 * i + 2] = (byte) (255 - 255 * (i % width) / width);
        }
        return new RgbImage(width, height, rgb);
    }

    private static DepthMap depth(
            String graph, Family family, Scale scale, Fidelity fidelity, RgbImage picture) {
        try {
            Path path = Path.of(DepthTest.class.getResource("/onnx/" + graph + ".onnx").toURI());
            OnnxModel model = OnnxModel.at(path, Device.cpu());
            try (DepthNetwork network = new DepthNetwork(model, family, scale, fidelity)) {
                return network.of(picture);
            }
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
