package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.RgbImage;

/** Deforum's motions, strictly: matrices 1e-9, with a flip 2e-6; places 2e-5; levels exact. */
class WarpGoldenTest {
    static Stream<Named<JsonNode>> plane() {
        return FrameGoldens.section("warp2d");
    }

    static Stream<Named<JsonNode>> space() {
        return FrameGoldens.section("warp3d");
    }

    static Stream<Named<JsonNode>> flows() {
        return FrameGoldens.section("optical_flow_warp");
    }

    @ParameterizedTest
    @MethodSource("plane")
    void aMotionOfThePlaneIsOpenCvsLevelByLevel(JsonNode golden) {
        RgbImage picture = pic(golden);
        Warp2d warp = warp2d(golden);
        double[] matrix = warp.map(picture.width(), picture.height()).matrix();
        for (int i = 0; i < 9; i++) {
            assertThat(matrix[i])
                    .as("matrix %d", i)
                    .isCloseTo(
                            golden.get("forward_matrix").get(i / 3).get(i % 3).asDouble(),
                            within(warp.flip().isPresent() ? 2e-6 : 1e-9));
        }
        assertLevels(golden, warp.of(picture), 0);
    }

    @ParameterizedTest
    @MethodSource("space")
    void aMotionInSpaceIsTorchs(JsonNode golden) {
        RgbImage picture = pic(golden);
        DepthMap depth = depth(golden);
        Warp3d warp = warp3d(golden);
        JsonNode z = golden.path("equalised_depth_sample");
        for (int row = 0; row < z.size(); row++) {
            for (int column = 0; column < z.get(row).size(); column++) {
                double far = depth.z(8 * (row * depth.width() + column));
                assertThat(golden.get("depth_algorithm").asText().equals("Zoe") ? far - 1 : 2 - far)
                        .isCloseTo(z.get(row).get(column).asDouble(), within(1e-5));
            }
        }
        double[] rotation = warp.rotation();
        for (int i = 0; i < 9; i++) {
            assertThat(rotation[i])
                    .isCloseTo(
                            golden.get("rotation_matrix").get(i / 3).get(i % 3).asDouble(),
                            within(1e-6));
        }
        assertPlaces(golden.get("grid_sample"), warp.places(depth), depth);
        // Standing still, torch's floats fall short of whole levels, which are then cut off.
        int limit = golden.get("params").isEmpty() ? 1 : 0;
        assertLevels(golden, warp.of(picture, depth), limit);
    }

    @ParameterizedTest
    @MethodSource("flows")
    void aFlowCarriesThePictureAlong(JsonNode golden) {
        RgbImage picture = FrameGoldens.pic(golden.get("pic"));
        JsonNode move = golden.get("constant_flow");
        Flow flow =
                Flow.constant(
                        picture.width(),
                        picture.height(),
                        move.get(0).asDouble(),
                        move.get(1).asDouble());
        RgbImage warped = new FlowWarp(flow, golden.get("flow_factor").asDouble()).of(picture);
        assertLevels(golden, warped, 0);
    }

    private static RgbImage pic(JsonNode golden) {
        return FrameGoldens.pic(golden.get("W").asInt(), golden.get("H").asInt(), 0);
    }

    private static void assertLevels(JsonNode golden, RgbImage ours, int limit) {
        List<Integer> differences =
                FrameGoldens.differences(
                        ours, golden.get("out_sample"), golden.get("out_sample_step").asInt());
        assertThat(FrameGoldens.worst(differences)).isLessThanOrEqualTo(limit);
    }

    /** The recorded ones run from −1, the left edge of the first pixel, to 1. */
    private static void assertPlaces(JsonNode recorded, float[] places, DepthMap depth) {
        for (int row = 0; row < recorded.size(); row++) {
            for (int column = 0; column < recorded.get(row).size(); column++) {
                int i = 2 * 8 * (row * depth.width() + column);
                JsonNode place = recorded.get(row).get(column);
                assertThat((2 * places[i] + 1.0) / depth.width() - 1)
                        .isCloseTo(place.get(0).asDouble(), within(2e-5));
                assertThat((2 * places[i + 1] + 1.0) / depth.height() - 1)
                        .isCloseTo(place.get(1).asDouble(), within(2e-5));
            }
        }
    }

    private static Warp2d warp2d(JsonNode golden) {
        Optional<PerspectiveFlip> flip =
                golden.get("enable_perspective_flip").asBoolean()
                        ? Optional.of(
                                new PerspectiveFlip(
                                        FrameGoldens.number(golden, "perspective_flip_theta", 0),
                                        FrameGoldens.number(golden, "perspective_flip_phi", 0),
                                        FrameGoldens.number(golden, "perspective_flip_gamma", 0),
                                        FrameGoldens.number(golden, "perspective_flip_fv", 53)))
                        : Optional.empty();
        return new Warp2d(
                FrameGoldens.number(golden, "angle", 0),
                FrameGoldens.number(golden, "zoom", 1),
                FrameGoldens.number(golden, "translation_x", 0),
                FrameGoldens.number(golden, "translation_y", 0),
                FrameGoldens.number(golden, "transform_center_x", 0.5),
                FrameGoldens.number(golden, "transform_center_y", 0.5),
                flip,
                Warp2d.Edge.valueOf(golden.get("border").asText().toUpperCase(Locale.ROOT)),
                Fidelity.STRICT);
    }

    private static Warp3d warp3d(JsonNode golden) {
        boolean oldFormula = golden.get("aspect_ratio_use_old_formula").asBoolean();
        Warp3d.Camera camera =
                new Warp3d.Camera(
                        FrameGoldens.number(golden, "translation_x", 0),
                        FrameGoldens.number(golden, "translation_y", 0),
                        FrameGoldens.number(golden, "translation_z", 0),
                        FrameGoldens.number(golden, "rotation_3d_x", 0),
                        FrameGoldens.number(golden, "rotation_3d_y", 0),
                        FrameGoldens.number(golden, "rotation_3d_z", 0),
                        FrameGoldens.number(golden, "fov", 70),
                        oldFormula ? golden.get("W").asDouble() / golden.get("H").asDouble() : 1);
        return new Warp3d(
                camera,
                Warp3d.Sampling.valueOf(
                        golden.get("sampling_mode").asText().toUpperCase(Locale.ROOT)),
                Warp3d.Edge.valueOf(golden.get("padding_mode").asText().toUpperCase(Locale.ROOT)));
    }

    private static DepthMap depth(JsonNode golden) {
        int width = golden.get("W").asInt();
        int height = golden.get("H").asInt();
        if (golden.get("depth").isNull()) {
            return DepthMap.flat(width, height);
        }
        boolean ramp = golden.get("depth").asText().equals("ramp");
        float[] raw = new float[width * height];
        for (int i = 0; i < raw.length; i++) {
            int x = i % width;
            int y = i / width;
            raw[i] = (float) (ramp ? x + 2 * y + 1 : 3 + Math.sin(x / 3.0) * Math.cos(y / 4.0));
        }
        boolean midas = golden.get("depth_algorithm").asText().startsWith("Midas");
        return DepthMap.equalised(
                width, height, raw, midas ? DepthMap.Scale.NEARNESS : DepthMap.Scale.DISTANCE);
    }
}
